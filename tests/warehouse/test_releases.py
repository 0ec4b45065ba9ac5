"""Readers see one whole release, the newest or the one rolled back to, whatever happens beside them."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import psycopg2
import pytest

from tests.warehouse.shop import AS_OF
from twoears.errors import WarehouseError
from twoears.fingerprints import fingerprints_of
from twoears.publish import publish, releases, rollback
from twoears.settings import Settings
from twoears.warehouse import Release, Warehouse, open_warehouse, postgres_releases

Write = Callable[..., None]

BOTH = "select (select min(made) from customers) as a, (select max(made) from orders) as b"
"""One statement over two marts: torn when they are of different releases."""


def build(warehouse: Warehouse, write: Write, made: int, extra: str = "") -> None:
    """Build two marts of a thousand rows that all say which build made them."""
    warehouse.load([])
    schema = f"marts_{warehouse.candidate_colour()}"
    write(
        *(
            f"drop table if exists {schema}.{mart} cascade; "
            f"create table {schema}.{mart} as select cast({made} as bigint) as made {extra} "
            "from generate_series(1, 1000) as counted (row_number)"
            for mart in ("customers", "orders")
        )
    )


def build_and_publish(settings: Settings, write: Write, made: int, extra: str = "") -> Release:
    build(open_warehouse(settings), write, made, extra)
    return publish(settings, AS_OF + timedelta(days=made))


def seen(warehouse: Warehouse) -> tuple[int, int]:
    (row,) = warehouse.query(BOTH).to_pylist()
    return row["a"], row["b"]


def test_colours_alternate_and_numbers_grow(settings: Settings, write: Write) -> None:
    made = [build_and_publish(settings, write, number) for number in (1, 2, 3)]
    assert [(r.number, r.colour, r.is_current) for r in made] == [
        (1, "blue", True),
        (2, "green", True),
        (3, "blue", True),
    ]
    newest = releases(settings)[0]
    assert newest == made[-1]
    assert newest.as_of == AS_OF + timedelta(days=3)
    assert set(newest.fingerprints) == {"customers", "orders"}


def test_a_candidate_is_not_seen_before_it_is_published(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    build_and_publish(settings, write, 1)
    build(warehouse, write, 2)
    assert seen(warehouse) == (1, 1)
    publish(settings, AS_OF + timedelta(days=2))
    assert seen(warehouse) == (2, 2)


def test_columns_and_marts_may_come_and_go(settings: Settings, warehouse: Warehouse, write: Write) -> None:
    build_and_publish(settings, write, 1, extra=", 'a' as first_column, 1 as second_column")
    build(warehouse, write, 2, extra=", 2 as second_column")
    schema = f"marts_{warehouse.candidate_colour()}"
    write(f"create table {schema}.ideas as select 1 as idea_id", f"drop table {schema}.orders cascade")
    publish(settings, AS_OF)
    assert warehouse.query("select * from customers limit 1").column_names == ["made", "second_column"]
    assert warehouse.query("select * from marts.ideas").num_rows == 1
    with pytest.raises(WarehouseError, match="orders"):
        warehouse.query("select * from orders")


def test_what_dbt_left_behind_is_not_published(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    build(warehouse, write, 1)
    write("create table marts_blue.orders__dbt_tmp as select 1 as one")
    assert set(publish(settings, AS_OF).fingerprints) == {"customers", "orders"}


def test_rollback_shows_the_release_before(settings: Settings, warehouse: Warehouse, write: Write) -> None:
    for number in (1, 2):
        build_and_publish(settings, write, number)
    assert rollback(settings).number == 1
    assert seen(warehouse) == (1, 1)
    assert [(r.number, r.is_current) for r in releases(settings)] == [(2, False), (1, True)]
    assert rollback(settings, 2).is_current
    assert seen(warehouse) == (2, 2)


def test_a_publish_after_a_rollback_gets_a_new_number(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    for number in (1, 2):
        build_and_publish(settings, write, number)
    rollback(settings)
    assert build_and_publish(settings, write, 3).number == 3
    assert seen(warehouse) == (3, 3)
    assert rollback(settings).number == (2 if settings.engine == "duckdb" else 1)


def test_there_is_nothing_before_the_first_release(settings: Settings, write: Write) -> None:
    with pytest.raises(WarehouseError, match="these are kept: none"):
        rollback(settings)
    build_and_publish(settings, write, 1)
    with pytest.raises(WarehouseError, match="these are kept: 1"):
        rollback(settings)
    with pytest.raises(WarehouseError, match="these are kept: 1"):
        rollback(settings, 7)


def test_publishing_the_same_build_again_changes_nothing(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    build_and_publish(settings, write, 1)
    second = build_and_publish(settings, write, 2)
    assert publish(settings, second.as_of) == second
    assert seen(warehouse) == (2, 2)
    assert len(releases(settings)) == 2


def test_a_candidate_built_beside_another_release_is_not_published(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    for number in (1, 2):
        build_and_publish(settings, write, number)
    build(warehouse, write, 3)
    if settings.engine == "duckdb":
        rollback(settings)
    else:  # where the build has overwritten what a rollback would show
        write("update ops.releases set is_current = not is_current")
    with pytest.raises(WarehouseError, match="run twoears build again"):
        publish(settings, AS_OF)


def test_an_empty_or_unchecked_candidate_is_not_published(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    with pytest.raises(WarehouseError, match="no candidate"):
        publish(settings, AS_OF)
    warehouse.load([])
    with pytest.raises(WarehouseError, match="no marts"):
        publish(settings, AS_OF)
    build(warehouse, write, 1)
    with pytest.raises(WarehouseError, match="fingerprinted as orders"):
        warehouse.publish(AS_OF, {"orders": "a hash"})
    assert releases(settings) == []


def test_a_release_says_what_it_holds(settings: Settings, warehouse: Warehouse, write: Write) -> None:
    release = build_and_publish(settings, write, 1)
    assert fingerprints_of(warehouse, "marts") == dict(release.fingerprints)
    again = build_and_publish(settings, write, 1)
    assert again.fingerprints == release.fingerprints


@pytest.mark.parametrize("settings", ["duckdb"], indirect=True)
def test_duckdb_keeps_five_releases_and_the_current(settings: Settings, write: Write) -> None:
    for number in range(1, 7):
        build_and_publish(settings, write, number)
    rollback(settings, 2)
    build_and_publish(settings, write, 7)
    assert [release.number for release in releases(settings)] == [7, 6, 5, 4, 3]
    assert not list((settings.warehouse / "releases").glob("unfinished*"))


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_postgres_does_not_roll_back_to_what_a_build_overwrote(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    for number in (1, 2):
        build_and_publish(settings, write, number)
    build(warehouse, write, 3)
    with pytest.raises(WarehouseError, match="overwritten by a later build"):
        rollback(settings)
    assert seen(warehouse) == (2, 2)


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_postgres_gives_way_to_a_long_reader(
    settings: Settings, warehouse: Warehouse, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_releases, "TRIES", 2)
    build_and_publish(settings, write, 1)
    build(warehouse, write, 2)
    reader = psycopg2.connect(settings.warehouse_url)
    with reader.cursor() as cursor:
        cursor.execute("select count(*) from marts.orders")
        with pytest.raises(WarehouseError, match="end long queries"):
            publish(settings, AS_OF)
        cursor.execute("select min(made) from marts.customers")
        assert cursor.fetchone() == (1,)
    reader.close()
    assert publish(settings, AS_OF).number == 2
    assert seen(warehouse) == (2, 2)


PUBLISH_FOR_EVER = """
import sys
from datetime import timedelta
from pathlib import Path
import duckdb, psycopg2
from tests.warehouse.shop import AS_OF
from tests.warehouse.test_releases import build_and_publish
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

