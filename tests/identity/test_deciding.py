"""What a decision records so that it holds: pairs of accounts, for customers as they are now."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from twoears.errors import DecisionError
from twoears.identity.deciding import Decision, Pair, Someone, standing, to_accept, to_reject, to_split

ANN = Someone("ca", ("a1", "a2"))
BOB = Someone("cb", ("b1", "b2"))
VERDICTS = {"accept": "together", "reject": "apart", "split": "apart"}


def made(*acts: tuple[str, list[Pair]]) -> list[Decision]:
    """Acts one after another: the kind and the pairs of each."""
    return [
        Decision(
            f"d{number}", kind, VERDICTS[kind], *pair, "mia", datetime(2026, 1, number, tzinfo=UTC), "so"
        )
        for number, (kind, pairs) in enumerate(acts, start=1)
        for pair in pairs
    ]


def pairs_of(recorded: list[Pair]) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in recorded}


def test_accepting_records_one_pair_and_rejecting_all() -> None:
    assert to_accept(ANN, BOB, {}) == [("a1", "b1")]
    assert to_reject(ANN, BOB, {}) == [("a1", "b1"), ("a1", "b2"), ("a2", "b1"), ("a2", "b2")]


def test_an_account_speaks_for_itself() -> None:
    named = Someone("ca", ANN.account_ids, ("a2",))
    assert to_accept(named, BOB, {}) == [("a2", "b1")]
    assert to_reject(named, Someone("cb", BOB.account_ids, ("b2",)), {}) == [("a2", "b2")]


def test_accepting_takes_back_whatever_holds_the_two_apart() -> None:
    rejected = made(("reject", to_reject(ANN, BOB, {})))
    accepted = to_accept(Someone("ca", ANN.account_ids, ("a1",)), BOB, standing(rejected))
    assert pairs_of(accepted) == {frozenset(decision.pair) for decision in rejected}


def test_accepting_takes_back_a_split_that_no_run_has_made_yet_and_no_other() -> None:
    whole = Someone("ca", ("a1", "a2", "a3"))
    leaves = [Someone("ca", whole.account_ids, (account,)) for account in ("a2", "a3")]
    acts = made(("split", to_split(whole, leaves[:1], {})), ("split", [("a1", "a3")]))
    taken_back = to_accept(Someone("ca", whole.account_ids, ("a1",)), leaves[0], standing(acts))
    assert pairs_of(taken_back) == {frozenset(pair) for pair in (("a1", "a2"), ("a2", "a3"))}


def test_a_split_parts_those_who_leave_from_all_who_stay_and_not_from_each_other() -> None:
    whole = Someone("ca", ("a1", "a2", "a3", "a4"))
    leaving = [Someone("ca", whole.account_ids, (account,)) for account in ("a3", "a4")]
    assert pairs_of(to_split(whole, leaving, {})) == {
        frozenset(pair) for pair in (("a1", "a3"), ("a2", "a3"), ("a1", "a4"), ("a2", "a4"))
    }


def test_the_newest_decision_about_a_pair_counts_whatever_order_they_come_in() -> None:
    acts = made(("accept", [("a1", "b1")]), ("split", [("b1", "a1")]))
    assert standing(reversed(acts))[frozenset(("a1", "b1"))].decision_id == "d2"


ONE = [Someone("ca", ANN.account_ids, (account,)) for account in ANN.account_ids]
ACCEPTED = standing(made(("accept", [("a1", "b1")])))
REJECTED = standing(made(("reject", to_reject(ANN, BOB, {}))))
SPLIT = standing(made(("split", [("a2", "a1")])))


@pytest.mark.parametrize(
    ("decide", "says"),
    [
        (lambda: to_accept(ONE[0], ONE[0], {}), "Both are a1; name two"),
        (lambda: to_accept(ONE[0], ONE[1], {}), "a1 and a2 are one customer already"),
        (
            lambda: to_accept(ANN, BOB, ACCEPTED),
            "Decision d1 by mia has accepted a1 and b1 already; `twoears",
        ),
        (lambda: to_reject(ANN, BOB, REJECTED), "Decision d1 by mia holds a1 and b1 apart already"),
        (lambda: to_reject(ANN, ANN, {}), "Both are customer ca; say which accounts leave it with `twoears"),
        (lambda: to_split(ANN, ONE, {}), "would leave nothing of ca; its accounts are a1, a2"),
        (lambda: to_split(ANN, [BOB], {}), "b1 is no account of ca, whose accounts are a1, a2"),
        (lambda: to_split(ANN, [BOB], ACCEPTED), "take that back with `twoears identity reject b1 ca`"),
        (lambda: to_split(ANN, ONE[1:], SPLIT), "Decision d1 by mia has split them already"),
    ],
)
def test_what_there_is_not_to_decide_is_a_sentence(decide: Callable[[], list[Pair]], says: str) -> None:
    with pytest.raises(DecisionError) as raised:
        decide()
    assert says in str(raised.value)
