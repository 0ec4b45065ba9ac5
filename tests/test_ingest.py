"""What a vendor gives lands once, whatever happens on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from twoears import ingest as ingesting
from twoears.contracts import Identifier, Moment, Record, Text
from twoears.errors import LakeError, VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.streams import Cursor, Page, Stream, Window

T0 = datetime(2026, 3, 1, tzinfo=UTC)


class Note(Record):
    key: ClassVar = ("note_id",)

    note_id: Identifier
    text: Text
    changed_at: Moment


class Vendor:
    """A vendor that holds notes, gives them oldest first and may break off."""

    def __init__(self, overlap: timedelta = timedelta(0)) -> None:
        self.notes: dict[int, dict[str, object]] = {}
        self.overlap = overlap
        self.breaks_after: int | None = None

    def write(self, note_id: int, text: str, hour: int) -> None:
        at = T0 + timedelta(hours=hour)
        self.notes[note_id] = {"note_id": note_id, "text": text, "changed_at": at.isoformat()}

    def pull(self, _connection: object, cursor: Cursor, _window: Window) -> Iterator[Page]:
        start = datetime.fromisoformat(cursor.get("changed_at", T0.isoformat())) - self.overlap
        due = sorted(
            (n for n in self.notes.values() if datetime.fromisoformat(str(n["changed_at"])) >= start),
            key=lambda n: (n["changed_at"], n["note_id"]),
        )
        for count, note in enumerate(due):
            if count == self.breaks_after:
                raise VendorError("test.notes", "the line broke", "try again")
            yield Page([note], {"changed_at": note["changed_at"]})


@pytest.fixture
def vendor() -> Vendor:
    vendor = Vendor(overlap=timedelta(hours=2))
    for number in range(10):
        vendor.write(number, f"note {number}", hour=number)
    return vendor


def table(vendor: Vendor, root: Path, *, changed_at: str | None = "changed_at") -> StreamTable:
    stream = Stream("forum", "test", "notes", Note, vendor.pull, rereads=True, changed_at=changed_at)
    return StreamTable(str(root), stream)


def landed(notes: StreamTable) -> list[tuple[str, str]]:
    rows = notes.rows().to_table().to_pylist()
    return sorted((row["note_id"], row["text"]) for row in rows if row["_refusal"] is None)


def pull(notes: StreamTable) -> Counts:
    return ingest(notes, None, Window(until=T0 + timedelta(days=1)))  # type: ignore[arg-type]


def test_loaded_twice_counted_once(vendor: Vendor, tmp_path: Path) -> None:
    notes = table(vendor, tmp_path)
    assert pull(notes) == Counts(pulled=10, unchanged=0, extracted=10, landed=10, quarantined=0)
    version = notes.version
    again = pull(notes)
    assert again.extracted == 0
    assert again.pulled == again.unchanged > 0
    assert notes.version == version


@pytest.mark.parametrize("changed_at", ["changed_at", None])
def test_a_change_lands_and_a_change_back_lands_too(
    vendor: Vendor, tmp_path: Path, changed_at: str | None
) -> None:
    notes = table(vendor, tmp_path, changed_at=changed_at)
    pull(notes)
    for text in ("other", "note 9"):
        vendor.write(9, text, hour=9)
        assert pull(notes).landed == 1
    newest = max(notes.rows().to_table().to_pylist(), key=lambda row: row["_version"])
    assert newest["text"] == "note 9"


@pytest.mark.parametrize("breaks_after", range(11))
def test_broken_anywhere_and_run_again_gives_the_same(
    vendor: Vendor, tmp_path: Path, breaks_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "BATCH_RECORDS", 3)
    whole = table(vendor, tmp_path / "whole")
    pull(whole)
    broken = table(vendor, tmp_path / "broken")
    vendor.breaks_after = breaks_after
    if breaks_after < 10:
        with pytest.raises(VendorError):
            pull(broken)
        vendor.breaks_after = None
    pull(broken)
    assert landed(broken) == landed(whole)
    assert broken.cursor() == whole.cursor()


def test_every_record_is_accounted_for(vendor: Vendor, tmp_path: Path) -> None:
    vendor.notes[3]["text"] = None
    vendor.notes[4]["changed_at"] = (T0 + timedelta(hours=4)).isoformat()
    vendor.write(5, "a\0b", hour=5)
    notes = table(vendor, tmp_path)
    counts = pull(notes)
    assert counts == Counts(pulled=10, unchanged=0, extracted=10, landed=8, quarantined=2)
    assert sum((load.counts for load in notes.loads()), Counts()) == counts
    assert pull(notes).extracted == 0, "a refused record is not refused again"


def test_the_same_record_twice_in_one_pull_lands_once(tmp_path: Path) -> None:
    note = {"note_id": 1, "text": "x", "changed_at": T0.isoformat()}

    def pull_twice(_connection: object, _cursor: Cursor, _window: Window) -> Iterator[Page]:
        yield Page([note, note], {})

    stream = Stream("forum", "test", "notes", Note, pull_twice, rereads=True)
    counts = pull(StreamTable(str(tmp_path), stream))
    assert (counts.pulled, counts.landed, counts.unchanged) == (2, 1, 1)


def test_two_writers_at_once_one_is_told(vendor: Vendor, tmp_path: Path) -> None:
    first, second = table(vendor, tmp_path), table(vendor, tmp_path)
    rows = Note.arrow_schema().empty_table()
    assert first.version == second.version == 0
    first.land(rows, Counts(), {"n": 1}, None)
    with pytest.raises(LakeError, match="another run wrote"):
        second.land(rows, Counts(), {"n": 2}, None)
    assert first.cursor() == {"n": 1}


def test_an_unconnected_stream_has_an_empty_typed_table(vendor: Vendor, tmp_path: Path) -> None:
    notes = table(vendor, tmp_path)
    assert notes.version == 0
    assert notes.cursor() == {}
    assert notes.rows().to_table().schema.names == Note.arrow_schema().names


class LongerNote(Note):
    mood: Text | None = None


def test_a_contract_may_gain_a_field(vendor: Vendor, tmp_path: Path) -> None:
    pull(table(vendor, tmp_path))
    vendor.write(10, "new", hour=10)
    vendor.notes[10]["mood"] = "glad"
    stream = Stream("forum", "test", "notes", LongerNote, vendor.pull, rereads=True, changed_at="changed_at")
    longer = StreamTable(str(tmp_path), stream)
    assert pull(longer).landed == 1
    moods = {row["note_id"]: row["mood"] for row in longer.rows().to_table().to_pylist()}
    assert moods == {**{str(n): None for n in range(10)}, "10": "glad"}


def test_a_run_that_found_nothing_is_noted_once(vendor: Vendor, tmp_path: Path) -> None:
    notes = table(vendor, tmp_path)
    pull(notes)
    version, rows = notes.version, landed(notes)
    later = Window(until=T0 + timedelta(days=2))
    for _ in range(2):
        assert ingest(notes, None, later).extracted == 0  # type: ignore[arg-type]
    newest = next(notes.loads())
    assert notes.version == version + 1
    assert newest.until == later.until
    assert newest.counts.pulled == newest.counts.unchanged > 0
    assert landed(notes) == rows
    assert len(notes.delta.file_uris()) == 1
