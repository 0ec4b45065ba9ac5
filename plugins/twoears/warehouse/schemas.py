"""The schemas, notes and tables that every engine has, in SQL that every engine reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from twoears.identity.tables import TABLES
from twoears.warehouse.raw import SQL_TYPES

SCHEMAS = ("raw", "staging", "intermediate", "identity", "marts_blue", "marts_green", "segments", "ops")
"""All but ``marts``, which readers see and only a publish writes."""

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

IDENTITY_COLUMNS = """
    select table_name, column_name, lower(data_type) from information_schema.columns
    where table_schema = 'identity'
"""

_AS_DECLARED = {"varchar": "text", "double": "double precision", "timestamp with time zone": "timestamptz"}
"""What engines call the types that we declare, where they call them otherwise."""


def missing_identity_tables(found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Statements that make the tables of schema ``identity`` that are not there as declared.

    ``found`` is what ``IDENTITY_COLUMNS`` gives. A table whose columns changed is made anew, empty, and so
    are by dbt the views on it; the next step ``identity`` fills it.
    """
    there: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, kind in found:
        there[table][column] = _AS_DECLARED.get(kind, kind)
    for name in TABLES:
        columns = identity_columns(name)
        if there[name] != columns:
            yield f"drop table if exists identity.{name} cascade"
            yield f"create table identity.{name} ({', '.join(map(' '.join, columns.items()))})"


def identity_columns(name: str) -> Mapping[str, str]:
    """The columns of one of these tables, by name, with types that every engine knows."""
    return {field.name: SQL_TYPES[field.type] for field in TABLES[name]}
