"""Types as databases have them: text that is a time, floats that are prices, times beyond all years."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.sources.sql.order_database import EVER, T0, Database, landed, line, refused
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import StreamTable
from twoears.sources.sql.streams import STREAMS
from twoears.streams import Window

CUSTOMERS, ORDERS, LINES, PRODUCTS = STREAMS


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


def customers_of(sqlite: Database, folder: Path, **extra: object) -> list[dict[str, object]]:
    customers = StreamTable(str(folder / "lake"), CUSTOMERS)
    ingest(customers, sqlite.connection(**extra), EVER)
    return list(landed(customers).values())


@pytest.mark.parametrize(
    ("added", "columns", "expected"),
    [
        ("", {}, (None, None)),
        (", 'LA9 4AA' as postal_code, 123 as loyalty_number", {}, ("LA9 4AA", "123")),
        (", 'LA9 4AA' as zip", {"postal_code": "zip"}, ("LA9 4AA", None)),
        (", 'LA9 4AA' as postal_code", {"postal_code": None}, (None, None)),
    ],
)
def test_columns_that_only_some_shops_have_are_taken_where_they_are(
    sqlite: Database, tmp_path: Path, added: str, columns: dict[str, str | None], expected: tuple[object, ...]
) -> None:
    sqlite.write("customers", {"customer_id": "1", "updated_at": T0})
    sqlite.run(f"create view known as select *{added} from customers")
    extra = {"tables": {"customers": "known"}, "columns": {"customers": columns}}
    (customer,) = customers_of(sqlite, tmp_path, **extra)
    assert (customer["postal_code"], customer["loyalty_number"]) == expected


@pytest.mark.parametrize(
    ("added", "expected"), [("", None), (", 'Keeps rain out.' as description", "Keeps rain out.")]
)
def test_a_shop_may_describe_its_products(
    sqlite: Database, tmp_path: Path, added: str, expected: str | None
) -> None:
    sqlite.write("products", {"product_id": "1", "name": "Squall", "updated_at": T0})
    sqlite.run(f"create view known as select *{added} from products")
    products = StreamTable(str(tmp_path / "lake"), PRODUCTS)
    ingest(products, sqlite.connection(tables={"products": "known"}), EVER)
    (product,) = landed(products).values()
    assert (product["name"], product["description"]) == ("Squall", expected)


def test_a_column_that_was_named_and_is_missing_is_told(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(VendorError, match=r"no column zip; set columns\.customers\.postal_code"):
        customers_of(sqlite, tmp_path, columns={"customers": {"postal_code": "zip"}})


def test_a_shop_without_such_columns_lands_what_it_landed_before_they_were_known(
    sqlite: Database, tmp_path: Path
) -> None:
    sqlite.write("customers", {"customer_id": "1", "updated_at": T0})
    (row,) = customers_of(sqlite, tmp_path)
    customers = StreamTable(str(tmp_path / "lake"), CUSTOMERS)
    (payload,) = (json.loads(text) for text in customers.rows().to_table()["_payload"].to_pylist())
    assert set(row) - set(payload) == {"postal_code", "loyalty_number"}
