"""Who was which customer when, and what changed it."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from deltalake import DeltaTable

from tests.identity.town import Day, natural, on, run, town
from twoears.errors import LakeError
from twoears.identity.decisions import Decisions
from twoears.identity.history import Memberships


def told(made: Day) -> list[tuple[Any, ...]]:
    """The newest day's changes: account, what happened, evidence, account on the other side, decision."""
    rows = made.tables["identity_changes"]
    newest = max((row["changed_at"] for row in rows), default=None)
    names = ("account_id", "change", "evidence_type", "other_account_id", "decision_id")
    return [tuple(row[name] for name in names) for row in rows if row["changed_at"] == newest]


STORIES = {
    "a value ties two": (["ab", "ab v:ab"], [("b", "merged", "email", "a", None)]),
    "the stronger of two values": (["ab", "ab +1:ab v:ab"], [("b", "merged", "email", "a", None)]),
    "an older account ties them": (
        ["bcd v:bc", "abcd v:bc w:abd"],
        [(account, "merged", "email", "a", None) for account in "bcd"],
    ),
    "a value leaves": (["abc v:abc", "abc v:bc"], [("a", "split", "email", "b", None)]),
    "a value is blocked": (["abc v:bc +1:ab", "abc v:bc +1:ab !+1"], [("a", "split", "phone", "b", None)]),
    "a value gets over its limit": (
        ["abc +1:abc", "abcdef +1:abcdef"],
        [("b", "split", "phone", "a", None), ("c", "split", "phone", "a", None)],
    ),
    "one goes to others": (
        ["abcd v:abc w:d", "abcd v:ab w:cd"],
        [("c", "split", "email", "a", None), ("d", "merged", "email", "c", None)],
    ),
    "one goes to older others": (
        ["abcde v:ab w:cde", "abcde v:abc w:de"],
        [("c", "moved", "email", "a", None)],
    ),
    "who tied them is gone": (["abc v:ab w:ac", "bc v:b w:c"], [("c", "split", "email", "a", None)]),
    "an account is gone, nobody moves": (["ab v:ab", "a v:a"], []),
}


@pytest.mark.parametrize(("days", "changes"), STORIES.values(), ids=STORIES)
def test_a_change_says_which_evidence_did_it(
    days: list[str], changes: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    for day, now in enumerate(days):
        made = run(tmp_path, town(now), day)
    assert told(made) == changes


def test_a_change_says_which_decision_did_it(tmp_path: Path) -> None:
    decisions = Decisions(str(tmp_path))
    now = town("abcd v:ab w:cd")
    run(tmp_path, now, 0)
    joined = decisions.add("accept", [("b", "d")], "Ada", "she told", on(0))
    accounts = [("c", "merged", "decision", "b", joined), ("d", "merged", "decision", "b", joined)]
    assert told(run(tmp_path, now, 1)) == accounts
    parted = decisions.add("split", [("c", "a"), ("c", "b"), ("c", "d")], "Ada", "a brother", on(1))
    assert told(run(tmp_path, now, 2)) == [("c", "split", "decision", "a", parted)]
    rejected = decisions.add("reject", [("b", "d")], "Ada", "no", on(2))
    assert told(run(tmp_path, now, 3)) == [("d", "split", "decision", "b", rejected)]


def test_intervals_follow_each_other(tmp_path: Path) -> None:
    for day, now in enumerate(["ab", "ab v:ab", "ab", "ab +1:ab", "b", "ab"]):
        made = run(tmp_path, town(now), day)
    history = [
        (row["account_id"], row["customer_id"], row["valid_from"], row["valid_to"])
        for row in made.tables["customer_id_history"]
    ]
    a, b = natural("a"), natural("b")
    assert history == [
        ("a", a, on(0), on(4)),
        ("a", made.customers["a"], on(5), None),
        ("b", b, on(0), on(1)),
        ("b", a, on(1), on(2)),
        ("b", b, on(2), on(3)),
        ("b", a, on(3), None),
    ]


def test_nothing_is_kept_where_nothing_changed(tmp_path: Path) -> None:
    now = town("abc v:ab")
    first, again, later = (run(tmp_path, now, day, order) for order, day in enumerate((0, 0, 9)))
    assert first.version == again.version == later.version
    assert first.tables == again.tables == later.tables


def test_what_was_done_and_undone_for_one_moment_leaves_no_trace(tmp_path: Path) -> None:
    run(tmp_path, town("abc v:ab"), 0)
    before = run(tmp_path, town("abc v:ab"), 1)
    between = run(tmp_path, town("abc v:ab w:bc"), 1)
    after = run(tmp_path, town("abc v:ab"), 1)
    assert between.tables != before.tables
    assert after.tables == before.tables
    assert Memberships(str(tmp_path)).before(on(9)).num_rows == 3


def test_a_replay_of_the_past_keeps_nothing(tmp_path: Path) -> None:
    first, then = run(tmp_path, town("abc v:ab"), 0), run(tmp_path, town("abc v:bc"), 5)
    past = run(tmp_path, town("abc v:ac"), 3)
    assert past.version == then.version
    assert told(past) == [("b", "split", "email", "a", None), ("c", "merged", "email", "a", None)]
    assert run(tmp_path, town("abc v:ab"), 0).tables == first.tables
    assert run(tmp_path, town("abc v:bc"), 5).tables == then.tables


def test_a_run_that_another_overtook_keeps_nothing(tmp_path: Path) -> None:
    run(tmp_path, town("a"), 0)
    slow, quick = Memberships(str(tmp_path)), Memberships(str(tmp_path))
    assert slow.before(on(1)).num_rows == 1
    other = run(tmp_path, town("ab"), 1)
    rows = quick.before(on(2))
    with pytest.raises(LakeError, match="let one build run at a time"):
        slow.keep(on(1), rows.filter(pc.equal(rows["account_id"], "b")))
    assert DeltaTable(str(tmp_path / "identity" / "memberships")).version() == other.version
