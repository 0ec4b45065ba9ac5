"""Words that several categories end in: what else a text says tells which is meant."""

import pytest

from tests.listening.shop import DAY
from twoears.listening.catalogue import Product
from twoears.listening.heads import shared_heads
from twoears.listening.reader import Reader
from twoears.listening.terms import PROBABLE, VAGUE, Meaning, learn
from twoears.listening.topics import ToldApart
from twoears.listening.words import words_of

SHOES = [
    Product("1", "Arrow road shoe", "road shoes"),
    Product("2", "Swift road shoe", "road shoes"),
    Product("3", "Fell trail shoe", "trail shoes"),
]
SPIKES = Product("4", "Dash shoe", "track shoes")


def categories(text: str, products: list[Product]) -> set[str]:
    (reading,) = Reader.load(products).read([text], [DAY])
    return {topic.category for topic in reading.topics}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("My shoes slip on mud and roots.", "trail shoes"),
        ("The mountain was lovely. My trainers are soaked.", "trail shoes"),
        ("I wore out my shoes on the pavement.", "road shoes"),
        ("My shoes are blue.", "road shoes"),
        ("My road shoes slip on mud.", "road shoes"),
    ],
)
def test_what_goes_with_a_category_tells_for_it(text: str, category: str) -> None:
    assert categories(text, SHOES) == {category}


def test_of_three_none_is_usual() -> None:
    assert categories("My shoes are blue.", [*SHOES, SPIKES]) == set()
    assert categories("My shoes slip on the rocky path.", [*SHOES, SPIKES]) == {"trail shoes"}


def test_what_tells_for_both_tells_for_none() -> None:
    shared = shared_heads([*SHOES, SPIKES])["shoe"]
    assert shared.told({"mud"}) == "trail shoes"
    assert shared.told({"mud", "pavement"}) is None
    assert shared.told(set()) is None
    assert shared.usual is None


def test_the_words_of_a_text_are_looked_at_once_however_often_a_shared_one_stands() -> None:
    catalogue = learn(SHOES, frozenset())
    words = words_of("My shoes slip on mud. " + "Shoes, shoes. " * 50)
    told = ToldApart(words, catalogue)
    found = {told.meaning("shoe", Meaning("road shoes", None, VAGUE)) for _ in range(3)}
    assert found == {Meaning("trail shoes", None, PROBABLE)}
    words.tokens.clear()  # nothing is looked at again
    assert told.meaning("shoe", Meaning("road shoes", None, VAGUE)) in found


@pytest.mark.parametrize(
    ("text", "is_topic"),
    [
        ("I watch the race on Sundays.", False),
        ("Watch out for the ice.", False),
        ("My watch is great.", True),
        ("Watch recommendations, please?", True),
        ("Watches are expensive.", True),
    ],
)
def test_a_verb_is_no_thing(text: str, is_topic: bool) -> None:
    watches = [Product("w", "Tempo watch", "watches")]
    assert categories(text, watches) == ({"watches"} if is_topic else set())


def test_a_word_of_one_category_is_not_shared() -> None:
    assert shared_heads([*SHOES, Product("5", "Wool hat", "hats")]).keys() == {"shoe"}
