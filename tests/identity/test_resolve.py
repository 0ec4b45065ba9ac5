"""The whole step: evidence from a warehouse, who is who into it, and the same after any interruption."""

import shutil
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from tests.identity.small_people import AS_OF, customer_of, fill
from tests.small_brand import execute
from twoears.identity.decisions import Decisions
from twoears.identity.resolve import WRITTEN, Resolved, resolve
from twoears.settings import Settings
from twoears.warehouse import open_warehouse
from twoears.warehouse.duckdb import DuckdbWarehouse

PROVE_NOTHING = ("name", "postal_code", "username")
LATER = AS_OF + timedelta(days=1)
PAIR = [("sql:17", "mastodon:9")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a few people's evidence was resolved once."""
    home = tmp_path_factory.mktemp("filled")
    fill(_settings(home))
    return home


@pytest.fixture
def settings(filled: Path, tmp_path: Path) -> Settings:
    return _settings(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture
def other(filled: Path, tmp_path: Path) -> Settings:
    return _settings(shutil.copytree(filled, tmp_path / "other"))


def _settings(home: Path) -> Settings:
    return Settings(home=home, lake=str(home / "lake"), engine="duckdb")


def tables(settings: Settings) -> dict[str, pa.Table]:
    """What the step wrote, row by row in the order of writing."""
    return {name: open_warehouse(settings).read(f"select * from identity.{name}") for name in WRITTEN}


def version(settings: Settings) -> int:
    return int(DeltaTable(f"{settings.lake}/identity/memberships").version())


class Dying(DuckdbWarehouse):
    """A warehouse whose process ends before a table is written."""

    def __init__(self, settings: Settings, before: str) -> None:
        super().__init__(settings)
        self._before = before

    def write(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        if name == self._before:
            raise KeyboardInterrupt
        super().write(name, rows)


def test_a_step_tells_counts_and_nothing_of_anybody(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "twoears"):
        told = resolve(settings, LATER)
    written = tables(settings)
    accounts = written["account_customers"].to_pylist()
    joined = [row for row in accounts if row["joined_by"]]
    identifiers = written["identifiers"].to_pylist()
    assert told == Resolved(
        accounts=len(accounts),
        customers=written["customers"].num_rows,
        joined=len(joined),
        withheld=sum(
            not row["is_joining"] for row in identifiers if row["identifier_type"] not in PROVE_NOTHING
        ),
        changes=0,
    )
    assert {row["customer_id"] for row in joined} == {customer_of("sql:17")}
    assert "accounts" in caplog.text
    assert not [word for word in ("@", "Anna", "example", "sql:17", "7946") if word in caplog.text]


def test_a_step_again_keeps_nothing_and_writes_the_same(settings: Settings) -> None:
    before, kept = tables(settings), version(settings)
    for moment in (AS_OF, LATER):
        resolve(settings, moment)
        assert (tables(settings), version(settings)) == (before, kept)


def test_rows_of_the_warehouse_may_stand_in_any_order(settings: Settings, tmp_path: Path) -> None:
    before = tables(settings)
    for name in ("int_accounts_unioned", "int_identifiers_unioned"):
        shuffled = f"select * from intermediate.{name} order by md5(account_id || 'x')"
        execute(settings, f"create or replace table intermediate.{name} as {shuffled}")
    shutil.rmtree(settings.lake)
    resolve(settings, AS_OF)
    assert tables(settings) == before


@pytest.mark.parametrize("before", ["identifiers", "identity_changes"])
def test_a_step_that_was_killed_is_made_good_by_the_next(
    before: str, settings: Settings, other: Settings
) -> None:
    for each in (settings, other):
        Decisions(each.lake).add("accept", PAIR, "Ada", "she told", LATER)
    with pytest.raises(KeyboardInterrupt):
        resolve(settings, LATER, Dying(settings, before))
    assert resolve(settings, LATER) == resolve(other, LATER)
    assert tables(settings) == tables(other)


@pytest.mark.parametrize("undo", ["split", "reject"])
def test_a_decision_taken_back_leaves_every_table_as_it_was(undo: str, settings: Settings) -> None:
    before = tables(settings)
    decisions = Decisions(settings.lake)
    decisions.add("accept", PAIR, "Ada", "she told", AS_OF)
    assert resolve(settings, AS_OF).joined == 4
    assert tables(settings)["customers"] != before["customers"]
    pairs = [("mastodon:9", account) for account in ("sql:17", "imap:e1", "discourse:5")]
    decisions.add(undo, pairs, "Ada", "she did not", AS_OF)
    resolve(settings, AS_OF)
    after = tables(settings)
    assert after.pop("decisions").num_rows == 4
    before.pop("decisions")
    assert after == before
