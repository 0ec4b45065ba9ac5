"""Records that landed before their contract changed: read their payloads again and land what is new in them.

A pull does not do that, because it finds their payloads unchanged.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from twoears.contracts import Record, hold_again
from twoears.errors import LakeError, Overtaken
from twoears.ingest import BATCH_BYTES
from twoears.lake import ACCEPTED, Counts, StreamTable
from twoears.streams import Stream

log = logging.getLogger(__name__)

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
Column: TypeAlias = "pa.ChunkedArray[Any]"

PLACE = pc.field("_version") * (1 << 32) + pc.field("_ordinal")
"""Where a row stands in its table: one number that grows with its version and its ordinal."""

STATE = pc.utf8_slice_codeunits(pc.field("_hash"), 0, 16)
"""Enough of a payload's hash to tell the states of one record apart."""

PART_ROWS = 500
"""Versions with fewer rows are read together up to about so many; one version was small enough to land."""

PROGRESS_ROWS = 10_000

ATTEMPTS = 10
"""So many times another writer may commit first."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of the payloads that were read.

    ``left`` says by ``reason:field`` how many stay as they stand. ``earlier`` counts those that landed with
    an earlier time of change than before.
    """

    counts: Counts
    left: Counter[str]
    earlier: int


@dataclass(slots=True)
class Reading:
    """How far the reading of a stream got; ``stands`` says whether each place's row stood at ``seen``."""

    seen: int
    places: Places
    stands: Mask
    landed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    earlier: int = 0


def reread(table: StreamTable) -> Reread:
    """Hold what stands for each record to today's contract and land what has other values now.

    The new rows are newer versions of the same keys with the hashes of the same payloads, landed in the order
    of the old ones in commits as large as an ingest's. Nothing is taken away: a record that would be refused
    now stays as it is, and so does one that would get another key, since it would then stand there twice. One
    that changes or is erased meanwhile is left alone.

    Raises:
        LakeError: a field changed its type, nothing can be written or other writers always came first.
    """
    _require_types(table)
    seen, places = table.version, standing(table)
    reading = Reading(seen, places, stands=np.ones(len(places), np.bool_))
    for rows in _batches(_read(table, reading)):
        _land(table, rows, reading, ATTEMPTS)
    _tell(table.stream, reading)
    counts = Counts.held_again(len(places), landed=reading.landed)
    return Reread(counts, reading.left, reading.earlier)


def _tell(stream: Stream, reading: Reading) -> None:
    for reason, count in sorted(reading.left.items()):
        log.warning("%s: %s records stay as they stand (%s)", stream.name, f"{count:,}", reason)
    if reading.earlier:
        log.warning(
            "%s: %s records have an earlier %s now; models that take the version with the latest go on with "
            "the old one",
            stream.name,
            f"{reading.earlier:,}",
            stream.changed_at,
        )


def _require_types(table: StreamTable) -> None:
    """Raise LakeError where a field is of another type than its column: a column keeps its type."""
    landed = table.delta.to_pyarrow_dataset().schema
    for wanted in table.stream.record.arrow_schema():
        kind = landed.field(wanted.name).type if wanted.name in landed.names else wanted.type
        if kind != wanted.type:
            raise LakeError(
                f"{table.stream.name}: {wanted.name} is {wanted.type} in the contract and {kind} in the "
                "lake, where a column keeps its type; give the new type a field of its own."
            )


def standing(table: StreamTable) -> Places:
    """The places of the rows that stand for records, in order.

    These are each key's newest and, where it is another one, that with the latest time of change, since the
    models take either. Of the readings of one payload only the newest counts.
    """
    lake = table.delta.to_pyarrow_dataset()
    keys = [name for name in table.stream.record.key if name in lake.schema.names]
    columns = {name: pc.field(name) for name in keys} | {"place": PLACE}
    changed_at = table.stream.changed_at
    if changed_at is None or changed_at not in lake.schema.names:
        rows = lake.to_table(columns=columns, filter=ACCEPTED)
        return np.sort(rows.group_by(keys).aggregate([("place", "max")])["place_max"].to_numpy())
    rows = lake.to_table(columns=columns | {"state": STATE, "at": pc.field(changed_at)}, filter=ACCEPTED)
    newest = _last(rows, ["place"], keys)
    latest = _last(_last(rows, ["place"], [*keys, "state"]), ["at", "place"], keys)
    return np.union1d(newest["place"].to_numpy(), latest["place"].to_numpy())


def _last(rows: pa.Table, order: list[str], group: list[str]) -> pa.Table:
    """The last row of each group."""
    ordered = rows.sort_by([(name, "ascending") for name in order])
    rest = [name for name in rows.column_names if name not in group]
    last = ordered.group_by(group, use_threads=False).aggregate([(name, "last") for name in rest])
    return last.rename_columns([*group, *rest])


