"""Finds the people who stand twice in a table, and writes the pairs with their reasons."""

import csv
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from twoears.errors import TableError
from twoears.identity.blocking import draw_strangers, find_candidates
from twoears.identity.columns import normalise
from twoears.identity.comparisons import Comparison, comparisons_for
from twoears.identity.reasons import reasons_sql
from twoears.identity.scoring import patterns_of, score
from twoears.identity.table import read_people
from twoears.identity.training import Model, estimate

THRESHOLD = 0.5
"""The default: pairs that are rather one person than two."""

MEMORY = "3GB"
"""What DuckDB holds in memory; beyond that it writes to a folder of its own."""

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
    people = read_people(file, id_column, mapping)
    logger.info("%s: %s rows; compared by %s", file.name, f"{people.rows.num_rows:,}", _told(people.named))
    columns = list(people.named)
    with tempfile.TemporaryDirectory(prefix="twoears-link-") as folder:
        connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder})
        try:
            connection.execute("set enable_progress_bar = false; set preserve_insertion_order = false")
            connection.register("raw", people.rows)
            normalise(connection, columns)
            connection.unregister("raw")
            compared = _score(connection, columns, people.rows.num_rows, threshold)
            pairs = _write(connection, output)
        finally:
            connection.close()
    return Linked(people.rows.num_rows, compared, pairs)


def _told(named: dict[str, str]) -> str:
    return ", ".join(kind if kind == name else f"{kind} ({name})" for kind, name in named.items())


def _score(connection: duckdb.DuckDBPyConnection, columns: list[str], rows: int, threshold: float) -> int:
    """Make ``linked``, the pairs to write, and say how many were compared."""
    candidates = find_candidates(connection, columns) if rows > 1 else 0
    logger.info("%s pairs to compare", f"{candidates:,}")
    if not candidates:
        connection.execute("create table linked (id_l text, id_r text, probability double, reasons text)")
        return 0
    comparisons = comparisons_for(columns)
    others = draw_strangers(connection)
    patterns = patterns_of(connection, comparisons, candidates, float(others))
    model = estimate(comparisons, patterns, rows)
    if not model.learned:
        logger.info("too few doubles to learn from; usual shares of agreement are used")
    logger.info("about %s pairs of one person are expected", f"{model.expected:,.0f}")
    least = float(np.log2(threshold) - np.log2(1 - threshold)) if threshold < 1 else 1000.0
    scored = score(connection, comparisons, model, "select * from candidates", least)
    _judge(connection, scored, comparisons, model, threshold)
    return candidates


def _judge(
    connection: duckdb.DuckDBPyConnection,
    scored: str,
    comparisons: list[Comparison],
    model: Model,
    threshold: float,
) -> None:
    kin = " + ".join([repr(float(np.log2(model.kin / model.match))), *(_kin(c, i, model) for i, c in enumerate(comparisons))])
    connection.execute(f"""
        create or replace table linked as
        with weighed as (
            select *, match_weight, {kin} as kin_weight from {scored}
        ), judged as (
            select *, 1 / (1 + pow(2::double, -match_weight) + pow(2::double, kin_weight)) as probability,
                -log2(1 + pow(2::double, kin_weight + least(match_weight, 300))) as relatives
            from weighed
        )
        select l.id as id_l, r.id as id_r, probability, {reasons_sql(comparisons)} as reasons, l.person as l, r.person as r
        from judged join people as l on l.person = person_l join people as r on r.person = person_r
        where probability >= {threshold}""")


def _kin(comparison: Comparison, i: int, model: Model) -> str:
    """The weight of a grade for relatives against one person, in bits."""
    top = len(comparison.levels) - 1
    weights = np.log2(model.k[i] / model.m[i])
    whens = " ".join(f"when {top - j} then {float(w)!r}" for j, w in enumerate(weights))
    return f"case gamma_{comparison.name} {whens} else 0 end"


def _write(connection: duckdb.DuckDBPyConnection, output: Path) -> int:
    rows = connection.execute(
        "select id_l, id_r, round(probability, 6), reasons from linked order by 3 desc, l, r"
    )
    written = 0
    with output.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADER)
        while batch := rows.fetchmany(50_000):
            writer.writerows((l, r, f"{p:.6f}", text) for l, r, p, text in batch)
            written += len(batch)
    return written
