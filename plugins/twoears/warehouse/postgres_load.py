"""Copy what a stream's lake table gained into PostgreSQL, in one transaction with the note of how far."""

from typing import TYPE_CHECKING, Any

from twoears.warehouse import Loaded
from twoears.warehouse.raw import Change, Mark, change_since, columns

if TYPE_CHECKING:
    from twoears.lake import StreamTable
    from twoears.streams import Stream


def load_stream(connection: Any, table: "StreamTable") -> Loaded:
    """Copy the rows of versions above the last loaded one, and commit.

    ``connection`` is ADBC's. Two loads of a stream at once wait for one another.
    """
    stream = table.stream
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('twoears.load'), hashtext($1))", (stream.name,))
        mark = _mark(cursor, stream.name)
        if not _is_as_declared(cursor, stream):
            _make(cursor, stream)
            mark = None
        change = change_since(mark, table)
        loaded = Loaded(stream.name, 0, mark.count_rows if mark else 0)
        if not (mark and change.is_empty):
            loaded = _copy(cursor, change, loaded)
    connection.commit()
    return loaded


def _mark(cursor: Any, stream: str) -> Mark | None:
    cursor.execute(
        "select lake_id, version, count_rows from ops.loaded_versions where stream = $1 for update", (stream,)
    )
    found = cursor.fetchone()
    return Mark(*found) if found else None


def _is_as_declared(cursor: Any, stream: "Stream") -> bool:
    """Whether the raw table is there with the contract's columns and types."""
    cursor.execute(
        "select attname::text, format_type(atttypid, atttypmod) from pg_attribute "
        "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
        (f"raw.{stream.table}",),
    )
    written = {"timestamp with time zone": "timestamptz"}
    return {name: written.get(kind, kind) for name, kind in cursor.fetchall()} == columns(stream)


def _make(cursor: Any, stream: "Stream") -> None:
    """Make the raw table anew; dbt makes the views on it again in the same build."""
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns(stream).items())
    cursor.execute(f"drop table if exists raw.{stream.table} cascade")
    cursor.execute(f"create table raw.{stream.table} ({declared})")


def _copy(cursor: Any, change: Change, before: Loaded) -> Loaded:
    stream = change.table.stream
    if change.replaces:
        cursor.execute(f"truncate raw.{stream.table}")
        for note in ("loads", "quarantine"):
            cursor.execute(f"delete from raw.{note} where stream = $1", (stream.name,))
        before = Loaded(stream.name, 0, 0)
    added = cursor.adbc_ingest(stream.table, change.rows(), mode="append", db_schema_name="raw")
    cursor.adbc_ingest("loads", change.loads(), mode="append", db_schema_name="raw")
    cursor.adbc_ingest("quarantine", change.quarantine(), mode="append", db_schema_name="raw")
    cursor.execute(f"analyze raw.{stream.table}")
    total = before.total + added
    cursor.execute(
        "insert into ops.loaded_versions values ($1, $2, $3, $4) on conflict (stream) do update set "
        "lake_id = excluded.lake_id, version = excluded.version, count_rows = excluded.count_rows",
        (stream.name, change.lake_id, change.version, total),
    )
    return Loaded(stream.name, added, total)
