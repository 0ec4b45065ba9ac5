"""How the command line prints rows: a table for people, CSV or JSON lines for programs."""

import csv
import json
import logging
import sys
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

WIDE = 130
"""Columns of a table that goes into a file or a pipe."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's categories of letters that are acted upon rather than seen."""

JOINERS = "\u200c\u200d"
"""Unseen, but parts of words and of emoji."""


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def console() -> Console:
    """Standard output: as wide as the terminal, and wide where there is none."""
    return Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)


def show_progress() -> None:
    """Our own lines to stderr, whatever Airflow, once imported, does with all others."""
    ours = logging.getLogger("twoears")
    ours.addHandler(logging.StreamHandler(sys.stderr))
    ours.setLevel(logging.INFO)
    ours.propagate = False


def print_rows(rows: list[dict[str, Any]]) -> None:
    """Print rows of one shape as a table; none is said to be none."""
    import pyarrow as pa

    if rows:
        print_table(pa.Table.from_pylist(rows), Format.TABLE)
    else:
        sys.stdout.write("nothing\n")


def print_table(table: "pa.Table", form: Format) -> None:
    """Print an Arrow table; a cell is data, never markup."""
    if form is Format.CSV:
        columns = (column.to_pylist() for column in table.columns)
        csv.writer(sys.stdout).writerows([table.column_names, *zip(*columns, strict=True)])
    elif form is Format.JSON:
        lines = (json.dumps(row, default=str) for row in table.to_pylist())
        sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        console().print(_drawn(table))


def _drawn(table: "pa.Table") -> Table:
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for field in table.schema:
        drawn.add_column(field.name, justify="right" if _is_number(field) else "left")
    for row in table.to_pylist():
        drawn.add_row(*(cell(value) for value in row.values()))
    return drawn


def cell(value: object) -> Text:
    """A value as text to draw: its lines stay lines, and nothing in it commands the terminal."""
    lines = "" if value is None else str(value)
    return Text("\n".join(visible(line) for line in lines.split("\n")))


def visible(text: str) -> str:
    """A text with its control, direction and other unseen characters written as escapes.

    A name may hold what moves a terminal's cursor or turns the order of letters round.
    """
    return "".join(_escaped(letter) if _is_unseen(letter) else letter for letter in text)


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN and letter not in JOINERS


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def _is_number(field: "pa.Field[Any]") -> bool:
    import pyarrow as pa

    kind = field.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
