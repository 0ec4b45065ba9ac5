"""An order database in the default shape, and what a lake holds of it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from airflow.sdk import Connection

from twoears.lake import StreamTable
from twoears.streams import Window

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
