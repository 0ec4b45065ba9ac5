"""A real gift shop's December 2010, day by day: lake and marts hold what the CSV holds, to the penny."""

import csv
import gzip
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from airflow.sdk import Connection

from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.settings import ROOT, Settings
from twoears.sources.sql.streams import STREAMS
from twoears.streams import Stream, Window
from twoears.tasks import STEPS
from twoears.warehouse import open_warehouse

DECEMBER = ROOT.parent / "shared" / "data" / "online_retail" / "2010-12.csv.gz"

SHAPE = """
create table customers (customer_id, email, name, phone, country, created_at, updated_at);
create table orders (order_id, customer_id, ordered_at, status, currency, discount_code, updated_at);
create table order_lines (order_id, line_number, product_id, description, quantity, unit_price, updated_at);
create table products (product_id, name, category, updated_at);
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the CSV; ``price`` is exact, ``customer`` is None for an anonymous sale."""

    invoice: str
    product: str
    description: str | None
    quantity: int
    at: datetime
    price: Decimal
    customer: str | None
    country: str

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")


@dataclass(frozen=True, slots=True)
class Day:
    """The state after a data interval: its end, the CSV's lines before it, the lake and the counts."""

    until: datetime
    lines: list[Line]
    lake: Path
    counts: dict[str, Counts]


def read_lines(csv_gz: Path) -> list[Line]:
    """All lines of a month, in the file's order; its times are taken as UTC."""
    with gzip.open(csv_gz, "rt", encoding="utf-8", newline="") as file:
        return [
            Line(
                invoice=row["InvoiceNo"],
                product=row["StockCode"],
                description=row["Description"] or None,
                quantity=int(row["Quantity"]),
                at=datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC),
                price=Decimal(row["UnitPrice"]),
                customer=row["CustomerID"].removesuffix(".0") or None,
                country=row["Country"],
            )
            for row in csv.DictReader(file)
        ]


def order_database(csv_gz: Path, sqlite_path: Path) -> None:
    """Load a month into a new SQLite database of the default shape.

    An order, a customer and a product change when they are first seen; a line when it is sold. Prices are
    floats and times are text, as SQLite applications commonly keep them.
    """
    orders: dict[str, tuple[Any, ...]] = {}
    customers: dict[str, tuple[Any, ...]] = {}
    products: dict[str, tuple[Any, ...]] = {}
    order_lines: list[tuple[Any, ...]] = []
    positions: Counter[str] = Counter()
    for line in sorted(read_lines(csv_gz), key=lambda line: line.at):
        at = line.at.strftime("%Y-%m-%d %H:%M:%S")
        positions[line.invoice] += 1
        status = "cancelled" if line.is_cancellation else "completed"
        orders.setdefault(line.invoice, (line.invoice, line.customer, at, status, "GBP", None, at))
        products.setdefault(line.product, (line.product, line.description, None, at))
        if line.customer:
            customers.setdefault(line.customer, (line.customer, None, None, None, line.country, at, at))
        sold = (line.product, line.description, line.quantity, float(line.price), at)
        order_lines.append((line.invoice, positions[line.invoice], *sold))
    tables = {"customers": customers.values(), "orders": orders.values(), "products": products.values()}
    with sqlite3.connect(sqlite_path) as database:
        database.executescript(SHAPE)
        for table, rows in {**tables, "order_lines": order_lines}.items():
            marks = ", ".join("?" * len(next(iter(rows))))
            database.executemany(f"insert into {table} values ({marks})", rows)
    database.close()


def connection_to(sqlite_path: Path) -> Connection:
    url = json.dumps({"url": f"sqlite:///{sqlite_path}"})
    return Connection(conn_id="orders_sql", conn_type="generic", extra=url)


def ingested_days(csv_gz: Path, sqlite_path: Path, lake: Path) -> Iterator[Day]:
    """Ingest one day after the other, as Airflow's data intervals would; gives the state after each."""
    lines = sorted(read_lines(csv_gz), key=lambda line: line.at)
    order_database(csv_gz, sqlite_path)
    connection = connection_to(sqlite_path)
    for date in sorted({line.at.date() for line in lines}):
        until = datetime(date.year, date.month, date.day, tzinfo=UTC) + timedelta(days=1)
        counts = {s.name: ingest(table_of(lake, s), connection, Window(until=until)) for s in STREAMS}
        yield Day(until, [line for line in lines if line.at < until], lake, counts)


def table_of(lake: Path, stream: Stream) -> StreamTable:
    return StreamTable(str(lake), stream)


