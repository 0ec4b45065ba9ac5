"""What goes wrong on the way to an order database ends in one sentence that says what to do."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from airflow.sdk import Connection

from twoears.errors import VendorError
from twoears.sources.sql.client import read_options
from twoears.sources.sql.streams import STREAMS
from twoears.streams import Window

ORDERS = STREAMS[1]
SECRET = "s3cr3t"
DEFAULT_SHAPE = "order_id, customer_id, ordered_at, status, currency, discount_code, updated_at"


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """The URL of an SQLite database with an empty table of orders."""
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(f"create table orders ({DEFAULT_SHAPE})")
        connection.execute("create table strange (order_id, touched)")
    connection.close()
    return f"sqlite:///{path}"


def refusal(extra: dict[str, Any], login: str | None = None, password: str | None = None) -> str:
    """The sentence that a pull of orders ends with."""
    connection = Connection(
        conn_id="orders_sql", conn_type="generic", login=login, password=password, extra=json.dumps(extra)
    )
    with pytest.raises(VendorError) as raised:
        list(ORDERS.pull(connection, {}, Window(until=datetime(2026, 1, 1, tzinfo=UTC))))
    sentence = str(raised.value)
    assert sentence.startswith("sql.orders: ")
    assert sentence.count("\n") == 0
    assert SECRET not in sentence
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return sentence


def test_a_password_for_a_database_that_has_none_is_named_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    path.touch()
    assert "its login has a part that sqlite cannot take" in refusal(
        {"url": f"sqlite:///{path}"}, "me", SECRET
    )


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({}, "url"),
        ({"url": 5}, "url"),
        ({"url": f"no url, but {SECRET}"}, "no SQLAlchemy URL"),
        ({"url": f"nosuch://me:{SECRET}@shop.test/db"}, "no driver for nosuch"),
        ({"url": f"oracle+oracledb://me:{SECRET}@shop.test/db"}, "no driver for oracle"),
        ({"url": "sqlite:////none/shop.sqlite"}, "no database file /none/shop.sqlite"),
        ({"url": "sqlite://"}, "no database file"),
        ({"url": f"postgresql://me:{SECRET}@127.0.0.1:1/db"}, "check that it is up"),
        ({"url": "sqlite:////x", "overlap_second": 5}, "overlap_second"),
        ({"url": "sqlite:////x", "overlap_seconds": -5}, "overlap_seconds"),
        ({"url": "sqlite:////x", "timezone": "Mars/Olympus"}, "timezone"),
        ({"url": "sqlite:////x", "tables": {"invoices": "x"}}, "tables.invoices"),
    ],
)
def test_what_cannot_work_is_named(extra: dict[str, Any], named: str) -> None:
    assert named in refusal(extra)


def test_a_file_that_is_no_database_is_named_as_broken(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, by any means; " * 50)
    assert "DatabaseError" in refusal({"url": f"sqlite:///{path}"})


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"tables": {"orders": "sales"}}, "no table sales; set tables.orders"),
        (
            {"columns": {"orders": {"ordered_at": "placed_at"}}},
            "no column placed_at; set columns.orders.ordered_at",
        ),
        ({"tables": {"orders": "strange"}}, "no column customer_id; set columns.orders.customer_id"),
        ({"columns": {"orders": {"placed_at": "x"}}}, "columns.orders.placed_at"),
    ],
)
def test_a_missing_table_or_column_is_named_with_the_key_to_set(
    shop: str, extra: dict[str, Any], named: str
) -> None:
    assert named in refusal({"url": shop} | extra)


def test_a_schema_that_is_missing_is_named(postgres_database: str) -> None:
    assert "no table elsewhere.orders" in refusal({"url": postgres_database, "schema": "elsewhere"})


def test_a_wrong_password_is_not_repeated(postgres_url: str) -> None:
    extra = {"url": sa.make_url(postgres_url).set(password=SECRET).render_as_string(hide_password=False)}
    assert "password authentication failed" in refusal(extra)
    assert "password authentication failed" in refusal({"url": postgres_url}, password=SECRET)


def test_login_and_password_of_the_connection_come_before_those_of_the_url(postgres_database: str) -> None:
    url = sa.make_url(postgres_database)
    bare = url.set(username="nobody", password="wrong").render_as_string(hide_password=False)
    assert "no table orders" in refusal({"url": bare}, url.username, url.password)


@pytest.mark.parametrize("kind", ["text", "bigint"])
def test_a_time_of_change_that_is_no_time_is_named(postgres_database: str, kind: str) -> None:
    engine = sa.create_engine(postgres_database)
    with engine.begin() as connection:
        connection.execute(sa.text(f"create table orders ({DEFAULT_SHAPE.replace(',', ' text,')} {kind})"))
    engine.dispose()
    assert "columns.orders.updated_at" in refusal({"url": postgres_database})


def test_a_query_that_the_database_refuses_is_told_without_its_values(postgres_database: str) -> None:
    engine = sa.create_engine(postgres_database)
    with engine.begin() as connection:
        columns = DEFAULT_SHAPE.replace("status", f"('{SECRET}'::text)::int as status").split(", ")
        names = ", ".join(c if " as " in c else f"now() as {c}" for c in columns)
        connection.execute(sa.text(f"create view orders as select {names} from generate_series(1, 3)"))
    engine.dispose()
    assert "InvalidTextRepresentation" in refusal({"url": postgres_database})


def test_the_default_shape_needs_the_url_alone() -> None:
    options = read_options("sql.orders", Connection(conn_id="orders_sql", extra='{"url": "sqlite:////x"}'))
    assert (options.overlap_seconds, options.chunk_rows, options.timezone.key) == (3600, 20_000, "UTC")
