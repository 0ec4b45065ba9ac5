"""What stands under a mail: numbers with their country, links, addresses, postal codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoears.identity.evidence.signatures import read


def test_each_line_gives_what_it_holds() -> None:
    signature = (
        "Ann Lee | Running coach\n"
        "T: +44 (0)7911 123 456 / M 0033 6 12 34 56 78\n"
        "12 Mill Lane, Kendal LA9 4AA\n"
        "Mail: ann.lee+run@people.example. Web: https://ann.example/runs?x=1, www.ann.test"
    )
    assert read(signature) == [
        ("phone", "+44 (0)7911 123 456"),
        ("phone", "0033 6 12 34 56 78"),
        ("postal_code", "LA9 4AA"),
        ("website", "https://ann.example/runs?x=1"),
        ("website", "www.ann.test"),
        ("email", "ann.lee+run@people.example"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("10115 Berlin", "10115"),
        ("D-10115 Berlin", "10115"),
        ("1234 AB Utrecht", "1234 AB"),
        ("1010 Wien", "1010"),
        ("114 55 Stockholm", "114 55"),
        ("00-950 Warszawa", "00-950"),
        ("London SW1A 1AA", "SW1A 1AA"),
        ("Portland, OR 97201", "97201"),
        ("Ottawa ON K1A 0B1", "K1A 0B1"),
    ],
)
def test_postal_codes_of_many_countries(line: str, code: str) -> None:
    assert read(line) == [("postal_code", code)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Ann Lee",
        "07911 123456",
        "Running since 1998",
        "HRB 12345",
        "10k in 39:59",
        "@ann@fells.example",
        "a@b",
        "2026-08-01 10:00",
        "\U0001f3c3\U0001f3c3",
    ],
)
def test_what_says_nothing_for_sure_gives_nothing(line: str) -> None:
    assert read(line) == []


def test_what_stands_twice_is_one_and_a_long_text_is_no_signature() -> None:
    assert read("www.ann.test\nwww.ann.test") == [("website", "www.ann.test")]
    assert read("www.ann.test\n" + "x" * 2000) == []


@given(st.text())
def test_any_text_can_stand_under_a_mail(text: str) -> None:
    assert all(value and value in text for _, value in read(text))
