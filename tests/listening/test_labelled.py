"""The labelled texts: well-formed, of known intents, and without anybody's address."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from twoears.listening.brands import COMPETITOR, OWN, read_brands
from twoears.listening.catalogue import read_catalogue
from twoears.listening.labelled import KINDS, MARKED, ROOT, all_labelled, brands, read_labelled, unmarked
from twoears.listening.reading import INTENTS, MARKS, NEED
from twoears.settings import ROOT as SETTINGS_ROOT

FILES = sorted(file for kind in KINDS for file in ROOT.glob(f"*/{kind}.csv"))
SHOPS = sorted(file.parent for file in ROOT.glob("*/catalogue.csv"))
SEED = SETTINGS_ROOT / "dbt_project/seeds/intents.csv"
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.([a-z]+)\b", re.IGNORECASE)

by_name = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
by_shop = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.name)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_the_seed_of_intents_lists_the_readers() -> None:
    assert [row["intent"] for row in rows(SEED)] == list(INTENTS)


def test_there_are_enough() -> None:
    assert len(SHOPS) >= 5
    assert len(FILES) >= len(SHOPS)
    assert {file.parent.name for file in FILES} <= set(brands())
    assert sum(len(rows(shop / "texts.csv")) for shop in SHOPS) >= 1_500
    assert len(all_labelled()) == sum(len(rows(file)) for file in FILES)


@by_name
def test_every_row_is_whole(file: Path) -> None:
    for row in rows(file):
        assert None not in row
        assert None not in row.values()
        assert row["text"].strip()
        assert row["sentiment"] in ("-1", "0", "1")


@by_name
def test_every_mark_is_a_known_intent(file: Path) -> None:
    for row in rows(file):
        for match in MARKED.finditer(row["text"]):
            assert set(match[1].split("+")) <= set(MARKS)
            assert match[2].strip()


@by_name
def test_nothing_is_left_of_the_marks(file: Path) -> None:
    for text in read_labelled(file, file.parent.name):
        assert not re.search(r"[{}|]", text.text)
        assert all(0 <= label.start < label.end <= len(text.text) for label in text.labels)


@by_name
def test_addresses_are_nobodys(file: Path) -> None:
    for text in read_labelled(file, file.parent.name):
        assert {ending.lower() for ending in MAILBOX.findall(text.text)} <= {"test", "example"}


@pytest.mark.parametrize("brand", brands())
def test_no_text_is_there_twice(brand: str) -> None:
    texts = [
        " ".join(text.text.lower().split())
        for file in FILES
        if file.parent.name == brand
        for text in read_labelled(file, brand)
    ]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


@by_shop
def test_categories_and_needs_are_the_catalogues(shop: Path) -> None:
    categories = {product.category for product in read_catalogue(shop / "catalogue.csv")}
    for file in (file for file in FILES if file.parent == shop):
        for text in read_labelled(file, shop.name):
            assert {*text.categories, *text.needs} <= categories


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem == "needs"], ids=lambda f: f.parent.name
)
def test_what_is_needed_is_marked_and_named(file: Path) -> None:
    for text in read_labelled(file, file.parent.name):
        assert text.is_for_needs
        is_marked = any(label.mark in (NEED, "purchase_intent") for label in text.labels)
        assert is_marked == bool(text.needs), text.text


@by_shop
def test_stances_are_toward_the_brands_that_are_listened_for(shop: Path) -> None:
    some = read_brands(shop / "brands.csv")
    assert [brand.kind for brand in some].count(OWN) == 1
    assert {brand.kind for brand in some} == {OWN, COMPETITOR}
    names = {brand.name for brand in some}
    for text in read_labelled(shop / "texts.csv", shop.name):
        assert {brand for brand, _ in text.stances} <= names
        assert {stance for _, stance in text.stances} <= {"positive", "neutral", "negative"}


@by_shop
def test_every_intent_is_labelled_in_every_shop(shop: Path) -> None:
    labels = (label for text in read_labelled(shop / "texts.csv", shop.name) for label in text.labels)
    counts = Counter(label.mark for label in labels)
    assert min(counts[intent] for intent in INTENTS) >= 20


def test_marks_are_taken_off_where_they_stand() -> None:
    text, labels = unmarked("Hi. {praise+experience_shared|Love 😀 it.} And {question|why?}")
    assert text == "Hi. Love 😀 it. And why?"
    assert [(label.mark, text[label.start : label.end]) for label in labels] == [
        ("praise", "Love 😀 it."),
        ("experience_shared", "Love 😀 it."),
        ("question", "why?"),
    ]
