"""The DAGs of this checkout, loaded once as Airflow's dag processor loads them."""

import os
from pathlib import Path
from typing import Any

import pytest

from twoears.settings import ROOT

DAGS = ROOT / "dags"


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home for Airflow, set before anything of Airflow is imported here."""
    home = tmp_path_factory.mktemp("airflow")
    os.environ.setdefault("AIRFLOW_HOME", str(home))
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    return home


@pytest.fixture(scope="session")
def bag(airflow_home: Path) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(DAGS)
