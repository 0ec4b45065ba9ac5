"""Reads the texts of anybody's CSV or JSONL file: one line out for each record in, in the same order."""

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from twoears.errors import ListeningError
from twoears.listening.crew import Brief, read_all
from twoears.listening.csv_files import csv_rows, named
from twoears.listening.reader import Reader
from twoears.listening.reading import Reading

log = logging.getLogger(__name__)

BATCH = 1_000
FEW_BYTES = 2_000_000
"""A file up to this size is read sooner than processes have started."""

TOLD_EVERY = 100_000
JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})


@dataclass(frozen=True, slots=True)
class Record:
    """A text of a file: the number of its row, from 1 on, and the day it was written, where that is known."""

    row: int
    text: str
    written_on: date | None


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were written, how many of them are in a language that is not read, or of no known day."""

    rows: int
    unread: int
    undated: int


def listen_to_file(
    brief: Brief, file: Path, column: str, date_column: str | None, output: Path | None
) -> Done:
    """Read a column of texts and write one JSON object a line, to a file or to stdout.

    The file appears when it is whole; until then it has ``.partial`` behind its name. Memory does not grow
    with the number of texts.

    Raises:
        ListeningError: the file cannot be read, or has no such column.
    """
    reader = brief.reader()
    are_few = file.stat().st_size <= FEW_BYTES
    batches = _batches(records(file, column, date_column))
    rows = unread = undated = 0
    with _written(output) as out:
        for lines, count, others, dayless in read_all(reader, brief, lines_of, batches, are_few=are_few):
            out.write(lines)
            if (rows + count) // TOLD_EVERY > rows // TOLD_EVERY:
                log.info("%s texts read", f"{rows + count:,}")
            rows, unread, undated = rows + count, unread + others, undated + dayless
    return Done(rows, unread, undated)


def _batches(some: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(some, BATCH)):
        yield batch


def lines_of(reader: Reader, batch: list[Record]) -> tuple[str, int, int, int]:
    """The lines for some records, how many they are, how many are in another language, and of no known
    day.
    """
    readings = reader.read([record.text for record in batch], [record.written_on for record in batch])
    lines = "".join(
        json.dumps(as_json(record.row, reading)) + "\n"
        for record, reading in zip(batch, readings, strict=True)
    )
    unread = sum(not reading.is_read for reading in readings)
    return lines, len(batch), unread, sum(record.written_on is None for record in batch)


def as_json(row: int, reading: Reading) -> dict[str, Any]:
    """A reading as it is written to files: offsets count characters of the text as given, days are ISO
    8601.
    """
    return {
        "row": row,
        "language": reading.language,
        "unread": not reading.is_read,
        "sentiment": reading.sentiment,
        "intents": [
            {"intent": i.intent, "confidence": i.confidence, "start": i.start, "end": i.end}
            for i in reading.intents
        ],
        "topics": [
            {
                "category": t.category,
                "product": t.product,
                "confidence": t.confidence,
                "start": t.start,
                "end": t.end,
            }
            for t in reading.topics
        ],
        "circumstances": [
            {"kind": c.kind, "name": c.name, "start": c.start, "end": c.end} for c in reading.circumstances
        ],
        "times": [
            {"kind": t.kind, "from": _day(t.since), "until": _day(t.until), "start": t.start, "end": t.end}
            for t in reading.times
        ],
        "brands": [
            {"brand": b.brand, "stance": b.stance, "start": b.start, "end": b.end} for b in reading.brands
        ],
        "needs": [
            {
                "category": n.category,
                "product": n.product,
                "strength": n.strength,
                "from": _day(n.since),
                "until": _day(n.until),
            }
            for n in reading.needs
        ],
        "is_incentivised": reading.is_incentivised,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def records(file: Path, column: str, date_column: str | None) -> Iterator[Record]:
    """The texts of a CSV (``.tsv``: tabs) or JSONL file in UTF-8; a missing text is an empty one.

    Raises:
        ListeningError: as ``listen_to_file``.
    """
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            needed = [name for name in (column, date_column) if name]
            is_json = file.suffix.lower() in JSON_LINES
            rows = _json_rows(file, lines, needed) if is_json else csv_rows(file, lines, needed)
            for number, row in enumerate(rows, start=1):
                text = row.get(column)
                written = row.get(date_column) if date_column else None
                yield Record(number, text if isinstance(text, str) else "", day_of(written))
    except OSError as error:
        raise ListeningError(f"{file} cannot be read: {error.strerror}.") from None


def _json_rows(file: Path, lines: Iterable[str], needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Objects of a file of JSON lines, whose first must have the needed keys; blank lines are empty ones."""
    is_checked = False
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            raise ListeningError(
                f"{file.name}, line {number}, is no JSON; each line is to be an object."
            ) from None
        if not isinstance(row, dict):
            raise ListeningError(f"{file.name}, line {number}, is no JSON object; each line is to be one.")
        for name in () if is_checked or not row else needed:
            if name not in row:
                raise ListeningError(f"{file.name} has no column {name!r}; it has {named(row)}.")
        is_checked = is_checked or bool(row)
        yield row


def day_of(written: object) -> date | None:
    """The day of a date or time as files have it: ISO 8601, or what a mail header has; None for anything
    else.
    """
    if not isinstance(written, str) or len(written) > 64:
        return None
    text = written.strip()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    from email.utils import parsedate

    try:
        parsed = parsedate(text)
        return date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@contextmanager
def _written(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
        return
    partial = output.with_name(output.name + ".partial")
    try:
        out = partial.open("w", encoding="ascii")
    except OSError as error:
        raise ListeningError(f"{output} cannot be written: {error.strerror}.") from None
    with out:
        yield out
    os.replace(partial, output)
