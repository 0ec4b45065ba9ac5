"""The publish step: what was hashed is what readers get, and a step run again changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from twoears.errors import WarehouseError
from twoears.fingerprints import fingerprint
from twoears.publish import publish, releases, rollback
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, lake=str(tmp_path / "lake"), engine="duckdb")


def build(settings: Settings, select: str) -> None:
    warehouse = open_warehouse(settings)
    warehouse.load([])
    with duckdb.connect(settings.warehouse / "working.duckdb") as file:
        file.execute(f"create or replace table marts_{warehouse.candidate_colour()}.customers as {select}")


def test_the_hashes_are_of_what_readers_get(settings: Settings) -> None:
    build(settings, "select 1 as customer_id, 2.50 as net_amount")
    release = publish(settings, AS_OF)
    read = open_warehouse(settings).query("select * from customers")
    assert release.fingerprints == {"customers": fingerprint(read)}
    assert releases(settings) == [release]


def test_the_same_rows_published_again_have_the_same_hashes(settings: Settings) -> None:
    build(settings, "select unnest([1, 2, 3]) as customer_id")
    first = publish(settings, AS_OF)
    build(settings, "select unnest([3, 1, 2]) as customer_id")
    second = publish(settings, AS_OF)
    assert (first.number, second.number) == (1, 2)
    assert first.fingerprints == second.fingerprints


def test_the_step_run_again_keeps_the_release(settings: Settings) -> None:
    for number in (1, 2):
        build(settings, f"select {number} as customer_id")
        publish(settings, AS_OF)
    assert publish(settings, AS_OF).number == 2
    assert [release.number for release in releases(settings)] == [2, 1]


def test_the_step_for_a_later_time_wants_a_build_of_its_own(settings: Settings) -> None:
    for number in (1, 2):
        build(settings, f"select {number} as customer_id")
        publish(settings, AS_OF)
    with pytest.raises(WarehouseError, match="run twoears build again"):
        publish(settings, AS_OF.replace(day=2))


def test_a_rollback_keeps_the_newer_release(settings: Settings) -> None:
    for number in (1, 2):
        build(settings, f"select {number} as customer_id")
        publish(settings, AS_OF)
    assert rollback(settings).number == 1
    assert [(release.number, release.is_current) for release in releases(settings)] == [(2, False), (1, True)]
