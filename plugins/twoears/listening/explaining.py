"""Shows for one text what was heard in it and what fired, with weights."""

import json
import sys
from datetime import date

from rich.table import Table

from twoears.listening.files import as_json
from twoears.listening.model import HEARD_FROM
from twoears.listening.reader import Explained, Reader
from twoears.output import console, visible

SHOWN = 8
"""Features of an intent that are shown, the weightiest first."""

LEAST = 0.2
"""Intents less probable than this are left out; those from 0.5 on are heard."""


def show(reader: Reader, text: str, written_on: date | None) -> None:
    """Print a text's reading, and for each sentence what speaks for and against what it may show."""
    (reading,) = reader.read([text], [written_on])
    heard = as_json(1, reading)
    del heard["row"]
    sys.stdout.write(json.dumps(heard, indent=2) + "\n\n")
    if not reading.is_read:
        sys.stdout.write(f"Not read: its language is {reading.language}.\n")
        return
    table = Table(
        "sentence", "shows", "confidence", "what fired: log-odds, from the base on", show_lines=True
    )
    for explained in reader.explained(text):
        if explained.probability >= LEAST:
            sentence = visible(text[explained.start : explained.end])
            confidence = f"{explained.probability:.2f}" + (
                " heard" if explained.probability >= HEARD_FROM else ""
            )
            table.add_row(_plain(sentence), explained.mark, confidence, _plain(_fired(explained)))
    if table.row_count:
        console().print(table)
    else:
        sys.stdout.write("No intent is likely.\n")


def _fired(explained: Explained) -> str:
    lines = [f"{explained.base:+.2f} base"]
    lines += [f"{weight:+.2f} {visible(name)}" for name, weight in explained.fired[:SHOWN]]
    rest = sum(weight for _, weight in explained.fired[SHOWN:])
    count = len(explained.fired) - SHOWN
    return "\n".join([*lines, f"{rest:+.2f} {count} more"] if count > 0 else lines)


def _plain(text: str) -> str:
    """Text for a cell: customers' brackets are no markup."""
    from rich.markup import escape

    return escape(text)
