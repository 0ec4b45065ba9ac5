"""Cuts the ways between people, so that who stands between two of them is neither."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from twoears.identity.clusters.unions import Unions

Tie = tuple[int, int]
"""The numbers of an account and of a key."""

Strength = tuple[bool, float, int]
"""Whether it needs agreeing names, and what orders the others, the strongest first."""


def part(people: dict[int, int], ties: Iterable[tuple[Strength, int, int]]) -> list[Tie]:
    """The ties to withhold, so that no set of accounts holds two people.

    Args:
        people: who an account is, for those whose names say so.
        ties: strength, account and key, the strongest first. Those without need of names are all kept; of the
            others, what is tied to two people by evidence of one strength is tied to neither by it.
    """
    parting = _Parting(people)
    for (needs_names, *_), tier in groupby(ties, key=lambda tie: tie[0]):
        rows = [(account, key) for _, account, key in tier]
        if needs_names:
            parting.take(rows)
        else:
            parting.keep(rows)
    return parting.refused


class _Parting:
    def __init__(self, people: dict[int, int]) -> None:
        self._unions = Unions()
        self._person = dict(people)
        self.refused: list[Tie] = []

    def keep(self, rows: Iterable[Tie]) -> None:
        for one, other in rows:
            person = self._who(one) if self._who(one) is not None else self._who(other)
            root = self._unions.join(one, other)
            if person is not None:
                self._person[root] = person

    def take(self, rows: Sequence[Tie]) -> None:
        """Ties of one strength: first what people hold, then what nobody holds, then the ties between."""
        while named := [tie for tie in rows if self._who(tie[0]) is not None]:
            rows = [tie for tie in rows if self._who(tie[0]) is None]
            self._claim(named)
        self.keep([tie for tie in rows if self._who(tie[1]) is None])
        between = [tie for tie in rows if self._who(tie[1]) is not None and not self._are_one(tie)]
        self._claim([(key, account) for account, key in between], keys_first=True)

    def _claim(self, rows: Sequence[Tie], *, keys_first: bool = False) -> None:
        """Ties from somebody to what is theirs if nobody else claims it."""
        claims: defaultdict[int, set[int | None]] = defaultdict(set)
        for one, other in rows:
            claims[self._unions.find(other)].add(self._who(one))
        for root, claimed in claims.items():
            if (owner := self._who(root)) is not None:
                claimed.intersection_update({owner})
                claimed.add(owner)
        decided = [(one, other, claims[self._unions.find(other)] == {self._who(one)}) for one, other in rows]
        self.keep([(one, other) for one, other, is_theirs in decided if is_theirs])
        refused = [(one, other) for one, other, is_theirs in decided if not is_theirs]
        self.refused += [(other, one) for one, other in refused] if keys_first else refused

    def _who(self, node: int) -> int | None:
        return self._person.get(self._unions.find(node))

    def _are_one(self, tie: Tie) -> bool:
        return self._unions.find(tie[0]) == self._unions.find(tie[1])
