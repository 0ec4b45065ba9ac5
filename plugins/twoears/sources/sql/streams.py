"""What is pulled from an order database: customers, orders, their lines and products, by time of change.

A table whose updated-at column is mapped to null is read whole each time; its rows then carry 1971-01-01 as
their time of change, so of two versions the one that was landed last is the newer.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from twoears.contracts import Moment, Payload, Record
from twoears.sources.sql.client import Entity, Options, opened, read_options
from twoears.sources.sql.records import Customer, Order, OrderLine, Product
from twoears.sources.sql.tables import CLOCK, find_table
from twoears.streams import Cursor, Page, Stream, Window

if TYPE_CHECKING:
    from airflow.sdk import Connection

MOMENT = TypeAdapter(Moment)


def pull(
    entity: Entity, contract: type[Record], connection: "Connection", cursor: Cursor, window: Window
) -> Iterator[Page]:
    """The rows changed since shortly before the cursor and before the window's end, oldest first.

    The cursor is ``{"updated_at": ISO 8601}``, the newest time of change seen; a window's start only ever
    reaches further back, so that nothing between the two is passed over.
    """
    stream = f"sql.{entity}"
    options = read_options(stream, connection)
    with opened(stream, connection, options) as reader:
        table = find_table(stream, reader, entity, contract, options)
        streaming = reader.execution_options(yield_per=options.chunk_rows)
        for rows in streaming.execute(table.due(_start(cursor, window, options), window.until)).partitions():
            payloads = [table.payload(row) for row in rows]
            if table.clock:
                cursor = _advanced(cursor, payloads)
            yield Page(payloads, cursor)


def _start(cursor: Cursor, window: Window, options: Options) -> datetime | None:
    if not cursor:
        return window.since
    resumed = datetime.fromisoformat(cursor[CLOCK]) - timedelta(seconds=options.overlap_seconds)
    return min(resumed, window.since or resumed)


def _advanced(cursor: Cursor, payloads: list[Payload]) -> Cursor:
    """The cursor after rows in order of time: the last possible time among them, never one before it."""
    for payload in reversed(payloads):
        try:
            newest = MOMENT.validate_python(payload[CLOCK]).isoformat()
        except ValidationError:
            continue
        return {CLOCK: max(newest, cursor.get(CLOCK, newest), key=datetime.fromisoformat)}
    return cursor


def _stream(entity: Entity, contract: type[Record]) -> Stream:
    return Stream(
        source="orders",
        vendor="sql",
        entity=entity,
        record=contract,
        pull=partial(pull, entity, contract),
        rereads=True,
        changed_at=CLOCK,
    )


STREAMS = (
    _stream("customers", Customer),
    _stream("orders", Order),
    _stream("order_lines", OrderLine),
    _stream("products", Product),
)
