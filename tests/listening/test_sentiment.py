"""How a text feels: the side it takes, none where it takes none, and what turns a word around."""

import pytest

from tests.listening.shop import read
from twoears.listening.lexicon import load_lexicon
from twoears.listening.sentiment import moods
from twoears.listening.words import words_of

GOOD = [
    "I love these shoes, they are amazing!",
    "Wonderful, excellent, the best ever.",
    "Great service, thank you so much, I am very happy.",
    "Absolutely brilliant jacket, warm and comfortable.",
    "Not bad at all, I love it.",
]
BAD = [
    "Awful. Horrible. I hate it.",
    "Terrible quality, a complete waste of money.",
    "The worst shop ever, rude staff and no refund.",
    "It broke after two days, I am very disappointed and angry.",
    "This is not good, I am not happy with it.",
]
NEUTRAL = [
    "The parcel weighs two kilos.",
    "The shop opens at nine on Tuesday.",
    "How do I change my address?",
    "The box holds two cables and a manual.",
]


def score(text: str) -> float:
    sentiment = read(text).sentiment
    assert sentiment is not None
    return sentiment


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    assert score(text) > 0


@pytest.mark.parametrize("text", BAD)
def test_bad(text: str) -> None:
    assert score(text) < 0


@pytest.mark.parametrize("text", NEUTRAL)
def test_neutral_is_exactly_nothing(text: str) -> None:
    assert score(text) == 0


def mood(text: str) -> tuple[float, float]:
    (one,) = moods(words_of(text), load_lexicon())
    return one.positive, one.negative


def test_a_negation_turns_a_word_around() -> None:
    assert mood("It is good")[0] > 0
    assert mood("It is not good")[0] == 0
    assert mood("It is not good")[1] < 0
    assert mood("They are not terrible")[1] == 0


def test_a_negation_reaches_only_so_far() -> None:
    assert mood("not that I have had any time to say it is good")[0] > 0


def test_words_before_strengthen_and_weaken() -> None:
    assert mood("extremely good")[0] > mood("good")[0] > mood("somewhat good")[0]


def test_what_follows_but_counts_more() -> None:
    assert sum(mood("It is ugly but good")) > sum(mood("It is good but ugly"))


def test_what_is_only_wished_for_counts_little() -> None:
    assert mood("It would be great")[0] < mood("It is great")[0] / 2


def test_a_phrase_is_one_thing() -> None:
    lexicon = load_lexicon()
    phrase = next(term for some in lexicon.phrases.values() for term, valence in some if valence < -1)
    assert mood(" ".join(phrase))[1] < 0
