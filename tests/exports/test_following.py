"""Exports follow people: whoever has a new id neither left nor came."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.small_brand import AS_OF, build_marts, draw_segment, execute, load, settings_on
from twoears.exports import export
from twoears.exports.manifest import Manifest
from twoears.settings import Engine, Settings
from twoears.warehouse import open_warehouse
from twoears.warehouse.candidates import candidate, marts_in

TOMORROW = AS_OF + timedelta(days=1)
LONG_AGO = AS_OF - timedelta(days=30)
TODAY_IN = ("c1", "c2", "c3", "c4", "c5", "c6", "c10")
TOMORROW_IN = ("c1", "c9", "c7", "c11", "c12", "c13")

Move = tuple[str, str, datetime, datetime | None, str]
MOVES: list[Move] = [
    ("a1", "c1", LONG_AGO, None, "c1"),
    ("a2", "c2", LONG_AGO, TOMORROW, "c1"),  # merged into one who was there too
    ("a3", "c3", AS_OF, TOMORROW, "c9"),  # got an id that is new to the segment
    ("a4", "c4", LONG_AGO, TOMORROW, "c8"),  # merged into one who is not in the segment
    ("a5", "c5", LONG_AGO, None, "c5"),  # left
    ("a13", "c5", LONG_AGO, AS_OF, "c13"),  # was one with c5, but no more when the first export was made
    ("a6", "c6", LONG_AGO, None, "c6"),  # left, while a part
    ("a7", "c6", LONG_AGO, TOMORROW, "c7"),  # of it came under an id of its own
    ("a10", "c10", LONG_AGO, TOMORROW, "c12"),  # fell apart: one account here
    ("a11", "c10", LONG_AGO, TOMORROW, "c11"),  # and two there
    ("a12", "c10", LONG_AGO, TOMORROW, "c11"),
]
"""account, customer, valid from, valid to, current customer"""


@pytest.fixture(params=["duckdb", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A warehouse with candidate marts, on each engine."""
    engine: Engine = request.param
    url = request.getfixturevalue("postgres_database") if engine == "postgres" else None
    settings = settings_on(tmp_path, url)
    open_warehouse(settings).prepare()
    load(settings)
    build_marts(settings)
    return settings


def publish(settings: Settings, *, with_history: bool) -> None:
    warehouse = open_warehouse(settings)
    schema = candidate(warehouse.candidate_colour())
    execute(settings, f"drop table if exists {schema}.customer_id_history")
    if with_history:
        columns = "account_id, customer_id, valid_from, valid_to, current_customer_id"
        rows = f"(values {', '.join(map(literal, MOVES))}) as moves ({columns})"
        execute(settings, f"create table {schema}.customer_id_history as select * from {rows}")
    names = map(str, warehouse.read(marts_in(schema))["mart"].to_pylist())
    warehouse.publish(AS_OF, dict.fromkeys(names, "0" * 64))


def literal(move: Move) -> str:
    account, customer, since, until, current = move
    ended = f"'{until.isoformat()}'" if until else "null"
    moments = f"timestamptz '{since.isoformat()}', cast({ended} as timestamptz)"
    return f"('{account}', '{customer}', {moments}, '{current}')"


def export_of(settings: Settings, customers: tuple[str, ...], day: int) -> Manifest:
    ids = "array[" + ", ".join(f"'{customer}'" for customer in customers) + "]"
    draw_segment(settings, f"({ids})[n] as customer_id", len(customers))
    return export("engaged_customers", settings, AS_OF + timedelta(days=day))


def read(settings: Settings, name: str) -> list[list[str]]:
    with (settings.exports / "engaged_customers" / "latest" / name).open(newline="") as file:
        return list(csv.reader(file))


def test_an_id_that_was_given_up_is_renamed_and_neither_added_nor_removed(settings: Settings) -> None:
    publish(settings, with_history=True)
    first = export_of(settings, TODAY_IN, 0)
    assert (first.added, first.removed, first.renamed) == (7, 0, 0)
    assert read(settings, "renamed.csv") == [["old_customer_id", "customer_id"]]
    second = export_of(settings, TOMORROW_IN, 1)
    header, *renamed = read(settings, "renamed.csv")
    added, removed = (
        {customer for (customer,) in read(settings, name)[1:]} for name in ("added.csv", "removed.csv")
    )
    assert header == ["old_customer_id", "customer_id"]
    assert renamed == [["c10", "c11"], ["c2", "c1"], ["c3", "c9"]]
    assert (added, removed) == ({"c7", "c12", "c13"}, {"c4", "c5", "c6"})
    assert (second.added, second.removed, second.renamed) == (3, 3, 3)
    kept = {dict(renamed).get(customer, customer) for customer in set(TODAY_IN) - removed}
    assert kept | added == set(TOMORROW_IN)
    assert not kept & added
    assert export_of(settings, TOMORROW_IN, 1) == second


def test_a_release_of_before_there_was_a_history_follows_nobody(settings: Settings) -> None:
    publish(settings, with_history=False)
    export_of(settings, TODAY_IN, 0)
    second = export_of(settings, TOMORROW_IN, 1)
    assert (second.added, second.removed, second.renamed) == (5, 6, 0)
    assert read(settings, "renamed.csv") == [["old_customer_id", "customer_id"]]
