"""Records that were refused: see them, and hold them to a contract again once it was mended."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from twoears.contracts import hold_again
from twoears.errors import SettingsError
from twoears.lake import ACCEPTED, Counts, StreamTable


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many records of a stream wait in quarantine for one reason."""

    stream: str
    reason: str
    records: int


def waiting(table: StreamTable) -> pa.Table:
    """The refused records that no later load accepted.

    Columns: ``reason``, ``version``, ``ordinal``, ``hash`` and ``payload``, ordered by version and ordinal.
    """
    table.delta.update_incremental()
    lake = table.delta.to_pyarrow_dataset()
    refused = lake.to_table(
        columns={
            "reason": pc.field("_refusal"),
            "version": pc.field("_version"),
            "ordinal": pc.field("_ordinal"),
            "hash": pc.field("_hash"),
            "payload": pc.field("_payload"),
        },
        filter=~ACCEPTED,
    )
    accepted = pc.field("_hash").isin(refused["hash"].combine_chunks()) & ACCEPTED
    mended = lake.to_table(columns=["_hash"], filter=accepted)["_hash"].combine_chunks()
    still: pa.Table = refused.filter(~pc.field("hash").isin(mended))
    return still.sort_by([("version", "ascending"), ("ordinal", "ascending")])


def summary(tables: list[StreamTable]) -> list[Refusals]:
    """What waits in quarantine, by stream and reason."""
    found = []
    for table in tables:
        counts = waiting(table).group_by("reason").aggregate([("hash", "count")]).sort_by("reason")
        found += [Refusals(table.stream.name, row["reason"], row["hash_count"]) for row in counts.to_pylist()]
    return found


def payload(table: StreamTable, version: int, ordinal: int) -> str:
    """The payload of one refused record as the vendor gave it, as JSON text.

    Raises:
        SettingsError: no refused record stands there.
    """
    here = (pc.field("version") == version) & (pc.field("ordinal") == ordinal)
    found = waiting(table).filter(here)["payload"].to_pylist()
    if not found:
        raise SettingsError(
            f"{table.stream.name} has no refused record {version}/{ordinal}; "
            f"`twoears quarantine show {table.stream.name}` lists them."
        )
    return str(found[0])


def redrive(table: StreamTable) -> Counts:
    """Hold the waiting records to today's contract; land those that it accepts, leave the others waiting.

    A record that was accepted in a newer state meanwhile stays where it is: it must not go back in time.
    """
    refused = waiting(table)
    seen = int(table.delta.version())
    held = hold_again(table.stream.record, refused["payload"])
    superseded = pc.field("_ordinal").isin(_superseded(table, held, refused["version"]))
    accepted = held.filter(ACCEPTED & ~superseded)
    counts = Counts.held_again(held.num_rows, landed=accepted.num_rows)
    table.land_again(accepted, counts, seen)
    return counts


def _superseded(table: StreamTable, held: pa.Table, versions: "pa.ChunkedArray[Any]") -> list[Any]:
    """The ordinals of held rows for whose key a later version than their own was accepted."""
    keys = list(table.stream.record.key)
    lake = table.delta.to_pyarrow_dataset()
    accepted = lake.to_table(columns=[*keys, "_version"], filter=ACCEPTED)
    newest = accepted.group_by(keys).aggregate([("_version", "max")])
    rows = held.select([*keys, "_ordinal"]).append_column("version", versions)
    joined: pa.Table = rows.join(newest, keys, join_type="inner")
    return joined.filter(pc.field("_version_max") > pc.field("version"))["_ordinal"].to_pylist()
