"""Airflow inside this process: the DAGs' own tasks without a scheduler, on a metadata database of its own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from twoears.errors import TwoEarsError
from twoears.settings import ROOT, Settings

SUCCEEDED, FAILED = "success", "failed"


@dataclass(frozen=True, slots=True)
class TaskRun:
    """What one task did: its state, its seconds and the ids and counts that it returned."""

    dag_id: str
    task_id: str
    state: str
    seconds: float
    returned: Any


def _stop_at_once(*_: object) -> None:
    """End the process; whatever was under way is safe to run again, and children follow their parent.

    Inside a task Airflow takes an interruption for a failure and would go on with the next task.
    """
    show_cursor = b"\x1b[?25h" if os.isatty(2) else b""
    os.write(2, show_cursor + b"twoears: stopped; run it again, it goes on where it was.\n")
    os._exit(130)


def _take_signals(_context: object = None) -> None:
    """Airflow replaces the handler of SIGTERM in every task; this takes it back."""
    signal.signal(signal.SIGTERM, _stop_at_once)
    signal.signal(signal.SIGINT, _stop_at_once)


@contextmanager
def _own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    _take_signals()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


IN_PROCESS = {"retries": 0, "on_execute_callback": [_take_signals]}
"""Arguments of every task here: whoever runs this tries again by running it again."""


class EmbeddedAirflow:
    """The DAGs of this checkout, ready to be run one after another."""

    def __init__(self, dags: dict[str, Any]) -> None:
        self._dags = dags

    def run(self, dag_id: str, as_of: datetime) -> list[TaskRun]:
        """Run a DAG to its end with its own tasks, each tried once.

        Returns every ended task's run, mapped ones each, in the order in which they ended.
        """
        dag = self._dags[dag_id]
        for task in dag.tasks:
            arguments = task.partial_kwargs if hasattr(task, "partial_kwargs") else task.__dict__
            arguments |= IN_PROCESS
        run = dag.test(logical_date=as_of, run_conf={"as_of": as_of.isoformat()})
        return _task_runs(run)


def _task_runs(run: Any) -> list[TaskRun]:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        kept = XComModel.get_many(run_id=run.run_id, dag_ids=run.dag_id, key="return_value")
        rows = session.scalars(kept).all()
        returned = {(row.task_id, row.map_index): XComModel.deserialize_value(row) for row in rows}
    ended = sorted((ti for ti in run.get_task_instances() if ti.end_date), key=lambda ti: ti.end_date)
    return [
        TaskRun(
            dag_id=run.dag_id,
            task_id=ti.task_id,
            state=str(ti.state),
            seconds=ti.duration or 0.0,
            returned=returned.get((ti.task_id, ti.map_index)),
        )
        for ti in ended
    ]


@contextmanager
def embedded_airflow(settings: Settings) -> Iterator[EmbeddedAirflow]:
    """Load the DAGs of this checkout; what Airflow prints goes to ``airflow/run.log`` under the home.

    Connections come from the environment or from a secrets backend, not from another Airflow's metadata.

    Raises:
        TwoEarsError: a DAG file cannot be imported.
    """
    home = settings.home / "airflow"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.update(environment(settings, home))
    with (home / "run.log").open("w", buffering=1) as log, redirect_stdout(log):
        from airflow.dag_processing.dagbag import DagBag

        _make_metadata(home)
        bag = DagBag(ROOT / "dags")
        if bag.import_errors:
            raise TwoEarsError(f"{', '.join(bag.import_errors)}: cannot be imported; see {home / 'run.log'}.")
        with _own_signals():
            yield EmbeddedAirflow(bag.dags)


def environment(settings: Settings, home: Path) -> dict[str, str]:
    """What Airflow must find in the environment to run these DAGs with these settings."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_metadata(home)}",
        **settings.environment(),
    }


def _metadata(home: Path) -> Path:
    from importlib.metadata import version

    return home / f"metadata-{version('apache-airflow')}.sqlite"


def _make_metadata(home: Path) -> None:
    """Make the database once for each version of Airflow; one that was left half made is made again."""
    from airflow.utils.db import initdb

    metadata = _metadata(home)
    made = metadata.with_suffix(".made")
    if not made.exists():
        metadata.unlink(missing_ok=True)
        initdb()
        made.touch()
