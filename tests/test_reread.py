"""What landed under an older contract is read again: once, whole, and without losing or doubling anything."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import model_validator

from tests.test_cli import twoears
from twoears import reread as rereading
from twoears.contracts import Identifier, Integer, Moment, Payload, Record, Text, hold_again
from twoears.errors import LakeError, Overtaken
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.quarantine import summary
from twoears.reread import reread
from twoears.settings import ROOT
from twoears.sources.imap.records import Message
from twoears.streams import Cursor, Page, Stream, Window

T0 = datetime(2026, 3, 1, tzinfo=UTC)


class Note(Record):
    key: ClassVar = ("note_id",)

    note_id: Identifier
    text: Text
    changed_at: Moment


class LongerNote(Note):
    """The contract after it gained fields; one has a value even where the payload says nothing."""

    mood: Text | None = None
    weight: float | None = None
    is_pinned: bool = False


class StricterNote(Note):
    text: Text
    mood: Text


class RenamedNote(Note):
    note_id: Identifier

    @model_validator(mode="before")
    @classmethod
    def rename(cls, payload: Payload) -> Payload:
        return payload | {"note_id": f"note-{payload['note_id']}"}


class EarlierNote(Note):
    """A mended reading of times: they were an hour late."""

    @model_validator(mode="before")
    @classmethod
    def set_right(cls, payload: Payload) -> Payload:
        moment = datetime.fromisoformat(payload["changed_at"]) - timedelta(hours=1)
        return payload | {"changed_at": moment.isoformat()}


class CountedNote(Note):
    text: Integer  # type: ignore[assignment]


def note(note_id: int, hour: int = 0, **more: object) -> Payload:
    at = T0 + timedelta(hours=hour)
    return {"note_id": note_id, "text": f"note {note_id}", "changed_at": at.isoformat(), **more}


class Vendor:
    """A vendor that gives all its notes at every pull; the tests write them."""

    def __init__(self, root: Path, *notes: Payload) -> None:
        self.root = root
        self.notes = list(notes)

    def pull(self, _connection: object, cursor: Cursor, _window: Window) -> Iterator[Page]:
        yield Page(self.notes, {"pulled": cursor.get("pulled", 0) + len(self.notes)})

    def table(self, record: type[Record] = Note) -> StreamTable:
        stream = Stream("forum", "test", "notes", record, self.pull, rereads=True, changed_at="changed_at")
        return StreamTable(str(self.root), stream)

    def land(self, *notes: Payload, record: type[Record] = Note) -> Counts:
        """One load of these notes, or of those that the vendor has."""
        self.notes = list(notes or self.notes)
        return ingest(self.table(record), None, Window(until=T0))  # type: ignore[arg-type]


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    """Ten notes, of which every other has a mood, landed under the contract that knows of none."""
    vendor = Vendor(tmp_path, *(note(n, hour=n, **({"mood": "glad"} if n % 2 else {})) for n in range(10)))
    vendor.land()
    return vendor


@pytest.fixture
def loads(tmp_path: Path) -> Vendor:
    """Eight notes, landed two at a time."""
    vendor = Vendor(tmp_path)
    for n in range(0, 8, 2):
        vendor.land(note(n, mood="glad"), note(n + 1, mood="glad"))
    return vendor


def rows(table: StreamTable) -> list[dict[str, Any]]:
    return sorted(table.rows().to_table().to_pylist(), key=lambda row: (row["_version"], row["_ordinal"]))


def staged(table: StreamTable) -> dict[str, dict[str, Any]]:
    """What the model of staging takes: of each key the row with the latest change, then the newest."""
    accepted = [row for row in rows(table) if row["_refusal"] is None]
    ordered = sorted(accepted, key=lambda row: (row["changed_at"], row["_version"], row["_ordinal"]))
    return {row["note_id"]: row for row in ordered}


def moods(table: StreamTable) -> dict[str, str | None]:
    return {note_id: row["mood"] for note_id, row in staged(table).items()}


def test_a_field_that_a_contract_gained_gets_its_values_once(vendor: Vendor) -> None:
    table = vendor.table(LongerNote)
    assert reread(table).counts == Counts(pulled=10, extracted=10, landed=10)
    assert moods(table) == {str(n): "glad" if n % 2 else None for n in range(10)}
    assert all(row["is_pinned"] is False for row in staged(table).values())
    version = table.version
    assert reread(table).counts == Counts(pulled=10, unchanged=10)
    assert table.version == version == 2


def test_only_what_reads_otherwise_lands(vendor: Vendor) -> None:
    class Gains(Note):
        mood: Text | None = None

    table = vendor.table(Gains)
    assert reread(table).counts == Counts(pulled=10, unchanged=5, extracted=5, landed=5)
    assert [row["note_id"] for row in rows(table) if row["_version"] == 2] == ["1", "3", "5", "7", "9"]


def test_where_nothing_reads_otherwise_nothing_is_committed(vendor: Vendor) -> None:
    class GainsNothing(Note):
        absent: Text | None = None

    table = vendor.table(GainsNothing)
    assert reread(table).counts == Counts(pulled=10, unchanged=10)
    assert table.version == 1


def test_the_next_pull_finds_everything_unchanged_and_goes_on_at_its_cursor(vendor: Vendor) -> None:
    table = vendor.table(LongerNote)
    before = table.newest()
    reread(table)
    after = table.newest()
    assert before is not None
    assert after is not None
    assert (after.cursor, after.until) == (before.cursor, before.until)
    assert {row["_hash"] for row in rows(table)} == {
        row["_hash"] for row in rows(table) if row["_version"] == 1
    }
    assert vendor.land(record=LongerNote) == Counts(pulled=10, unchanged=10)


def test_every_load_adds_up_to_the_rows_that_are_there(vendor: Vendor) -> None:
    vendor.land(note(3, hour=20, text="a\0b"), note(4, hour=20, mood="calm"))
    table = vendor.table(LongerNote)
    reread(table)
    loads = list(table.loads())
    assert all(c.pulled == c.unchanged + c.extracted for c in (load.counts for load in loads))
    assert all(c.extracted == c.landed + c.quarantined for c in (load.counts for load in loads))
    total = sum((load.counts for load in loads), Counts())
    refused = [row for row in rows(table) if row["_refusal"]]
    assert (total.landed, total.quarantined) == (len(rows(table)) - len(refused), len(refused))


def test_the_newest_version_of_a_record_is_read_and_older_ones_rest(vendor: Vendor) -> None:
    vendor.land(note(1, hour=20, mood="calm"))
    table = vendor.table(LongerNote)
    assert reread(table).counts.landed == 10
    assert moods(table)["1"] == "calm"


def test_a_record_that_went_back_in_time_is_read_in_both_states(vendor: Vendor) -> None:
    vendor.land(note(9, hour=2, mood="calm"))
    table = vendor.table(LongerNote)
    assert reread(table).counts.landed == 11
    assert moods(table)["9"] == "glad", "staging takes the later state, whenever it landed"
    assert vendor.land(record=LongerNote).landed == 0, "to the lake the state that landed last is the newest"
    assert reread(table).counts.landed == 0


def test_an_earlier_time_of_change_lands_once_and_is_told(
    vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    table = vendor.table(EarlierNote)
    done = reread(table)
    assert (done.counts.landed, done.earlier) == (10, 10)
    assert "10 records have an earlier changed_at now" in caplog.text
    assert (reread(table).counts.landed, table.version) == (0, 2)


def test_a_record_that_would_be_refused_now_stays_as_it_stands(
    vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    table = vendor.table(StricterNote)
    for landed in (5, 0):
        done = reread(table)
        assert (done.counts.pulled, done.counts.landed) == (10, landed)
        assert done.left == {"missing:mood": 5}
    assert "test.notes: 5 records stay as they stand (missing:mood)" in caplog.text
    assert len(staged(table)) == 10
    assert summary([table]) == []


def test_what_waits_in_quarantine_is_left_to_a_redrive(tmp_path: Path) -> None:
    vendor = Vendor(tmp_path, note(1), {"note_id": 2, "changed_at": T0.isoformat()})

    class LenientNote(Note):
        text: Text | None = None  # type: ignore[assignment]

    vendor.land()
    table = vendor.table(LenientNote)
    assert reread(table).counts == Counts(pulled=1, unchanged=1)
    assert [(r.reason, r.records) for r in summary([table])] == [("missing:text", 1)]


def test_a_record_never_stands_twice_under_two_keys(vendor: Vendor) -> None:
    table = vendor.table(RenamedNote)
    done = reread(table)
    assert (done.counts.landed, done.left) == (0, {"other_key:note_id": 10})
    assert table.version == 1


def test_a_number_that_is_none_is_no_change(vendor: Vendor) -> None:
    vendor.land(note(1, hour=1, weight=float("nan")), note(2, hour=2, weight=1.5))
    table = vendor.table(LongerNote)
    assert reread(table).counts.landed == 10
    assert reread(table).counts.landed == 0


def test_a_field_of_another_type_is_told_and_changes_nothing(vendor: Vendor) -> None:
    with pytest.raises(LakeError, match="text is int64 in the contract and string in the lake"):
        reread(vendor.table(CountedNote))
    assert vendor.table().version == 1


def test_a_stream_that_nothing_ever_landed_in_has_nothing_to_read(tmp_path: Path) -> None:
    table = Vendor(tmp_path).table()
    assert reread(table).counts == Counts()
    assert table.version == 0


@pytest.fixture(params=["one commit", "many commits"])
def commits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(rereading, "PART_ROWS", 1)
    if request.param == "many commits":
        monkeypatch.setattr(rereading, "BATCH_BYTES", 1)
    return str(request.param)


def test_what_landed_later_stays_later(loads: Vendor, commits: str) -> None:
    loads.land(*(note(n, hour=30, mood="calm") for n in (7, 3, 6, 1)))
    before = [row["_hash"] for row in rows(loads.table())]
    table = loads.table(LongerNote)
    assert reread(table).counts.landed == 8
    after = [row["_hash"] for row in rows(table) if row["_version"] > 5]
    assert after == [state for state in before if state in after]
    assert table.version == (6 if commits == "one commit" else 9)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], part: int = 1) -> None:
    """Have another writer act once, after the lake was looked at and before this part of it is held."""
    acts = [None] * (part - 1) + [act]

    def hold_after(*arguments: Any) -> Any:
        due = acts.pop(0) if acts else None
        if due:
            due()
        return hold_again(*arguments)

    monkeypatch.setattr(rereading, "hold_again", hold_after)


def test_what_an_ingest_lands_meanwhile_stays_the_newest(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: vendor.land(note(1, hour=1, mood="calm"), note(10), record=LongerNote))
    table = vendor.table(LongerNote)
    assert reread(table).counts == Counts(pulled=10, unchanged=1, extracted=9, landed=9)
    assert moods(table)["1"] == "calm"
    assert table.cursor() == {"pulled": 12}
    assert (reread(table).counts.landed, len(moods(table))) == (0, 11)


def test_a_record_that_is_erased_meanwhile_does_not_come_back(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: vendor.table().delta.delete("note_id in ('3', '4')"))
    table = vendor.table(LongerNote)
    assert reread(table).counts.landed == 8
    assert staged(table).keys() == {"0", "1", "2", "5", "6", "7", "8", "9"}


@pytest.mark.parametrize("part", [1, 2, 3, 4])
@pytest.mark.usefixtures("commits")
def test_what_changes_between_two_commits_stays_the_newest(
    loads: Vendor, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    def act() -> None:
        loads.land(note(1, mood="calm"), note(6, mood="calm"), record=LongerNote)
        loads.table().delta.delete("note_id = '7'")

    meanwhile(monkeypatch, act, part)
    table = loads.table(LongerNote)
    reread(table)
    assert moods(table) == {**dict.fromkeys("02345", "glad"), "1": "calm", "6": "calm"}
    assert {row["is_pinned"] for row in staged(table).values()} == {False}
    assert reread(table).counts.landed == 0


def test_two_at_once_land_once(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: reread(vendor.table(LongerNote)))
    assert reread(vendor.table(LongerNote)).counts.landed == 0
    assert len(rows(vendor.table(LongerNote))) == 20


def test_writers_that_always_come_first_are_told(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    look = StreamTable.newest

    def look_and_lose(table: StreamTable) -> Any:
        other = vendor.table()
        other.land(Note.arrow_schema().empty_table(), Counts(), {}, T0)
        return look(table)

    monkeypatch.setattr(StreamTable, "newest", look_and_lose)
    with pytest.raises(Overtaken, match="another run wrote"):
        reread(vendor.table(LongerNote))
    assert len(rows(vendor.table(LongerNote))) == 10


KILLED = """
import os, signal
from tests.test_reread import LongerNote, Path, Vendor
from twoears import reread

