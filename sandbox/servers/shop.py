"""The order database as a SQLite file."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.shapes import Shop

KEYS = {
    "customers": ("customer_id",),
    "orders": ("order_id",),
    "order_lines": ("order_id", "line_number"),
    "products": ("product_id",),
}
COLUMN_TYPES: dict[type, str] = {
    bool: "BOOLEAN",
    int: "INTEGER",
    float: "NUMERIC(18, 2)",
    Decimal: "NUMERIC(18, 2)",
    datetime: "TIMESTAMP",
}

Rows = list[dict[str, Any]]


def write_shop(shop: Shop, path: Path) -> None:
    """Replace the file at `path`; times are stored as SQLAlchemy's SQLite dialect stores them."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection, connection:
        for table, key in KEYS.items():
            _write_table(connection, table, key, getattr(shop, table))
    unfinished.replace(path)


def _write_table(connection: sqlite3.Connection, table: str, key: tuple[str, ...], rows: Rows) -> None:
    columns = list(rows[0]) if rows else [*key, "updated_at"]
    typed = [f"{column} {_column_type(column, rows)}" for column in columns]
    connection.execute(f"create table {table} ({', '.join(typed)}, primary key ({', '.join(key)}))")
    connection.execute(f"create index {table}_updated_at on {table} (updated_at)")
    marks = ", ".join("?" * len(columns))
    values = ([_stored(column, row[column]) for column in columns] for row in rows)
    connection.executemany(f"insert into {table} values ({marks})", values)


def _column_type(column: str, rows: Rows) -> str:
    if column.endswith("_at"):
        return COLUMN_TYPES[datetime]
    present = (row[column] for row in rows if row[column] is not None)
    return COLUMN_TYPES.get(type(next(present, "")), "TEXT")


def _stored(column: str, value: Any) -> Any:
    if column.endswith("_at") and isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return str(value) if isinstance(value, Decimal) else value