def _read(table: StreamTable, reading: Reading) -> Iterator[pa.Table]:
    """The rows to land, read from one version of the lake in the order of their places.

    Their ordinals are the ranks of their places, so that they follow each other as before.
    """
    stream, lake = table.stream, table.delta.to_pyarrow_dataset()
    count, told = 0, 0
    for part in _parts(reading.places):
        stood = _stood(stream.record, lake, part)
        held = hold_again(stream.record, stood["_payload"])
        ranks = pa.array(np.searchsorted(reading.places, stood["place"].to_numpy()))
        ranked = held.set_column(held.schema.get_field_index("_ordinal"), "_ordinal", ranks)
        yield ranked.filter(pa.array(_wanted(stream, stood, held, reading)))
        count += stood.num_rows
        if count - told >= PROGRESS_ROWS or count == len(reading.places):
            log.info("%s: %s of %s payloads read", stream.name, f"{count:,}", f"{len(reading.places):,}")
            told = count


def _parts(places: Places) -> Iterator[Places]:
    """The places in runs of whole versions, since each version has a file of its own."""
    start = 0
    starts = np.flatnonzero(np.diff(places >> 32)) + 1
    for end in [*starts.tolist(), len(places)]:
        if end - start >= PART_ROWS or end == len(places) > start:
            yield places[start:end]
            start = end


def _stood(contract: type[Record], lake: ds.Dataset, part: Places) -> pa.Table:
    """The rows at these places: the contract's fields (null where the lake has none), payload and place."""
    schema, landed = contract.arrow_schema(), lake.schema.names
    own = {
        name: pc.field(name) if name in landed else pc.scalar(pa.scalar(None, schema.field(name).type))
        for name in contract.model_fields
    }
    first, last = int(part[0] >> 32), int(part[-1] >> 32)
    versions = (pc.field("_version") >= first) & (pc.field("_version") <= last)
    rows = lake.to_table(
        columns=own | {"_payload": pc.field("_payload"), "place": PLACE}, filter=ACCEPTED & versions
    )
    return rows.filter(pa.array(np.isin(rows["place"].to_numpy(), part)))


def _wanted(stream: Stream, stood: pa.Table, held: pa.Table, reading: Reading) -> Mask:
    """Which rows have other values now and may land."""
    reasons = _reasons(stream.record, stood, held)
    reading.left.update(filter(None, reasons))
    differ = np.any([_differ(stood[name], held[name]) for name in stream.record.model_fields], axis=0)
    wanted: Mask = differ & np.array([reason is None for reason in reasons])
    if stream.changed_at:
        is_earlier = pc.less(held[stream.changed_at], stood[stream.changed_at]).fill_null(False)
        reading.earlier += int(np.count_nonzero(wanted & np.asarray(is_earlier)))
    return wanted


def _reasons(contract: type[Record], stood: pa.Table, held: pa.Table) -> list[str | None]:
    """Why each payload must not land that reads otherwise now; None where it may."""
    reasons: list[str | None] = held["_refusal"].to_pylist()
    for name in contract.key:
        moved = _differ(stood[name], held[name])
        reasons = [
            reason or (f"other_key:{name}" if is_moved else None)
            for reason, is_moved in zip(reasons, moved, strict=True)
        ]
    return reasons


def _differ(one: Column, other: Column) -> Mask:
    """Where two columns differ, null from value included; what is no number is like what is none."""
    nothing: Mask = np.asarray(pc.is_null(one, nan_is_null=True))
    neither: Mask = nothing & np.asarray(pc.is_null(other, nan_is_null=True))
    alike: Mask = np.asarray(pc.equal(one, other).fill_null(False))
    return ~(alike | neither)


def _batches(parts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Join small tables, so that a commit is worth its cost and memory stays bounded."""
    held: list[pa.Table] = []
    for part in parts:
        held.append(part)
        if sum(rows.nbytes for rows in held) >= BATCH_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _land(table: StreamTable, rows: pa.Table, reading: Reading, attempts: int) -> None:
    """Commit rows, but for those that no longer stand because another writer was faster."""
    if table.version != reading.seen:
        reading.seen = int(table.delta.version())
        reading.stands &= np.isin(reading.places, standing(table))
    standing_rows = rows.filter(pa.array(reading.stands[rows["_ordinal"].to_numpy()]))
    if not standing_rows.num_rows:
        return
    counts = Counts.held_again(standing_rows.num_rows, landed=standing_rows.num_rows)
    try:
        table.land_again(standing_rows, counts, reading.seen)
    except Overtaken:
        if attempts == 1:
            raise
        _land(table, rows, reading, attempts - 1)
    else:
        reading.seen = int(table.delta.version())
        reading.landed += counts.landed
