"""Whom a text names, by any spelling, and how it stands to each."""

from pathlib import Path

import pytest

from tests.listening.shop import read
from twoears.errors import ListeningError
from twoears.listening.brands import COMPETITOR, OWN, Brand, read_brands


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.brand, text[mention.start : mention.end]) for mention in read(text).brands]


def stances(text: str) -> dict[str, str]:
    return {mention.brand: mention.stance for mention in read(text).brands}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I wear Windrow and Norrfell.", [("Windrow", "Windrow"), ("Norrfell", "Norrfell")]),
        ("WINDROW? I like the windrow one.", [("Windrow", "WINDROW"), ("Windrow", "windrow")]),
        ("Thank you @windrowrun and @NORRFELL", [("Windrow", "@windrowrun"), ("Norrfell", "@NORRFELL")]),
        ("Windrow's shoes are here", [("Windrow", "Windrow")]),
        ("I follow Windrow Running now", [("Windrow", "Windrow Running")]),
        ("Windrower and subwindrow are words too", []),
        ("I like the Squall a lot", [("Windrow", "Squall")]),
        ("😀😀 I love Norrfell 😀", [("Norrfell", "Norrfell")]),
        ("<p>I love <b>Norrfell</b> &amp; you</p>", [("Norrfell", "Norrfell")]),
        ("The shop is here and it is open", []),
    ],
)
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_brand_called_like_a_word_is_meant_by_its_capital_or_handle() -> None:
    assert named("I like the orange one, it is an orange jacket.") == []
    assert named("I like the jacket by Orange a lot.") == [("Orange", "Orange")]
    assert named("I like it, @orangegear") == [("Orange", "@orangegear")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I love Windrow, it is wonderful.", {"Windrow": "positive"}),
        ("Windrow is terrible, I hate it.", {"Windrow": "negative"}),
        ("The parcel from Windrow weighs two kilos.", {"Windrow": "neutral"}),
        ("Norrfell is much better than Windrow.", {"Norrfell": "positive", "Windrow": "negative"}),
        ("Windrow is so much better than Norrfell.", {"Windrow": "positive", "Norrfell": "negative"}),
        ("I switched from Norrfell because it was awful.", {"Norrfell": "negative"}),
        (
            "I am fed up with Windrow and switched to Norrfell.",
            {"Windrow": "negative", "Norrfell": "positive"},
        ),
    ],
)
def test_stances(text: str, expected: dict[str, str]) -> None:
    assert stances(text) == expected


def test_part_of_a_word_takes_no_side() -> None:
    assert (
        stances("The parcel broke two weeks ago Windrow says.")["Windrow"] != "positive"
    )  # not "go Windrow"
    assert stances("Happy people who discover Windrow are told of it.")["Windrow"] != "negative"  # not "over"


def test_each_brand_is_judged_by_its_own_sentence() -> None:
    text = "I love Windrow, the best jackets ever. I hate Norrfell, it is terrible and broke at once."
    assert stances(text) == {"Windrow": "positive", "Norrfell": "negative"}


def test_a_name_that_only_others_say_is_no_mention() -> None:
    assert named("> I love Norrfell\n\nI do not, it is too wide for me.") == []


def test_a_file_of_brands(tmp_path: Path) -> None:
    file = tmp_path / "brands.csv"
    rows = [
        "brand,kind,names",
        "Windrow,Own,@windrow; Wind Row ;",
        ",own,nobody",
        "Norrfell,,",
        "Ostvik,competitor",
    ]
    file.write_text("\ufeff" + "\n".join(rows), encoding="utf-8")
    assert read_brands(file) == [
        Brand("Windrow", OWN, ("@windrow", "Wind Row")),
        Brand("Norrfell", COMPETITOR),
        Brand("Ostvik", COMPETITOR),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("name,kind\nWindrow,own\n", "has no column brand"), ("brand\n\udcff\n", "UTF-8")],
)
def test_a_file_that_is_none_gives_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "brands.csv"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ListeningError, match=sentence):
        read_brands(file)


def test_no_file_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ListeningError, match="cannot be read"):
        read_brands(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Do not switch to Norrfell", "negative"),
        ("I would never go back to Norrfell", "negative"),
        ("I switched to Norrfell", "positive"),
    ],
)
def test_a_negation_turns_the_stance(text: str, stance: str) -> None:
    assert stances(text)["Norrfell"] == stance


def test_of_two_brands_each_has_its_own_stance() -> None:
    assert stances("Windrow outlasts Norrfell by far") == {"Windrow": "positive", "Norrfell": "negative"}
    assert stances("Norrfell cannot compete with Windrow") == {"Windrow": "neutral", "Norrfell": "negative"}
