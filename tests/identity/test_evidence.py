"""Evidence as people write it comes to values that accounts share; what is none is kept and ties nobody."""

import random
from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twoears.identity.evidence import normalise

Row = tuple[str, ...]
Written = tuple[str, str, str, str | None, str]

COLUMNS = ("account_id", "identifier_type", "value_as_written", "country", "trust")
TYPES = ("email", "phone", "profile_link", "website", "username", "order_customer_id", "loyalty_number",
         "name", "postal_code", "signature")  # fmt: skip


def identifiers(rows: Sequence[Written]) -> list[Row]:
    """The identifiers of what is written: account, type, value, text, trust and why it is withheld."""
    connection = duckdb.connect()
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(COLUMNS)}
    connection.register("given", pa.table(columns))
    connection.execute("""
        create table written as
        select account_id, split_part(account_id, ':', 1) as vendor, identifier_type, value_as_written,
            country, trust from given""")
    normalise(connection)
    found = connection.execute("""
        select account_id, identifier_type, value, value_as_written, trust, withheld_because
        from identifiers where vendor = split_part(account_id, ':', 1) order by all""").fetchall()
    connection.close()
    return found


GOOD = [
    ("email", " Ann.Lee+shop@GMail.com\n", "annlee@gmail.com"),
    ("email", "\u200bAnn@People.Example\u00a0", "ann@people.example"),
    ("email", "j\u00fcrgen@b\u00fccher.example", "j\u00fcrgen@b\u00fccher.example"),
    ("email", "ju\u0308rgen@people.example", "j\u00fcrgen@people.example"),
    ("phone", "\u202a+44 7911 123456\u202c", "+447911123456"),
    ("email", "info@people.example", "info@people.example"),
    ("profile_link", "https://www.Fells.example/@Ann/", "fells.example/@ann"),
    ("profile_link", "//fells.example/@ann#posts", "fells.example/@ann"),
    ("website", "HTTP://Ann.example", "ann.example"),
    ("website", "ann.example:8080/runs/?", "ann.example:8080/runs"),
    ("website", "https://people.example/profile?id=7", "people.example/profile?id=7"),
    ("username", "@Ann_Lee@fells.example", "ann_lee"),
    ("username", "Ann.Lee-7", "ann.lee-7"),
    ("name", "  Dr. J\u00dcRGEN O\u2019Neil ", "jurgen oneil"),
    ("name", "Lee, Ann", "lee ann"),
    ("name", "\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e"),
    ("name", "Ann \U0001f3c3", "ann"),
    ("postal_code", "la9 4aa", "la94aa"),
    ("loyalty_number", "ab-12 34.5", "AB12345"),
    ("order_customer_id", "sql:17", "sql:17"),
]
"""A type, a text of it and the value that it comes to."""

BAD = [
    ("email", "a@b@c.example"),
    ("email", "a@@c.example"),
    ("email", "ann at people.example"),
    ("email", "ann lee@people.example"),
    ("email", "ann@people"),
    ("email", "ann@.example"),
    ("email", "ann@people..example"),
    ("email", "+tag@people.example"),
    ("email", "@people.example"),
    ("email", "an\x07n@people.example"),
    ("email", "an\u202en@people.example"),
    ("email", "a@x.example, b@x.example"),
    ("email", "x" * 300 + "@people.example"),
    ("email", "\U0001f600"),
    ("email", ""),
    ("email", "null@people.example"),
    ("email", ".+.@gmail.com"),
    ("email", "\U0001f600@people.example"),
    ("username", "NULL"),
    ("name", "Null"),
    ("phone", "12" * 15),
    ("phone", "call me"),
    ("profile_link", "javascript:alert(1)"),
    ("profile_link", "https://me:secret@fells.example/@ann"),
    ("website", "https://127.0.0.1/"),
    ("website", "my site"),
    ("website", "https://people.example/a b"),
    ("website", "https://" + "x" * 600 + ".example"),
    ("username", "two words"),
    ("username", "@"),
    ("name", "\U0001f600\U0001f680"),
    ("name", "ann@people.example"),
    ("name", "1234"),
    ("name", "a" * 201),
    ("postal_code", "00000"),
    ("postal_code", "1"),
    ("loyalty_number", "12"),
    ("order_customer_id", " "),
]
"""A type and a text that is none of it."""


@pytest.fixture(scope="module")
def read() -> dict[tuple[str, str], Row]:
    """Value and reason of every text above, by its type and itself."""
    texts = [(row[0], row[1]) for row in (*GOOD, *BAD)]
    found = identifiers([(f"sql:{n}", kind, text, "GB", "typed") for n, (kind, text) in enumerate(texts)])
    return {(row[1], row[3]): (row[2], row[5]) for row in found}


