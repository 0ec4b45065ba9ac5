"""Who is one person: accounts tied by evidence, and what people decided about it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from twoears.identity.clusters.graph import (
    DECISION,
    RANKED,
    STRONGEST_FIRST,
    Numbers,
    Ties,
    find_ties,
    number_accounts,
)
from twoears.identity.clusters.unions import RivalUnions

Row = tuple[int, int, int]
"""A tie in plain Python: left, right, rank."""


def cluster(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``clustered`` from ``accounts``, ``rules``, ``judged`` and ``decided``.

    ``clustered`` has one row per account: ``base`` is its cluster by rules alone and ``final`` with the
    decisions, each named by the number of its oldest account; ``confidence`` is that of the weakest tie on
    the strongest ways through the final cluster, and ``reached_by`` names the kinds of these ties.
    """
    number_accounts(connection)
    ties = find_ties(connection)
    base = ties.components()
    decided = _decide(connection, ties, base)
    final = base if decided is ties else decided.components()
    _write(connection, base, final, decided.strongest())
    for table in ("ties", "keys", "numbered"):
        connection.execute(f"drop table {table}")


def _decide(connection: duckdb.DuckDBPyConnection, ties: Ties, base: Numbers) -> Ties:
    """The ties as decisions leave them: those of clusters that a decision names are taken up one by one."""
    pairs = connection.execute("""
        select distinct least(l.number, r.number), greatest(l.number, r.number), verdict
        from decided
        join numbered as l on l.account_id = decided.account_id
        join numbered as r on r.account_id = decided.other_account_id
        where l.number <> r.number
        order by all""").fetchall()
    if not pairs:
        return ties
    named = np.unique(base[np.array([pair[:2] for pair in pairs])])
    touched = np.isin(base[ties.left], named)
    accepted = [(left, right, DECISION) for left, right, verdict in pairs if verdict == "together"]
    apart = [(left, right) for left, right, verdict in pairs if verdict == "apart"]
    free = max(ties.accounts, int(ties.right.max(initial=0)) + 1)
    kept = [*_allowed([*accepted, *_rows_of(connection, ties, touched)], apart, free)]
    left, right, rank = np.array(kept, dtype=np.int64).reshape(-1, 3).T
    return Ties(
        ties.accounts,
        np.concatenate([ties.left[~touched], left]),
        np.concatenate([ties.right[~touched], right]),
        np.concatenate([ties.rank[~touched], rank]),
    )


def _rows_of(connection: duckdb.DuckDBPyConnection, ties: Ties, touched: NDArray[np.bool_]) -> list[Row]:
    """The ties of touched clusters, the strongest first."""
    connection.register("taken_up", pa.table({"number": pa.array(np.unique(ties.left[touched]))}))
    try:
        return connection.execute(f"""
            select number, key, rank from ties join keys using (key) semi join taken_up using (number)
            order by {STRONGEST_FIRST}""").fetchall()
    finally:
        connection.unregister("taken_up")


def _allowed(rows: list[Row], apart: list[tuple[int, int]], free: int) -> Iterator[Row]:
    """The ties that bring no pair together that somebody held apart.

    Who may not be tied to those that took a key first is tied by it to the others like them: the key has one
    node for each such party, numbered from ``free`` on.
    """
    unions = RivalUnions(apart)
    parties: defaultdict[int, list[int]] = defaultdict(list)
    for left, right, rank in rows:
        nodes = [right] if rank == DECISION else [right, *parties[right], free]
        joined = next((node for node in nodes if unions.admit(left, node)), None)
        if joined is None:
            continue
        if joined == free:
            parties[right].append(free)
            free += 1
        yield left, joined, rank


def _write(connection: duckdb.DuckDBPyConnection, base: Numbers, final: Numbers, strongest: Ties) -> None:
    confidences, kinds = _ranks(connection)
    weakest = np.zeros(len(final), dtype=np.int64)
    np.maximum.at(weakest, final[strongest.left], strongest.rank)
    columns = {
        "number": pa.array(np.arange(len(final))),
        "base": pa.array(base),
        "final": pa.array(final),
        "confidence": pa.array(confidences[weakest[final]]),
        "reached_by": _reached_by(final, strongest, kinds),
    }
    connection.register("found", pa.table(columns))
    connection.execute("""
        create or replace table clustered as
        select account_id, base, final, confidence, reached_by::text as reached_by
        from numbered join found using (number)""")
    connection.unregister("found")


def _reached_by(final: Numbers, strongest: Ties, kinds: dict[int, str]) -> "pa.DictionaryArray[Any, Any]":
    """The kinds of ties of each account's cluster, told once per set of kinds."""
    seen = np.zeros(len(final), dtype=np.int64)
    np.bitwise_or.at(seen, final[strongest.left], 1 << strongest.rank)
    patterns, of_account = np.unique(seen[final], return_inverse=True)
    told = [", ".join(sorted(kinds[i] for i in kinds if pattern >> i & 1)) for pattern in patterns.tolist()]
    texts = pa.array([text or "one account" for text in told], pa.string())
    return pa.DictionaryArray.from_arrays(of_account.astype(np.int32), texts)


def _ranks(connection: duckdb.DuckDBPyConnection) -> tuple[NDArray[np.float64], dict[int, str]]:
    """The confidence of each rank, 0 being no tie at all, and the kind of tie that it stands for."""
    rows = connection.execute(
        f"select rank, confidence, identifier_type from ({RANKED}) order by rank"
    ).fetchall()
    kinds = {DECISION: "decision"} | {rank: kind for rank, _, kind in rows}
    return np.array([1.0, 1.0, *(float(confidence) for _, confidence, _ in rows)]), kinds
