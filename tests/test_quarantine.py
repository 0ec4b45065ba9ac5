"""Refused records wait whole, and a mended contract takes them in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from twoears import quarantine
from twoears.contracts import Identifier, Record, Text
from twoears.errors import SettingsError
from twoears.ingest import ingest
from twoears.lake import StreamTable
from twoears.streams import Cursor, Page, Stream, Window


class Strict(Record):
    key: ClassVar = ("note_id",)

    note_id: Identifier
    text: Text


class Lenient(Strict):  # the contract after it was mended
    text: Text | None = None


NOTES = [{"note_id": 1, "text": "a"}, {"note_id": 2}, {"note_id": 3, "text": "a\0b"}]


def pull(_connection: object, _cursor: Cursor, _window: Window) -> Iterator[Page]:
    yield Page(NOTES, {"note_id": 3})


STREAM = Stream("forum", "test", "notes", Strict, pull)


@pytest.fixture
def notes(tmp_path: Path) -> StreamTable:
    table = StreamTable(str(tmp_path), STREAM)
    ingest(table, None, Window(until=datetime(2026, 3, 1, tzinfo=UTC)))  # type: ignore[arg-type]
    return table


def test_what_was_refused_waits_with_its_reason_and_payload(notes: StreamTable) -> None:
    assert [(r.reason, r.records) for r in quarantine.summary([notes])] == [
        ("missing:text", 1),
        ("nul_in_text:text", 1),
    ]
    assert json.loads(quarantine.payload(notes, version=1, ordinal=2)) == NOTES[2]


def test_an_accepted_record_is_not_shown_as_refused(notes: StreamTable) -> None:
    with pytest.raises(SettingsError, match="no refused record 1/0"):
        quarantine.payload(notes, version=1, ordinal=0)


def test_a_mended_contract_takes_in_what_it_can_once(notes: StreamTable, tmp_path: Path) -> None:
    before = notes.newest()
    mended = StreamTable(str(tmp_path), replace(STREAM, record=Lenient))
    assert quarantine.redrive(mended).landed == 1
    assert [(r.reason, r.records) for r in quarantine.summary([mended])] == [("nul_in_text:text", 1)]
    assert quarantine.redrive(mended).landed == 0
    accepted = [r for r in mended.rows().to_table().to_pylist() if r["_refusal"] is None]
    assert sorted(r["note_id"] for r in accepted) == ["1", "2"]
    after = mended.newest()
    assert before is not None
    assert after is not None
    assert (after.cursor, after.until) == (before.cursor, before.until)


def test_an_old_state_does_not_come_back_over_a_newer_one(notes: StreamTable, tmp_path: Path) -> None:
    def pull_newer(_connection: object, _cursor: Cursor, _window: Window) -> Iterator[Page]:
        yield Page([{"note_id": 2, "text": "newer"}], {"note_id": 3})

    ingest(StreamTable(str(tmp_path), replace(STREAM, pull=pull_newer)), None, Window())  # type: ignore[arg-type]
    mended = StreamTable(str(tmp_path), replace(STREAM, record=Lenient))
    assert quarantine.redrive(mended).landed == 0
    states = [r["text"] for r in mended.rows().to_table().to_pylist() if r["note_id"] == "2"]
    assert states == ["newer"]
