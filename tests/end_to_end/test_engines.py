"""The same lake on DuckDB and on PostgreSQL: the same marts, value by value, and the same segment."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from sandbox.world import build
from tests.end_to_end.lakes import pull_all, served
from twoears import publish
from twoears.lake import Counts
from twoears.listening.tables import TABLES
from twoears.settings import Engine, Settings
from twoears.tasks import STEPS
from twoears.warehouse import open_warehouse

PEOPLE = 200
KEYS: dict[str, str | list[tuple[str, Literal["ascending"]]]] = {
    "interactions": "interaction_id",
    "orders": "order_id",
    "customers": "customer_id",
    "customer_accounts": "account_id",
    "customer_id_history": [("account_id", "ascending"), ("valid_from", "ascending")],
    "identity_changes": [("account_id", "ascending"), ("changed_at", "ascending")],
    "identity_measures": [("measure", "ascending"), ("dimension", "ascending")],
    "listening_measures": [
        ("measure", "ascending"),
        ("vendor", "ascending"),
        ("dimension", "ascending"),
    ],
    "customer_engagement": "customer_id",
}


@dataclass(frozen=True, slots=True)
class Lake:
    """What a pull from every sandbox server landed, twice."""

    folder: Path
    as_of: datetime
    first: dict[str, Counts]
    again: dict[str, Counts]
    oddities: list[dict[str, Any]]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    folder = tmp_path_factory.mktemp("line")
    world = build(people=PEOPLE)
    with served(world, folder) as told:
        first, again = (pull_all(folder / "lake", told) for _ in range(2))
    return Lake(folder / "lake", world.ended_at, first, again, world.truth["oddities"])


def build_line(lake: Lake, home: Path, engine: Engine, url: str = "") -> Settings:
    """Run every step after the ingest on an engine, as the DAGs' tasks do."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TWOEARS_HOME", str(home))
        environment.setenv("TWOEARS_LAKE", str(lake.folder))
        environment.setenv("TWOEARS_ENGINE", engine)
        environment.setenv("TWOEARS_WAREHOUSE_URL", url)
        for step in STEPS.values():
            step(lake.as_of.isoformat())
        return Settings.from_environment()


def exported(settings: Settings) -> dict[str, bytes]:
    latest = settings.exports / "engaged_customers" / "latest"
    return {path.name: path.read_bytes() for path in latest.iterdir()}


def test_every_mart_and_every_exported_file_is_the_same_on_both_engines(
    lake: Lake, tmp_path: Path, postgres_database: str
) -> None:
    settings = {
        "duckdb": build_line(lake, tmp_path / "duckdb", "duckdb"),
        "postgres": build_line(lake, tmp_path / "postgres", "postgres", postgres_database),
    }
    for mart, keys in KEYS.items():
        query = f"select * from {mart}"
        one, other = (open_warehouse(where).query(query).sort_by(keys) for where in settings.values())
        assert one.num_rows > 0 or mart == "identity_changes", mart
        assert one.to_pylist() == other.to_pylist(), mart
    hashes, other_hashes = (publish.releases(where)[0].fingerprints for where in settings.values())
    assert hashes == other_hashes
    assert set(hashes) == set(KEYS)
    for table, schema in TABLES.items():
        listed = f"select {', '.join(schema.names)} from listening.{table}"
        rows = [
            sorted(open_warehouse(where).read(listed).to_pylist(), key=repr) for where in settings.values()
        ]
        assert rows[0] == rows[1], table
    one_export, other_export = (exported(where) for where in settings.values())
    assert one_export == other_export


def test_every_stream_lands_and_nothing_lands_twice(lake: Lake) -> None:
    for name, counts in lake.first.items():
        assert counts.landed > 0, name
        assert counts.extracted == counts.landed + counts.quarantined
        assert lake.again[name].extracted == 0, name
        assert lake.again[name].pulled == lake.again[name].unchanged


def test_what_the_sandbox_spoilt_is_quarantined_and_nothing_else(lake: Lake) -> None:
    spoilt = Counter(row["vendor"] for row in lake.oddities if row["expected"] == "quarantined")
    refused: Counter[str] = Counter()
    for name, counts in lake.first.items():
        refused[name.split(".")[0]] += counts.quarantined
    assert +refused == spoilt
