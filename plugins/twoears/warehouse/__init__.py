"""The warehouse: one interface, one implementation an engine.

Schemas on every engine: ``raw``, ``staging``, ``intermediate``, ``identity`` (who is who) and ``listening``
(what texts say), both written by Python, ``marts_blue`` and ``marts_green`` (of which one is published and
the other holds the candidate), ``marts`` (what readers see), ``segments``, and ``ops`` (the warehouse's own
notes).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from twoears.lake import StreamTable
    from twoears.settings import Settings

Colour = Literal["blue", "green"]
Layer = Literal["seeds", "staging", "evidence", "marts", "segments"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to one stream's raw table: the rows it gained and the rows it now has."""

    stream: str
    rows_added: int
    total: int


@dataclass(frozen=True, slots=True)
class Release:
    """One published set of marts. ``fingerprints`` holds the sha256 of every mart, by name."""

    number: int
    as_of: datetime
    colour: Colour
    is_current: bool
    fingerprints: Mapping[str, str]


class Warehouse(Protocol):
    """What the steps ask of an engine. Connections are opened for one call and closed in it.

    Every method raises WarehouseError, in one sentence and without secrets.
    """

    def prepare(self) -> None:
        """Make what is missing: folders, schemas, notes. Safe to repeat."""

    def load(self, tables: "Sequence[StreamTable]") -> list[Loaded]:
        """Begin a build: make what the lake has committed visible in ``raw``, each row once."""

    def write(self, name: str, rows: "pa.Table | pa.RecordBatchReader") -> None:
        """Replace all rows of ``identity.<name>``, at once; readers see the old ones or the new.

        ``name`` and the columns are those of ``twoears.identity.tables``.
        """

    def replace_readings(self, interactions: Sequence[str], readings: "Mapping[str, pa.Table]") -> None:
        """Replace what every table of ``listening`` holds of some interactions, all at once.

        ``readings`` are the new rows by table, in the columns of ``twoears.listening.tables``; without any,
        nothing is left of these interactions. The tables must be there: see ``prepare``.
        """

    def stream(self, sql: str, rows: int) -> "AbstractContextManager[Iterator[pa.RecordBatch]]":
        """Rows of the schemas that a build writes, so many at once at most, however many there are.

        While they come this process may write; they are those of the moment at which the stream began.
        """

    def read(self, sql: str) -> "pa.Table":
        """Rows of any schema, candidates included, as Arrow; times are UTC. For our own SQL."""

    def query(self, sql: str) -> "pa.Table":
        """Rows of published marts only, from one statement that can change nothing. For anybody's SQL."""

    def dbt_output(self, layer: Layer) -> dict[str, Any]:
        """The output of the dbt profile with which a layer is built."""

    def dbt_vars(self, layer: Layer) -> dict[str, str]:
        """``marts_schema`` and ``marts_database``: where a layer writes or finds marts."""

    def candidate_colour(self) -> Colour:
        """The colour that is not published: where the next release is built."""

    def releases(self) -> list[Release]:
        """The releases that can be switched to, newest first."""

    def publish(self, as_of: datetime, fingerprints: Mapping[str, str]) -> Release:
        """Switch readers to the candidate, all marts at once; repeated for the same build, it does nothing.

        ``fingerprints`` must name every candidate mart.
        """

    def rollback(self, number: int | None = None) -> Release:
        """Switch readers to an older release; without a number, to the one before the current."""


def open_warehouse(settings: "Settings") -> Warehouse:
    """The warehouse on the engine in use. Nothing is opened before the first call."""
    if settings.engine == "postgres":
        from twoears.warehouse.postgres import PostgresWarehouse

        return PostgresWarehouse(settings)
    from twoears.warehouse.duckdb import DuckdbWarehouse

    return DuckdbWarehouse(settings)
