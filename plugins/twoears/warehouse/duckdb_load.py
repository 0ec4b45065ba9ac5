"""Make a stream visible to DuckDB: a view over the Parquet files of its lake table, read in place."""

from typing import TYPE_CHECKING
from urllib.parse import unquote

from twoears.errors import WarehouseError
from twoears.warehouse import Loaded
from twoears.warehouse.duckdb_connect import quoted
from twoears.warehouse.raw import Change, Mark, change_since, columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from twoears.lake import StreamTable


def load_stream(connection: "DuckDBPyConnection", table: "StreamTable") -> Loaded:
    """Point the stream's view at the newest version and note what that version added."""
    name = table.stream.name
    mark = _mark(connection, name)
    change = change_since(mark, table)
    connection.execute(f"create or replace view raw.{table.stream.table} as {_view(table)}")
    if change.is_empty and mark:
        return Loaded(name, 0, mark.count_rows)
    if change.replaces:
        connection.execute("delete from raw.loads where stream = ?", [name])
        connection.execute("delete from raw.quarantine where stream = ?", [name])
    for target, rows in (("raw.loads", change.loads()), ("raw.quarantine", change.quarantine())):
        connection.register("added", rows)
        connection.execute(f"insert into {target} by name select * from added")
        connection.unregister("added")
    return _note(connection, table, change)


def _mark(connection: "DuckDBPyConnection", stream: str) -> Mark | None:
    found = connection.execute(
        "select lake_id, version, count_rows from ops.loaded_versions where stream = ?", [stream]
    ).fetchone()
    return Mark(*found) if found else None


def _note(connection: "DuckDBPyConnection", table: "StreamTable", change: Change) -> Loaded:
    view = f"raw.{table.stream.table}"
    counted = connection.execute(
        f"select count(*), count(*) filter (where _version > ?) from {view}", [change.after]
    ).fetchone()
    total, added = counted or (0, 0)
    connection.execute(
        "insert or replace into ops.loaded_versions values (?, ?, ?, ?)",
        [table.stream.name, change.lake_id, change.version, total],
    )
    return Loaded(table.stream.name, added, total)


def _view(table: "StreamTable") -> str:
    """The SQL of the accepted rows of the version that the table is at.

    A field that the contract has and the lake does not have yet is null; so is a stream without files empty
    and typed.
    """
    files = [_local(uri) for uri in table.delta.file_uris()]
    landed = {field.name for field in table.delta.schema().fields} if files else set()
    selected = ", ".join(
        f'"{name}"' if name in landed else f'cast(null as {kind}) as "{name}"'
        for name, kind in columns(table.stream).items()
    )
    if not files:
        return f"select {selected} where false"
    listed = ", ".join(quoted(file) for file in files)
    return f"select {selected} from read_parquet([{listed}], union_by_name = true) where _refusal is null"


def _local(uri: str) -> str:
    """A file's path: Delta writes paths as URIs, with spaces and the like in percent signs."""
    path = unquote(uri.removeprefix("file://"))
    if not path.startswith("/"):
        raise WarehouseError(
            f"DuckDB reads a lake in a folder of this machine, not {uri.split('://')[0]}://; set "
            "TWOEARS_LAKE to a folder, or TWOEARS_ENGINE to postgres."
        )
    return path
