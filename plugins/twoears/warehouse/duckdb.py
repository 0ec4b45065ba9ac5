"""The warehouse on DuckDB: a working file that builds write, and release files that everybody reads.

DuckDB lets nobody read a file that another process writes, so the two never meet: readers open the release
that the link ``published.duckdb`` names. No database file is named like a schema in it, since DuckDB then
finds ``schema.table`` ambiguous; hence ``audiences.duckdb`` for the schema ``segments``.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from twoears.errors import WarehouseError
from twoears.warehouse import Colour, Layer, Loaded, Release
from twoears.warehouse.candidates import already_made, candidate, other
from twoears.warehouse.duckdb_connect import (
    TRIES,
    UNAVAILABLE,
    answer,
    attach,
    connected,
    options,
    rows,
    search_everywhere,
    unavailable,
)
from twoears.warehouse.duckdb_load import load_stream
from twoears.warehouse.duckdb_releases import ReleaseFiles
from twoears.warehouse.duckdb_write import replace_all, replace_readings
from twoears.warehouse.schemas import NOTES, SCHEMAS, WRITTEN_COLUMNS, conformed, missing_tables

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from twoears.lake import StreamTable
    from twoears.settings import Settings

NOTHING_PUBLISHED = "Nothing is published yet; run twoears build first."


class DuckdbWarehouse:
    """Each method does what Warehouse says of it."""

    def __init__(self, settings: "Settings") -> None:
        self._folder = settings.warehouse
        self._working = self._folder / "working.duckdb"
        self._audiences = self._folder / "audiences.duckdb"
        self._releases = ReleaseFiles(self._folder)

    def prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with connected(self._folder, self._working.name) as connection:
            _make_what_is_missing(connection)

    def load(self, tables: "Sequence[StreamTable]") -> list[Loaded]:
        self.prepare()
        with connected(self._folder, self._working.name) as connection:
            connection.begin()
            loaded = [load_stream(connection, table) for table in tables]
            connection.execute("delete from ops.build")
            connection.execute("insert into ops.build values (?)", [self._releases.current_number()])
            connection.commit()
        return loaded

    def write(self, name: str, rows: "pa.Table | pa.RecordBatchReader") -> None:
        """Wait for readers of the working file, such as an export, who are done in a moment."""
        written = conformed("identity", name, rows)
        self._folder.mkdir(parents=True, exist_ok=True)
        with connected(self._folder, self._working.name, tries=TRIES) as connection:
            _make_what_is_missing(connection)
            replace_all(connection, f"identity.{name}", written)

    def replace_readings(self, interactions: Sequence[str], readings: "Mapping[str, pa.Table]") -> None:
        """Wait for readers of the working file, as ``write`` does."""
        with connected(self._folder, self._working.name, tries=TRIES) as connection:
            replace_readings(connection, interactions, readings)

    @contextmanager
    def stream(self, sql: str, rows: int) -> "Iterator[Iterator[pa.RecordBatch]]":
        """Hold the working file meanwhile, so that only this process can open it."""
        with (
            connected(self._folder, self._working.name, tries=TRIES) as connection,
            closing(connection.sql(sql).to_arrow_reader(rows)) as batches,
        ):
            yield batches

    def read(self, sql: str) -> "pa.Table":
        with connected(self._folder) as connection:
            busy = self._attach_all(connection)
            search_everywhere(connection)
            try:
                return rows(connection, sql)
            except (duckdb.CatalogException, duckdb.BinderException):
                if busy:
                    raise busy from None
                raise

    def query(self, sql: str) -> "pa.Table":
        release = self._releases.current_path()
        if release is None:
            raise WarehouseError(NOTHING_PUBLISHED)
        with connected(self._folder) as connection:
            attach(connection, release, "published")
            connection.execute("use published.marts")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            return answer(connection, sql)

    def dbt_output(self, layer: Layer) -> dict[str, Any]:
        output: dict[str, Any] = {
            "type": "duckdb",
            "path": str(self._working),
            "schema": "staging",
            "keep_open": False,
            "config_options": options(self._folder),
            "settings": {"TimeZone": "UTC"},
        }
        if layer != "segments":
            return output
        release = self._releases.current_path()
        if release is None:
            raise WarehouseError(NOTHING_PUBLISHED)
        published = {"path": str(release), "alias": "published", "read_only": True}
        return output | {"path": str(self._audiences), "schema": "segments", "attach": [published]}

    def dbt_vars(self, layer: Layer) -> dict[str, str]:
        if layer == "segments":
            return {"marts_schema": "marts", "marts_database": "published"}
        return {"marts_schema": candidate(self.candidate_colour()), "marts_database": self._working.stem}

    def candidate_colour(self) -> Colour:
        current = self._releases.current()
        return other(current.colour if current else None)

    def releases(self) -> list[Release]:
        return self._releases.all()

    def publish(self, as_of: datetime, fingerprints: Mapping[str, str]) -> Release:
        current = self._releases.current()
        made = already_made(current, self._began_on(), as_of)
        return made or self._releases.publish(self._working, self.candidate_colour(), as_of, fingerprints)

    def rollback(self, number: int | None = None) -> Release:
        return self._releases.rollback(number)

    def _began_on(self) -> int | None:
        self.prepare()
        with connected(self._folder, self._working.name) as connection:
            found = connection.execute("select began_on from ops.build").fetchone()
        return int(found[0]) if found else None

    def _attach_all(self, connection: duckdb.DuckDBPyConnection) -> WarehouseError | None:
        """Attach what there is; a file that another process writes now is left out and told of."""
        busy = None
        files: dict[str, Path | None] = {
            "published": self._releases.current_path(),
            "working": self._working,
            "audiences": self._audiences,
        }
        for alias, path in files.items():
            try:
                if path and path.exists():
                    attach(connection, path, alias)
            except UNAVAILABLE as error:
                busy = unavailable(path, error)
        return busy


def _make_what_is_missing(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    for note in NOTES:
        connection.execute(note)
    for statement in missing_tables(connection.execute(WRITTEN_COLUMNS).fetchall()):
        connection.execute(statement)
