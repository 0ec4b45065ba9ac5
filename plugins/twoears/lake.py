"""The lake: one Delta table a stream. One commit holds accepted records, refused ones and the cursor.

A cursor can never run ahead of its data, because both are in the same commit or in none.
Format: https://github.com/delta-io/delta/blob/master/PROTOCOL.md (custom metadata in commitInfo).
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from twoears.errors import LakeError, Overtaken
from twoears.streams import Cursor, Stream

METADATA = "twoears"
"""The name of our entry in a commit's custom metadata."""

ACCEPTED = pc.field("_refusal").is_null()

CONFIGURATION = {"delta.logRetentionDuration": "interval 36500 days"}
"""The log holds cursors and counts, so it is kept for as long as the data."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the records of a load: pulled = unchanged + extracted, extracted = landed + quarantined.

    ``extracted`` is counted where records leave the vendor's pages, the others where they are landed.
    """

    pulled: int = 0
    unchanged: int = 0
    extracted: int = 0
    landed: int = 0
    quarantined: int = 0

    @classmethod
    def held_again(cls, payloads: int, landed: int) -> "Counts":
        """Those of payloads that the lake held already, of which some landed in a new form."""
        return cls(pulled=payloads, unchanged=payloads - landed, extracted=landed, landed=landed)

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class Load:
    """One commit of a stream: the version it made, its counts, the run's ``until`` and the next cursor."""

    stream: str
    version: int
    counts: Counts
    until: datetime | None
    cursor: Cursor


class StreamTable:
    """A stream's table in the lake; made empty and typed where there is none yet."""

    def __init__(self, root: str, stream: Stream) -> None:
        self.stream = stream
        self.uri = f"{root.rstrip('/')}/{stream.vendor}/{stream.entity}"

    @cached_property
    def delta(self) -> DeltaTable:
        """The table, made where there is none.

        Raises:
            LakeError: the lake cannot be reached, or nothing can be written there.
        """
        try:
            return self._opened()
        except (DeltaError, OSError) as error:
            raise self._unusable("be opened", error) from None

    def _opened(self) -> DeltaTable:
        try:
            return DeltaTable(self.uri)
        except TableNotFoundError:
            schema = self.stream.record.arrow_schema()
            return DeltaTable.create(self.uri, schema=schema, mode="ignore", configuration=CONFIGURATION)

    def _unusable(self, what: str, error: Exception) -> LakeError:
        return LakeError(
            f"{self.stream.name}: the lake at {self.uri} cannot {what} ({type(error).__name__}); check "
            "TWOEARS_LAKE or TWOEARS_HOME, that there is room and that this account may write there."
        )

    @property
    def version(self) -> int:
        self.delta.update_incremental()
        return int(self.delta.version())

    def loads(self, after: int = 0) -> Iterator[Load]:
        """The loads that made versions above ``after``, newest first."""
        for commit in self.delta.history(max(1, self.version - after)):
            if METADATA in commit and commit["version"] > after:
                yield self._load(commit["version"], json.loads(commit[METADATA]))

    def _load(self, version: int, note: dict[str, Any]) -> Load:
        until = datetime.fromisoformat(note["until"]) if note["until"] else None
        return Load(self.stream.name, version, Counts(**note["counts"]), until, note["cursor"])

    def newest(self) -> Load | None:
        """The newest load; found without reading the whole history, whose end it is but for maintenance."""
        reach = 1
        while reach < 2 * self.version:
            if found := next(self.loads(after=max(0, self.version - reach)), None):
                return found
            reach *= 2
        return None

    def cursor(self) -> Cursor:
        """Where the next pull starts; empty when nothing was ever landed."""
        newest = self.newest()
        return newest.cursor if newest else {}

    def rows(self, after: int = 0) -> ds.Scanner:
        """All rows that versions above ``after`` added, accepted and refused."""
        self.delta.update_incremental()
        newer = pc.field("_version") > after
        scanner: ds.Scanner = self.delta.to_pyarrow_dataset().scanner(filter=newer)
        return scanner

    def known_hashes(self, since: datetime | None = None) -> "pa.Array[Any]":
        """The payload hashes that a repeated pull need not land again.

        These are each key's newest (those changed at or after ``since``, where the stream has such a
        field) and every refused one: a record that went back to an older state counts as changed.
        """
        refused = ~ACCEPTED
        wanted = pc.scalar(True)
        if since is not None and self.stream.changed_at:
            wanted = refused | (pc.field(self.stream.changed_at) >= pa.scalar(since))
        keys = list(self.stream.record.key)
        columns = [*keys, "_hash", "_refusal", "_version", "_ordinal"]
        self.delta.update_incremental()
        rows = self.delta.to_pyarrow_dataset().to_table(columns=columns, filter=wanted)
        rows = rows.sort_by([("_version", "ascending"), ("_ordinal", "ascending")])
        newest = rows.filter(ACCEPTED).group_by(keys, use_threads=False).aggregate([("_hash", "last")])
        refusals = rows.filter(refused)["_hash"]
        return pa.concat_arrays([*newest["_hash_last"].chunks, *refusals.chunks, pa.array([], pa.string())])

    def land(self, rows: pa.Table, counts: Counts, cursor: Cursor, until: datetime | None) -> Load:
        """Commit rows, counts and cursor at once, on top of the version that was last looked at.

        Raises:
            Overtaken: another writer committed to this stream at the same time.
            LakeError: nothing can be written.
        """
        version = int(self.delta.version()) + 1
        position = rows.schema.get_field_index("_version")
        stamped = rows.set_column(position, "_version", pa.repeat(version, rows.num_rows))
        note = {
            "cursor": cursor,
            "counts": asdict(counts),
            "until": until.isoformat() if until else None,
        }
        properties = CommitProperties(custom_metadata={METADATA: json.dumps(note)}, max_commit_retries=0)
        try:
            # A contract that gained a field adds its column to the table; older rows are null there.
            write_deltalake(
                self.delta, stamped, mode="append", schema_mode="merge", commit_properties=properties
            )
        except CommitFailedError:
            raise self._overtaken() from None
        except (DeltaError, OSError) as error:
            raise self._unusable("be written", error) from None
        return Load(self.stream.name, version, counts, until, cursor)

    def land_again(self, rows: pa.Table, counts: Counts, seen: int) -> None:
        """Commit rows, if any, made anew from payloads that the lake held at version ``seen``.

        No cursor moves.

        Raises:
            Overtaken: another writer committed to this stream since then.
            LakeError: nothing can be written.
        """
        newest = self.newest()
        if self.delta.version() != seen:
            raise self._overtaken()
        if newest and counts.landed:
            self.land(rows, counts, newest.cursor, newest.until)

    def _overtaken(self) -> Overtaken:
        return Overtaken(
            f"{self.stream.name}: another run wrote to {self.uri} at the same time, so nothing of this "
            "one was kept; let one ingest run at a time and run it again."
        )
