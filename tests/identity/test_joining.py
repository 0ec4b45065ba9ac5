"""What ties accounts together, what does not and why: by the shipped rules, whatever the order of rows."""

import random
from collections.abc import Sequence
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identity.judging import Held, groups, judged, reasons

VENDORS = ("sql", "imap", "discourse", "mastodon")
PEOPLE = ("Ana Silva", "Ben Hay", "Carla Diaz")
ACCOUNTS = tuple(f"{vendor}:{number}" for number, vendor in enumerate(VENDORS * 6))
MAILBOXES = [f"m{number}@x.test" for number in range(10)]
PHONES = [f"+49123{number}" for number in range(8)]
LINKS = [f"f.test/u/{number}" for number in range(3)]


def held(kind: str, values: Sequence[str], trust: str = "typed") -> st.SearchStrategy[Held]:
    return st.builds(Held, st.sampled_from(ACCOUNTS), st.just(kind), st.sampled_from(values), st.just(trust))


def rows_of(*kinds: st.SearchStrategy[Held]) -> st.SearchStrategy[list[Held]]:
    unique = attrgetter("account", "kind", "value")
    return st.lists(st.one_of(*kinds), min_size=30, max_size=70, unique_by=unique)


proofs = (held("email", MAILBOXES), held("phone", PHONES), held("name", [*PEOPLE, "A. Silva", "Ben"]))
evidence = rows_of(*proofs)
linked_evidence = rows_of(*proofs, held("profile_link", LINKS, "verified"))


def mail(account: str, value: str = "ana@x.test", trust: str = "typed") -> Held:
    return Held(account, "email", value, trust)


def phone(account: str, value: str = "+491234") -> Held:
    return Held(account, "phone", value)


def name(account: str, value: str) -> Held:
    return Held(account, "name", value)


def link(account: str, value: str = "f.test/u/ana") -> Held:
    return Held(account, "profile_link", value, "verified")


@settings(max_examples=5, deadline=None)
@given(linked_evidence, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[Held], chance: random.Random) -> None:
    told = []
    for _ in range(2):
        with judged(rows, accounts=ACCOUNTS) as connection:
            tables = ("judged", "clustered")
            told.append([connection.execute(f"from {table} order by all").fetchall() for table in tables])
        chance.shuffle(rows)
    assert told[0] == told[1]


@settings(max_examples=6, deadline=None)
@given(evidence)
def test_a_row_joins_or_says_why_not_and_two_names_are_never_one_person(rows: list[Held]) -> None:
    with judged(rows, accounts=ACCOUNTS) as connection:
        told = connection.execute("select join_key is null, withheld_because is null from judged").fetchall()
        clusters = groups(connection)
    assert len(told) == len(rows)
    assert all(is_withheld != has_no_reason for is_withheld, has_no_reason in told)
    names = {account: {row.value for row in rows if row.account == account and row.kind == "name"} & {*PEOPLE}
             for account in ACCOUNTS}  # fmt: skip
    for cluster in clusters:
        assert len({frozenset(names[account]) for account in cluster if len(names[account]) == 1}) < 2


@settings(max_examples=6, deadline=None)
@given(evidence, st.data())
def test_more_evidence_splits_nobody_without_saying_so(rows: list[Held], data: st.DataObject) -> None:
    fewer = [row for row in rows if data.draw(st.booleans())]
    with judged(fewer, accounts=ACCOUNTS) as connection:
        before = groups(connection)
    with judged(rows, accounts=ACCOUNTS) as connection:
        after = groups(connection)
        told = connection.execute("""
            select account_id from judged
            where withheld_because in ('over_limit', 'names_disagree') or join_key not like '%|'""")
        disputed = {account for (account,) in told.fetchall()}
    for cluster in before:
        if not any(cluster <= other for other in after):
            assert cluster & disputed


