"""How right a mapping of accounts to customers is, by what the sandbox knows of its people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5
from itertools import combinations
from math import comb
from typing import Any

import pyarrow as pa

from sandbox.shapes import World

People = frozenset[str]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of accounts: put together, of one person, and both of it.

    ``missing`` are the accounts of the truth that the mapping does not have; no pair of theirs counts.
    """

    accounts: int
    missing: int
    together: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.together if self.together else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.together + self.true) if self.together + self.true else 1.0


def people_of(world: World) -> dict[str, People]:
    """The people behind each account of the truth; two at an address that a household shares."""
    behind: defaultdict[str, set[str]] = defaultdict(set)
    for row in world.truth["accounts"]:
        behind[account_id(row)].add(row["person_id"])
    return {account: frozenset(people) for account, people in behind.items()}


def account_id(row: Mapping[str, Any]) -> str:
    """What the line calls an account of the truth: a mail address is one account however it is typed."""
    if row["vendor"] != "imap":
        return f"{row['vendor']}:{row['account_key']}"
    address = row["email"].strip().lower().encode()
    return f"imap:{md5(address, usedforsecurity=False).hexdigest()}"


def score(customers: Mapping[str, str], people: Mapping[str, People]) -> Score:
    """Count the pairs of accounts that a mapping puts together against those that share a person.

    Counted from the sizes of the groups, so that a million accounts take seconds.
    """
    known = {account: behind for account, behind in people.items() if account in customers}
    clusters: defaultdict[str, Counter[People]] = defaultdict(Counter)
    for account, behind in known.items():
        clusters[customers[account]][behind] += 1
    return Score(
        accounts=len(known),
        missing=len(people) - len(known),
        together=sum(comb(cluster.total(), 2) for cluster in clusters.values()),
        true=_sharing(Counter(known.values())),
        right=sum(_sharing(cluster) for cluster in clusters.values()),
    )


def _sharing(accounts: Counter[People]) -> int:
    """The pairs of accounts that share a person, of so many accounts for each set of people."""
    alike = sum(comb(count, 2) for count in accounts.values())
    several = [behind for behind in accounts if len(behind) > 1]
    of_person: defaultdict[str, set[People]] = defaultdict(set)
    for behind in accounts if several else ():
        for person in behind:
            of_person[person].add(behind)
    overlapping = {
        frozenset((one, other)) for one in several for person in one for other in of_person[person] - {one}
    }
    return alike + sum(accounts[one] * accounts[other] for one, other in map(tuple, overlapping))


def wrong_pairs(customers: Mapping[str, str], people: Mapping[str, People]) -> Iterator[Pair]:
    """The pairs that a mapping puts together though they share nobody."""
    together: defaultdict[str, list[str]] = defaultdict(list)
    for account in sorted(people.keys() & customers.keys()):
        together[customers[account]].append(account)
    for accounts in together.values():
        yield from (pair for pair in combinations(accounts, 2) if not people[pair[0]] & people[pair[1]])


def missing_pairs(customers: Mapping[str, str], people: Mapping[str, People]) -> list[Pair]:
    """The pairs that share a person though a mapping holds them apart."""
    accounts_of: defaultdict[str, list[str]] = defaultdict(list)
    for account in sorted(people.keys() & customers.keys()):
        for person in people[account]:
            accounts_of[person].append(account)
    pairs = {pair for accounts in accounts_of.values() for pair in combinations(accounts, 2)}
    return sorted(pair for pair in pairs if customers[pair[0]] != customers[pair[1]])


def kinds(pairs: Iterable[Pair], identifiers: pa.Table) -> Counter[tuple[str, str]]:
    """How many pairs there are of which two vendors and with what in common.

    ``identifiers`` has the columns of ``identity.identifiers``. In common are the values that both accounts
    have, each with why it joins neither, if so; ``nothing`` means that evidence of others joined them or that
    there is none.
    """
    having: defaultdict[str, dict[Pair, str]] = defaultdict(dict)
    columns = ("account_id", "identifier_type", "value", "withheld_because")
    for account, kind, value, withheld in zip(
        *(identifiers[name].to_pylist() for name in columns), strict=True
    ):
        having[account][kind, value] = withheld or "joins"
    return Counter(_kind(pair, having[pair[0]], having[pair[1]]) for pair in pairs)


def _kind(pair: Pair, one: Mapping[Pair, str], other: Mapping[Pair, str]) -> tuple[str, str]:
    vendors = " and ".join(sorted(account.split(":")[0] for account in pair))
    common = sorted(
        {f"{key[0]} {'/'.join(sorted({one[key], other[key]}))}" for key in one.keys() & other.keys()}
    )
    return vendors, ", ".join(common) or "nothing"