reread.PART_ROWS = reread.BATCH_BYTES = 1
land, ends = reread.StreamTable.land, [False, False, True]

def land_or_end(*arguments):
    return os.kill(os.getpid(), signal.SIGKILL) if ends.pop(0) else land(*arguments)

reread.StreamTable.land = land_or_end
reread.reread(Vendor(Path({root!r})).table(LongerNote))
"""


def test_killed_between_two_commits_it_goes_on_where_it_was(loads: Vendor) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED.format(root=str(loads.root))],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    table = loads.table(LongerNote)
    assert (table.version, len(rows(table))) == (6, 12)
    assert reread(table).counts == Counts(pulled=8, unchanged=4, extracted=4, landed=4)
    assert set(moods(table).values()) == {"glad"}


MAIL = b"Message-ID: <%d@shop.test>\r\nFrom: Ann <ann@brand.example>\r\nSubject: Socks\r\n\r\nHello\r\n"


class DeafMessage(Message):
    """A parser that could not read the subject yet."""

    @model_validator(mode="before")
    @classmethod
    def read_mail(cls, payload: Payload) -> Payload:
        return {**Message.read_mail(payload), "subject": None}  # type: ignore[operator]


def mail(number: int, uid: int) -> Payload:
    return {
        "folder": "INBOX",
        "direction": "inbound",
        "uid_validity": 1,
        "uid": uid,
        "received_at": (T0 + timedelta(minutes=number)).isoformat(),
        "message": (MAIL % number).decode("latin-1"),
    }


def test_a_mail_gets_what_a_mended_parser_reads(tmp_path: Path) -> None:
    mails = [mail(number, uid=number + 1) for number in range(5)]

    def pull(_connection: object, cursor: Cursor, _window: Window) -> Iterator[Page]:
        yield Page(mails, cursor)

    stream = Stream("email", "imap", "messages", DeafMessage, pull, rereads=True, changed_at="received_at")
    ingest(StreamTable(str(tmp_path), stream), None, Window(until=T0))  # type: ignore[arg-type]
    table = StreamTable(str(tmp_path), replace(stream, record=Message))
    assert reread(table).counts.landed == 5
    assert [row["subject"] for row in rows(table)] == [None] * 5 + ["Socks"] * 5
    mails = [mail(number, uid=number + 100) for number in range(5)]  # moved, and nothing else
    assert ingest(table, None, Window(until=T0)).extracted == 0  # type: ignore[arg-type]


def test_the_command_says_what_it_read_and_landed(tmp_path: Path) -> None:
    ended = twoears(tmp_path, "reread", "sql.products", "sql.orders")
    assert ended.returncode == 0, ended.stderr
    assert [line.split() for line in ended.stdout.splitlines() if line.strip("─ \n")] == [
        ["stream", "read", "landed", "left"],
        ["sql.products", "0", "0", "0"],
        ["sql.orders", "0", "0", "0"],
    ]
