"""A real Airflow against the sandbox: its processes as children of nobody, started and stopped together.

Everything lies under HOME/up: what runs, the password, the metadata and a log for each process.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from sandbox.airflow_settings import ROOT, airflow_settings, brand_settings, write_private

COMPONENTS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
"""Airflow's processes; logs are read from the folder that they share, so nobody serves them."""

MARK = "TWOEARS_UP"
"""The environment variable by which every process of one home is known, also orphans."""

START_SECONDS = 300
STOP_SECONDS = 15

KEEP_ENVIRONMENT = {"SPT_NOENV": "1"}
"""Tells setproctitle, by which Airflow names its processes, not to write over the mark."""

Announce = Callable[[str], object]


class UpError(Exception):
    """Airflow did not come up; a sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Where an Airflow that runs for a home is found."""

    address: str
    passwords: Path
    as_of: datetime


def up(home: Path, port: int = 8080, people: int = 2000, announce: Announce = lambda line: None) -> Stack:
    """Start the sandbox and Airflow with its UI on 127.0.0.1 and wait until all is healthy.

    Called again while it runs, it only says where. Whatever a crash has left is stopped first.

    Raises:
        UpError: the port is taken, or a process ended or was not healthy in time. Nothing is left running.
    """
    folder = home.resolve() / "up"
    running = _running(folder)
    if running:
        announce(f"Airflow is up already on {running.address}; the password is in {running.passwords}")
        return running
    down(home)
    _require_free(port)
    _require_same_brand(folder.parent / "sandbox", people)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        stack = _start(folder, port, people, announce)
    except BaseException:
        down(home)
        raise
    announce(f"Airflow is up on {stack.address}; the user is admin, the password is in {stack.passwords}")
    announce("Switch on the four ingest DAGs there; build_marts and export_segments follow by themselves.")
    return stack


def down(home: Path, announce: Announce = lambda line: None) -> int:
    """Stop every process of a home, also after a crash; returns how many there were."""
    folder = home.resolve() / "up"
    found = processes(home)
    announce(f"Stopping {len(found)} processes" if found else "Nothing is running")
    for process in found:
        _signal(process, process.terminate)
    _gone, alive = psutil.wait_procs(found, timeout=STOP_SECONDS)
    while alive := [process for process in {*alive, *processes(home)} if process.is_running()]:
        for process in alive:
            _signal(process, process.kill)
        psutil.wait_procs(alive, timeout=STOP_SECONDS)
    (folder / "stack.json").unlink(missing_ok=True)
    return len(found)


def processes(home: Path) -> list[psutil.Process]:
    """Every living process that was started for a home, children of children too."""
    mark = _mark(home.resolve() / "up")
    return [process for process in psutil.process_iter() if _environment(process).get(MARK) == mark]


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        alive = process.status() != psutil.STATUS_ZOMBIE
        return process.environ() if alive and process.pid != os.getpid() else {}
    except (psutil.Error, OSError):
        return {}


def _signal(process: psutil.Process, send: Callable[[], None]) -> None:
    try:
        send()
    except psutil.NoSuchProcess:
        return


def _running(folder: Path) -> Stack | None:
    stack = folder / "stack.json"
    if not stack.exists():
        return None
    told = json.loads(stack.read_text("utf-8"))
    found = Stack(told["address"], folder / "passwords.json", datetime.fromisoformat(told["as_of"]))
    return found if _unhealthy(found.address) == [] else None


def _start(folder: Path, port: int, people: int, announce: Announce) -> Stack:
    mark = {MARK: _mark(folder), **KEEP_ENVIRONMENT}
    sandbox = ["sandbox", "serve", "--home", str(folder.parent / "sandbox"), "--people", str(people)]
    announce(f"Making a brand with {people:,} people")
    served = _spawn(folder, "sandbox", sandbox, {**os.environ, **mark})
    environment = {**os.environ, **mark, **airflow_settings(folder, port)}
    migration = _spawn(folder, "migrate", ["airflow", "db", "migrate"], environment)
    brand = _connections(folder, served)
    if migration.wait() != 0:
        raise UpError(f"Airflow's metadata could not be made; see {folder / 'migrate.log'}.")
    (folder.parent / "sandbox" / "people").write_text(str(people), "utf-8")
    environment |= brand_settings(folder, brand)
    announce("Starting Airflow")
    children = [
        _spawn(folder, name, ["airflow", *arguments], environment) for name, arguments in COMPONENTS.items()
    ]
    as_of = datetime.fromisoformat(brand["as_of"])
    stack = Stack(f"http://127.0.0.1:{port}", folder / "passwords.json", as_of)
    _wait_until_healthy(stack.address, folder, [served, *children], announce)
    write_private(folder / "stack.json", json.dumps({"address": stack.address, "as_of": as_of.isoformat()}))
    return stack


def _spawn(
    folder: Path, name: str, module: list[str], environment: dict[str, str]
) -> "subprocess.Popen[bytes]":
    """Start `python -m MODULE` in a session of its own, so that it outlives the command that started it."""
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _mark(folder: Path) -> str:
    return f"{os.getuid()}:{folder}"


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UpError(
                f"Port {port} of 127.0.0.1 is taken; choose another, for example PORT=8081."
            ) from None


def _require_same_brand(sandbox: Path, people: int) -> None:
    """One home, one brand: the records of another would stay in the lake."""
    note = sandbox / "people"
    before = note.read_text("utf-8") if note.exists() else str(people)
    if before != str(people):
        raise UpError(
            f"{sandbox.parent} holds a brand with {before} people; use --people {before} or another home."
        )


def _connections(folder: Path, served: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """What the sandbox says about itself, once this very process serves."""
    path = folder.parent / "sandbox" / "connections.json"
    deadline = time.monotonic() + START_SECONDS
    while served.poll() is None and time.monotonic() < deadline:
        if path.exists():
            told: dict[str, Any] = json.loads(path.read_text("utf-8"))
            if told["pid"] == served.pid:
                return told
        time.sleep(0.2)
    raise UpError(f"The sandbox did not start; see {folder / 'sandbox.log'}.")


def _wait_until_healthy(
    address: str, folder: Path, children: "list[subprocess.Popen[bytes]]", announce: Announce
) -> None:
    deadline = time.monotonic() + START_SECONDS
    waited_for: list[str] = []
    while unhealthy := _unhealthy(address):
        if any(child.poll() is not None for child in children):
            raise UpError(f"A process of Airflow ended; the logs are in {folder}.")
        if time.monotonic() > deadline:
            raise UpError(f"{', '.join(unhealthy)} did not become healthy; the logs are in {folder}.")
        if unhealthy != waited_for:
            announce(f"Waiting for {', '.join(unhealthy)}")
            waited_for = unhealthy
        time.sleep(1)


def _unhealthy(address: str) -> list[str]:
    """The parts of Airflow that do not call themselves healthy."""
    try:
        with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=5) as answer:
            parts: dict[str, dict[str, Any]] = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return ["the API server"]
    return [name for name, part in parts.items() if part["status"] != "healthy"]
