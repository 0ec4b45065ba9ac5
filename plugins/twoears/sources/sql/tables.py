"""What an order database calls its tables and columns, and which of a table's rows are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError

from twoears.contracts import EARLIEST, LATEST, Payload, Record
from twoears.errors import VendorError
from twoears.sources.sql.client import EXTRA, Entity, Options

Expression = sa.ColumnElement[Any]

CLOCK = "updated_at"
"""The field by whose column a table is read incrementally."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A table's updated-at column as something that sorts and compares by time.

    SQLite has no type for times, so there the text is read by its own ``julianday``, in which every ISO 8601
    form compares rightly and what is no time is null (https://sqlite.org/lang_datefunc.html).
    """

    column: Expression
    is_text: bool
    zone: ZoneInfo | None

    @property
    def time(self) -> Expression:
        return sa.func.julianday(self.column, "auto") if self.is_text else self.column

    def at(self, moment: datetime) -> Expression:
        """A moment as this clock tells it: in its zone where it does not say so itself."""
        told = moment.astimezone(self.zone).replace(tzinfo=None) if self.zone else moment.astimezone(UTC)
        return sa.func.julianday(told.isoformat()) if self.is_text else sa.literal(told)

    def within(self, since: datetime | None, until: datetime | None) -> Expression:
        """Changed in [since, until), or at no possible time.

        No interval would ever hold the latter; they are always pulled, and the contract is to refuse them.
        """
        bounds = [self.time >= self.at(since)] if since else []
        bounds += [self.time < self.at(until)] if until else []
        lost = self.time.is_(None), self.time < self.at(EARLIEST), self.time >= self.at(LATEST)
        return sa.or_(sa.and_(*bounds), *lost) if bounds else sa.true()


@dataclass(frozen=True, slots=True)
class OrderTable:
    """One table of an order database.

    ``columns`` are those of the contract's fields, without types; ``times`` are the fields that hold times,
    which are in ``zone`` where they name none. ``clock`` is None where the table has no updated-at column.
    ``has_far_times`` is for PostgreSQL, whose infinity and years beyond 9999 no driver can give but as text.
    """

    source: sa.TableClause
    columns: dict[str, Expression]
    key: tuple[str, ...]
    times: frozenset[str]
    zone: ZoneInfo
    clock: Clock | None
    has_far_times: bool

    def due(self, since: datetime | None, until: datetime | None) -> sa.Select[Any]:
        """The rows changed in [since, until), oldest first; all of them where nothing tells the time."""
        query = sa.select(*(self._selected(field) for field in self.columns)).select_from(self.source)
        order = [self.columns[field] for field in self.key]
        if self.clock is None:
            return query.order_by(*order)
        return query.where(self.clock.within(since, until)).order_by(self.clock.time, *order)

    def _selected(self, field: str) -> Expression:
        column = self.columns[field]
        is_cast = self.has_far_times and field in self.times
        return (sa.cast(column, sa.Text) if is_cast else column).label(field)

    def payload(self, values: Iterable[Any]) -> Payload:
        """A row as the contract takes it, the same whatever the session's time zone is."""
        pairs = zip(self.columns, values, strict=True)
        payload = {
            field: self._utc(value) if field in self.times else _plain(value) for field, value in pairs
        }
        return payload if self.clock else payload | {CLOCK: EARLIEST}

    def _utc(self, value: Any) -> Any:
        """A time in UTC; what is none stays as it is, for the contract to refuse."""
        try:
            value = datetime.fromisoformat(value) if isinstance(value, str) else value
            if isinstance(value, date) and not isinstance(value, datetime):
                value = datetime.combine(value, time())
            if not isinstance(value, datetime):
                return value
            return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):  # no time at all, or one in the year 1 or 9999
            return value


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value


def find_table(
    stream: str, reader: sa.Connection, entity: Entity, contract: type[Record], options: Options
) -> OrderTable:
    """Find an entity's table and the column of each field.

    Raises:
        VendorError: the table or a column is missing, or the updated-at column holds no times.
    """
    name, schema = options.tables.get(entity, entity), options.schema_name
    try:
        found = sa.inspect(reader).get_columns(name, schema)
    except NoSuchTableError:
        raise VendorError(
            stream,
            f"the database has no table {schema + '.' if schema else ''}{name}",
            f"set tables.{entity} to the table's name, or schema to its schema, in {EXTRA}",
        ) from None
    types = {column["name"]: column["type"] for column in found}
    names = _column_names(stream, entity, contract, options, types)
    clock = names[CLOCK]
    return OrderTable(
        source=sa.table(name, schema=schema),
        columns={field: sa.column(column) if column else sa.null() for field, column in names.items()},
        key=contract.key,
        times=frozenset(field.name for field in contract.arrow_schema() if pa.types.is_timestamp(field.type)),
        zone=options.timezone,
        clock=_clock(stream, reader, entity, options, clock, types[clock]) if clock else None,
        has_far_times=reader.dialect.name == "postgresql",
    )


def _column_names(
    stream: str, entity: Entity, contract: type[Record], options: Options, types: dict[str, Any]
) -> dict[str, str | None]:
    """The column of each field of the contract; None where the extra says that there is none.

    A field with a default is left out where the table has no column of its name and the extra names none.
    """
    renamed = options.columns.get(entity, {})
    unknown = sorted(renamed.keys() - contract.model_fields.keys())
    if unknown:
        fields = ", ".join(contract.model_fields)
        raise VendorError(
            stream, f"columns.{entity}.{unknown[0]} in {EXTRA} is no field", f"choose one of {fields}"
        )
    sought = (
        field
        for field, info in contract.model_fields.items()
        if info.is_required() or field in renamed or field in types
    )
    names = {field: renamed.get(field, field) for field in sought}
    for field, column in names.items():
        if column is not None and column not in types:
            raise VendorError(
                stream,
                f"the table {options.tables.get(entity, entity)} has no column {column}",
                f"set columns.{entity}.{field} in {EXTRA} to the column's name, or to null if there is none",
            )
    return names


def _clock(
    stream: str, reader: sa.Connection, entity: Entity, options: Options, column: str, kind: Any
) -> Clock:
    is_sqlite = reader.dialect.name == "sqlite"
    if not is_sqlite and isinstance(kind, sa.String | sa.Numeric | sa.Integer):
        raise VendorError(
            stream,
            f"the column {column} is of type {kind}, which does not compare as a time",
            f"set columns.{entity}.{CLOCK} in {EXTRA} to a column of a timestamp type, or tables.{entity} "
            "to a view that has one",
        )
    zone = None if getattr(kind, "timezone", False) else options.timezone
    return Clock(sa.column(column), is_text=is_sqlite, zone=zone)
