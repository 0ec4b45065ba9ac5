"""CSV files as people have them: UTF-8, any usual separator, cells of any length."""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import IO

from twoears.errors import ListeningError

SEPARATORS = ",;\t|"

Row = dict[str, str | None]

SHOWN = 40
_NAME = re.compile(r"\w{1,30}(?:[ ._:/-]\w{1,30}){0,2}")


def read_csv(file: Path) -> list[Row]:
    """All rows of a small file, by headers in lower case.

    Raises:
        ListeningError: the file cannot be read, or is no CSV file.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv_rows(file, lines)
            return [{name.strip().lower(): cell for name, cell in row.items() if name} for row in rows]
    except (OSError, UnicodeDecodeError) as error:
        raise ListeningError(
            f"{file} cannot be read as a CSV file in UTF-8 ({type(error).__name__}); "
            "see that it is there and is one."
        ) from None


def csv_rows(file: Path, lines: IO[str], needed: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of an open file, one after another; its header must have the needed columns.

    A blank line is a row of a file with one column, and nothing in others.

    Raises:
        ListeningError: it has not, or a line is no CSV.
    """
    csv.field_size_limit(sys.maxsize)
    rows = csv.reader(lines, delimiter=_separator(lines))
    try:
        header = next(rows, [])
        for name in needed:
            if header and name not in header:
                raise ListeningError(f"{file.name} has no column {name!r}; it has {named(header)}.")
        for cells in rows:
            if cells or len(header) == 1:
                yield dict(zip_longest(header, cells[: len(header)]))
    except csv.Error as error:
        raise ListeningError(
            f"{file.name}, line {rows.line_num}, is no CSV: {error}; mend or quote it."
        ) from None


def named(header: Iterable[object]) -> str:
    """The names of columns as a sentence may show them; what is too long for a name is a cell, and hidden."""
    names = [str(name) if _NAME.fullmatch(str(name)) else "…" for name in header]
    return ", ".join(names[:SHOWN])


def _separator(lines: IO[str]) -> str:
    """The separator that the header has most of."""
    header = lines.readline()
    lines.seek(0)
    return max(SEPARATORS, key=header.count)
