"""What words are worth: VADER's lexicon (Hutto and Gilbert 2014, MIT licence) with our own beside and
above it.

Valences go from -4 to 4. `lexicon.csv` holds words of shops and of today, phrases, and corrections: words
that VADER scores but that say nothing in a headline or a name.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from twoears.listening.folding import fold
from twoears.listening.words import TOKEN

OWN = Path(__file__).with_name("lexicon.csv")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``words`` and ``emoji`` by what is written; ``phrases`` by their first two tokens, of which
    ``beginnings`` are the first ones: longest first, with valence. ``telling`` are the tokens where either
    may begin.
    """

    words: Mapping[str, float]
    phrases: Mapping[tuple[str, ...], tuple[tuple[tuple[str, ...], float], ...]]
    emoji: Mapping[str, float]
    beginnings: frozenset[str]
    telling: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """Read both lexica from their packages; nothing is fetched."""
    words = _vader()
    emoji = _emoji(words)
    phrases: dict[tuple[str, ...], list[tuple[tuple[str, ...], float]]] = {}
    with OWN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            term, valence = tuple(TOKEN.findall(fold(row["term"]))), float(row["valence"])
            if not row["term"].isascii():
                emoji[row["term"][0]] = valence
            if len(term) == 1:
                words[term[0]] = valence
            elif term:
                phrases.setdefault(term[:2], []).append((term, valence))
    ordered = {first: tuple(sorted(some, key=lambda one: -len(one[0]))) for first, some in phrases.items()}
    words = {word: value for word, value in words.items() if value}
    beginnings = frozenset(first for first, _ in ordered)
    return Lexicon(words, ordered, emoji, beginnings, beginnings | frozenset(words))


def _vader() -> dict[str, float]:
    lines = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line]
    return {word: float(valence) for word, valence, *_ in fields if TOKEN.fullmatch(word)}


def _emoji(words: Mapping[str, float]) -> dict[str, float]:
    """The valence of an emoji is that of the words of its description."""
    lines = (
        files("vaderSentiment").joinpath("emoji_utf8_lexicon.txt").read_text(encoding="utf-8").splitlines()
    )
    found: dict[str, float] = {}
    for line in lines:
        sign, _, description = line.partition("\t")
        valence = sum(words.get(token, 0.0) for token in TOKEN.findall(description))
        if valence:
            found[sign[0]] = found.get(sign[0], valence)
    return found
