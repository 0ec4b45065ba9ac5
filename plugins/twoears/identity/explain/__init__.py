"""Says by what accounts are one customer, or why they are not: pure functions over what the last run knew."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from twoears.identity.deciding import Decision, Pair

WEAKNESS = {"verified": 1, "typed": 2, "seen": 3}
"""How much each trust weakens a path; a decision does not."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value of one account.

    ``join_key`` is what ties all accounts that have it, None where the value ties nobody and
    ``withheld_because`` says why; ``count_accounts`` is how many accounts have the value at all.
    """

    account_id: str
    vendor: str
    identifier_type: str
    value: str
    value_as_written: str
    trust: str
    join_key: str | None
    withheld_because: str | None
    count_accounts: int

    @property
    def key(self) -> tuple[str, str]:
        return self.identifier_type, self.value


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: from an account to the next by a value that both have, or by a decision."""

    from_account: str
    to_account: str
    shared: tuple[Evidence, Evidence] | None
    decision: Decision | None

    @property
    def weakness(self) -> int:
        return max(WEAKNESS[side.trust] for side in self.shared) if self.shared else 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A value that two customers share and that does not join them: both rows and the reason."""

    left: Evidence
    right: Evidence
    because: str


def path(
    start: str, goal: str, evidence: Iterable[Evidence], decisions: Iterable[Decision]
) -> list[Step] | None:
    """The way from one account to another: the shortest, of these the one of strongest evidence.

    Args:
        start: an account.
        goal: another account of the same customer.
        evidence: that of the customer's accounts.
        decisions: those that count.
    """
    steps = _steps(evidence, decisions)
    waiting: list[tuple[int, int, tuple[str, ...], list[Step]]] = [(0, 0, (start,), [])]
    seen = set()
    while waiting:
        length, weakness, way, taken = heapq.heappop(waiting)
        here = way[-1]
        if here == goal:
            return taken
        if here in seen:
            continue
        seen.add(here)
        for step in steps[here].values():
            if step.to_account not in seen:
                on = (*way, step.to_account)
                heapq.heappush(waiting, (length + 1, weakness + step.weakness, on, [*taken, step]))
    return None


def _steps(evidence: Iterable[Evidence], decisions: Iterable[Decision]) -> Mapping[str, Mapping[str, Step]]:
    """The strongest step between each two accounts that are tied, by account and other account."""
    steps: dict[str, dict[str, Step]] = defaultdict(dict)
    for step in _all_steps(evidence, decisions):
        known = steps[step.from_account].get(step.to_account)
        if known is None or _rank(step) < _rank(known):
            steps[step.from_account][step.to_account] = step
    return steps


def _all_steps(evidence: Iterable[Evidence], decisions: Iterable[Decision]) -> Iterator[Step]:
    by_key: dict[str, list[Evidence]] = defaultdict(list)
    for row in evidence:
        if row.join_key is not None:
            by_key[row.join_key].append(row)
    for rows in by_key.values():
        yield from (
            Step(one.account_id, other.account_id, (one, other), None)
            for one in rows
            for other in rows
            if one.account_id != other.account_id
        )
    for decision in decisions:
        if decision.verdict == "together":
            for one, other in _both_ways((decision.account_id, decision.other_account_id)):
                yield Step(one, other, None, decision)


def _both_ways(pair: Pair) -> tuple[Pair, Pair]:
    return pair, (pair[1], pair[0])


def _rank(step: Step) -> tuple[int, tuple[str, str]]:
    return step.weakness, step.shared[0].key if step.shared else ("", "")


def obstacles(left: Sequence[Evidence], right: Sequence[Evidence]) -> list[Obstacle]:
    """The values that two customers share, one row of each for each value, and why each joins nobody.

    Args:
        left: evidence of one customer's accounts; where several have a value, the first row speaks.
        right: the same of the other.
    """
    first: dict[tuple[str, str], Evidence] = {}
    for row in right:
        first.setdefault(row.key, row)
    shared: dict[tuple[str, str], Obstacle] = {}
    for row in left:
        other = first.get(row.key)
        if other and row.key not in shared:
            shared[row.key] = Obstacle(row, other, _reason(row, other))
    return [shared[key] for key in sorted(shared)]


def _reason(left: Evidence, right: Evidence) -> str:
    """The reason of the side that is withheld; two that both join others are of two groups of names."""
    return left.withheld_because or right.withheld_because or "names_disagree"


def held_apart(left: Iterable[str], right: Iterable[str], decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that keep any account of one customer from any of the other."""
    lefts, rights = set(left), set(right)
    return [
        decision
        for decision in decisions
        if decision.verdict == "apart"
        and any(one in lefts and other in rights for one, other in _both_ways(_pair(decision)))
    ]


def _pair(decision: Decision) -> Pair:
    return decision.account_id, decision.other_account_id


def label(evidence: Iterable[Evidence]) -> str:
    """What a person would call an account: its name, else its handle, else its address."""
    written = {row.identifier_type: row.value_as_written for row in evidence}
    return next((written[kind] for kind in ("name", "username", "email") if kind in written), "")
