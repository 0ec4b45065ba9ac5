"""How PostgreSQL is spoken to: SQLAlchemy for statements, ADBC for rows in bulk as Arrow, UTC on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from twoears.errors import WarehouseError

CONNECT_SECONDS = 10
DECIMAL_DIGITS = 38


def server_url(text: str | None) -> URL:
    """The URL of the setting, with the driver that statements use.

    Raises:
        WarehouseError: it is not the URL of a PostgreSQL database.
    """
    try:
        url = make_url(text or "")
    except ArgumentError:
        url = URL.create("unreadable")
    if url.get_backend_name() != "postgresql" or not url.host or not url.database:
        raise WarehouseError(
            "TWOEARS_WAREHOUSE_URL is not the URL of a PostgreSQL database; set it to "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
        )
    return url.set(drivername="postgresql+psycopg2")


def place(url: URL) -> str:
    """Where a database is, for messages: no user and no password."""
    return f"PostgreSQL database {url.database} on {url.host}:{url.port or 5432}"


@contextmanager
def transaction(url: URL) -> Iterator[Connection]:
    """One transaction by SQLAlchemy, committed at the end of the block.

    Raises:
        WarehouseError: the server cannot be reached or refuses a statement.
    """
    arguments = {"options": "-c TimeZone=UTC", "connect_timeout": CONNECT_SECONDS}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise _refused(url, getattr(error.orig, "pgcode", None)) from None
    except DBAPIError as error:
        raise _refused(url, getattr(error.orig, "pgcode", None), str(error.orig)) from None


@contextmanager
def bulk(url: URL) -> Iterator[Any]:
    """One transaction by ADBC, rolled back unless the block commits it.

    Raises:
        WarehouseError: the server cannot be reached or refuses a statement.
    """
    uri = url.set(drivername="postgresql").update_query_dict({"connect_timeout": str(CONNECT_SECONDS)})
    try:
        with adbc.connect(uri.render_as_string(hide_password=False)) as connection:
            with connection.cursor() as cursor:
                cursor.execute("set timezone to 'UTC'")
            yield connection
    except adbc_driver_manager.Error as error:
        raise _refused(url, error.sqlstate, str(error)) from None


def _refused(url: URL, code: str | None, message: str = "") -> WarehouseError:
    """One sentence; the server's own words only where they are about the statement's text (class 42)."""
    where = place(url)
    if code is None or code.startswith(("08", "28", "3D", "57P")):
        return WarehouseError(
            f"The {where} cannot be reached or refuses the login; check that it runs, and the role, password "
            "and database in TWOEARS_WAREHOUSE_URL."
        )
    if code == "42501":
        return WarehouseError(f"The {where} says: {_error_line(message)}; grant it or use another role.")
    if code.startswith(("42", "25006", "2BP01")):
        return WarehouseError(f"The {where} says: {_error_line(message)}.")
    return WarehouseError(
        f"A statement failed in the {where} (SQLSTATE {code}); check its casts and the log."
    )


def _error_line(message: str) -> str:
    return message.split("ERROR:")[-1].strip().splitlines()[0].strip() if message else "no"


def with_decimals(rows: pa.Table) -> pa.Table:
    """The rows with ``numeric`` columns, which ADBC gives as text, as decimals of their declared scale."""
    for position, field in enumerate(rows.schema):
        if _kind(field) == "numeric":
            rows = rows.set_column(position, field.name, _decimals(rows.column(position), field))
    return rows.replace_schema_metadata(None)


def _kind(field: "pa.Field[Any]") -> str | None:
    kind = (field.metadata or {}).get(b"POSTGRESQL:type")
    return kind.decode() if kind else None


def _decimals(column: Any, field: "pa.Field[Any]") -> "pa.ChunkedArray[Any]":
    """Decode a column; where no scale is declared, the longest fraction found is its scale.

    The modifier holds the precision in its upper and the scale in its lower half, plus 4:
    https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/numeric.c
    """
    texts = pa.chunked_array([chunk.storage for chunk in column.chunks], pa.string())
    modifier = int((field.metadata or {})[b"POSTGRESQL:typmod"]) - 4
    digits, scale = (modifier >> 16, modifier & 0x7FF) if modifier >= 0 else (DECIMAL_DIGITS, _scale(texts))
    try:
        return texts.cast(pa.decimal128(digits, scale))
    except pa.ArrowInvalid:
        return texts  # NaN, infinity or more digits than Arrow holds


def _scale(texts: Any) -> int:
    point = pc.find_substring(texts, ".")
    digits = pc.subtract(pc.subtract(pc.utf8_length(texts), point), 1)
    found = pc.max(pc.if_else(pc.less(point, pa.scalar(0)), pa.scalar(0), digits)).as_py()
    return int(found or 0)
