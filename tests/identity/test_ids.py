"""Ids that stay: over any loads, through merges and splits, and when evidence is mended or decided about."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity.judging import BIRTHDAY, Held, judged
from tests.identity.town import Day, Town, natural, on, run, town
from twoears.identity.clusters import cluster
from twoears.identity.decisions import Decisions
from twoears.identity.history import SCHEMA, compare, remember
from twoears.identity.ids import assign
from twoears.identity.joining import judge

ACCOUNTS = "abcdefghij"
VALUES = ("v@town.test", "w@town.test", "x@town.test", "y@town.test", "+49301", "+49302")

accounts = st.sampled_from(ACCOUNTS)
holdings = st.frozensets(st.tuples(accounts, st.sampled_from(VALUES)), max_size=14)
sightings = st.dictionaries(accounts, st.none() | st.integers(0, 5), min_size=1)


def known(seen: dict[str, int | None], held: frozenset[tuple[str, str]]) -> Town:
    """A town in which nobody holds anything before they are seen."""
    return Town(seen, frozenset(pair for pair in held if pair[0] in seen))


@st.composite
def growing(draw: st.DrawFn) -> list[Town]:
    """A town over some loads that only add: accounts, what they hold, and earlier sightings of them."""
    loads, seen, held = [], dict[str, int | None](), frozenset[tuple[str, str]]()
    for _ in range(draw(st.integers(2, 4))):
        for account, day in draw(sightings).items():
            days = [seen[account], day] if account in seen else [day]
            seen = {**seen, account: min((d for d in days if d is not None), default=None)}
        held |= draw(holdings)
        loads.append(known(seen, held))
    return loads


@settings(max_examples=6)
@given(growing(), st.integers(0, 3))
def test_evidence_in_any_order_and_over_any_loads_gives_the_same_ids(loads: list[Town], order: int) -> None:
    with TemporaryDirectory() as bit_by_bit, TemporaryDirectory() as at_once:
        for day, load in enumerate(loads):
            last = run(Path(bit_by_bit), load, day, order)
        only = run(Path(at_once), loads[-1], len(loads), 0)
    assert (last.customers, last.bases) == (only.customers, only.bases)


changing = st.lists(
    st.builds(known, sightings, holdings)
    | st.lists(st.tuples(accounts, accounts).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=3),
    min_size=2,
    max_size=6,
)
"""Days on which the evidence becomes any other one, or somebody decides."""


@settings(max_examples=6)
@given(changing, st.sampled_from(("accept", "split")), st.integers(0, 3))
def test_whatever_changes_ids_are_unique_and_rest_when_nothing_does(
    days: list[Town | list[tuple[str, str]]], kind: str, order: int
) -> None:
    now = Town({})
    with TemporaryDirectory() as folder:
        lake = Path(folder)
        for day, change in enumerate(days):
            if isinstance(change, Town):
                now = change
            else:
                Decisions(folder).add(kind, change, "Ada", "she knows", on(day))
            made = run(lake, now, day)
        assert_sound(made, now)
        later = run(lake, now, len(days), order)
        assert (later.customers, later.bases, later.version) == (made.customers, made.bases, made.version)
        assert later.tables == made.tables
        again = run(lake, now, len(days), order)
        assert (again.tables, again.version) == (later.tables, later.version)


def assert_sound(made: Day, now: Town) -> None:
    """Every cluster has an id of its own, every account one open interval, and none of its intervals meet."""
    assert set(made.customers) == set(now.seen)
    for number, ids in enumerate((made.customers, made.bases)):
        named = {(made.numbers[account][number], name) for account, name in ids.items()}
        assert len(named) == len({label for label, _ in named}) == len({name for _, name in named})
    intervals: dict[str, list[dict[str, object]]] = {}
    for row in made.tables["customer_id_history"]:
        intervals.setdefault(row["account_id"], []).append(row)
    for account, rows in intervals.items():
        ends = [row["valid_to"] for row in rows]
        assert all(
            end is not None and end <= row["valid_from"] for end, row in zip(ends, rows[1:], strict=False)
        )
        still = [row["customer_id"] for row in rows if row["valid_to"] is None]
        assert still == ([made.customers[account]] if account in now.seen else [])
    assert set(now.seen) <= set(intervals)


STORIES = {
    "the older of two stays": (["ab", "ab v:ab"], "a a"),
    "an older account arrives late": (["bc v:bc", "abc v:abc"], "a a a"),
    "a value gets over its limit": (["abcde v:abc", "abcde v:abcde"], "a b c d e"),
    "what was added parts the oldest from more": (
        ["abcdefg v:ab w:bcd", "abcdefg v:abefg w:bcd"],
        "a b b b e f g",
    ),
    "mended: the larger part keeps it": (["abc v:abc", "abc v:bc"], "a#2 a a"),
    "blocked: the larger part keeps it": (["abc v:ab w:bc", "abc v:ab w:bc !v"], "a#2 a a"),
    "of equal parts that with the oldest": (["abcd v:abcd", "abcd v:bc w:ad"], "a b b a"),
    "what is kept stays": (["abcd v:abc", "abcd v:bc", "abcd v:bcd", "abcd v:bcd"], "a#2 a a a"),
    "mended back": (["abc v:abc", "abc v:bc", "abc v:abc"], "a a a"),
    "parted twice": (["abcde v:abc", "abcde v:bc w:ade", "abcde v:bc w:de"], "a#3 a a a#2 a#2"),
    "a kept id is as old as its founder": (
        ["abcde v:acde", "abcde v:cde", "abcde v:cde w:bc"],
        "a#2 a a a a",
    ),
    "two kept ids meet": (
        ["abcdef v:acd w:bef", "abcdef v:cd w:ef", "abcdef v:cd w:ef x:df"],
        "a#2 b#2 a a a a",
    ),
    "an older account finds a kept id": (["bcd v:bcd", "bcd v:cd", "abcd v:cd w:ad"], "a b#2 a a"),
    "who left meets others": (
        ["abcdef v:cdef", "abcdef v:def", "abcdef v:def w:bc"],
        "a b b c c c",
    ),
    "kept, then held apart by what was added": (
        ["abcdef v:abc", "abcdef v:bc", "abcdef v:bcdef"],
        "a#2 a c d e f",
    ),
    "the founder is gone": (["abc v:abc", "bc v:bc"], "a a"),
    "the founder is gone and others are met": (["bcd v:bcd", "cd v:cd", "acd v:acd"], "a a a"),
    "who tied them is gone": (["abcd v:ab w:acd", "bcd w:cd"], "b a a"),
    "gone and back": (["ab v:ab", "b", "ab v:ab"], "a a"),
    "who gives way keeps another": (
        ["abcdefg v:adef w:bcg", "abcdefg v:def w:cg x:ac"],
        "b b#2 b a a a b",
    ),
}


def names(ids: str) -> list[str]:
    """The ids that a text such as ``a#2 a`` means."""
    return [natural(name[0], int(name[2:] or 1)) for name in ids.split()]


