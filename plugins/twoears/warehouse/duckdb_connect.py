"""How DuckDB files are opened: always with the same options, briefly, and with errors of one sentence."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from twoears.errors import WarehouseError

if TYPE_CHECKING:
    import pyarrow as pa

THREADS = 2
MEMORY = "1GB"
"""What lies beyond it is spilled to disk, so that a build leaves room for what runs beside it."""

TRIES = 40
PAUSE_SECONDS = 0.25
"""How often, and how far apart, a writer who may meet readers tries to open a file."""

UNAVAILABLE = (duckdb.IOException, duckdb.ResourceInUseException)

MISWRITTEN = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.PermissionException,
)
"""Errors about a statement's own words; other errors may quote values, so only their kind is told."""


def options(folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    """The configuration of every connection: DuckDB wants the same one for a file within a process."""
    return {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(folder / "spill")}


@contextmanager
def connected(folder: Path, file: str = ":memory:", *, tries: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a file of the warehouse's folder, or to nothing that lasts.

    Raises:
        WarehouseError: another process has the file open at every try, or a statement fails.
    """
    path = file if file == ":memory:" else str(folder / file)
    try:
        with _opened(path, folder, tries) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection
    except UNAVAILABLE as error:
        raise unavailable(path, error) from None
    except duckdb.Error as error:
        raise WarehouseError(f"DuckDB refused: {explained(error)}") from None


def _opened(path: str, folder: Path, tries: int) -> duckdb.DuckDBPyConnection:
    for _ in range(tries - 1):
        try:
            return duckdb.connect(path, config=options(folder))
        except UNAVAILABLE:
            time.sleep(PAUSE_SECONDS)
    return duckdb.connect(path, config=options(folder))


def attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str, *, read_only: bool = True) -> None:
    mode = " (read_only)" if read_only else ""
    connection.execute(f"attach {quoted(path)} as {alias}{mode}")


def search_everywhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Let ``schema.table`` be found in whichever attached file has the schema."""
    found = connection.execute(
        "select catalog_name || '.' || schema_name from information_schema.schemata "
        "where catalog_name not in ('memory', 'system', 'temp') and schema_name <> 'main'"
    ).fetchall()
    if found:
        connection.execute(f"set search_path = {quoted(','.join(name for (name,) in found))}")


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> "pa.Table":
    """The rows that one statement of anybody's gives.

    Raises:
        WarehouseError: there is not exactly one statement, or it gives no rows.
    """
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise WarehouseError(f"The query holds {len(statements)} statements; give exactly one.")
    if statements[0].expected_result_type != [duckdb.ExpectedResultType.QUERY_RESULT]:
        raise WarehouseError("The query would change something; published marts can only be read.")
    return rows(connection, sql)


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> "pa.Table":
    found: pa.Table = connection.sql(sql).to_arrow_table()
    return found


def quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def unavailable(path: object, error: Exception) -> WarehouseError:
    if "lock" in str(error) or isinstance(error, duckdb.ResourceInUseException):
        return WarehouseError(f"Another run is writing {path}; wait until it has ended and run this again.")
    return WarehouseError(
        f"DuckDB could not read or write {path} or a file it refers to; check that the folder exists and has "
        "room, and run twoears build again if a file is gone."
    )


def explained(error: duckdb.Error) -> str:
    """A sentence about an error, without any value of any row."""
    if isinstance(error, MISWRITTEN):
        return str(error).splitlines()[0].removesuffix("!").removesuffix(".") + "."
    kind = type(error).__name__.removesuffix("Exception")
    return f"a statement failed while it ran ({kind} error); check its casts and the room it needs."
