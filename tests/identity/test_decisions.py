"""What people decide is kept for ever, in order, and the newest word about two accounts counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from twoears.errors import DecisionError, LakeError
from twoears.identity.decisions import VERDICTS, Decisions
from twoears.identity.tables import TABLES

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def verdicts(decisions: Decisions) -> dict[tuple[str, str], tuple[str, str]]:
    rows = decisions.winning().to_pylist()
    return {
        (row["account_id"], row["other_account_id"]): (row["decision_id"], row["verdict"]) for row in rows
    }


def test_an_act_is_one_commit_with_a_row_a_pair(tmp_path: Path) -> None:
    decisions = Decisions(str(tmp_path))
    assert decisions.table().num_rows == decisions.winning().num_rows == 0
    made = decisions.add("split", [("d", "a"), ("d", "b"), ("a", "d")], " Ada ", " two people ", NOON)
    assert DeltaTable(str(tmp_path / "identity" / "decisions")).version() == 1
    same = {"decision_id": made, "kind": "split", "verdict": "apart", "decided_by": "Ada", "decided_at": NOON}
    assert Decisions(str(tmp_path)).table().to_pylist() == [
        {name: row[name] for name in TABLES["decisions"].names}
        for account in "ab"
        for row in [same | {"account_id": account, "other_account_id": "d", "because": "two people"}]
    ]


acts = st.tuples(st.sampled_from(sorted(VERDICTS)), st.permutations("abc"), st.integers(0, 3))


@settings(max_examples=6)
@given(st.lists(acts, max_size=6))
def test_the_newest_decision_about_a_pair_counts(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str], int]]
) -> None:
    decisions = Decisions(str(tmp_path_factory.mktemp("lake")))
    wanted: dict[tuple[str, str], tuple[datetime, str, str]] = {}
    for kind, (one, other, _), hour in made:
        at = NOON + timedelta(hours=hour)
        name = decisions.add(kind, [(one, other)], "Ada", "she knows", at)
        pair = (min(one, other), max(one, other))
        wanted[pair] = max(wanted.get(pair, (at, "", "")), (at, name, VERDICTS[kind]))
    assert verdicts(decisions) == {pair: (name, verdict) for pair, (_, name, verdict) in wanted.items()}


def test_two_who_decide_at_once_make_two_decisions(tmp_path: Path) -> None:
    Decisions(str(tmp_path)).table()

    def decide(person: int) -> str:
        return Decisions(str(tmp_path)).add("accept", [("a", str(person))], "Ada", "she knows", NOON)

    with ThreadPoolExecutor(4) as people:
        made = list(people.map(decide, range(8)))
    table = Decisions(str(tmp_path)).table()
    assert sorted(made) == table["decision_id"].to_pylist() == [f"d{number:06d}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "merge"}, "'merge' is no kind of decision; say accept, reject, split."),
        ({"pairs": []}, "accept: no pair of accounts was named; name two accounts."),
        ({"pairs": [("a", "b"), ("c", "c")]}, "accept: c was named as both sides; name two accounts."),
        ({"decided_by": " "}, "accept: nobody answers for it; say who decides."),
        ({"because": "\n"}, "accept: the reason is empty; say why, for whoever asks later."),
    ],
)
def test_what_cannot_be_decided_is_refused_in_a_sentence(
    change: dict[str, object], told: str, tmp_path: Path
) -> None:
    decisions = Decisions(str(tmp_path))
    given_ = {
        "kind": "accept",
        "pairs": [("a", "b")],
        "decided_by": "Ada",
        "because": "x",
        "decided_at": NOON,
    }
    with pytest.raises(DecisionError) as refused:
        decisions.add(**given_ | change)
    assert str(refused.value) == told
    assert decisions.table().num_rows == 0


def test_a_lake_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file")
    with pytest.raises(LakeError, match=r"identity.decisions: the lake at .* cannot be opened"):
        Decisions(str(tmp_path / "lake")).table()
