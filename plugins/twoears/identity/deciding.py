"""What a decision about people must record so that it really holds: pairs of accounts, together or apart.

Accounts are recorded, never customers: a customer is what the next run makes of evidence and decisions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product

from twoears.errors import DecisionError

Pair = tuple[str, str]

EXPLAIN = "`twoears identity explain` shows by what"
BUILD = "`twoears build` puts it into effect"


@dataclass(frozen=True, slots=True)
class Decision:
    """One pair of one recorded act: ``verdict`` is together or apart, ``kind`` the command that said so."""

    decision_id: str
    kind: str
    verdict: str
    account_id: str
    other_account_id: str
    decided_by: str
    decided_at: datetime
    because: str

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.account_id, self.other_account_id))


Standing = Mapping[frozenset[str], Decision]
"""The decision that counts for each pair that one was made about."""


@dataclass(frozen=True, slots=True)
class Someone:
    """Whom a command names: a customer with all its accounts, its founder first; ``named`` if not all."""

    customer_id: str
    account_ids: tuple[str, ...]
    named: tuple[str, ...] = ()

    @property
    def meant(self) -> tuple[str, ...]:
        """The accounts that the words cover."""
        return self.named or self.account_ids

    @property
    def speaker(self) -> str:
        """The account that stands for all."""
        return self.meant[0]


def standing(decisions: Iterable[Decision]) -> Standing:
    """The newest decision about each pair."""
    ordered = sorted(decisions, key=lambda decision: (decision.decided_at, decision.decision_id))
    return {decision.pair: decision for decision in ordered}


def to_accept(left: Someone, right: Someone, made: Standing) -> list[Pair]:
    """The pairs that make two one person: one that joins them, and each that earlier decisions hold apart.

    Raises:
        DecisionError: they are one already, or will be.
    """
    pair = _two(left, right)
    held = _held_apart(left, right, made)
    if not held and left.customer_id == right.customer_id:
        raise DecisionError(f"{pair[0]} and {pair[1]} are one customer already; {EXPLAIN}.")
    if not held and _verdict(pair, made) == "together":
        raise DecisionError(f"{_by(pair, made)} has accepted {pair[0]} and {pair[1]} already; {BUILD}.")
    return list({frozenset(other): other for other in [*held, pair]}.values())


def to_reject(left: Someone, right: Someone, made: Standing) -> list[Pair]:
    """The pairs that keep two apart: of customers every account of one with every account of the other.

    Raises:
        DecisionError: they are held apart already, or one customer of which no two accounts are named.
    """
    if left.customer_id == right.customer_id and not (left.named and right.named):
        raise DecisionError(
            f"Both are customer {left.customer_id}; say which accounts leave it with "
            f"`twoears identity split {left.customer_id} ACCOUNT...`."
        )
    pair = _two(left, right)
    pairs = [other for other in _between(left.meant, right.meant) if not _is_apart(other, made)]
    if not pairs:
        raise DecisionError(f"{_by(pair, made)} holds {pair[0]} and {pair[1]} apart already.")
    return pairs


def to_split(customer: Someone, leaving: Iterable[Someone], made: Standing) -> list[Pair]:
    """The pairs that part accounts from the rest of their customer.

    Nothing is recorded among those that leave: they stay together as far as their evidence ties them.

    Raises:
        DecisionError: an account is not the customer's, none would stay, or it was decided already.
    """
    accounts = list(dict.fromkeys(account for someone in leaving for account in someone.meant))
    for account in accounts:
        _require_member(customer, account, made)
    rest = [account for account in customer.account_ids if account not in accounts]
    if not rest:
        raise DecisionError(
            f"That would leave nothing of {customer.customer_id}; its accounts are "
            f"{listed(customer.account_ids)}: name those that are somebody else."
        )
    pairs = [pair for pair in _between(accounts, rest) if not _is_apart(pair, made)]
    if not pairs:
        raise DecisionError(f"{_by((accounts[0], rest[0]), made)} has split them already; {BUILD}.")
    return pairs


def listed(account_ids: Sequence[str], most: int = 10) -> str:
    """Account ids in a sentence."""
    more = len(account_ids) - most
    return ", ".join(account_ids[:most]) + (f" and {more:,} more" if more > 0 else "")


def _two(left: Someone, right: Someone) -> Pair:
    if both := set(left.meant) & set(right.meant):
        raise DecisionError(f"Both are {listed(sorted(both))}; name two accounts or customers.")
    return left.speaker, right.speaker


def _held_apart(left: Someone, right: Someone, made: Standing) -> list[Pair]:
    """The pairs to take back; of one customer, all those of the acts that no run has parted it by yet."""
    if left.customer_id != right.customer_id:
        return [pair for pair in _between(left.account_ids, right.account_ids) if _is_apart(pair, made)]
    named = (pair for pair in _between(left.meant, right.meant) if _is_apart(pair, made))
    acts = {made[frozenset(pair)].decision_id for pair in named}
    within = (pair for pair in combinations(left.account_ids, 2) if _is_apart(pair, made))
    return [pair for pair in within if made[frozenset(pair)].decision_id in acts]


def _between(left: Iterable[str], right: Iterable[str]) -> list[Pair]:
    return list(product(left, right))


def _verdict(pair: Pair, made: Standing) -> str | None:
    decision = made.get(frozenset(pair))
    return decision.verdict if decision else None


def _is_apart(pair: Pair, made: Standing) -> bool:
    return _verdict(pair, made) == "apart"


def _by(pair: Pair, made: Standing) -> str:
    decision = made[frozenset(pair)]
    return f"Decision {decision.decision_id} by {decision.decided_by}"


def _require_member(customer: Someone, account: str, made: Standing) -> None:
    if account in customer.account_ids:
        return
    if any(_verdict((account, other), made) == "together" for other in customer.account_ids):
        raise DecisionError(
            f"{account} was accepted as {customer.customer_id} but no run has joined them yet; "
            f"take that back with `twoears identity reject {account} {customer.customer_id}`."
        )
    raise DecisionError(
        f"{account} is no account of {customer.customer_id}, whose accounts are "
        f"{listed(customer.account_ids)}."
    )
