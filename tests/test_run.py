"""The main job as people start it: in a process of its own, over real connections."""

import fcntl
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from sandbox.servers.shop import write_shop
from sandbox.world import build
from twoears.settings import ROOT

RUN = [sys.executable, "-c", "from twoears.cli import main; main()", "run"]


def _environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    here = {"PYTHONPATH": f"{ROOT / 'plugins'}:{ROOT}", "TWOEARS_HOME": str(home), "COLUMNS": "160"}
    return kept | here | more


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def done(home: Path) -> "subprocess.CompletedProcess[str]":
    """A run with an order database that lacks a table, a mailbox that is down, and nothing else connected."""
    world = build(people=60)
    write_shop(world.shop, home / "shop.sqlite")
    with closing(sqlite3.connect(home / "shop.sqlite")) as shop:
        shop.execute("drop table products")
    orders = {"conn_type": "generic", "extra": {"url": f"sqlite:///{home / 'shop.sqlite'}"}}
    mailbox = {"conn_type": "imap", "host": "127.0.0.1", "port": 1, "login": "a", "password": "not-for-logs"}
    environment = _environment(
        home,
        TWOEARS_AS_OF=world.ended_at.isoformat(),
        AIRFLOW_CONN_ORDERS_SQL=json.dumps(orders),
        AIRFLOW_CONN_EMAIL_IMAP=json.dumps(mailbox),
    )
    return subprocess.run(RUN, env=environment, capture_output=True, text=True, check=False)


def test_what_fails_stops_neither_other_streams_nor_other_sources(
    done: "subprocess.CompletedProcess[str]",
) -> None:
    assert done.returncode == 1
    assert re.search(r"ingest email .* FAILED", done.stdout)
    assert re.search(r"ingest orders +.* FAILED", done.stdout)
    assert "Published marts, release 1" in done.stdout
    assert re.search(r"ingest sql\.orders", done.stdout)


def test_failure_ends_in_its_sentence_without_traceback_or_secret(
    done: "subprocess.CompletedProcess[str]",
) -> None:
    last = " ".join(done.stderr.splitlines()[-8:])
    assert "twoears: imap.messages: " in last
    assert "sql.products: the database has no table products" in last
    assert "Traceback" not in done.stdout + done.stderr
    assert "not-for-logs" not in done.stdout + done.stderr


def test_vendor_without_connection_is_skipped_with_a_line(done: "subprocess.CompletedProcess[str]") -> None:
    for source, vendor in (("forum", "discourse"), ("social", "mastodon")):
        assert f"{source}: skipped, {vendor} is not connected" in done.stderr


def test_airflow_keeps_ids_and_counts_only(done: "subprocess.CompletedProcess[str]", home: Path) -> None:
    [metadata] = (home / "airflow").glob("metadata-*.sqlite")
    with closing(sqlite3.connect(metadata)) as connection:
        kept = [value for (value,) in connection.execute("select cast(value as text) from xcom")]
    assert kept
    assert max(len(value) for value in kept) < 1000
    assert not any("@" in value for value in kept)


def test_home_of_another_brand_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox/people").write_text("200")
    command, environment = [*RUN, "--sandbox", "--people", "60"], _environment(tmp_path)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--people 200" in done.stderr


@pytest.mark.usefixtures("done")
def test_nothing_connected_says_what_to_do(home: Path) -> None:
    done = subprocess.run(RUN, env=_environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No vendor is connected" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("done")
def test_stopped_run_leaves_no_sandbox_behind(home: Path) -> None:
    command = [*RUN, "--sandbox", "--people", "60"]
    with subprocess.Popen(command, env=_environment(home), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "pulled so far" in line:
                break
        children = psutil.Process(running.pid).children(recursive=True)
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 130
    assert children
    _gone, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []


def test_a_second_run_in_the_same_home_is_told_so(tmp_path: Path) -> None:
    with (tmp_path / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = subprocess.run(RUN, env=_environment(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Another run is using" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
