"""What a sentence looks like to the models: things that are bought, and what a text tells as a whole."""

from twoears.listening.features import THING, all_cues, features_of, things
from twoears.listening.lexicon import load_lexicon
from twoears.listening.sentiment import moods
from twoears.listening.words import words_of


def features(text: str, bought: frozenset[str] | None = None) -> list[set[str]]:
    words = words_of(text)
    bought = things() if bought is None else bought
    return [set(some) for some in features_of(words, moods(words, load_lexicon()), all_cues(), bought)]


def test_a_thing_makes_a_wish_another_one() -> None:
    (kettle,), (cat,) = features("I am looking for a kettle."), features("I am looking for my aunt.")
    assert {THING, "purchase_intent.looking_for", "purchase_intent.looking_for&thing"} <= kettle
    assert "purchase_intent.looking_for" in cat
    assert not {name for name in cat if name == THING or name.endswith("&thing")}


def test_plurals_and_the_shops_own_words_are_things() -> None:
    assert THING in features("Two kettles and scissors.")[0]
    assert THING not in features("We want a zibble.")[0]
    assert THING in features("We want zibbles.", frozenset({"zibble"}))[0]


def test_a_loss_and_what_lies_ahead_count_together_wherever_they_stand() -> None:
    loss, between, ahead = features("My lamp broke. It was blue. We leave on Friday.")
    assert "text.loss+ahead" in loss
    assert "text.loss+ahead" not in between
    assert "text.loss+ahead" not in features("My lamp broke. It was blue.")[0]
    assert "need.ahead" in ahead


def test_how_many_sentences_there_are_is_no_feature() -> None:
    (alone,), (first, _) = features("The lamp is blue."), features("The lamp is blue. So it is.")
    assert {name for name in alone ^ first if not name.startswith(("before.", "after."))} == set()
