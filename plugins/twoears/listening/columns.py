"""Texts from rows of the warehouse, and readings back to rows: one Arrow table for each of ``listening``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from twoears.listening.own_words import own_words
from twoears.listening.reading import Reading
from twoears.listening.tables import TABLES

HEARD = {
    "intents": "intents",
    "topics": "topics",
    "circumstances": "circumstances",
    "times": "times",
    "brand_mentions": "brands",
    "needs": "needs",
}
"""The tables of what was heard, and where a reading has it."""

RENAMED = {"span_start": "start", "span_end": "end", "from_date": "since", "until_date": "until"}
"""What columns are called where a reading calls it otherwise."""

Heard = tuple[int, int, Any]
"""One thing heard: the place of its text, its own position in the text, and the thing."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts, column by column; ``written_on`` is the UTC day of ``written_at``."""

    interaction_id: list[str]
    vendor: list[str]
    text: list[str]
    written_at: list[datetime | None]
    written_on: list[date | None]
    text_hash: list[str]

    @classmethod
    def of(cls, rows: pa.RecordBatch) -> "Texts":
        """From rows that have these columns."""
        columns: dict[str, Any] = {name: rows.column(name).to_pylist() for name in cls.__slots__}
        return cls(**columns)


def tables_of(texts: Texts, readings: Sequence[Reading], version: str) -> dict[str, pa.Table]:
    """The rows of every table, for texts and what was read in each, in their order."""
    heard = {name: _heard(name, texts, readings) for name in HEARD}
    return {"texts": _texts(texts, readings, version), **heard}


def _texts(texts: Texts, readings: Sequence[Reading], version: str) -> pa.Table:
    return _table(
        "texts",
        {
            "interaction_id": texts.interaction_id,
            "vendor": texts.vendor,
            "written_at": texts.written_at,
            "text_hash": texts.text_hash,
            "reader_version": [version] * len(readings),
            "language": [reading.language for reading in readings],
            "is_read": [reading.is_read for reading in readings],
            "sentiment": [reading.sentiment for reading in readings],
            "is_incentivised": [reading.is_incentivised for reading in readings],
            "count_characters": [len(text) for text in texts.text],
        },
    )


def _heard(name: str, texts: Texts, readings: Sequence[Reading]) -> pa.Table:
    things = [
        (place, position, thing)
        for place, reading in enumerate(readings)
        for position, thing in enumerate(getattr(reading, HEARD[name]), start=1)
    ]
    return _table(name, {column: _column(column, things, texts) for column in TABLES[name].names})


def _column(name: str, things: Sequence[Heard], texts: Texts) -> list[Any]:
    if name == "interaction_id":
        return [texts.interaction_id[place] for place, _, _ in things]
    if name == "position":
        return [position for _, position, _ in things]
    if name == "quote":
        return [_quote(texts.text[place], thing.start, thing.end) for place, _, thing in things]
    attribute = RENAMED.get(name, name)
    return [getattr(thing, attribute) for _, _, thing in things]


def _quote(text: str, start: int, end: int) -> str:
    """The words of a span, without the markup between them."""
    quote = text[start:end]
    return own_words(quote).words.strip() if "<" in quote else quote


def _table(name: str, columns: dict[str, list[Any]]) -> pa.Table:
    return pa.table(columns, schema=TABLES[name])
