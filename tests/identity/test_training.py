"""The estimate: it finds the shares that made the data, and keeps to what is usual where there is little."""

import numpy as np
import pytest

from twoears.identity.link.comparisons import Comparison, comparisons_for
from twoears.identity.link.training import ENOUGH, Patterns, estimate

COLUMNS = ["given_name", "family_name", "email", "date_of_birth"]
ROWS = 2000


def _drawn(comparisons: list[Comparison], matches: int, agreement: float) -> Patterns:
    """Pairs whose matches agree with one probability, and strangers with one in a thousand."""
    chance = np.random.default_rng(5)
    total = ROWS * (ROWS - 1) // 2
    counts: dict[tuple[int, ...], float] = {}
    for share, pairs, weight in ((agreement, matches, 1.0), (0.001, 20_000, (total - matches) / 20_000)):
        for _ in range(pairs):
            grades = tuple(0 if chance.random() < share else len(c.levels) - 1 for c in comparisons)
            counts[grades] = counts.get(grades, 0.0) + weight
    keys = sorted(counts)
    grades = np.array(keys, dtype=np.int64)
    return Patterns(grades, np.array([counts[key] for key in keys]), np.ones(len(keys), dtype=bool))


@pytest.mark.parametrize("agreement", [0.85, 0.95])
def test_shares_are_learned_from_the_pairs(agreement: float) -> None:
    comparisons = comparisons_for(COLUMNS)
    model = estimate(comparisons, _drawn(comparisons, 800, agreement), ROWS)
    assert model.learned
    assert model.expected == pytest.approx(800, rel=0.1)
    assert model.m[0][0] == pytest.approx(max(agreement, 1 - comparisons[0].levels[-1].limit), abs=0.08)


def test_too_few_doubles_teach_nothing() -> None:
    comparisons = comparisons_for(COLUMNS)
    model = estimate(comparisons, _drawn(comparisons, ENOUGH // 4, 0.9), ROWS)
    assert not model.learned
    assert [float(m[0]) for m in model.m] == pytest.approx(
        [c.levels[0].m / sum(level.m for level in c.levels) for c in comparisons]
    )


def test_the_shares_of_every_class_add_up_to_one() -> None:
    comparisons = comparisons_for([*COLUMNS, "phone", "street", "city", "postal_code", "username"])
    model = estimate(comparisons, _drawn(comparisons, 500, 0.9), ROWS)
    for shares in (*model.m, *model.u, *model.k):
        assert float(shares.sum()) == pytest.approx(1, abs=1e-6)
        assert float(shares.min()) > 0
