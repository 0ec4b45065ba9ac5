"""Order databases of both kinds, in the default shape and in others."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sources.sql.order_database import EVER, T0, Database, landed, line, refused
from twoears import ingest as ingesting
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.sql.streams import STREAMS
from twoears.streams import Window

CUSTOMERS, ORDERS, LINES, PRODUCTS = STREAMS


def test_what_is_in_the_database_lands_as_it_is(database: Database, lines: StreamTable) -> None:
    written = [line(number) for number in range(50)]
    database.write("order_lines", *written)
    assert ingest(lines, database.connection(), EVER) == Counts(50, 0, 50, 50, 0)
    assert list(landed(lines).values()) == written


def test_every_entity_lands_with_its_nulls(database: Database, tmp_path: Path) -> None:
    at = {"updated_at": T0}
    database.write(
        "customers",
        {"customer_id": "1", "email": "ada@mail.test", "created_at": T0, **at},
        {"customer_id": "2", "email": None, "created_at": None, **at},
    )
    database.write(
        "orders", {"order_id": "9", "customer_id": None, "ordered_at": T0, "currency": "GBP", **at}
    )
    database.write("products", {"product_id": "P1", "name": None, **at})
    for stream in (CUSTOMERS, ORDERS, PRODUCTS):
        table = StreamTable(str(tmp_path / "lake"), stream)
        counts = ingest(table, database.connection(), EVER)
        assert counts.landed == counts.pulled == (2 if stream is CUSTOMERS else 1)


def test_load_twice_count_once(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", *(line(number) for number in range(100)))
    ingest(lines, database.connection(), EVER)
    before = lines.version
    again = ingest(lines, database.connection(), EVER)
    assert again.pulled == again.unchanged == 61, "the last hour, both ends included"
    assert again.landed == 0
    assert lines.version == before


def test_only_what_changed_is_landed_again(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", *(line(number) for number in range(100)))
    ingest(lines, database.connection(), EVER)
    database.run("delete from order_lines where order_id = '0'")
    database.write("order_lines", line(0, quantity=40, updated_at=T0 + timedelta(minutes=120)), line(200))
    counts = ingest(lines, database.connection(overlap_seconds=0), EVER)
    assert (counts.landed, counts.unchanged) == (2, 1)
    assert landed(lines)["0", 1]["quantity"] == 40


def test_a_row_committed_late_is_caught_by_the_overlap(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", line(60))
    ingest(lines, database.connection(), EVER)
    database.write("order_lines", line(1))
    assert ingest(lines, database.connection(), EVER).landed == 1


def test_intervals_hold_what_they_say_and_leave_nothing_between(
    database: Database, lines: StreamTable
) -> None:
    database.write("order_lines", *(line(number) for number in range(180)))
    for hour in range(1, 4):
        ingest(lines, database.connection(), Window(until=T0 + timedelta(hours=hour)))
        assert len(landed(lines)) == hour * 60


def test_since_reaches_back_but_never_forward(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", *(line(number) for number in range(100)))
    first = ingest(lines, database.connection(), Window(since=T0 + timedelta(minutes=90), until=EVER.until))
    back = ingest(lines, database.connection(), Window(since=T0, until=EVER.until))
    assert (first.landed, back.landed) == (10, 90)
    database.write("order_lines", line(101))
    late = Window(since=T0 + timedelta(days=9), until=EVER.until)
    assert ingest(lines, database.connection(), late).landed == 1


def test_the_order_of_rows_in_the_table_does_not_matter(
    database: Database, lines: StreamTable, tmp_path: Path
) -> None:
    database.write("order_lines", *(line(number) for number in range(200)))
    ingest(lines, database.connection(), EVER)
    database.run("delete from order_lines")
    shuffled = [line(number) for number in range(200)]
    random.Random(7).shuffle(shuffled)
    database.write("order_lines", *shuffled)
    other = StreamTable(str(tmp_path / "other"), LINES)
    ingest(other, database.connection(chunk_rows=17), EVER)
    assert landed(other) == landed(lines)
    assert other.cursor() == lines.cursor()


def test_a_run_that_is_killed_between_batches_goes_on_and_ends_the_same(
    database: Database, lines: StreamTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "BATCH_RECORDS", 20)
    database.write("order_lines", *(line(number) for number in range(200)))
    kept, land = 0, StreamTable.land

    def killed(table: StreamTable, *arguments: Any) -> Any:
        nonlocal kept
        kept += 1
        if kept == 4:
            raise KeyboardInterrupt
        return land(table, *arguments)

    monkeypatch.setattr(StreamTable, "land", killed)
    with pytest.raises(KeyboardInterrupt):
        ingest(lines, database.connection(chunk_rows=20), EVER)
    assert len(landed(lines)) == 60
    ingest(lines, database.connection(chunk_rows=20, overlap_seconds=0), EVER)
    whole = StreamTable(str(tmp_path / "whole"), LINES)
    ingest(whole, database.connection(), EVER)
    assert landed(lines) == landed(whole)
    assert len(lines.rows().to_table()) == 200


def test_other_names_are_a_matter_of_the_extra(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", line(1), line(2))
    database.run(
        "alter table order_lines rename to sales_items",
        "alter table sales_items rename column updated_at to touched",
        "alter table sales_items drop column description",
    )
    named = {"updated_at": "touched", "description": None}
    connection = database.connection(tables={"order_lines": "sales_items"}, columns={"order_lines": named})
    assert ingest(lines, connection, EVER).landed == 2
    assert landed(lines)["0", 2]["description"] is None


def test_a_table_without_a_time_of_change_is_read_whole_and_its_newest_version_wins(
    database: Database, tmp_path: Path
) -> None:
    database.write("customers", *({"customer_id": str(n), "name": "Ada"} for n in range(5)))
    database.run("alter table customers drop column updated_at")
    table = StreamTable(str(tmp_path / "lake"), CUSTOMERS)
    connection = database.connection(columns={"customers": {"updated_at": None}})
    assert ingest(table, connection, EVER) == Counts(5, 0, 5, 5, 0)
    database.run("update customers set name = 'Bea' where customer_id = '3'")
    assert ingest(table, connection, EVER) == Counts(5, 4, 1, 1, 0)
    assert landed(table)["3",]["name"] == "Bea"


def test_a_bad_row_is_refused_and_the_others_go_on(database: Database, lines: StreamTable) -> None:
    database.write(
        "order_lines",
        line(1),
        line(2, unit_price=None),
        line(3, updated_at=None),
        line(4, updated_at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        line(5),
    )
    counts = ingest(lines, database.connection(), Window(until=T0 + timedelta(days=1)))
    assert counts == Counts(5, 0, 5, 2, 3)
    assert sorted(refused(lines)) == [
        "date_out_of_range:updated_at",
        "missing:unit_price",
        "missing:updated_at",
    ]
    assert lines.cursor() == {"updated_at": (T0 + timedelta(minutes=5)).isoformat()}
    again = ingest(lines, database.connection(), Window(until=T0 + timedelta(days=1)))
    assert again.unchanged == again.pulled == 5


def test_a_bad_row_that_comes_later_is_refused_too(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", line(1))
    ingest(lines, database.connection(), Window(until=T0 + timedelta(days=1)))
    database.write("order_lines", line(2, updated_at=None))
    assert ingest(lines, database.connection(), Window(until=T0 + timedelta(days=1))).quarantined == 1


def test_nothing_is_written_to_the_database(postgres: Database, lines: StreamTable) -> None:
    postgres.write("order_lines", line(1))
    postgres.run(
        "create function meddle() returns text language sql as "
        "$$ update order_lines set quantity = 0 returning 'x'::text $$",
        "create view meddling as select *, meddle() as category from order_lines",
    )
    connection = postgres.connection(
        tables={"order_lines": "meddling"}, columns={"order_lines": {"description": "category"}}
    )
    with pytest.raises(VendorError, match="ReadOnlySqlTransaction"):
        ingest(lines, connection, EVER)


def test_a_view_with_its_own_names_is_as_good_as_a_table(database: Database, lines: StreamTable) -> None:
    database.write("order_lines", line(1))
    database.run("create view listened as select * from order_lines")
    assert ingest(lines, database.connection(tables={"order_lines": "listened"}), EVER).landed == 1
