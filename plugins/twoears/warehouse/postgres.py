"""The warehouse on PostgreSQL: all schemas in one database, shared by a team and its BI tools.

Roles, of which none is a superuser: the role of TWOEARS_WAREHOUSE_URL owns the database, or may create
schemas in it, and alone writes; the role ``twoears_bi``, where it exists, may read schema ``marts`` and
nothing else, and is what BI tools log in as. To hold ad-hoc queries to the same, make the first role a member
of it: ``create role twoears_bi login password '...'; grant twoears_bi to <owner> with inherit false``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from twoears.errors import WarehouseError
from twoears.fingerprints import fingerprints_of
from twoears.warehouse import Colour, Layer, Loaded, Release, postgres_releases
from twoears.warehouse.candidates import candidate, other
from twoears.warehouse.postgres_connect import bulk, server_url, transaction, with_decimals
from twoears.warehouse.postgres_load import load_stream
from twoears.warehouse.postgres_write import LISTENING_INDEXES, replace_all, replace_readings, streamed
from twoears.warehouse.schemas import NOTES, SCHEMAS, WRITTEN_COLUMNS, conformed, missing_tables

if TYPE_CHECKING:
    import pyarrow as pa

    from twoears.lake import StreamTable
    from twoears.settings import Settings

UTC_IS_KEPT = """
    select 1 from pg_db_role_setting as setting
    inner join pg_database as database on database.oid = setting.setdatabase
    where database.datname = current_database() and setting.setrole = current_user::regrole
        and 'TimeZone=UTC' = any (setting.setconfig)
"""


class PostgresWarehouse:
    """Each method does what Warehouse says of it."""

    def __init__(self, settings: "Settings") -> None:
        self._url = server_url(settings.warehouse_url)

    def prepare(self) -> None:
        with transaction(self._url) as connection:
            connection.execute(text("select pg_advisory_xact_lock(hashtext('twoears.prepare'))"))
            for schema in (*SCHEMAS, "marts"):
                connection.execute(text(f"create schema if not exists {schema}"))
            for note in (*NOTES, postgres_releases.RELEASES):
                connection.execute(text(note))
            found: Iterable[Any] = connection.execute(text(WRITTEN_COLUMNS)).all()
            for statement in (*missing_tables(found), *LISTENING_INDEXES):
                connection.execute(text(statement))
            _keep_utc(connection, self._url.database or "")
            postgres_releases.grant_reader(connection)

    def load(self, tables: "Sequence[StreamTable]") -> list[Loaded]:
        self.prepare()
        with bulk(self._url) as connection:
            loaded = [load_stream(connection, table) for table in tables]
        with transaction(self._url) as connection:
            current = postgres_releases.current(connection)
            connection.execute(text("delete from ops.build"))
            connection.execute(
                text("insert into ops.build values (:number)"), {"number": current.number if current else 0}
            )
        return loaded

    def write(self, name: str, rows: "pa.Table | pa.RecordBatchReader") -> None:
        written = conformed("identity", name, rows)
        self.prepare()
        with bulk(self._url) as connection:
            replace_all(connection, "identity", name, written)

    def replace_readings(self, interactions: Sequence[str], readings: "Mapping[str, pa.Table]") -> None:
        with bulk(self._url) as connection:
            replace_readings(connection, interactions, readings)

    @contextmanager
    def stream(self, sql: str, rows: int) -> "Iterator[Iterator[pa.RecordBatch]]":
        with bulk(self._url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            yield streamed(cursor, rows)

    def read(self, sql: str) -> "pa.Table":
        with bulk(self._url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return with_decimals(cursor.fetch_arrow_table())

    def query(self, sql: str) -> "pa.Table":
        with bulk(self._url) as connection, connection.cursor() as cursor:
            cursor.execute("set transaction read only")
            cursor.execute("set local search_path to marts")
            cursor.execute(
                "select 1 from pg_roles where rolname = $1 and pg_has_role(oid, 'set')",
                (postgres_releases.READER,),
            )
            if cursor.fetchone():
                cursor.execute(f"set local role {postgres_releases.READER}")
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})  # for show and explain
            cursor.execute(sql)
            rows = with_decimals(cursor.fetch_arrow_table())
        if not rows.column_names:
            raise WarehouseError("The query gives no rows; published marts can only be read.")
        return rows

    def dbt_output(self, layer: Layer) -> dict[str, Any]:
        return {
            "type": "postgres",
            "host": self._url.host,
            "port": self._url.port or 5432,
            "user": self._url.username,
            "password": self._url.password or "",
            "dbname": self._url.database,
            "schema": "segments" if layer == "segments" else "staging",
        }

    def dbt_vars(self, layer: Layer) -> dict[str, str]:
        schema = "marts" if layer == "segments" else candidate(self.candidate_colour())
        return {"marts_schema": schema, "marts_database": self._url.database or ""}

    def candidate_colour(self) -> Colour:
        current = next((release for release in self.releases() if release.is_current), None)
        return other(current.colour if current else None)

    def releases(self) -> list[Release]:
        self.prepare()
        with transaction(self._url) as connection:
            return postgres_releases.listed(connection)

    def publish(self, as_of: datetime, fingerprints: Mapping[str, str]) -> Release:
        self.prepare()
        return postgres_releases.publish(self._url, as_of, fingerprints)

    def rollback(self, number: int | None = None) -> Release:
        releases = self.releases()
        current = next((release.number for release in releases if release.is_current), 0)
        wanted = [r for r in releases if (r.number == number if number else r.number < current)]
        if not wanted:
            known = ", ".join(str(release.number) for release in releases) or "none"
            raise WarehouseError(
                "PostgreSQL keeps the current release and the last one besides, and what is asked for is "
                f"neither; these are kept: {known}."
            )
        if fingerprints_of(self, candidate(wanted[0].colour)) != wanted[0].fingerprints:
            raise WarehouseError(
                f"Release {wanted[0].number} was overwritten by a later build, as PostgreSQL keeps two "
                "colours only; build again from the lake with the as_of you want."
            )
        return postgres_releases.switch_back(self._url, wanted[0])


def _keep_utc(connection: Connection, database: str) -> None:
    """Give every later session of this role UTC, dbt's included, whatever the server is set to."""
    if not connection.execute(text(UTC_IS_KEPT)).first():
        name = database.replace('"', '""')
        connection.execute(text(f'alter role current_user in database "{name}" set "TimeZone" to \'UTC\''))