home, engine, url, first = sys.argv[1:]
settings = Settings(Path(home), f"{home}/lake", engine, url or None)

def write(*statements):
    script = ";".join(statements)
    if engine == "duckdb":
        with duckdb.connect(settings.warehouse / "working.duckdb") as file:
            file.execute(script)
        return
    with psycopg2.connect(url) as server, server.cursor() as cursor:
        cursor.execute(script)

print("ready", flush=True)
for made in range(int(first), int(first) + 1000):
    build_and_publish(settings, write, made)
"""


def test_readers_see_whole_releases_while_publishers_are_killed(
    settings: Settings, warehouse: Warehouse, write: Write
) -> None:
    build_and_publish(settings, write, 0)
    stop = threading.Event()
    reads: list[tuple[int, int]] = []
    failures: list[Exception] = []

    def read_on() -> None:
        while not stop.is_set():
            try:
                reads.append(seen(warehouse))
                stop.wait(0.01)
            except Exception as error:
                failures.append(error)
                return

    readers = [threading.Thread(target=read_on) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for attempt, pause in enumerate((0.6, 1.4), start=1):
            _kill_a_publisher(settings, 1000 * attempt, pause)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert len(reads) > 10
    assert all(a == b for a, b in reads)
    assert build_and_publish(settings, write, 9999).is_current
    assert seen(warehouse) == (9999, 9999)


def _kill_a_publisher(settings: Settings, first: int, pause: float) -> None:
    arguments = [str(settings.home), settings.engine, settings.warehouse_url or "", str(first)]
    publisher = subprocess.Popen(
        [sys.executable, "-c", PUBLISH_FOR_EVER, *arguments],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert publisher.stdout is not None
    publisher.stdout.readline()
    with pytest.raises(subprocess.TimeoutExpired):
        publisher.wait(pause)
    publisher.kill()
    publisher.wait()
    publisher.stdout.close()
