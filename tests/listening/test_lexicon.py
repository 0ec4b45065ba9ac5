"""The lexicon of our own: well-formed, within the scale, above VADER's."""

import csv

from twoears.listening.lexicon import OWN, load_lexicon
from twoears.listening.words import TOKEN


def test_every_term_is_there_once_with_a_valence_of_the_scale() -> None:
    with OWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 700
    terms = [row["term"] for row in rows]
    assert len(set(terms)) == len(terms)
    assert all(-4 <= float(row["valence"]) <= 4 for row in rows)
    assert all(term == term.strip().lower() for term in terms)


def test_ours_stand_above_vaders() -> None:
    lexicon = load_lexicon()
    with OWN.open(encoding="utf-8", newline="") as file:
        own = {row["term"]: float(row["valence"]) for row in csv.DictReader(file)}
    for term, valence in own.items():
        if TOKEN.fullmatch(term):
            assert lexicon.words.get(term, 0.0) == valence


def test_the_longest_phrase_comes_first() -> None:
    for phrases in load_lexicon().phrases.values():
        lengths = [len(phrase) for phrase, _ in phrases]
        assert lengths == sorted(lengths, reverse=True)


def test_emoji_have_the_valence_of_what_they_show() -> None:
    emoji = load_lexicon().emoji
    assert emoji["😍"] > 0 > emoji["😢"]
