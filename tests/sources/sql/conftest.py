"""Order databases of both kinds, and a lake for their lines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.sql.order_database import Database
from twoears.lake import StreamTable
from twoears.sources.sql.streams import STREAMS


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/shop.sqlite" if is_sqlite else request.getfixturevalue("postgres_database")
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/shop.sqlite")
    yield database
    database.engine.dispose()


@pytest.fixture
def postgres(postgres_database: str) -> Iterator[Database]:
    database = Database(postgres_database)
    yield database
    database.engine.dispose()


@pytest.fixture
def lines(tmp_path: Path) -> StreamTable:
    return StreamTable(str(tmp_path / "lake"), STREAMS[2])