def ids_of(made: Day) -> list[str]:
    return [made.customers[account] for account in sorted(made.customers)]


@pytest.mark.parametrize(("days", "ids"), STORIES.values(), ids=STORIES)
def test_which_id_a_customer_has(days: list[str], ids: str, tmp_path: Path) -> None:
    for day, now in enumerate(days):
        made = run(tmp_path, town(now), day)
    assert ids_of(made) == names(ids)


def test_the_larger_part_of_a_split_keeps_the_id_even_when_the_other_grows(tmp_path: Path) -> None:
    run(tmp_path, town("abcd v:abcd"), 0)
    pairs = [("a", "b"), ("a", "c"), ("a", "d")]
    Decisions(str(tmp_path)).add("split", pairs, "Ada", "a is her brother", on(0))
    parted = run(tmp_path, town("abcd v:abcd"), 1)
    grown = run(tmp_path, town("abcdefgh v:abcd w:aefg +1:aegh"), 2)
    for made in (parted, grown):
        assert [made.customers[account] for account in "abcd"] == [natural("a", 2), *[natural("a")] * 3]
    assert {grown.customers[account] for account in "efgh"} == {natural("a", 2)}


UNDONE = {
    "two that are one": ("abc v:abc", "split", [("a", "b"), ("a", "c")], "a#2 a a"),
    "two that are two": ("abcd v:ab w:cd", "accept", [("a", "c")], "a a a a"),
    "one that kept its id": ("efgh v:fg", "accept", [("e", "f")], "e e e h"),
    "one that left a kept id": ("abcd v:bc", "accept", [("a", "d")], "a#2 a a a#2"),
    "some of each": ("abcd v:bcd", "split", [("b", "c")], "a#2 a c a"),
}
OPPOSITE = {"accept": "split", "split": "accept"}


@pytest.mark.parametrize(("then", "kind", "pairs", "ids"), UNDONE.values(), ids=UNDONE)
@pytest.mark.parametrize("later", [0, 1])
def test_a_decision_undone_gives_every_id_back(
    then: str, kind: str, pairs: list[tuple[str, str]], ids: str, later: int, tmp_path: Path
) -> None:
    decisions = Decisions(str(tmp_path))
    accounts = then.split()[0]
    run(tmp_path, town(f"{accounts} v:{accounts}"), 0)
    before = run(tmp_path, town(then), 1)
    decisions.add(kind, pairs, "Ada", "so it seems", on(1))
    between = run(tmp_path, town(then), 1 + later)
    decisions.add(OPPOSITE[kind], pairs, "Ada", "it was not so", on(2))
    after = run(tmp_path, town(then), 1 + 2 * later)
    assert ids_of(between) == names(ids) != ids_of(before)
    assert (after.customers, after.bases) == (before.customers, before.bases)
    if kind == "accept" and not later:
        untold = {name: rows for name, rows in before.tables.items() if name != "decisions"}
        assert {name: after.tables[name] for name in untold} == untold


def test_the_larger_part_keeps_the_id_where_a_limit_was_lowered() -> None:
    held = [Held(f"sql:{number}", "email", "v@x.test") for number in (1, 2, 3, 4)]
    held += [Held(f"sql:{number}", "phone", "+442079460123") for number in (2, 3, 4)]
    with judged(held) as connection:
        before = assigned_after(connection, SCHEMA.empty_table(), day=0)
        whole = before["customer_id"][0].as_py()
        connection.execute("update rules set limit_per_vendor = 3 where identifier_type = 'email'")
        judge(connection)
        cluster(connection)
        now = assigned_after(connection, before, day=1)
    kept = {row["account_id"] for row in now.to_pylist() if row["customer_id"] == whole}
    assert kept == {"sql:2", "sql:3", "sql:4"}


def assigned_after(connection: duckdb.DuckDBPyConnection, prior: pa.Table, day: int) -> pa.Table:
    """Assign ids to what is clustered; returns the memberships of all accounts."""
    remember(connection, prior)
    assign(connection)
    compare(connection, BIRTHDAY + timedelta(days=day))
    return (
        connection.sql("""
        select account_id, coalesce(changed.base_id, prior.base_id) as base_id,
            coalesce(changed.customer_id, prior.customer_id) as customer_id,
            coalesce(changed.links, prior.links) as links, change, evidence_type, other_account_id,
            decision_id, valid_from
        from changed full join prior using (account_id)
    """)
        .to_arrow_table()
        .cast(SCHEMA)
    )