def test_an_address_ties_so_many_accounts_of_a_vendor_and_no_more() -> None:
    full = [mail(f"sql:{number}") for number in range(4)]
    with judged([*full, mail("imap:9")]) as connection:
        assert groups(connection) == {frozenset(["sql:0", "sql:1", "sql:2", "sql:3", "imap:9"])}
    with judged([*full, mail("sql:4"), mail("imap:9")]) as connection:
        assert groups(connection) == set()
        assert set(reasons(connection, "email").values()) == {"over_limit"}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (("email", "value", "Till@pos.example", "placeholder"), "till@pos.example"),
        (("email", "mailbox", "info", "role"), "info@silva.example"),
        (("email", "domain", "relay.example", "relay"), "x1@relay.example"),
        (("email", "domain", "relay.example", "relay"), "x1@eu.relay.example"),
    ],
)
def test_blocked_values_tie_nobody(row: tuple[str, str, str, str], value: str) -> None:
    held = [mail("sql:1", value), mail("imap:2", value)]
    with judged(held, blocked=[row]) as connection:
        assert groups(connection) == set()
        assert reasons(connection, "email") == {"sql:1": "blocked", "imap:2": "blocked"}
    with judged(held) as connection:
        assert groups(connection) == {frozenset(["sql:1", "imap:2"])}


def test_a_blocked_part_is_no_part_of_other_values() -> None:
    blocked = [("email", "mailbox", "info", "role"), ("email", "domain", "relay.example", "relay"),
               ("phone", "value", "+491234", "placeholder")]  # fmt: skip
    values = ("info.desk@x.test", "relay.example@x.test", "x@notrelay.example", "+491234@x.test")
    for value in values:
        with judged([mail("sql:1", value), mail("imap:2", value)], blocked=blocked) as connection:
            assert groups(connection) == {frozenset(["sql:1", "imap:2"])}, value


def test_low_trust_other_kinds_and_bad_values_tie_nobody() -> None:
    bad = [Held(account, "email", "a@@b", "typed", "not_valid") for account in ("sql:1", "imap:2")]
    seen = [mail("sql:1", trust="seen"), mail("imap:2")]
    other = [Held(account, "username", "ana", "verified") for account in ("sql:1", "imap:2")]
    unknown = [Held(account, "shoe_size", "38", "verified") for account in ("sql:1", "imap:2")]
    with judged([*bad, *other, *unknown]) as connection:
        assert groups(connection) == set()
        assert set(reasons(connection, "email").values()) == {"not_valid"}
        assert set(reasons(connection, "username").values()) == {"no_rule"}
        assert set(reasons(connection, "shoe_size").values()) == {"no_rule"}
    with judged(seen) as connection:
        assert groups(connection) == set()
        assert reasons(connection, "email") == {"sql:1": "trust_too_low", "imap:2": None}


def test_one_person_in_many_spellings_is_one_customer() -> None:
    spellings = ("Ana Maria Silva", "SILVA, ANA", "A. Silva", "Ana Slva", "ana silva", "🏃", "Ana")
    held = [mail(f"{VENDORS[i % 4]}:{i}") for i in range(len(spellings))]
    held += [name(one.account, spelling) for one, spelling in zip(held, spellings, strict=True)]
    with judged(held) as connection:
        assert groups(connection) == {frozenset(one.account for one in held)}


def test_who_shares_a_mailbox_under_two_names_is_held_apart_and_so_is_who_fits_neither() -> None:
    held = [mail(f"sql:{i}") for i in range(1, 4)] + [mail(f"imap:{i}") for i in range(4, 8)]
    names = {1: "Ana Silva", 2: "Silva, Ana", 3: "Ben Silva", 4: "Benjamin Silva", 5: "Ben Silva", 6: "Sunny"}
    held += [name(one.account, names[i]) for i, one in enumerate(held, 1) if i in names]
    held.append(name("imap:5", "Ana Silva"))
    with judged(held) as connection:
        assert groups(connection) == {frozenset(["sql:1", "sql:2"]), frozenset(["sql:3", "imap:4"])}
        told = reasons(connection, "email")
        assert {account for account, why in told.items() if why == "names_disagree"} == {
            "imap:5",
            "imap:6",
            "imap:7",
        }


