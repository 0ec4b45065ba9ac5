"""Estimates how one person's records differ, and weighs pairs of rows of ``people`` by it."""

import logging

import duckdb
import numpy as np

from twoears.identity.link.blocking import draw_strangers
from twoears.identity.link.comparisons import Comparison
from twoears.identity.link.scoring import patterns_of, score
from twoears.identity.link.training import Model, estimate

logger = logging.getLogger(__name__)


def learn(
    connection: duckdb.DuckDBPyConnection, comparisons: list[Comparison], rows: int, candidates: int
) -> Model:
    """Estimate a model from ``people``, so many rows, and ``candidates``, so many pairs of them."""
    others = draw_strangers(connection)
    model = estimate(comparisons, patterns_of(connection, comparisons, candidates, float(others)), rows)
    if not model.learned:
        logger.info("too few doubles to learn from: the usual shares of agreement are used")
    logger.info(
        "about %s pairs of one person are expected; before any evidence, a pair weighs %+.1f",
        f"{model.expected:,.0f}",
        before_evidence(model),
    )
    return model


def before_evidence(model: Model) -> float:
    """The weight of any pair, in bits."""
    return float(np.log2(model.match / (1 - model.match)))


def judge(
    connection: duckdb.DuckDBPyConnection,
    comparisons: list[Comparison],
    model: Model,
    pairs: str,
    least: float,
    made: str = "judged",
) -> None:
    """Weigh what Splink says for a match against two relatives, who agree in much without being one.

    Makes a table of Splink's columns with ``probability`` and ``relatives``, what these take off in bits.

    Args:
        connection: holds ``people``.
        comparisons: what is compared.
        model: the estimate.
        pairs: a query for ``l`` and ``r``.
        least: pairs of a smaller probability are left out.
        made: the name of the table.
    """
    scored = score(connection, comparisons, model, pairs, _weight(least))
    prior = float(np.log2(model.kin / model.match))
    kin = " + ".join([repr(prior), *(_kin(comparison, i, model) for i, comparison in enumerate(comparisons))])
    connection.execute(f"""
        create or replace table {made} as
        with weighed as (
            select *, {kin} as kin_weight from {scored}
        )
        select *, 1 / (1 + pow(2::double, -match_weight) + pow(2::double, kin_weight)) as probability,
            -log2(1 + pow(2::double, kin_weight + match_weight)) as relatives
        from weighed where probability >= {least!r}""")
    connection.execute(f"drop table {scored}")


def _weight(probability: float) -> float | None:
    """The log odds in bits; None for 0, that of almost certain for 1."""
    return float(np.log2(probability / max(1 - probability, 1e-12))) if probability > 0 else None


def _kin(comparison: Comparison, i: int, model: Model) -> str:
    """The weight of a grade for relatives against one person, in bits."""
    top = len(comparison.levels) - 1
    weights = np.log2(model.k[i] / model.m[i])
    whens = " ".join(f"when {top - j} then {float(w)!r}" for j, w in enumerate(weights))
    return f"case gamma_{comparison.name} {whens} else 0 end"
