"""Write to DuckDB the tables that Python fills."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from twoears.listening.tables import TABLES
from twoears.warehouse.schemas import conformed


def replace_all(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.RecordBatchReader) -> None:
    """Put rows in the place of all that a table holds."""
    connection.register("written", rows)
    connection.execute(f"create or replace table {table} as from written")


def replace_readings(
    connection: duckdb.DuckDBPyConnection, interactions: Sequence[str], readings: Mapping[str, pa.Table]
) -> None:
    """Put readings in the place of those of some interactions, in one transaction.

    There is no index, and so new texts, which ``texts`` has not, cost one look at that table only.
    """
    rows = {name: conformed("listening", name, read) for name, read in readings.items()}
    connection.begin()
    connection.register("replaced", pa.table({"interaction_id": pa.array(interactions, pa.string())}))
    if _deleted(connection, "texts"):
        for name in TABLES.keys() - {"texts"}:
            _deleted(connection, name)
    for name, read in rows.items():
        connection.register("written", read)
        connection.execute(f"insert into listening.{name} by name from written")
        connection.unregister("written")
    connection.commit()


def _deleted(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Take the interactions out of a table; how many rows they had there."""
    found = connection.execute(
        f"delete from listening.{name} where interaction_id in (select interaction_id from replaced)"
    ).fetchone()
    return int(found[0]) if found else 0
