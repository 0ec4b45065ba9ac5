"""A sandbox as a whole: its folder, its connections and the life of its process."""

import json
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from imap_tools import MailBox, MailBoxUnencrypted
from sqlalchemy import MetaData, create_engine, inspect, select

from sandbox.servers.home import prepare_home
from sandbox.servers.serving import serving
from sandbox.shapes import World

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


class Builder:
    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[dict[str, int]] = []

    def __call__(self, **arguments: int) -> World:
        self.calls.append(arguments)
        return self.world


@pytest.fixture(scope="module")
def sandbox(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    home = tmp_path_factory.mktemp("home")
    prepare_home(home, 1, 1, 1, Builder(world))
    with serving(world, home, uid_validity=7) as content:
        yield content


def test_the_same_world_is_built_once(world: World, tmp_path: Path) -> None:
    build = Builder(world)
    first = prepare_home(tmp_path, 10, 5, 1, build)
    second = prepare_home(tmp_path, 10, 5, 1, build)
    prepare_home(tmp_path, 10, 5, 2, build)
    assert first == second == world
    assert [call["seed"] for call in build.calls] == [1, 2]


def test_a_stored_world_that_others_could_have_changed_is_not_read(world: World, tmp_path: Path) -> None:
    build = Builder(world)
    prepare_home(tmp_path, 10, 5, 1, build)
    (stored,) = (tmp_path / "world").glob("*.pickle")
    assert stored.stat().st_mode & 0o777 == 0o600
    stored.chmod(0o666)
    prepare_home(tmp_path, 10, 5, 1, build)
    assert len(build.calls) == 2


def test_the_truth_lies_beside_the_world(world: World, tmp_path: Path) -> None:
    prepare_home(tmp_path, 10, 5, 1, Builder(world))
    assert (tmp_path / "truth" / "people.csv").read_text() == "person_id,name\n1,Ana\n"
    assert (tmp_path / "truth" / "nobody.csv").exists()


def test_the_shop_reads_back_through_sqlalchemy(world: World, tmp_path: Path) -> None:
    prepare_home(tmp_path, 10, 5, 1, Builder(world))
    engine = create_engine(f"sqlite:///{tmp_path / 'shop.sqlite'}")
    tables = MetaData()
    tables.reflect(engine)
    lines = tables.tables["order_lines"]
    with engine.connect() as connection:
        rows = connection.execute(select(lines).order_by("line_number")).all()
        (product,) = connection.execute(select(tables.tables["products"])).all()
    assert [row.unit_price for row in rows] == [None, Decimal("12.50")]
    assert rows[0].updated_at == datetime(2026, 3, 2)
    assert product.name == "Nul \0 shoe"
    for table in tables.tables:
        indexed = [index["column_names"] for index in inspect(engine).get_indexes(table)]
        assert indexed == [["updated_at"]]
    engine.dispose()


def test_every_connection_opens_its_source(sandbox: dict[str, Any], world: World) -> None:
    connections = sandbox["connections"]
    mail, forum, social = (connections[name] for name in ("email_imap", "forum_discourse", "social_mastodon"))
    trusting = ssl.create_default_context(cafile=mail["extra"]["ca_file"])
    box = MailBox(mail["host"], mail["port"], ssl_context=trusting)
    with box.login(mail["login"], mail["password"]):
        assert box.folder.status("INBOX")["UIDVALIDITY"] == 7
    key = {"Api-Key": forum["password"], "Api-Username": forum["login"]}
    assert httpx.get(f"{forum['host']}/site.json", headers=key).status_code == 200
    token = {"Authorization": f"Bearer {social['password']}"}
    account = httpx.get(f"{social['host']}/api/v1/accounts/verify_credentials", headers=token)
    assert account.json() == world.social.account
    path = connections["orders_sql"]["extra"]["url"].removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        assert database.execute("select count(*) from customers").fetchone() == (2,)


def test_a_plain_port_serves_the_same_mailbox(sandbox: dict[str, Any]) -> None:
    plain = sandbox["plain_imap"]
    box = MailBoxUnencrypted(plain["host"], plain["port"])
    with box.login(plain["login"], plain["password"]):
        assert len(box.uids()) == 40


def test_the_forum_makes_a_quick_client_wait_once(sandbox: dict[str, Any]) -> None:
    forum = sandbox["connections"]["forum_discourse"]
    key = {"Api-Key": forum["password"], "Api-Username": forum["login"]}
    refused = []
    with httpx.Client(base_url=forum["host"], headers=key) as client:
        for _ in range(60):
            answer = client.get("/site.json")
            if answer.status_code == 429:
                refused.append(answer.headers["Retry-After"])
                time.sleep(float(refused[-1]))
    assert refused == ["1"]


def test_everything_told_is_json(sandbox: dict[str, Any], world: World) -> None:
    assert json.loads(json.dumps(sandbox)) == sandbox
    assert datetime.fromisoformat(sandbox["as_of"]) == world.ended_at
    assert sandbox["pid"] == os.getpid()


def command(home: Path, *options: str) -> list[str]:
    small = ["--people", "40", "--days", "10"]
    return [sys.executable, "-m", "sandbox", "serve", "--home", str(home), *small, *options]


def wait_until(condition: Any) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "the sandbox did not do so in time"
        time.sleep(0.05)


def test_the_process_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    told = tmp_path / "connections.json"
    process = subprocess.Popen(command(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        wait_until(told.exists)
        assert told.stat().st_mode & 0o777 == 0o600
        assert json.loads(told.read_text())["pid"] == process.pid
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0
    assert len(output.splitlines()) == 1
    assert not told.exists()


def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "connections.json"
    start = "import os, subprocess, sys; subprocess.run([*sys.argv[1:], str(os.getpid())])"
    parent = subprocess.Popen(
        [sys.executable, "-c", start, *command(tmp_path, "--parent-pid")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(told.exists)
        server = psutil.Process(json.loads(told.read_text())["pid"])
    finally:
        parent.kill()
        parent.wait()
    psutil.wait_procs([server], timeout=PATIENCE_SECONDS)
    assert not server.is_running()
