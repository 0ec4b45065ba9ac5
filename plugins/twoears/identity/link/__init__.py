"""Finds the people who stand twice in a table, and writes the pairs with their reasons."""

import csv
import logging
from dataclasses import dataclass
from pathlib import Path

import duckdb

from twoears.errors import TableError
from twoears.identity.columns import normalise
from twoears.identity.link.blocking import find_candidates
from twoears.identity.link.comparisons import comparisons_for
from twoears.identity.link.pairing import judge, learn
from twoears.identity.link.reasons import reasons_sql
from twoears.identity.link.table import PeopleTable, read_people
from twoears.identity.workspace import MEMORY, workspace

HEADER = ("id_l", "id_r", "probability", "reasons")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a run did: rows read, pairs compared, pairs written."""

    rows: int
    compared: int
    pairs: int


def link(file: Path, id_column: str, mapping: dict[str, str], threshold: float, output: Path) -> Linked:
    """Write the pairs of rows that are probably one person to ``output``, most probable first.

    Args:
        file: a CSV file, see ``read_people``.
        id_column: the header of the column that names a row.
        mapping: from a kind of column to the file's header for it.
        threshold: the least probability of a pair that is written.
        output: a CSV file of ``id_l``, ``id_r``, ``probability`` and ``reasons``.
    """
    try:
        if output.exists() and output.samefile(file):
            raise TableError(f"{output.name} is the list itself; name another file with --output.")
        people = read_people(file, id_column, mapping)
        logger.info(
            "%s: %s rows, compared by %s", file.name, f"{people.rows.num_rows:,}", _told(people.named)
        )
        return _link(people, threshold, output)
    except OSError as error:
        raise TableError(
            f"{error.filename}: {error.strerror}; give another path or mend its rights."
        ) from None
    except duckdb.OutOfMemoryException:
        raise TableError(
            f"{file.name} needs more than {MEMORY} of memory and the disk's room; "
            f"free some of the disk or link a part of the list."
        ) from None


def _link(people: PeopleTable, threshold: float, output: Path) -> Linked:
    rows, columns = people.rows.num_rows, list(people.named)
    with workspace() as connection:
        connection.register("raw", people.rows)
        normalise(connection, columns)
        connection.unregister("raw")
        compared = _find(connection, columns, rows, threshold)
        return Linked(rows, compared, _write(connection, output))


def _told(named: dict[str, str]) -> str:
    return ", ".join(kind if kind == name else f"{kind} ({name})" for kind, name in named.items())


def _find(connection: duckdb.DuckDBPyConnection, columns: list[str], rows: int, threshold: float) -> int:
    """Make ``linked``, the pairs to write, and say how many were compared."""
    candidates = find_candidates(connection, columns) if rows > 1 else 0
    logger.info("%s pairs to compare", f"{candidates:,}")
    if not candidates:
        connection.execute(
            "create table linked (l int, r int, id_l text, id_r text, probability double, reasons text)"
        )
        return 0
    comparisons = comparisons_for(columns)
    model = learn(connection, comparisons, rows, candidates)
    judge(connection, comparisons, model, "select * from candidates", threshold)
    connection.execute(f"""
        create table linked as
        select
            l.person as l, r.person as r, l.id as id_l, r.id as id_r, probability,
            {reasons_sql(comparisons)} as reasons
        from judged join people as l on l.person = person_l join people as r on r.person = person_r""")
    return candidates


def _write(connection: duckdb.DuckDBPyConnection, output: Path) -> int:
    """Write ``linked`` beside the file and switch, so that nobody reads a half."""
    rows = connection.execute(
        "select id_l, id_r, round(probability, 6) as p, reasons from linked order by p desc, l, r"
    )
    written = 0
    part = output.with_name(output.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADER)
        while batch := rows.fetchmany(50_000):
            writer.writerows((left, right, f"{p:.6f}", text) for left, right, p, text in batch)
            written += len(batch)
    part.replace(output)
    return written
