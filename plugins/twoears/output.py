"""How the command line prints rows: a table for people, CSV or JSON lines for programs."""

import csv
import json
import logging
import sys
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
        drawn.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    return drawn


def _is_number(field: "pa.Field[Any]") -> bool:
    import pyarrow as pa

    kind = field.type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
