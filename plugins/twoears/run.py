"""The main job: all DAGs with their own tasks in this process, from the sources to the exported segments."""

import fcntl
import importlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from twoears.embedded import SUCCEEDED, EmbeddedAirflow, TaskRun, embedded_airflow
from twoears.errors import ConnectionMissing, TwoEarsError
from twoears.output import console
from twoears.report import Report, read_marts, render, stages_of
from twoears.sandboxed import require_own_home, sandbox_served
from twoears.settings import Settings
from twoears.streams import VENDORS, all_streams

log = logging.getLogger(__name__)

HEAVY = ("dbt.cli.main", "dbt.adapters.duckdb", "great_expectations")
"""Libraries that take seconds to import and are not needed before the sources have landed."""


def run(
    settings: Settings, as_of: datetime | None = None, sandbox: bool = False, people: int = 2000
) -> Report:
    """Ingest, build, publish and export; what happened is printed to stdout, progress to stderr.

    ``as_of`` is by default the sandbox's, without a sandbox the latest midnight in UTC, as a scheduler would
    have it. When one source fails the others go on, and so does the build with what landed.

    Raises:
        TwoEarsError: something failed; raised after the report of all the rest.
    """
    started = time.monotonic()
    with ExitStack() as stack:
        failures = stack.enter_context(_progress(started))
        stack.enter_context(_alone(settings.home))
        if not sandbox:
            require_own_home(settings.home)
        brand = stack.enter_context(sandbox_served(settings.home / "sandbox", people)) if sandbox else None
        with embedded_airflow(settings) as airflow:
            all_streams()
            threading.Thread(target=_import_heavy, daemon=True).start()
            told = brand.connect() if brand else _latest_midnight()
            moment = as_of or settings.as_of or told
            runs = _run_dags(airflow, moment)
    report = Report(moment, stages_of(runs), read_marts(settings), failures, time.monotonic() - started)
    render(report, settings, console())
    if failures:
        raise TwoEarsError(" ".join(failures))
    return report


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the home for this run; the lock ends with the process, however that ends.

    Raises:
        TwoEarsError: another run holds it.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TwoEarsError(
                f"Another run is using {home}; wait for it or set another TWOEARS_HOME."
            ) from None
        yield


def _run_dags(airflow: EmbeddedAirflow, as_of: datetime) -> list[TaskRun]:
    """Run what the scheduler would: the build follows what landed, the export what was published."""
    runs = [run for source in VENDORS for run in airflow.run(f"ingest_{source}", as_of)]
    if not any(run.task_id == "list_streams" and run.returned for run in runs):
        raise ConnectionMissing(
            "No vendor is connected; add an Airflow connection such as AIRFLOW_CONN_ORDERS_SQL "
            "or try `twoears run --sandbox`."
        )
    if _succeeded(runs, "announce"):
        runs += airflow.run("build_marts", as_of)
    if _succeeded(runs, "publish"):
        runs += airflow.run("export_segments", as_of)
    return runs


def _succeeded(runs: list[TaskRun], task_id: str) -> bool:
    return any(run.task_id == task_id and run.state == SUCCEEDED for run in runs)


def _latest_midnight() -> datetime:
    now = datetime.now(UTC)
    return now - timedelta(
        hours=now.hour, minutes=now.minute, seconds=now.second, microseconds=now.microsecond
    )


def _import_heavy() -> None:
    for name in HEAVY:
        importlib.import_module(name)


@contextmanager
def _progress(started: float) -> Iterator[list[str]]:
    """Show the package's log lines on stderr while the block runs; gives the errors among them."""
    console = Console(stderr=True, highlight=False)
    handler = _Lines(console, started)
    ours = logging.getLogger("twoears")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    with console.status("Two Ears is running"):
        try:
            yield handler.failures
        finally:
            ours.removeHandler(handler)


class _Lines(logging.Handler):
    def __init__(self, console: Console, started: float) -> None:
        super().__init__()
        self.console, self.started = console, started
        self.failures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.levelno >= logging.ERROR:
            self.failures.append(message)
        style = "red" if record.levelno >= logging.ERROR else None
        elapsed = time.monotonic() - self.started
        self.console.print(f"{elapsed:6.1f} s  {message}", style=style, markup=False, soft_wrap=True)
