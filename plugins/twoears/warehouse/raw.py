"""What ``raw`` holds of a stream, and what the stream's lake table gained since it was last loaded."""

from dataclasses import asdict, dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from twoears.lake import Load, StreamTable
from twoears.streams import Stream

NOT_LOADED = ("_payload", "_hash", "_refusal")

SQL_TYPES = {
    pa.string(): "text",
    pa.int64(): "bigint",
    pa.float64(): "double precision",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamptz",
    pa.decimal128(18, 6): "numeric(18,6)",
}

COUNTS = ("pulled", "unchanged", "extracted", "landed", "quarantined")

_LOADS: dict[str, pa.DataType] = {
    "stream": pa.string(),
    "version": pa.int64(),
    "until": pa.timestamp("us", "UTC"),
    **dict.fromkeys(COUNTS, pa.int64()),
}
LOADS = pa.schema(_LOADS)

ADDING = ("OPTIMIZE", "VACUUM START", "VACUUM END", "CREATE TABLE", "SET TBLPROPERTIES", "ADD COLUMN")
"""The Delta operations beside an append that leave every row as it was."""


def columns(stream: Stream) -> dict[str, str]:
    """The columns of a stream's raw table, by name, with types that every engine knows."""
    fields = {f.name: SQL_TYPES[f.type] for f in stream.record.arrow_schema()}
    return {name: kind for name, kind in fields.items() if name not in NOT_LOADED}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a stream was loaded: which lake table, up to which version, and the rows ``raw`` then held."""

    lake_id: str
    version: int
    count_rows: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a stream's table has beyond a mark: the versions above ``after``, up to ``version``.

    ``replaces`` says that rows known before went away or changed (an erasure, a lake made anew), so that
    everything is to be loaded again.
    """

    table: StreamTable
    lake_id: str
    version: int
    after: int = 0
    replaces: bool = True
    commits: list[Load] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.replaces and self.version == self.after

    def rows(self) -> pa.RecordBatchReader:
        """The accepted rows, in the columns of the raw table; a field that the lake has not yet is null."""
        names = list(columns(self.table.stream))
        return self._scan(names, pc.field("_refusal").is_null()).to_reader()

    def quarantine(self) -> pa.Table:
        """The refused rows as rows of ``raw.quarantine``: stream, reason, version, ordinal."""
        refused = self._scan(["_refusal", "_version", "_ordinal"], ~pc.field("_refusal").is_null()).to_table()
        stream = pa.repeat(pa.scalar(self.table.stream.name), refused.num_rows)
        names = ["stream", "reason", "version", "ordinal"]
        return pa.table([stream, *refused.columns], names=names)

    def loads(self) -> pa.Table:
        """The commits as rows of ``raw.loads``."""
        notes = [
            {"stream": c.stream, "version": c.version, "until": c.until, **asdict(c.counts)}
            for c in self.commits
        ]
        return pa.Table.from_pylist(notes, schema=LOADS)

    def _scan(self, names: list[str], wanted: pc.Expression) -> ds.Scanner:
        newer = pc.field("_version") > self.after
        rows: ds.Dataset = self.table.delta.to_pyarrow_dataset()
        declared = self.table.stream.record.arrow_schema()
        added = [field for field in declared if field.name not in rows.schema.names]
        whole: ds.Dataset = rows.replace_schema(pa.schema([*rows.schema, *added]))  # type: ignore[func-returns-value]
        return whole.scanner(columns=names, filter=newer & wanted)


def change_since(mark: Mark | None, table: StreamTable) -> Change:
    """Compare a stream's table with a mark and hold the table at the version found."""
    version = table.version
    lake_id = str(table.delta.metadata().id)
    after = mark.version if mark and _only_grew(table, mark, lake_id, version) else 0
    commits = [load for load in table.loads(after) if load.version <= version]
    table.delta.load_as_version(version)
    replaces = not mark or after != mark.version
    return Change(table, lake_id, version, after, replaces, commits)


def _only_grew(table: StreamTable, mark: Mark, lake_id: str, version: int) -> bool:
    if mark.lake_id != lake_id or mark.version > version:
        return False
    newer = table.delta.history(version - mark.version) if version > mark.version else []
    return all(_is_harmless(commit) for commit in newer)


def _is_harmless(commit: dict[str, object]) -> bool:
    parameters = commit.get("operationParameters")
    appends = isinstance(parameters, dict) and parameters.get("mode") == "Append"
    return commit["operation"] in ADDING or (commit["operation"] == "WRITE" and appends)
