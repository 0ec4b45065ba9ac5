"""A thousand noisy records of 251 people that nobody here made: linked without labels, scored with them."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from tests.identity.tables import Pair, measure
from twoears.identity.cli import THRESHOLD
from twoears.identity.link import link
from twoears.settings import ROOT

FAKE_1000 = ROOT.parent / "shared" / "data" / "identity" / "fake_1000.csv"

pytestmark = pytest.mark.skipif(not FAKE_1000.exists(), reason=f"the data is not here: {FAKE_1000}")


def _truth() -> set[Pair]:
    people: dict[str, list[str]] = {}
    with FAKE_1000.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            people.setdefault(row["cluster"], []).append(row["unique_id"])
    return {frozenset(pair) for ids in people.values() for pair in combinations(ids, 2)}


def test_pairs_at_the_default_threshold(tmp_path: Path) -> None:
    mapping = {"given_name": "first_name", "family_name": "surname", "date_of_birth": "dob"}
    link(FAKE_1000, "unique_id", mapping, THRESHOLD, tmp_path / "pairs.csv")
    found = measure(tmp_path / "pairs.csv", _truth())
    assert found.precision >= 0.95, found
    assert found.recall >= 0.80, found
    assert found.f1 >= 0.88, found
