"""The real scheduler, over its REST API: four ingest DAGs are started, and the rest follows by itself."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from sandbox.airflow import COMPONENTS, Stack, UpError, down, processes, up
from twoears.settings import ROOT

INGEST = ("ingest_email", "ingest_forum", "ingest_social", "ingest_orders")
FOLLOWING = ("build_marts", "export_segments")
INTERVAL = ("logical_date", "data_interval_start", "data_interval_end", "run_after")
WAIT_SECONDS = 360


class Api:
    """Airflow's public API, as the UI's admin."""

    def __init__(self, stack: Stack) -> None:
        self.address = stack.address
        password = json.loads(stack.passwords.read_text())["admin"]
        login = {"username": "admin", "password": password}
        self.token = self.call("POST", "/auth/token", login)["access_token"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def dags(self) -> dict[str, dict[str, Any]]:
        return {dag["dag_id"]: dag for dag in self.call("GET", "/api/v2/dags")["dags"]}

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"]
        return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up")


@pytest.fixture(scope="module")
def others() -> set[psutil.Process]:
    """Children of this process that other tests started, such as their PostgreSQL."""
    return set(psutil.Process().children(recursive=True))


@pytest.fixture(scope="module")
def stack(home: Path, others: set[psutil.Process]) -> Iterator[Stack]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        yield up(home, port=port, people=200)
    finally:
        down(home)


@pytest.fixture(scope="module")
def api(stack: Stack) -> Api:
    api = Api(stack)
    _wait(lambda: set(api.dags()) == {*INGEST, *FOLLOWING}, "all DAGs are loaded")
    return api


def _wait(condition: Any, what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_SECONDS} s in vain until {what}"
        time.sleep(2)


def test_password_is_for_its_owner_only(stack: Stack) -> None:
    assert stack.passwords.stat().st_mode & 0o777 == 0o600


def test_second_up_finds_the_first(stack: Stack, home: Path) -> None:
    before = len(processes(home))
    assert up(home, port=1) == stack
    assert len(processes(home)) == before


@pytest.mark.parametrize("part", ["metadatabase", "scheduler", "triggerer", "dag_processor"])
def test_health_check_of_the_containers_finds_each_part(stack: Stack, part: str) -> None:
    check = [sys.executable, str(ROOT / "docker/healthy.py"), part, stack.address]
    assert subprocess.run(check, check=False).returncode == 0


def test_port_that_is_taken_is_a_sentence(stack: Stack, tmp_path: Path) -> None:
    port = int(stack.address.rsplit(":", 1)[1])
    with pytest.raises(UpError, match=f"Port {port} of 127.0.0.1 is taken"):
        up(tmp_path, port=port)


def test_no_dag_has_an_import_error(api: Api) -> None:
    assert api.call("GET", "/api/v2/importErrors")["total_entries"] == 0


def test_build_and_export_follow_what_landed(api: Api, stack: Stack, home: Path) -> None:
    """Ingest DAGs start switched off; each is given the run that it would get when switched on."""
    for dag_id in INGEST:
        dag = api.dags()[dag_id]
        assert dag["is_paused"], dag_id
        run = {name: dag[f"next_dagrun_{name}"] for name in INTERVAL}
        api.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", run)
        api.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})
    _wait(lambda: all(_succeeded(api, dag_id) for dag_id in (*INGEST, *FOLLOWING)), "each DAG has succeeded")
    assert {len(api.runs(dag_id)) for dag_id in INGEST} == {1}
    for dag_id in FOLLOWING:
        assert {run["run_type"] for run in api.runs(dag_id)} == {"asset_triggered"}, dag_id
    [manifest] = (home / "exports").glob("*/latest/manifest.json")
    assert datetime.fromisoformat(json.loads(manifest.read_text())["as_of"]) == stack.as_of


def _succeeded(api: Api, dag_id: str) -> bool:
    states = [run["state"] for run in api.runs(dag_id)]
    assert "failed" not in states, dag_id
    return "success" in states


def test_crash_leaves_nothing_that_down_does_not_stop(
    stack: Stack, home: Path, others: set[psutil.Process]
) -> None:
    """The scheduler is killed, so its workers are orphans; here they are known by pid, not by their mark."""
    children = set(psutil.Process().children(recursive=True)) - others
    commands = {child: _command(child) for child in children}
    started = [child for child, command in commands.items() if command and "postgres" not in command[0]]
    scheduler = next(child for child in started if "scheduler" in commands[child])
    scheduler.kill()
    scheduler.wait()
    assert down(home) >= len(COMPONENTS)
    assert [child for child in started if _is_alive(child)] == []
    assert down(home) == 0


def _command(process: psutil.Process) -> list[str]:
    """A process's command; empty when it has ended meanwhile."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
