"""Order databases of both kinds, in the default shape and in others."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from airflow.sdk import Connection

from twoears import ingest as ingesting
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.sql.streams import STREAMS
from twoears.streams import Window

CUSTOMERS, ORDERS, LINES, PRODUCTS = STREAMS
T0 = datetime(2026, 3, 1, tzinfo=UTC)
EVER = Window(until=datetime(2027, 1, 1, tzinfo=UTC))

SHAPE = sa.MetaData()
for name, columns in {
    "customers": "customer_id email name phone country created_at updated_at",
    "orders": "order_id customer_id ordered_at status currency discount_code updated_at",
    "order_lines": "order_id line_number product_id description quantity unit_price updated_at",
    "products": "product_id name category updated_at",
}.items():
    kinds = {"line_number": sa.Integer, "quantity": sa.Integer, "unit_price": sa.Numeric(18, 6)}
    times = {column: sa.DateTime(timezone=True) for column in columns.split() if column.endswith("_at")}
    sa.Table(name, SHAPE, *(sa.Column(c, (kinds | times).get(c, sa.Text)) for c in columns.split()))


def line(number: int, **changes: Any) -> dict[str, Any]:
    """Order line `number`, changed `number` minutes after T0."""
    return {
        "order_id": str(number // 3),
        "line_number": number % 3 + 1,
        "product_id": f"P{number % 7}",
        "description": f"thing {number}",
        "quantity": number % 5 - 1,
        "unit_price": Decimal(number) / 100,
        "updated_at": T0 + timedelta(minutes=number),
    } | changes


class Database:
    """An order database in the default shape, and the connection that reads it."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        self.url = url
        SHAPE.create_all(self.engine)

    def write(self, table: str, *rows: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(SHAPE.tables[table].insert(), list(rows))

    def run(self, *statements: str) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    def connection(self, **extra: Any) -> Connection:
        return Connection(
            conn_id="orders_sql", conn_type="generic", extra=json.dumps({"url": self.url} | extra)
        )


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
    return StreamTable(str(tmp_path / "lake"), LINES)


def landed(table: StreamTable) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The newest accepted row of each key, without the lake's own columns."""
    rows = sorted(table.rows().to_table().to_pylist(), key=lambda row: (row["_version"], row["_ordinal"]))
    return {
        tuple(row[field] for field in table.stream.record.key): {
            field: value for field, value in row.items() if not field.startswith("_")
        }
        for row in rows
        if row["_refusal"] is None
    }


def refused(table: StreamTable) -> list[str]:
    return [row["_refusal"] for row in table.rows().to_table().to_pylist() if row["_refusal"]]


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


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("2026-03-02 10:00:00", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02 10:00:00.250000", "2026-03-02T10:00:00.250000+00:00"),
        ("2026-03-02T12:00:00+02:00", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02", "2026-03-02T00:00:00+00:00"),
        (1772445600, "2026-03-02T10:00:00+00:00"),
    ],
)
def test_sqlite_times_of_every_form_land_in_their_interval(
    sqlite: Database, lines: StreamTable, stored: object, meant: str
) -> None:
    sqlite.write("order_lines", line(1))
    sqlite.run(f"update order_lines set updated_at = {stored!r}")
    before = Window(until=datetime.fromisoformat(meant))
    assert ingest(lines, sqlite.connection(), before).pulled == 0
    after = Window(until=before.until + timedelta(milliseconds=1) if before.until else None)
    assert ingest(lines, sqlite.connection(), after).landed == 1
    assert lines.cursor() == {"updated_at": meant}


def test_sqlite_text_and_numbers_that_cannot_be_read_are_refused(
    sqlite: Database, lines: StreamTable
) -> None:
    sqlite.write("order_lines", *(line(number) for number in range(6)))
    sqlite.run(
        "update order_lines set updated_at = 'soon' where description = 'thing 0'",
        "update order_lines set quantity = 'many' where description = 'thing 1'",
        "update order_lines set unit_price = '2,55' where description = 'thing 2'",
        "update order_lines set product_id = cast(x'ff41' as text) where description = 'thing 3'",
        "update order_lines set description = 'a' || char(0) where description = 'thing 4'",
    )
    counts = ingest(lines, sqlite.connection(), EVER)
    assert (counts.landed, counts.quarantined) == (1, 5)
    assert sorted(refused(lines)) == [
        "datetime_from_date_parsing:updated_at",
        "decimal_parsing:unit_price",
        "int_parsing:quantity",
        "invalid_unicode:product_id",
        "nul_in_text:description",
    ]


def test_a_float_price_is_the_price_that_was_meant(sqlite: Database, lines: StreamTable) -> None:
    sqlite.run(
        "drop table order_lines",
        "create table order_lines (order_id, line_number, product_id, "
        "description, quantity, unit_price real, updated_at)",
    )
    sqlite.run(
        "insert into order_lines values (17850.0, 1, 7, null, 3, 0.1 + 0.2, '2026-03-01 00:00:00'), "
        "(2, 1, 7, null, 3, 9e999, '2026-03-01 00:00:00')"
    )
    assert ingest(lines, sqlite.connection(), EVER).quarantined == 1
    assert landed(lines)["17850", 1]["unit_price"] == Decimal("0.3")


def test_numbers_where_text_is_wanted_and_naive_times_in_a_zone(database: Database, tmp_path: Path) -> None:
    database.run(
        "drop table orders",
        "create table orders (order_id bigint, customer_id numeric(10, 0), ordered_at timestamp, "
        "status integer, currency text, discount_code integer, updated_at timestamp)",
        "insert into orders values (9, 17850, '2026-07-01 09:00:00', 3, 'GBP', 10, '2026-07-01 09:00:00')",
    )
    orders = StreamTable(str(tmp_path / "lake"), ORDERS)
    connection = database.connection(timezone="Europe/London")
    assert ingest(orders, connection, Window(until=datetime(2026, 7, 1, 8, tzinfo=UTC))).pulled == 0
    assert ingest(orders, connection, Window(until=datetime(2026, 7, 1, 8, 1, tzinfo=UTC))).landed == 1
    (order,) = landed(orders).values()
    assert order["ordered_at"] == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert (order["order_id"], order["customer_id"], order["status"]) == ("9", "17850", "3")


def test_postgres_types_of_its_own(postgres: Database, tmp_path: Path) -> None:
    postgres.run(
        "create schema shop",
        "create table shop.orders (order_id uuid, customer_id bigint, ordered_at date, status text, "
        "currency char(3), discount_code text, updated_at timestamptz)",
        "insert into shop.orders values "
        "('00000000-0000-4000-8000-111111111111', 1, '2026-03-01', '', 'GBP', null, '2026-03-01 10:00+02'),"
        "('00000000-0000-4000-8000-222222222222', 1, '2026-03-01', '', 'GBP', null, 'infinity'),"
        "('00000000-0000-4000-8000-333333333333', 1, '20000-03-01', '', 'GBP', null, '2026-03-01 10:00+02'),"
        "('00000000-0000-4000-8000-444444444444', 1, '0001-01-01', '', 'GBP', null, '0001-01-01 00:00+00')",
    )
    orders = StreamTable(str(tmp_path / "lake"), ORDERS)
    counts = ingest(orders, postgres.connection(schema="shop"), EVER)
    assert (counts.landed, counts.quarantined) == (1, 3)
    (order,) = landed(orders).values()
    assert order["order_id"] == "00000000-0000-4000-8000-111111111111"
    assert order["updated_at"] == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_payloads_do_not_change_with_the_zone_of_the_session(postgres: Database, lines: StreamTable) -> None:
    postgres.write("order_lines", *(line(number) for number in range(10)))
    ingest(lines, postgres.connection(), EVER)
    postgres.run("alter role current_user set timezone to 'America/Lima'")
    assert ingest(lines, postgres.connection(), EVER).unchanged == 10
    postgres.run("alter role current_user reset timezone")


def test_both_postgres_drivers_give_the_same(postgres: Database, tmp_path: Path) -> None:
    postgres.write("order_lines", *(line(number) for number in range(50)), line(99, unit_price=None))
    postgres.run("insert into order_lines values ('9', 9, null, null, 1, 1, 'infinity')")
    tables = []
    for driver in ("postgresql+psycopg", "postgresql+psycopg2"):
        url = sa.make_url(postgres.url).set(drivername=driver).render_as_string(hide_password=False)
        tables.append(StreamTable(str(tmp_path / driver), LINES))
        counts = ingest(tables[-1], postgres.connection(url=url, chunk_rows=7), EVER)
        assert (counts.landed, counts.quarantined) == (50, 2)
    one, other = (
        table.rows().to_table().sort_by([("_version", "ascending"), ("_ordinal", "ascending")])
        for table in tables
    )
    assert one.equals(other)


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
