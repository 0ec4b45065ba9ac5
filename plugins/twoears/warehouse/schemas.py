"""The schemas, notes and tables that every engine has, in SQL that every engine reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from twoears.errors import WarehouseError
from twoears.identity import tables as identity
from twoears.listening import tables as listening
from twoears.warehouse.raw import SQL_TYPES

SCHEMAS = (
    *("raw", "staging", "intermediate", "identity", "listening"),
    *("marts_blue", "marts_green", "segments", "ops"),
)
"""All but ``marts``, which readers see and only a publish writes."""

WRITTEN: Mapping[str, Mapping[str, pa.Schema]] = {
    "identity": identity.TABLES,
    "listening": listening.TABLES,
}
"""The schemas that Python writes, with their tables; readers of marts see none of them."""

NOTES = (
    """
    create table if not exists raw.loads (
        stream text, version bigint, until timestamptz,
        pulled bigint, unchanged bigint, extracted bigint, landed bigint, quarantined bigint
    )
    """,
    "create table if not exists raw.quarantine (stream text, reason text, version bigint, ordinal bigint)",
    """
    create table if not exists ops.loaded_versions (
        stream text primary key, lake_id text, version bigint, count_rows bigint
    )
    """,
    "create table if not exists ops.build (began_on bigint)",
)
"""``ops.build`` holds the number of the release that was current when the newest build began."""

WRITTEN_COLUMNS = f"""
    select table_schema, table_name, column_name, lower(data_type) from information_schema.columns
    where table_schema in ({", ".join(f"'{schema}'" for schema in WRITTEN)})
"""

_AS_DECLARED = {"varchar": "text", "double": "double precision", "timestamp with time zone": "timestamptz"}
"""What engines call the types that we declare, where they call them otherwise."""


def missing_tables(found: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    """Statements that make the tables that Python writes and that are not there as declared.

    ``found`` is what ``WRITTEN_COLUMNS`` gives. A table whose columns changed is made anew, empty, and so
    are by dbt the views on it; the next step that writes it fills it.
    """
    there: dict[str, dict[str, str]] = defaultdict(dict)
    for schema, table, column, kind in found:
        there[f"{schema}.{table}"][column] = _AS_DECLARED.get(kind, kind)
    for name, columns in _declared():
        if there[name] != columns:
            yield f"drop table if exists {name} cascade"
            yield f"create table {name} ({', '.join(map(' '.join, columns.items()))})"


def _declared() -> Iterator[tuple[str, dict[str, str]]]:
    """Each table by its name, and its columns by theirs, with types that every engine knows."""
    for schema, tables in WRITTEN.items():
        for name, fields in tables.items():
            yield f"{schema}.{name}", {field.name: SQL_TYPES[field.type] for field in fields}


def conformed(schema: str, name: str, rows: pa.Table | pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The rows in the columns, the order and the types of one of the tables that Python writes.

    Raises:
        WarehouseError: there is no such table, or the rows have other columns.
    """
    declared = WRITTEN[schema].get(name)
    if declared is None or sorted(rows.schema.names) != sorted(declared.names):
        raise WarehouseError(
            f"{schema}.{name} is not a table with the columns {', '.join(rows.schema.names)}; "
            f"declare it in twoears/{schema}/tables.py."
        )
    batches = rows.to_reader() if isinstance(rows, pa.Table) else rows
    ordered = (batch.select(declared.names).cast(declared) for batch in batches)
    return pa.RecordBatchReader.from_batches(declared, ordered)
