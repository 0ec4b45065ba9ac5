"""What a catalogue teaches: words for its categories, names of its products, and nothing of common words."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.shop import BRANDS, DAY, PRODUCTS, read
from twoears.errors import ListeningError
from twoears.listening.catalogue import Product, read_catalogue
from twoears.listening.needs import learn_preparedness
from twoears.listening.reader import Reader
from twoears.listening.rules import rules
from twoears.listening.stems import stems
from twoears.listening.terms import SYNONYMS, Catalogue, learn

ENGLISH = frozenset(
    (
        "rain",
        "jacket",
        "trail",
        "shoe",
        "light",
        "hat",
        "beanie",
        "road",
        "warm",
        "the",
        "frying",
        "iron",
        "pan",
    )
)


def meaning(catalogue: Catalogue, words: str) -> tuple[str, str | None] | None:
    found = catalogue.terms.get(stems(words))
    return (found.category, found.product) if found else None


@pytest.mark.parametrize(
    ("words", "category", "product"),
    [
        ("Squall rain jacket", "rain jackets", "Squall rain jacket"),
        ("squall rain jackets", "rain jackets", "Squall rain jacket"),
        ("Squall", "rain jackets", "Squall rain jacket"),
        ("rain jackets", "rain jackets", None),
        ("rain jacket", "rain jackets", None),
        ("jacket", "rain jackets", None),
        ("shoes", "trail shoes", None),
        ("trail shoe", "trail shoes", None),
    ],
)
def test_words_of_a_catalogue(words: str, category: str, product: str | None) -> None:
    assert meaning(learn(PRODUCTS, ENGLISH), words) == (category, product)


def test_a_word_that_two_categories_end_in_is_less_sure_than_their_names() -> None:
    products = [*PRODUCTS, Product("p7", "Strath road shoe", "road shoes")]
    catalogue = learn(products, ENGLISH)
    assert meaning(catalogue, "road shoes") == ("road shoes", None)
    word, name = catalogue.terms.get(stems("shoes")), catalogue.terms[stems("road shoes")]
    assert word is None or word.confidence < name.confidence
    assert learn(PRODUCTS, ENGLISH).terms[stems("shoes")].confidence > (word.confidence if word else 0)


def test_the_brand_is_no_part_of_a_name() -> None:
    products = [
        Product("p1", "Windrow Squall jacket", "jackets"),
        Product("p2", "Windrow Brae jacket", "jackets"),
    ]
    catalogue = learn(products, ENGLISH, ["Windrow"])
    assert meaning(catalogue, "Squall jacket") == ("jackets", "Windrow Squall jacket")
    assert meaning(catalogue, "Windrow") is None


def test_the_parts_of_a_category_name_it() -> None:
    catalogue = learn([Product("p1", "Kilda", "hats & gloves"), Product("p2", "Arran", "pots/pans")], ENGLISH)
    assert meaning(catalogue, "gloves") == meaning(catalogue, "hat") == ("hats & gloves", None)
    assert meaning(catalogue, "pan") == ("pots/pans", None)


def test_common_words_name_nothing() -> None:
    catalogue = learn(
        [Product("p1", "The Now", "more"), Product("p2", "All you need", "gifts")], ENGLISH | {"need"}
    )
    assert meaning(catalogue, "need") is None
    assert meaning(catalogue, "the") is None


def test_the_order_of_a_catalogue_says_nothing() -> None:
    assert learn(PRODUCTS[::-1], ENGLISH).terms == learn(PRODUCTS, ENGLISH).terms


def test_an_empty_catalogue_is_one() -> None:
    assert learn([], ENGLISH) == Catalogue()
    assert learn([Product("p1", "Gift card", "")], ENGLISH).terms == {}


NAMES = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["Squall", "the", "a", "(", "\\", "x" * 500, "😀"]
)


@given(st.lists(st.builds(Product, NAMES, NAMES, NAMES, NAMES), max_size=8))
def test_any_catalogue_can_be_learned(products: list[Product]) -> None:
    learn(products, ENGLISH, [product.name for product in products[:2]])
    learn_preparedness(products)


@pytest.mark.parametrize(
    "header", ["product_id,name,category,description", "SKU,Title,Type,Body", "id,product,department,details"]
)
def test_a_file_of_a_shop(tmp_path: Path, header: str) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(
        f'\ufeff{header}\np1, Squall ,jackets,"two\nlines"\np2,,jackets,\np3,Brae\n', encoding="utf-8"
    )
    assert read_catalogue(file) == [
        Product("p1", "Squall", "jackets", "two\nlines"),
        Product("p3", "Brae", ""),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,price\nSquall,3\n", "no columns name and category"),
        (b"", "no columns name and category"),
        (b"name,category\n\xff\xfe,x\n", "UTF-8"),
    ],
)
def test_what_is_no_catalogue_gives_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_bytes(content)
    with pytest.raises(ListeningError, match=sentence):
        read_catalogue(file)


def test_no_file_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ListeningError, match="cannot be read"):
        read_catalogue(tmp_path / "none.csv")


def test_another_catalogue_another_topic() -> None:
    pans = [
        Product("k1", "Anvil frying pan", "pans", "Cast iron."),
        Product("k2", "Forge frying pan", "pans"),
    ]
    (reading,) = Reader.load(pans, BRANDS).read(["My frying pan is here and I like it."], [DAY])
    assert [(topic.category, topic.product) for topic in reading.topics] == [("pans", None)]
    assert read("My frying pan is here and I like it.").topics == ()


def test_no_word_has_two_groups_of_synonyms() -> None:
    words = [
        word for line in SYNONYMS.read_text(encoding="utf-8").splitlines()[1:] for word in line.split(";")
    ]
    assert [word for word, count in Counter(words).items() if count > 1] == []


def test_things_that_are_bought_have_one_home() -> None:
    words = " ".join(rules("things")["things"].values()).split()
    assert [word for word, count in Counter(words).items() if count > 1] == []
