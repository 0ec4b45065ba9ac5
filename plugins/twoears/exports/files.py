"""How a segment is written as files: CSV for people and spreadsheets, JSON Lines for programs."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from twoears.exports.manifest import ExportedFile

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell's text: https://owasp.org/www-community/attacks/CSV_Injection."""


def write_csv(path: Path, rows: pa.Table) -> None:
    """Write rows with a header (RFC 4180); text that a spreadsheet would run gets an apostrophe before it."""
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows.column_names)
        writer.writerows([_cell(value) for value in row.values()] for row in _rows(rows))


def write_jsonl(path: Path, rows: pa.Table) -> None:
    """Write one JSON object a row, text as it is."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        for row in _rows(rows):
            file.write(json.dumps(row, default=_json_value, ensure_ascii=False) + "\n")


def write_ids(path: Path, column: str, ids: Iterable[str]) -> None:
    """Write ids as a CSV of one column, in order."""
    write_csv(path, pa.table({column: pa.array(sorted(ids), pa.string())}))


def write_renamed(path: Path, column: str, renamed: Mapping[str, str]) -> None:
    """Write old ids beside the new ones as a CSV of two columns, in order of the old."""
    old, new = sorted(renamed), [renamed[customer] for customer in sorted(renamed)]
    write_csv(
        path, pa.table({f"old_{column}": pa.array(old, pa.string()), column: pa.array(new, pa.string())})
    )


def read_ids(path: Path, column: str) -> set[str]:
    """The ids of a segment written as JSON Lines, where they are as they were."""
    with path.open(encoding="utf-8") as lines:
        return {json.loads(line)[column] for line in lines}


def described(path: Path) -> ExportedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ExportedFile(sha256=digest, bytes=path.stat().st_size)


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=50_000):
        yield from batch.to_pylist()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else value


def _json_value(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value.isoformat()