@pytest.fixture
def december() -> Path:
    if not DECEMBER.is_file():
        pytest.skip("the recorded order lines of ../shared/data/online_retail are not here")
    return DECEMBER


@pytest.fixture
def days(december: Path, tmp_path: Path) -> Iterator[Day]:
    return ingested_days(december, tmp_path / "shop.sqlite", tmp_path / "lake")


def landed(day: Day, entity: str) -> pa.Table:
    (stream,) = (stream for stream in STREAMS if stream.entity == entity)
    rows = table_of(day.lake, stream).rows().to_table()
    assert rows["_refusal"].null_count == len(rows)
    return rows


def test_after_every_day_the_lake_holds_what_the_csv_holds_up_to_it(days: Iterator[Day]) -> None:
    trading_days = 0
    for day in days:
        trading_days += 1
        orders, lines, customers = (landed(day, name) for name in ("orders", "order_lines", "customers"))
        assert len(lines) == len(day.lines)
        total = pc.sum(pc.multiply(lines["quantity"], lines["unit_price"])).as_py()
        assert total == sum(line.quantity * line.price for line in day.lines)
        assert set(orders["order_id"].to_pylist()) == {line.invoice for line in day.lines}
        assert len(orders) == len({line.invoice for line in day.lines})
        known = {line.customer for line in day.lines if line.customer}
        assert sorted(customers["customer_id"].to_pylist()) == sorted(known)
        assert len(landed(day, "products")) == len({line.product for line in day.lines})
        cancelled = pc.sum(pc.equal(orders["status"], "cancelled")).as_py()
        assert cancelled == len({line.invoice for line in day.lines if line.is_cancellation})
        anonymous = orders.filter(pc.is_null(orders["customer_id"]))["order_id"]
        sold = pc.sum(pc.is_in(lines["order_id"], anonymous.combine_chunks())).as_py()
        assert sold == sum(line.customer is None for line in day.lines)
        for counts in day.counts.values():
            assert counts.pulled == counts.unchanged + counts.landed
    assert trading_days == 20


def test_a_second_pass_pulls_but_lands_nothing(december: Path, tmp_path: Path) -> None:
    shop = tmp_path / "shop.sqlite"
    order_database(december, shop)
    month = Window(since=datetime(2010, 12, 1, tzinfo=UTC), until=datetime(2011, 1, 1, tzinfo=UTC))
    for stream in STREAMS:
        table = table_of(tmp_path / "lake", stream)
        first = ingest(table, connection_to(shop), month)
        version = table.version
        again = ingest(table, connection_to(shop), month)
        assert again.pulled == again.unchanged == first.landed > 0
        assert table.version == version


TOTALS = """
select
    sum(net_amount) as net,
    sum(gross_amount) as gross,
    sum(returned_amount) as returned,
    count(*) as orders,
    count(distinct customer_id) as customers,
    sum(case when is_refund then 1 else 0 end) as refunds,
    sum(case when is_anonymous then count_lines else 0 end) as anonymous_lines,
    sum(count_lines) as lines
from orders
"""


def expected_totals(lines: list[Line]) -> dict[str, Any]:
    """What the CSV says of the same: sums over its lines, in pounds."""

    def pounds(chosen: Iterator[Line]) -> Decimal:
        return round(sum((line.quantity * line.price for line in chosen), Decimal(0)), 2)

    return {
        "net": pounds(iter(lines)),
        "gross": pounds(line for line in lines if line.quantity >= 0),
        "returned": -pounds(line for line in lines if line.quantity < 0),
        "orders": len({line.invoice for line in lines}),
        "customers": len({line.customer for line in lines if line.customer}),
        "refunds": len({line.invoice for line in lines if line.is_cancellation}),
        "anonymous_lines": sum(line.customer is None for line in lines),
        "lines": len(lines),
    }


def test_after_every_day_the_published_mart_equals_the_csv(
    days: Iterator[Day], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path))
    monkeypatch.setenv("TWOEARS_ENGINE", "duckdb")
    monkeypatch.delenv("TWOEARS_LAKE", raising=False)
    warehouse = open_warehouse(Settings.from_environment())
    STEPS["load"](datetime(2010, 12, 1, tzinfo=UTC).isoformat())
    STEPS["staging"](datetime(2010, 12, 1, tzinfo=UTC).isoformat())
    for day in days:
        for step in ("load", "gate_1", "identity", "marts", "gate_2", "publish"):
            STEPS[step](day.until.isoformat())
        (totals,) = warehouse.query(TOTALS).to_pylist()
        assert totals == expected_totals(day.lines), day.until
