"""The DAGs as Airflow sees them: their ids, edges and habits, and what importing them costs."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from twoears.settings import ROOT

DAGS = ROOT / "dags"
INGEST = {f"ingest_{source}": f"lake_{source}" for source in ("email", "forum", "social", "orders")}
EDGES: dict[str, dict[str, set[str]]] = {
    **{
        dag_id: {
            "list_streams": {"ingest_stream"},
            "ingest_stream": {"announce", "all_landed"},
            "announce": set(),
            "all_landed": set(),
        }
        for dag_id in INGEST
    },
    "build_marts": {
        "choose_as_of": {
            *("load", "staging", "gate_1", "identity", "listening", "marts", "gate_2", "publish"),
            "candidates",
        },
        "load": {"staging"},
        "staging": {"gate_1"},
        "gate_1": {"identity"},
        "identity": {"listening"},
        "listening": {"marts"},
        "marts": {"gate_2"},
        "gate_2": {"publish"},
        "publish": {"candidates"},
        "candidates": set(),
    },
    "export_segments": {
        "choose_as_of": {"segments", "gate_3", "export"},
        "segments": {"gate_3"},
        "gate_3": {"export"},
        "export": set(),
    },
}
HEAVY = ("great_expectations", "dbt", "pandas", "dlt", "deltalake", "duckdb", "pyarrow")


@pytest.fixture(params=sorted(EDGES))
def dag(bag: Any, request: pytest.FixtureRequest) -> Any:
    return bag.dags[request.param]


def test_every_file_is_a_dag_and_none_fails_to_import(bag: Any) -> None:
    assert bag.import_errors == {}
    assert {path.stem for path in DAGS.glob("*.py")} == set(bag.dags) == set(EDGES)


def test_edges_are_these_and_no_others(dag: Any) -> None:
    assert {task.task_id: task.downstream_task_ids for task in dag.tasks} == EDGES[dag.dag_id]


def test_file_is_wiring_only(dag: Any) -> None:
    lines = Path(dag.fileloc).read_text().splitlines()
    assert 25 <= len(lines) <= 40, "move what is more than wiring into twoears/tasks.py"


def test_document_says_who_owns_it_and_what_to_do(dag: Any) -> None:
    assert "Owner: " in dag.doc_md
    assert "When it fails: " in dag.doc_md


def test_arguments_are_the_shared_ones(dag: Any) -> None:
    from twoears.airflow_defaults import Tag

    assert dag.max_active_runs == 1, "two runs would write at once"
    assert not dag.catchup
    assert dag.tags
    assert dag.tags <= set(Tag)
    for task in dag.tasks:
        assert task.retries >= 1, task.task_id
        assert task.retry_exponential_backoff, task.task_id
        assert task.execution_timeout is not None, task.task_id
        assert task.on_failure_callback, task.task_id


def test_ingest_runs_daily_and_starts_switched_off(bag: Any) -> None:
    for dag_id in INGEST:
        assert bag.dags[dag_id].timetable.expression == "0 0 * * *"
        assert bag.dags[dag_id].is_paused_upon_creation is None


def test_assets_join_the_dags(bag: Any) -> None:
    emitted = {
        dag_id: {asset.name for task in dag.tasks for asset in task.outlets}
        for dag_id, dag in bag.dags.items()
    }
    assert emitted == {**{dag_id: {asset} for dag_id, asset in INGEST.items()}, "build_marts": {"marts"}} | {
        "export_segments": set()
    }
    build, export = (bag.dags[name].timetable.asset_condition for name in ("build_marts", "export_segments"))
    assert {asset.name for asset in build.objects} == set(INGEST.values())
    assert {asset.name for asset in export.objects} == {"marts"}
    assert type(build).__name__ == "AssetAny", "one source must be enough"


def _python(script: str, airflow_home: Path) -> str:
    """What a fresh Python says, in an environment that holds nothing but ours."""
    settings = {
        "PYTHONPATH": str(ROOT / "plugins"),
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def test_import_is_light(airflow_home: Path) -> None:
    """Airflow imports every file again and again, and gives up after 30 seconds."""
    script = f"""
import pathlib, runpy, sys
for path in pathlib.Path({str(DAGS)!r}).glob("*.py"):
    runpy.run_path(str(path))
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert _python(script, airflow_home) == "[]", "import it inside the task"


def test_airflow_does_not_import_the_package_as_plugins(airflow_home: Path) -> None:
    """Without the ignore file Airflow runs each of our modules under the bare name of its file."""
    script = f"""
import sys
from airflow import plugins_manager
plugins_manager.ensure_plugins_loaded()
ours = {str(ROOT / "plugins")!r}
print([n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(ours)])
"""
    assert _python(script, airflow_home) == "[]"
