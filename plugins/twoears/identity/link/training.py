"""Estimates, without labels, how one person's records, relatives' and strangers' differ.

Fellegi and Sunter's model with a third class: pairs are records of one person, of two people of one
household, or of strangers. Expectation maximisation runs over all pairs of the table, the compared ones
counted and the others represented by a random sample, so that no choice of blocks bends the estimate.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from twoears.identity.link.comparisons import Comparison

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BELIEF = 40.0
"""How many matching pairs the shares known beforehand count for."""

ACQUAINTANCE = 1000.0
"""How many pairs of strangers their shares known beforehand count for."""

ROUNDS = 200
STILL = 1e-7
"""Estimation ends after so many rounds, or when the expected share of matches stands still."""

ENOUGH = 20
"""Fewer expected matches than this teach nothing; the shares known beforehand are used."""

USUAL_DOUBLES = 0.05
"""The share of rows that stand twice, as far as one knows before looking."""

RELATIVES = 1.0
"""The most pairs of relatives that there are, per row, where addresses or phones tell."""

HIDDEN_RELATIVES = 0.2
"""The same where only names tell."""

NO_PROOF = 0.02
"""Of the pairs that agree in one value, at least this share, per match, are strangers all the same."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct outcomes of the comparisons: one row each, a grade's index or -1 for missing a column.

    ``pairs`` is how many pairs show the outcome; ``open`` is false for the sample of strangers.
    """

    grades: Integers
    pairs: Floats
    open: npt.NDArray[np.bool_]


@dataclass(slots=True)
class Model:
    """Shares of the three classes, and for each comparison the share of each grade in each class."""

    rows: int
    match: float
    kin: float
    m: list[Floats]
    u: list[Floats]
    k: list[Floats]
    learned: bool = True
    expected: float = field(default=0.0)


def estimate(comparisons: list[Comparison], patterns: Patterns, rows: int) -> Model:
    """Estimate the model from the patterns of all pairs of a table of ``rows`` rows."""
    prior = _start(comparisons, patterns, rows)
    model = _start(comparisons, patterns, rows)
    _iterate(comparisons, patterns, rows, model, prior, learn=True)
    if model.expected < ENOUGH:
        model = _start(comparisons, patterns, rows)
        model.learned = False
        _iterate(comparisons, patterns, rows, model, prior, learn=False)
    return model


def _start(comparisons: list[Comparison], patterns: Patterns, rows: int) -> Model:
    total = float(patterns.pairs.sum())
    match = min(0.2, USUAL_DOUBLES * rows / total)
    m = [np.array([level.m for level in c.levels]) / sum(level.m for level in c.levels) for c in comparisons]
    u = [_strangers(c, patterns, i, patterns.pairs) for i, c in enumerate(comparisons)]
    u = [_floored(c, match / (1 - match), m[i], u[i]) for i, c in enumerate(comparisons)]
    kin = _most_kin(comparisons, rows, total) / 10
    return Model(rows, match, kin, m, u, [_kin(c, u[i]) for i, c in enumerate(comparisons)])


def _iterate(
    comparisons: list[Comparison], patterns: Patterns, rows: int, model: Model, prior: Model, learn: bool
) -> None:
    total = float(patterns.pairs.sum())
    for _ in range(ROUNDS):
        is_match, is_kin = responsibilities(patterns, model)
        matches, kin = patterns.pairs * is_match, patterns.pairs * is_kin
        strangers = patterns.pairs - matches - kin
        before, model.expected = model.expected, float(matches.sum())
        model.match = (model.expected + 2.0) / (total + 2.0 / prior.match)
        model.kin = min((float(kin.sum()) + 1.0) / total, _most_kin(comparisons, rows, total))
        odds = model.match / (1 - model.match)
        for i, comparison in enumerate(comparisons):
            if learn:
                model.m[i] = _learned_m(comparison, patterns, i, matches, prior.m[i])
            shares = _strangers(comparison, patterns, i, strangers)
            model.u[i] = _floored(comparison, odds, model.m[i], shares)
            model.k[i] = _kin(comparison, model.u[i])
        if abs(model.expected - before) <= STILL * total * model.match:
            break


def responsibilities(patterns: Patterns, model: Model) -> tuple[Floats, Floats]:
    """How probably each pattern is a match and a pair of relatives; strangers have the rest."""
    strangers = 1 - model.match - model.kin
    logs = np.stack(
        [
            np.log(share) + _log_likelihood(patterns, shares)
            for share, shares in ((model.match, model.m), (model.kin, model.k), (strangers, model.u))
        ]
    )
    weights = np.exp(logs - logs.max(axis=0))
    weights = weights / weights.sum(axis=0)
    return np.where(patterns.open, weights[0], 0.0), np.where(patterns.open, weights[1], 0.0)


def _log_likelihood(patterns: Patterns, shares: list[Floats]) -> Floats:
    logs = np.zeros(len(patterns.pairs))
    for i, share in enumerate(shares):
        logs = logs + np.append(np.log(share), 0.0)[patterns.grades[:, i]]
    return logs


def _counts(patterns: Patterns, i: int, pairs: Floats, size: int) -> Floats:
    grades = patterns.grades[:, i]
    seen = grades >= 0
    return np.bincount(grades[seen], weights=pairs[seen], minlength=size)[:size].astype(np.float64)


def _strangers(comparison: Comparison, patterns: Patterns, i: int, strangers: Floats) -> Floats:
    """Shares among strangers, no more of a grade's pairs than it can have."""
    size = len(comparison.levels)
    most = np.array([level.strangers for level in comparison.levels]) * _counts(
        patterns, i, patterns.pairs, size
    )
    chances = np.array([level.chance for level in comparison.levels])
    chances[-1] = 1 - chances[:-1].sum()
    counts = np.minimum(_counts(patterns, i, strangers, size), most) + ACQUAINTANCE * chances
    return np.asarray(counts / counts.sum())


def _learned_m(comparison: Comparison, patterns: Patterns, i: int, matches: Floats, prior: Floats) -> Floats:
    """Shares among matches; disagreement stays between half of what is usual and the grade's limit."""
    counts = _counts(patterns, i, matches, prior.size) + BELIEF * prior
    shares = counts / counts.sum()
    differs = min(max(shares[-1], prior[-1] / 2), comparison.levels[-1].limit)
    shares[:-1] *= (1 - differs) / shares[:-1].sum()
    shares[-1] = differs
    return np.asarray(shares)


def _floored(comparison: Comparison, odds: float, m: Floats, u: Floats) -> Floats:
    """Strangers' shares, none so small that its grade alone would prove a match."""
    most = np.array([2.0**-level.most for level in comparison.levels])
    u = np.maximum(u, m * np.maximum(most, NO_PROOF * min(odds, 1.0)))
    return np.asarray(u / u.sum())


def _kin(comparison: Comparison, u: Floats) -> Floats:
    """Relatives' shares: those known beforehand, and as among strangers for the grades that say None."""
    known = np.array([np.nan if level.kin is None else level.kin for level in comparison.levels])
    free = np.isnan(known)
    if not free.any():
        return np.asarray(known / known.sum())
    rest = u * free / max(float(u[free].sum()), 1e-12) * (1 - np.nansum(known))
    return np.where(free, np.maximum(rest, 1e-9), known)


def _most_kin(comparisons: list[Comparison], rows: int, total: float) -> float:
    names = {comparison.name for comparison in comparisons}
    telling = names & {"address", "phone"}
    if not ({"family_name"} & names or telling):
        return 1e-12
    return min(0.3, (RELATIVES if telling else HIDDEN_RELATIVES) * rows / total)
