"""The sandbox as a child of this process: a small brand's servers, for as long as they are needed."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from twoears.errors import SettingsError, TwoEarsError
from twoears.settings import ROOT

log = logging.getLogger(__name__)

START_SECONDS = 600
STOP_SECONDS = 10
NOTE = "people"
"""The file beside the sandbox's that tells how large a brand this home holds."""


class Sandbox:
    """A started child that may not serve yet."""

    def __init__(self, home: Path, child: "subprocess.Popen[bytes]", people: int) -> None:
        self._note, self._people = home / NOTE, people
        self._connections = home / "connections.json"
        self._log = home / "sandbox.log"
        self._child = child

    def connect(self) -> datetime:
        """Wait until all servers accept and put their connections into the environment.

        Returns the end of the sandbox's world, which is the ``as_of`` of a run.

        Raises:
            TwoEarsError: the child ended, or did not serve in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._is_serving():
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise TwoEarsError(f"The sandbox did not start; its last words are in {self._log}.")
            time.sleep(0.1)
        self._note.write_text(str(self._people), "utf-8")
        served = json.loads(self._connections.read_text("utf-8"))
        for name, connection in served["connections"].items():
            os.environ[f"AIRFLOW_CONN_{name.upper()}"] = json.dumps(connection)
        log.info("sandbox: serves %s", ", ".join(served["connections"]))
        return datetime.fromisoformat(served["as_of"])

    def _is_serving(self) -> bool:
        if not self._connections.exists():
            return False
        return bool(json.loads(self._connections.read_text("utf-8"))["pid"] == self._child.pid)


@contextmanager
def sandbox_served(home: Path, people: int) -> Iterator[Sandbox]:
    """Start the sandbox's servers and stop them at the end; they also stop when this process dies.

    Raises:
        SettingsError: the home was used for a brand of another size, whose records are in its lake.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_same_brand(home / NOTE, people)
    command = [sys.executable, "-m", "sandbox", "serve", "--home", str(home), "--people", str(people)]
    log.info("sandbox: makes a brand with %s people", f"{people:,}")
    with (home / "sandbox.log").open("wb") as words:
        child = subprocess.Popen(
            [*command, "--parent-pid", str(os.getpid())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Sandbox(home, child, people)
    finally:
        _stop(child)


def _require_same_brand(note: Path, people: int) -> None:
    before = note.read_text("utf-8") if note.exists() else str(people)
    if before != str(people):
        raise SettingsError(
            f"{note.parents[1]} holds what a brand with {before} people said; "
            f"run it with --people {before}, or set TWOEARS_HOME to another folder."
        )


def require_own_home(home: Path) -> None:
    """Keep a brand's own vendors apart from the made-up brand, whose cursors say nothing about them.

    Raises:
        SettingsError: the home's lake was filled by the sandbox.
    """
    if (home / "sandbox" / NOTE).exists() or (home / "up").exists():
        raise SettingsError(
            f"{home} holds the sandbox's brand, whose records and cursors must not mix with yours; "
            "set TWOEARS_HOME to another folder."
        )


def _stop(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
