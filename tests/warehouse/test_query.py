"""Anybody's SQL reads published marts and changes nothing; errors are one sentence without a secret."""

import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import make_url

from tests.warehouse.shop import AS_OF
from twoears.errors import WarehouseError
from twoears.publish import publish
from twoears.settings import Settings
from twoears.warehouse import Warehouse, open_warehouse

Write = Callable[..., None]


@pytest.fixture
def published(settings: Settings, warehouse: Warehouse, write: Write) -> Warehouse:
    warehouse.load([])
    write(
        "create table marts_blue.orders as select cast(1.50 as numeric(18,2)) as gross_amount, "
        "timestamptz '2026-11-01 00:00:00+09' as ordered_at, cast('secret-note' as text) as note"
    )
    publish(settings, AS_OF)
    return warehouse


def test_published_marts_are_found_with_and_without_schema(published: Warehouse) -> None:
    for name in ("orders", "marts.orders"):
        (row,) = published.query(f"select gross_amount, ordered_at from {name}").to_pylist()
        assert row["gross_amount"] == Decimal("1.50")
        assert row["ordered_at"].isoformat() == "2026-10-31T15:00:00+00:00"


def test_a_query_may_ask_for_the_plan(published: Warehouse) -> None:
    assert published.query("explain select * from orders").num_rows > 0


def test_days_are_days_in_utc(published: Warehouse) -> None:
    days = published.query("select cast(ordered_at as date) as day from orders")
    assert days["day"][0].as_py().isoformat() == "2026-10-31"


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine as select 1 as one",
        "insert into orders (note) values ('x')",
        "update orders set note = 'x'",
        "drop table orders",
        "select 1 as one; drop view marts.orders",
        "select 1) to stdout; drop view marts.orders --",
        "commit",
        "",
        "selec 1",
        "select * from nowhere",
    ],
)
def test_anything_but_one_reading_statement_is_refused(published: Warehouse, sql: str) -> None:
    with pytest.raises(WarehouseError) as refused:
        published.query(sql)
    assert "\n" not in str(refused.value)
    assert published.query("select * from orders").num_rows == 1


def test_an_error_tells_no_value_of_a_row(published: Warehouse, settings: Settings) -> None:
    zone = "note::timestamptz" if settings.engine == "postgres" else "strptime(note, '%d')"
    for value in ("cast(note as integer)", zone):
        with pytest.raises(WarehouseError) as refused:
            published.query(f"select {value} from orders")
        assert "secret-note" not in "".join(traceback.format_exception(refused.value))


def test_nothing_is_there_before_the_first_release(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError):
        warehouse.query("select * from orders")


@pytest.mark.parametrize("settings", ["duckdb"], indirect=True)
def test_files_of_the_machine_cannot_be_read_through_duckdb(published: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("a\n1\n")
    with pytest.raises(WarehouseError, match="disabled by configuration"):
        published.query(f"select * from read_csv('{tmp_path}/file.csv')")


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_the_reader_role_sees_marts_only(published: Warehouse, settings: Settings, postgres_url: str) -> None:
    owner = make_url(settings.warehouse_url or "").username
    server = psycopg2.connect(postgres_url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("create role twoears_bi login password 'reading'")
        cursor.execute(f"grant twoears_bi to {owner} with inherit false")
    try:
        published.prepare()
        assert published.query("select * from orders").num_rows == 1
        for schema in ("raw.loads", "marts_blue.orders", "ops.releases"):
            with pytest.raises(WarehouseError, match="permission denied"):
                published.query(f"select * from {schema}")
    finally:
        _drop_role(settings.warehouse_url or "", server)


def _drop_role(database: str, server: "psycopg2.extensions.connection") -> None:
    owner = psycopg2.connect(database)
    with owner, owner.cursor() as cursor:
        cursor.execute("revoke all on all tables in schema marts from twoears_bi")
        cursor.execute("revoke all on schema marts from twoears_bi")
    owner.close()
    with server.cursor() as cursor:
        cursor.execute("drop role twoears_bi")
    server.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong-secret"}, "refuses the login"),
        ({"port": 1}, "cannot be reached"),
        ({"database": "absent"}, "check that it runs"),
        ({"drivername": "mysql"}, "not the URL of a PostgreSQL database"),
    ],
)
def test_a_wrong_url_is_told_without_its_password(
    postgres_database: str, tmp_path: Path, change: dict[str, object], said: str
) -> None:
    url = make_url(postgres_database).set(**change)
    settings = Settings(tmp_path, "lake", "postgres", url.render_as_string(hide_password=False))
    for call in ("prepare", "query", "read"):
        with pytest.raises(WarehouseError, match=said) as refused:
            getattr(open_warehouse(settings), call)(*(["select 1"] if call != "prepare" else []))
        assert str(url.password) not in "".join(traceback.format_exception(refused.value))
