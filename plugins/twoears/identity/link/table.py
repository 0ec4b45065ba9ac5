"""Reads anybody's customer list: which of its columns say who somebody is, and their texts as written."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from twoears.errors import TableError

ALIASES = {
    "given_name": ("given_name", "first_name", "firstname", "forename"),
    "family_name": ("family_name", "last_name", "lastname", "surname"),
    "email": ("email", "email_address", "e_mail"),
    "phone": ("phone", "phone_number", "telephone", "mobile"),
    "date_of_birth": ("date_of_birth", "dob", "birth_date", "birthdate", "birthday"),
    "street": ("street", "street_address", "address_1", "address1"),
    "city": ("city", "town"),
    "postal_code": ("postal_code", "postcode", "zip", "zip_code"),
    "username": ("username", "user_name"),
}
"""What is compared, and the headers that mean it; the first that a table has is read."""

SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """A table's texts: ``id`` and one column per known kind; ``named`` is their header in the file."""

    rows: pa.Table
    named: dict[str, str]


def read_people(file: Path, id_column: str, mapping: dict[str, str]) -> PeopleTable:
    """Read the columns of a CSV file that say who somebody is.

    Args:
        file: UTF-8 with or without a byte order mark; separated by comma, semicolon, tab or bar.
        id_column: the header of the column that names a row, which no two rows may share.
        mapping: from a kind of column, such as ``given_name``, to the file's header for it.

    Raises:
        TableError: the file cannot be read, or has no such columns, or its ids do not name rows.
    """
    separator, header = _header(file)
    if id_column not in header:
        raise TableError(f"{file.name} has no column {id_column!r}; it has {_listed(header)}.")
    named = _named(file, header, id_column, mapping)
    rows = _read(file, separator, header, [id_column, *named.values()])
    rows = rows.rename_columns(["id", *named])
    _check_ids(file, id_column, rows.column("id"))
    return PeopleTable(rows, named)


def _header(file: Path) -> tuple[str, list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            line = lines.readline()
            read = {s: next(csv.reader([line, *lines.readlines(8192)], delimiter=s), []) for s in SEPARATORS}
    except UnicodeDecodeError:
        raise TableError(_not_utf8(file)) from None
    except csv.Error:
        raise TableError(f"The header of {file.name} cannot be read; write it as one CSV line.") from None
    if not line.strip():
        raise TableError(f"{file.name} is empty; give a CSV file whose first line names its columns.")
    separator = max(SEPARATORS, key=lambda s: len(read[s]))
    header = [name.strip() for name in read[separator]]
    if len(set(header)) < len(header):
        raise TableError(f"{file.name} has two columns of one name; name each column once.")
    return separator, header


def _named(file: Path, header: list[str], id_column: str, mapping: dict[str, str]) -> dict[str, str]:
    for kind, column in mapping.items():
        if kind not in ALIASES:
            raise TableError(f"--map knows no {kind!r}; map one of {', '.join(ALIASES)}.")
        if column not in header:
            raise TableError(f"--map {kind}: {file.name} has no column {column!r}; it has {_listed(header)}.")
    taken = {id_column, *mapping.values()}
    by_lower = {name.lower().replace(" ", "_"): name for name in header if name not in taken}
    named = {}
    for kind, aliases in ALIASES.items():
        found = mapping.get(kind) or next((by_lower[a] for a in aliases if a in by_lower), None)
        if found:
            named[kind] = found
    if not named:
        raise TableError(
            f"{file.name} has no column to compare people by; name them with --map, for example "
            f"--map given_name=COLUMN ({', '.join(ALIASES)}); it has {_listed(header)}."
        )
    return named


def _read(file: Path, separator: str, header: list[str], columns: list[str]) -> pa.Table:
    wanted = list(dict.fromkeys(columns))
    try:
        table = pa_csv.read_csv(
            file,
            pa_csv.ReadOptions(column_names=header, skip_rows=1, use_threads=False),
            pa_csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error) or "UTF-8" in str(error):
            raise TableError(_not_utf8(file)) from None
        raise TableError(
            f"{file.name} has a row with more or fewer fields than its header; mend it or quote the field."
        ) from None
    return table.select(columns)


def _check_ids(file: Path, column: str, ids: "pa.ChunkedArray[Any]") -> None:
    values = ids.to_pandas()
    if (values.str.strip() == "").any():
        raise TableError(f"Column {column!r} of {file.name} is empty in some rows; give every row an id.")
    doubled = int(values.duplicated().sum())
    if doubled:
        raise TableError(
            f"Column {column!r} of {file.name} repeats {doubled:,} of its ids; "
            f"name with --id a column that is different in every row."
        )


def _not_utf8(file: Path) -> str:
    return f"{file.name} is not UTF-8; save it as UTF-8 and try again."


def _listed(header: list[str]) -> str:
    return ", ".join(header[:40])
