"""A real Airflow against the sandbox: its processes as children of nobody, started and stopped together.

Everything lies under HOME/up: what runs, the password, the metadata and a log for each process.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
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
    mark = {MARK: _mark(folder)}
    sandbox = ["sandbox", "serve", "--home", str(folder.parent / "sandbox"), "--people", str(people)]
    announce(f"Making a brand with {people:,} people")
    served = _spawn(folder, "sandbox", sandbox, {**os.environ, **mark})
    environment = {**os.environ, **mark, **_airflow_settings(folder, port)}
    migration = _spawn(folder, "migrate", ["airflow", "db", "migrate"], environment)
    brand = _connections(folder, served)
    if migration.wait() != 0:
        raise UpError(f"Airflow's metadata could not be made; see {folder / 'migrate.log'}.")
    environment |= _brand_settings(folder, brand)
    announce("Starting Airflow")
    children = [
        _spawn(folder, name, ["airflow", *arguments], environment) for name, arguments in COMPONENTS.items()
    ]
    stack = Stack(f"http://127.0.0.1:{port}", folder / "passwords.json", brand["as_of"])
    _wait_until_healthy(stack.address, folder, [served, *children], announce)
    told = {"address": stack.address, "as_of": brand["as_of"]}
    _write_private(folder / "stack.json", json.dumps(told))
    return Stack(stack.address, stack.passwords, datetime.fromisoformat(brand["as_of"]))


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


def _airflow_settings(folder: Path, port: int) -> dict[str, str]:
    """Airflow's configuration as environment variables; secrets are made once for each home."""
    kept = _secrets(folder)
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "AIRFLOW__CORE__FERNET_KEY": kept["fernet_key"],
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'metadata.sqlite'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": kept["secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": kept["jwt_secret"],
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _brand_settings(folder: Path, brand: dict[str, Any]) -> dict[str, str]:
    """Where tasks find the sandbox; its world has ended, so every run stands for its last moment."""
    connections = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(c) for name, c in brand["connections"].items()}
    return {"TWOEARS_HOME": str(folder.parent), "TWOEARS_AS_OF": brand["as_of"], **connections}


def _secrets(folder: Path) -> dict[str, str]:
    """The secrets of a home, made at the first start; the password lies where Airflow looks for it."""
    kept, passwords = folder / "secrets.json", folder / "passwords.json"
    if not kept.exists():
        made = {name: secrets.token_hex(32) for name in ("secret_key", "jwt_secret")}
        made["fernet_key"] = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        _write_private(kept, json.dumps(made))
    if not passwords.exists():
        _write_private(passwords, json.dumps({"admin": secrets.token_urlsafe(12)}))
    found: dict[str, str] = json.loads(kept.read_text("utf-8"))
    return found


def _mark(folder: Path) -> str:
    return f"{os.getuid()}:{folder}"


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UpError(
                f"Port {port} of 127.0.0.1 is taken; choose another, for example PORT=8081."
            ) from None


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