def test_an_initial_that_fits_two_ties_neither_and_a_given_name_ties_the_one_who_has_it() -> None:
    held = [mail("sql:1"), mail("sql:2"), mail("imap:3"), mail("discourse:4")]
    held += [name("sql:1", "Ana Silva"), name("sql:2", "Anton Silva"), name("imap:3", "A. Silva")]
    with judged([*held, name("discourse:4", "Anton")]) as connection:
        assert groups(connection) == {frozenset(["sql:2", "discourse:4"])}


def test_an_account_between_two_strangers_belongs_to_the_one_with_stronger_evidence() -> None:
    held = [mail("sql:1"), name("sql:1", "Ana Silva"), mail("discourse:2"), phone("discourse:2"),
            phone("sql:3"), name("sql:3", "Ben Hay")]  # fmt: skip
    with judged(held) as connection:
        assert groups(connection) == {frozenset(["sql:1", "discourse:2"])}
        assert reasons(connection, "phone") == {"discourse:2": "names_disagree", "sql:3": "names_disagree"}


def test_an_account_between_two_strangers_by_equal_evidence_belongs_to_neither() -> None:
    held = [mail("sql:1"), mail("imap:4"), name("sql:1", "Ana Silva"), name("imap:4", "Ana Silva"),
            mail("discourse:2"), mail("discourse:2", "ben@x.test"),
            mail("sql:3", "ben@x.test"), name("sql:3", "Ben Hay")]  # fmt: skip
    with judged(held) as connection:
        assert groups(connection) == {frozenset(["sql:1", "imap:4"])}


def test_a_verified_link_needs_no_agreeing_names_and_gives_both_sides_each_others() -> None:
    held = [link("discourse:1"), link("mastodon:2"), name("discourse:1", "Trail Runner"),
            name("mastodon:2", "Ana Silva"), mail("discourse:1"), mail("sql:3"), name("sql:3", "Ana Silva"),
            mail("sql:4"), name("sql:4", "Ben Hay")]  # fmt: skip
    with judged(held) as connection:
        assert groups(connection) == {frozenset(["discourse:1", "mastodon:2", "sql:3"])}


def test_a_value_under_many_names_ties_nobody() -> None:
    held = [mail(f"v{i}:{i}") for i in range(60)]
    held += [name(f"v{i}:{i}", f"Ana Silva{'abcdefgh'[i % 8]}{'stuvwxyz'[i // 8]}") for i in range(60)]
    with judged(held) as connection:
        assert groups(connection) == set()


def test_a_blocked_name_holds_nobody_apart() -> None:
    held = [mail("sql:1"), mail("imap:2"), name("sql:1", "Ana Silva"), name("imap:2", "Web Shop")]
    with judged(held) as connection:
        assert groups(connection) == set()
    with judged(held, blocked=[("name", "value", "web shop", "placeholder")]) as connection:
        assert groups(connection) == {frozenset(["sql:1", "imap:2"])}


def test_names_alone_tie_nobody() -> None:
    held = [name(account, "Ana Silva") for account in ACCOUNTS]
    with judged(held) as connection:
        assert groups(connection) == set()


def test_what_judge_works_with_is_gone() -> None:
    with judged([mail("sql:1"), mail("imap:2")]) as connection:
        left = {table for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert left == {"accounts", "identifiers", "rules", "blocked", "decided", "judged", "clustered"}


def test_what_is_too_weak_to_join_fills_no_limit() -> None:
    held = [Held("sql:1", "email", "a@x.test"), Held("discourse:2", "email", "a@x.test", "verified")]
    held += [Held(f"imap:{number}", "email", "a@x.test", "seen") for number in range(3, 8)]
    with judged(held) as connection:
        assert groups(connection) == {frozenset({"sql:1", "discourse:2"})}


def test_a_given_name_says_nothing_beside_a_full_name() -> None:
    held = [mail("sql:1"), name("sql:1", "Ben Hay"), mail("imap:2"), name("imap:2", "Ana Silva")]
    held += [name("imap:2", "Ben"), mail("discourse:3")]
    held += [phone(account) for account in ("sql:1", "discourse:3")]
    held += [mail(account, "other@x.test") for account in ("imap:2", "discourse:3")]
    with judged(held) as connection:
        assert not any({"sql:1", "imap:2"} <= cluster for cluster in groups(connection))
