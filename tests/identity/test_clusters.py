"""Clusters from judged evidence and decisions, checked against plain graphs taken apart by hand."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations, permutations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity.judging import TABLES, Decided, accounts_of, fill, groups
from twoears.identity.clusters import cluster
from twoears.identity.joining import judge

CONFIDENCE = {"link": 0.99, "email": 0.98, "card": 0.98, "phone": 0.9, "certain": 1.0}
ACCOUNTS = tuple(f"v:{number}" for number in range(10))

JUDGED = """
create table judged as select *, identifier_type || '|' || value || '|' as join_key from identifiers"""
"""Everything joins."""

Row = tuple[str, str, str]
"""An account, the kind of a value that it holds, and the value."""


def rows_of(accounts: Sequence[str]) -> st.SearchStrategy[list[Row]]:
    row = st.tuples(st.sampled_from(accounts), st.sampled_from(sorted(CONFIDENCE)), st.sampled_from("abc"))
    return st.lists(row, min_size=len(accounts), max_size=2 * len(accounts), unique=True)


decisions = st.lists(
    st.tuples(
        st.sampled_from(["together", "apart"]),
        st.sampled_from([*ACCOUNTS, "gone:1"]),
        st.sampled_from(ACCOUNTS),
    ).filter(lambda made: made[1] != made[2]),
    max_size=5,
    unique_by=lambda made: frozenset(made[1:]),
)


@contextmanager
def clustered(
    held: Sequence[Row], decided: Sequence[Decided] = (), accounts: Sequence[str] = ACCOUNTS
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(TABLES)
        fill(connection, "accounts", accounts_of(accounts))
        fill(connection, "identifiers", ([a, "v", kind, v, v, "typed", None] for a, kind, v in held))
        fill(connection, "rules", ([k, True, "typed", None, False, c, ""] for k, c in CONFIDENCE.items()))
        fill(connection, "decided", decided)
        connection.execute(JUDGED)
        cluster(connection)
        yield connection


def made(drawn: Sequence[tuple[str, str, str]]) -> list[Decided]:
    return [(f"d{i:06d}", verdict, one, other) for i, (verdict, one, other) in enumerate(drawn, 1)]


def edges_of(held: Sequence[Row]) -> dict[frozenset[str], float]:
    """The pairs of accounts that hold one value, with the most that such a value says."""
    found: defaultdict[frozenset[str], float] = defaultdict(float)
    for one, other in combinations(held, 2):
        if one[0] != other[0] and one[1:] == other[1:]:
            pair = frozenset((one[0], other[0]))
            found[pair] = max(found[pair], CONFIDENCE[one[1]])
    return found


def parts(edges: dict[frozenset[str], float], least: float) -> set[frozenset[str]]:
    """The connected components of the edges from a confidence on."""
    component = {account: {account} for account in ACCOUNTS}
    for pair, confidence in edges.items():
        one, other = (component[account] for account in pair)
        if confidence >= least and one is not other:
            one |= other
            component |= dict.fromkeys(other, one)
    return {frozenset(members) for members in component.values()}


@settings(max_examples=12, deadline=None)
@given(rows_of(ACCOUNTS[:6]))
def test_confidence_is_the_weakest_tie_of_the_strongest_ways(held: list[Row]) -> None:
    edges = edges_of(held)
    with clustered(held) as connection:
        found = connection.execute("""
            select list(account_id), any_value(confidence), count(distinct confidence) from clustered
            group by final""").fetchall()
    whole = parts(edges, 0.0)
    assert {frozenset(members) for members, *_ in found} == whole
    for members, confidence, different in found:
        levels = (level for level in (1.0, *CONFIDENCE.values()) if frozenset(members) in parts(edges, level))
        assert (confidence, different) == (max(levels), 1)


@settings(max_examples=12, deadline=None)
@given(rows_of(ACCOUNTS), decisions, st.randoms(use_true_random=False))
def test_decisions_hold_whatever_the_evidence_and_the_order(
    held: list[Row], drawn: list[tuple[str, str, str]], chance: random.Random
) -> None:
    decided, told = made(drawn), []
    for _ in range(2):
        with clustered(held, decided) as connection:
            told.append(connection.execute("from clustered order by account_id").fetchall())
        chance.shuffle(held)
        chance.shuffle(decided)
    assert told[0] == told[1]
    assert [account for account, *_ in told[0]] == sorted(ACCOUNTS)
    base, final = ({row[0]: row[column] for row in told[0]} for column in (1, 2))
    assert {frozenset(a for a in base if base[a] == b) for b in base.values()} == parts(edges_of(held), 0.0)
    apart = [(one, other) for _, verdict, one, other in decided if verdict == "apart" and one in final]
    assert all(final[one] != final[other] for one, other in apart)
    named = {base[account] for _, _, *pair in decided if pair[0] in base for account in pair}
    assert all(base[account] == final[account] for account in ACCOUNTS if base[account] not in named)
    if not apart:
        together = [pair for _, _, *pair in decided if pair[0] in final]
        assert all(final[one] == final[other] for one, other in together)


CHAIN: list[Row] = [
    ("v:0", "email", "a"),
    ("v:1", "email", "a"),
    ("v:1", "phone", "b"),
    ("v:2", "phone", "b"),
]


def test_an_accepted_pair_joins_its_two_clusters_and_no_other() -> None:
    held = [
        *CHAIN,
        ("v:3", "email", "c"),
        ("v:4", "email", "c"),
        ("v:5", "email", "d"),
        ("v:6", "email", "d"),
    ]
    with clustered(held, made([("together", "v:2", "v:3")])) as connection:
        assert groups(connection) == {
            frozenset(["v:0", "v:1", "v:2"]), frozenset(["v:3", "v:4"]), frozenset(["v:5", "v:6"])
        }  # fmt: skip
        assert groups(connection, "final") == {
            frozenset(["v:0", "v:1", "v:2", "v:3", "v:4"]), frozenset(["v:5", "v:6"])
        }  # fmt: skip
        reached = connection.execute("select reached_by, confidence from clustered where account_id = 'v:0'")
        assert reached.fetchall() == [("decision, email, phone", 0.9)]


def test_a_pair_held_apart_is_cut_at_its_weakest_tie() -> None:
    with clustered(CHAIN, made([("apart", "v:0", "v:2")])) as connection:
        assert groups(connection, "final") == {frozenset(["v:0", "v:1"])}
        alone = connection.execute("select confidence, reached_by from clustered where account_id = 'v:2'")
        assert alone.fetchall() == [(1.0, "one account")]


@pytest.mark.parametrize("kinds", permutations(["link", "email", "phone"]))
def test_the_ends_of_a_way_are_held_apart_wherever_it_is_weakest(kinds: tuple[str, ...]) -> None:
    held = [(f"v:{i + end}", kind, "a") for i, kind in enumerate(kinds) for end in (0, 1)]
    cut = kinds.index("phone")
    with clustered(held, made([("apart", "v:3", "v:0")])) as connection:
        sides = frozenset(ACCOUNTS[: cut + 1]), frozenset(ACCOUNTS[cut + 1 : 4])
        assert groups(connection, "final") == {side for side in sides if len(side) > 1}


@pytest.mark.parametrize("ages", permutations(ACCOUNTS[:4]))
def test_who_joins_takes_over_whom_the_other_is_held_apart_from(ages: tuple[str, ...]) -> None:
    one, other, stranger, far = ages
    held = [(one, "link", "a"), (other, "link", "a"), (one, "phone", "b"), (stranger, "phone", "b")]
    with clustered(held, made([("apart", other, stranger), ("apart", one, far)])) as connection:
        assert groups(connection, "final") == {frozenset([one, other])}


def test_a_weaker_tie_beside_a_stronger_one_is_none_of_the_ways() -> None:
    with clustered([*CHAIN[:2], ("v:0", "phone", "b"), ("v:1", "phone", "b")]) as connection:
        reached = connection.execute("select reached_by, confidence from clustered where account_id = 'v:0'")
        assert reached.fetchall() == [("email", 0.98)]


def test_accounts_that_leave_one_address_together_stay_together() -> None:
    held = [(account, "email", "a") for account in ACCOUNTS[:5]]
    cut = [("apart", one, other) for one in ("v:1", "v:3") for other in ("v:0", "v:2", "v:4")]
    with clustered(held, made(cut)) as connection:
        assert groups(connection, "final") == {frozenset(["v:1", "v:3"]), frozenset(["v:0", "v:2", "v:4"])}


def test_decisions_about_accounts_that_are_gone_say_nothing() -> None:
    with clustered(CHAIN, made([("apart", "gone:1", "v:1"), ("together", "v:5", "gone:2")])) as connection:
        assert connection.execute("select count(*) from clustered where base <> final").fetchall() == [(0,)]


@pytest.mark.parametrize("decided", [[], [("together", "v:0", "v:1000")]])
def test_a_chain_of_a_thousand_hops_is_one_cluster(decided: list[tuple[str, str, str]]) -> None:
    accounts = [f"v:{number}" for number in range(1001)]
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.execute("""
            insert into accounts
            select 'v:' || i, 'v', timestamptz '2026-01-01' - to_days(i::int), false, false
            from range(1002) as t(i)""")
        connection.execute("""
            insert into identifiers
            select 'v:' || (i + j), 'v', 'email', 'k' || i, 'k' || i, 'typed', null
            from range(1000) as t(i), range(2) as u(j)""")
        fill(connection, "rules", [["email", True, "typed", 2, True, 0.98, ""]])
        fill(connection, "decided", made(decided))
        judge(connection)
        cluster(connection)
        assert groups(connection, "final") == {frozenset(accounts)}
        assert connection.execute("select distinct base from clustered order by base").fetchall() == [
            (0,),
            (1,),
        ]


def test_no_accounts_are_no_clusters() -> None:
    with clustered([], accounts=()) as connection:
        assert connection.execute("select count(*) from clustered").fetchall() == [(0,)]
