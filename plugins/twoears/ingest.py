"""Pull what is new from one stream and land it: accepted, refused and cursor in one commit a batch."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from twoears.contracts import hold
from twoears.errors import VendorError
from twoears.lake import Counts, StreamTable
from twoears.streams import Page, Window

if TYPE_CHECKING:
    from airflow.sdk import Connection

log = logging.getLogger(__name__)

BATCH_RECORDS = 20_000
BATCH_BYTES = 64 * 1024 * 1024


def ingest(table: StreamTable, connection: "Connection", window: Window) -> Counts:
    """Pull a stream from its cursor on and land it batch by batch.

    Returns the counts of all batches. What was landed before an error stays, with its cursor. A run that
    found nothing new is noted as a load without rows, once for each ``until``.

    Raises:
        VendorError: the vendor cannot be reached, refuses the credentials or answers what nobody can read.
        LakeError: another writer committed to the stream at the same time.
    """
    total = Counts()
    cursor = table.cursor()
    for batch in _batches(table.stream.pull(connection, cursor, window)):
        rows = hold(table.stream.record, batch.payloads)
        new = _changed(table, rows) if table.stream.rereads else rows
        counts = _count(pulled=rows.num_rows, new=new)
        if new.num_rows or batch.cursor != cursor:
            table.land(new, counts, batch.cursor, window.until)
        cursor = batch.cursor
        total += counts
        log.info("%s: %s records pulled so far", table.stream.name, f"{total.pulled:,}")
    if _is_unnoted(table, window.until):
        table.land(table.stream.record.arrow_schema().empty_table(), total, cursor, window.until)
    return total


def _is_unnoted(table: StreamTable, until: datetime | None) -> bool:
    """Whether no load speaks of this ``until`` or a later one yet."""
    newest = table.newest()
    return until is not None and (newest is None or newest.until is None or newest.until < until)


def _batches(pages: Iterator[Page]) -> Iterator[Page]:
    """Join small pages, so that a commit is worth its cost and memory stays bounded.

    What was pulled before a vendor failed still lands, so that the next run goes on there.
    """
    held: list[Page] = []
    try:
        for page in pages:
            held.append(page)
            if _records(held) >= BATCH_RECORDS or sum(p.size for p in held) >= BATCH_BYTES:
                yield _joined(held)
                held = []
    except VendorError:
        if held:
            yield _joined(held)
        raise
    if held:
        yield _joined(held)


def _records(pages: list[Page]) -> int:
    return sum(len(page.payloads) for page in pages)


def _joined(pages: list[Page]) -> Page:
    payloads = [payload for page in pages for payload in page.payloads]
    return Page(payloads, pages[-1].cursor)


def _changed(table: StreamTable, rows: pa.Table) -> pa.Table:
    """The rows that the lake does not hold yet as they are, each once."""
    changed_at = table.stream.changed_at
    since = pc.min(rows[changed_at]).as_py() if changed_at else None
    firsts = rows.group_by("_hash").aggregate([("_ordinal", "min")])["_ordinal_min"]
    new = pc.invert(pc.is_in(rows["_hash"], value_set=table.known_hashes(since)))
    return rows.filter(pc.and_(new, pc.is_in(rows["_ordinal"], value_set=firsts)))


def _count(pulled: int, new: pa.Table) -> Counts:
    quarantined = new.num_rows - new["_refusal"].null_count
    return Counts(
        pulled=pulled,
        unchanged=pulled - new.num_rows,
        extracted=new.num_rows,
        landed=new["_refusal"].null_count,
        quarantined=quarantined,
    )
