"""Both engines behind the same fixtures, over a lake with one small made-up vendor."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import psycopg2
import pytest

from tests.warehouse.shop import SALES
from twoears.lake import StreamTable
from twoears.settings import Settings
from twoears.warehouse import Warehouse, open_warehouse


@pytest.fixture(params=["duckdb", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    home = tmp_path / "a home with spaces, 'quotes' and 100%"
    home.mkdir()
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else None
    return Settings(home=home, lake=str(home / "lake"), engine=request.param, warehouse_url=url)


@pytest.fixture
def warehouse(settings: Settings) -> Warehouse:
    return open_warehouse(settings)


@pytest.fixture
def sales(settings: Settings) -> StreamTable:
    return StreamTable(settings.lake, SALES)


@pytest.fixture
def write(settings: Settings) -> Callable[..., None]:
    """Run statements in the working database, as a build of models does."""

    def run(*statements: str) -> None:
        script = ";".join(statements)
        if settings.engine == "duckdb":
            with duckdb.connect(settings.warehouse / "working.duckdb") as file:
                file.execute(script)
            return
        server = psycopg2.connect(settings.warehouse_url)
        with server, server.cursor() as cursor:
            cursor.execute(script)
        server.close()

    return run