@pytest.mark.parametrize(("identifier_type", "text", "expected"), GOOD)
def test_one_value_however_it_is_written(
    identifier_type: str, text: str, expected: str, read: dict[tuple[str, str], Row]
) -> None:
    assert read[identifier_type, text] == (expected, None)


@pytest.mark.parametrize(("identifier_type", "text"), BAD)
def test_what_is_no_value_of_its_type_is_withheld(
    identifier_type: str, text: str, read: dict[tuple[str, str], Row]
) -> None:
    assert read[identifier_type, text] == (text[:200], "not_valid")


@settings(max_examples=6)
@given(st.lists(st.tuples(st.sampled_from(TYPES), st.text(max_size=300).filter(lambda t: "\0" not in t))))
def test_any_text_is_one_identifier_or_withheld(written: list[tuple[str, str]]) -> None:
    rows: list[Written] = [(f"sql:{n}", kind, text, "GB", "typed") for n, (kind, text) in enumerate(written)]
    found = identifiers(rows)
    accounts = {row[0] for row in found}
    assert {row[0] for row in rows if row[1] != "signature"} <= accounts
    assert all(len(row[2]) <= 200 for row in found if row[5])
    assert all(row[2] for row in found if not row[5])


ANNA: list[Written] = [
    ("discourse:1", "email", "Ann@b.example", None, "verified"),
    ("discourse:1", "email", "ann@b.example", None, "verified"),
    ("discourse:1", "email", "ANN@b.example", None, "typed"),
    ("discourse:1", "profile_link", "https://forum.example/u/Ann", None, "verified"),
    ("mastodon:2", "website", "https://forum.example/u/ann/", None, "verified"),
    ("mastodon:2", "website", "https://ann.example", None, "verified"),
    ("mastodon:2", "profile_link", "https://fells.example/@ann", None, "verified"),
    ("mastodon:3", "website", "fells.example/@ann", None, "typed"),
    ("imap:4", "signature", "Ann\n+44 7911 123456\nhttps://fells.example/@ann", None, "seen"),
    ("imap:5", "signature", "Ann\n+44 7911 123456\nhttps://fells.example/@ann", None, "seen"),
    ("sql:6", "phone", "07911 123456", "GB", "typed"),
    ("sql:6", "phone", "07911 123456", None, "typed"),
    ("sql:6", "name", "a" * 300, None, "typed"),
]


def test_the_strongest_trust_stays_with_the_least_text_that_has_it() -> None:
    found = [row for row in identifiers(ANNA) if row[:2] == ("discourse:1", "email")]
    assert found == [("discourse:1", "email", "ann@b.example", "Ann@b.example", "verified", None)]


def test_a_link_to_an_account_s_own_profile_is_a_profile_link() -> None:
    links = {
        (row[0], row[1], row[2], row[4]) for row in identifiers(ANNA) if "li" in row[1] or "we" in row[1]
    }
    assert links == {
        ("discourse:1", "profile_link", "forum.example/u/ann", "verified"),
        ("mastodon:2", "profile_link", "forum.example/u/ann", "verified"),
        ("mastodon:2", "website", "ann.example", "verified"),
        ("mastodon:2", "profile_link", "fells.example/@ann", "verified"),
        ("mastodon:3", "profile_link", "fells.example/@ann", "typed"),
        ("imap:4", "profile_link", "fells.example/@ann", "seen"),
        ("imap:5", "profile_link", "fells.example/@ann", "seen"),
    }


def test_a_phone_is_read_in_the_country_of_its_own_row() -> None:
    phones = [row for row in identifiers(ANNA) if row[1] == "phone"]
    assert [(row[0], row[2], row[5]) for row in phones] == [
        ("imap:4", "+447911123456", None),
        ("imap:5", "+447911123456", None),
        ("sql:6", "+447911123456", None),
        ("sql:6", "07911 123456", "not_valid"),
    ]


def test_signatures_are_read_and_no_identifiers_themselves() -> None:
    found = identifiers(ANNA)
    assert "signature" not in {row[1] for row in found}
    assert {row[4] for row in found if row[0] == "imap:4"} == {"seen"}


def test_the_order_of_evidence_never_matters() -> None:
    chance = random.Random(5)
    assert identifiers(chance.sample([*ANNA, *ANNA], 2 * len(ANNA))) == identifiers(ANNA)


def test_no_evidence_gives_no_identifiers() -> None:
    assert identifiers([]) == []


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "x@big.test", "x@b\u0130g.test"),
        ("loyalty_number", "0000", "00-00"),
        ("loyalty_number", "NULL", "null"),
    ],
)
def test_what_is_no_value_or_another_is_not_shared(kind: str, one: str, other: str) -> None:
    rows = identifiers([("sql:1", kind, one, None, "typed"), ("imap:2", kind, other, None, "typed")])
    valid = [value for _, _, value, _, _, withheld in rows if withheld is None]
    assert len(valid) == len(set(valid))
