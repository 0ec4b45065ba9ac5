"""Words that several categories end in: what else a text says tells which is meant."""

import pytest

from tests.listening.shop import DAY
from twoears.listening.catalogue import Product
from twoears.listening.heads import shared_heads
from twoears.listening.reader import Reader

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


def test_a_word_of_one_category_is_not_shared() -> None:
    assert shared_heads([*SHOES, Product("5", "Wool hat", "hats")]).keys() == {"shoe"}
