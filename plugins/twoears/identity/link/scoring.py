"""Splink compares and weighs the pairs, on the connection that holds the people."""

import logging
from typing import Any

import duckdb
import numpy as np

from twoears.identity.link.comparisons import Comparison
from twoears.identity.link.training import Floats, Model, Patterns

TRAINED_ON = 2_000_000
"""Candidates that are compared for the estimate; of more, a fixed part is drawn."""

RAREST = 1e-5
"""No value weighs as if it were rarer than this."""

KNOWN_FROM = 1000
"""A table of fewer rows knows only in part which names are common."""


def patterns_of(
    connection: duckdb.DuckDBPyConnection, comparisons: list[Comparison], candidates: int, others: float
) -> Patterns:
    """Compare a part of the candidates and the strangers, and count each outcome.

    Args:
        connection: holds ``people``, ``candidates`` and ``strangers``.
        comparisons: what is compared.
        candidates: how many candidates there are.
        others: how many pairs the strangers stand for.
    """
    part = -(-candidates // TRAINED_ON)
    drawn = f"select * from candidates where hash(l, r) % {part} = 0"
    near, near_pairs = _outcomes(connection, comparisons, drawn)
    far, far_pairs = _outcomes(connection, comparisons, "select * from strangers")
    pairs = [_scaled(near_pairs, candidates), _scaled(far_pairs, others)]
    is_open = np.repeat([True, False], [len(near_pairs), len(far_pairs)])
    return Patterns(np.concatenate([near, far]), np.concatenate(pairs), is_open)


def _scaled(pairs: Floats, total: float) -> Floats:
    return pairs * (total / pairs.sum()) if pairs.size else pairs


def _outcomes(
    connection: duckdb.DuckDBPyConnection, comparisons: list[Comparison], pairs: str
) -> tuple[Any, Floats]:
    compared = score(connection, comparisons, None, pairs)
    grades = ", ".join(f"mw_{comparison.name}" for comparison in comparisons)
    rows = connection.execute(
        f"select {grades}, count(*) from {compared} group by {grades} order by {grades}"
    ).fetchall()
    connection.execute(f"drop table {compared}")
    table = np.array(rows, dtype=np.int64).reshape(-1, len(comparisons) + 1)
    return -1 - table[:, :-1], table[:, -1].astype(np.float64)


def score(
    connection: duckdb.DuckDBPyConnection,
    comparisons: list[Comparison],
    model: Model | None,
    pairs: str,
    least_weight: float | None = None,
) -> str:
    """Let Splink compare the pairs of a query, and return the name of its table of weights.

    Args:
        connection: holds ``people``.
        comparisons: what is compared.
        model: the estimate; without one the weight of the i-th grade is -(i + 1), and 0 where it is missing.
        pairs: a query for ``l`` and ``r``.
        least_weight: pairs of a smaller total weight, in bits, are left out.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection.execute(f"""
        create or replace table blocked as
        select '0' as match_key, l as join_key_l, r as join_key_r from ({pairs})""")
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="person",
        comparisons=[_settings(c, i, model) for i, c in enumerate(comparisons)],
        probability_two_random_records_match=model.match if model else 0.001,
        retain_matching_columns=model is not None,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(api.register("people"), settings, log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    scored = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    connection.execute("drop table blocked")
    return str(scored.physical_name)


def _settings(comparison: Comparison, i: int, model: Model | None) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for j, level in enumerate(comparison.levels):
        made: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.text}
        made["m_probability"] = float(model.m[i][j]) if model else 2.0 ** -(j + 1)
        made["u_probability"] = float(model.u[i][j]) if model else 1.0
        if level.frequency and model:
            made |= {
                "tf_adjustment_column": level.frequency,
                "tf_minimum_u_value": RAREST,
                "tf_adjustment_weight": min(1.0, model.rows / KNOWN_FROM),
                "disable_tf_exact_match_detection": True,
            }
        levels.append(made)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
