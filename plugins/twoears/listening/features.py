"""What a sentence looks like to the reader's models: the names of its cues, its words, its shape and its
mood.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from functools import cache

import re2

from twoears.listening.cues import patterns
from twoears.listening.rules import rules
from twoears.listening.sentiment import Mood
from twoears.listening.stems import stem, stems
from twoears.listening.words import Sentence, Words

OF_THINGS = ("purchase_intent.", "need.")
"""Cues that mean more beside a thing that is bought: "looking for a kettle", "looking for my cat"."""

THING = "about.thing"

LOSS = frozenset(f"need.{cue}" for cue in ("worn_out", "gone", "outgrown", "lacking"))
DUE = LOSS | {"need.fresh"}
"""Cues that something has to be replaced or got."""

AHEAD = frozenset(f"need.{cue}" for cue in ("ahead", "kit_list"))
ASKED = frozenset(f"need.{cue}" for cue in ("tips", "exists", "something", "budget", "fresh", "want_one"))
"""Cues that mean more beside a loss, wherever in a text: the lamp died, and a night race is ahead."""

MEMORY = 16 << 20
"""What RE2 may use for the states of one automaton."""


class Cues:
    """All cues, those of an intent in one automaton: in a single one for all, states would multiply."""

    def __init__(self) -> None:
        self.patterns = patterns()
        by_intent: dict[str, list[str]] = defaultdict(list)
        for name in self.patterns:
            by_intent[name.partition(".")[0]].append(name)
        self._sets = [(names, self._automaton(names)) for names in by_intent.values()]

    def _automaton(self, names: list[str]) -> "re2.Set":
        options = re2.Options()
        options.max_mem = MEMORY
        automaton = re2.Set.SearchSet(options)
        for name in names:
            automaton.Add(self.patterns[name].encode("ascii"))
        automaton.Compile()
        return automaton

    def of(self, sentence: bytes) -> list[str]:
        """The names of the cues that a sentence has."""
        return [
            name for names, some in self._sets for name in map(names.__getitem__, some.Match(sentence) or ())
        ]


@cache
def all_cues() -> Cues:
    return Cues()


@cache
def things() -> frozenset[str]:
    """Stems that name kinds of things that people buy."""
    return frozenset(stems(" ".join(rules("things")["things"].values())))


def features_of(words: Words, moods: list[Mood], cues: Cues, bought: Set[str]) -> list[list[str]]:
    """The names of the features of each sentence of a text.

    ``bought`` are the stems that name a thing which people buy. What the sentences before and after show
    counts too, under names of its own.
    """
    count = len(words.sentences)
    written = [words.own.folded[sentence.start : sentence.end] for sentence in words.sentences]
    shown = [cues.of(sentence) for sentence in written]
    together = _together({cue for some in shown for cue in some})
    features = []
    for position, (sentence, mood) in enumerate(zip(words.sentences, moods, strict=True)):
        tokens = words.tokens[sentence.first : sentence.last]
        found = [*shown[position], *tokens, *map(" ".join, zip(["^", *tokens], [*tokens, "$"], strict=True))]
        if not bought.isdisjoint(map(stem, tokens)):
            found += _with_thing(shown[position])
        if together and not (LOSS | ASKED).isdisjoint(shown[position]):
            found += together
        found += _shape(sentence, written[position])
        found += _mood(mood)
        if position:
            found += ["before." + cue for cue in shown[position - 1]]
        if position + 1 < count:
            found += ["after." + cue for cue in shown[position + 1]]
        features.append(found)
    return features


def _together(shown: set[str]) -> list[str]:
    """What a text as a whole tells of needs."""
    is_lost, is_ahead, is_asked = (not some.isdisjoint(shown) for some in (LOSS, AHEAD, ASKED))
    pairs = {
        "loss+ahead": is_lost and is_ahead,
        "loss+asked": is_lost and is_asked,
        "ahead+asked": is_ahead and is_asked,
    }
    return [f"text.{name}" for name, is_so in pairs.items() if is_so]


def _with_thing(shown: Iterable[str]) -> Iterator[str]:
    yield THING
    yield from (cue + "&thing" for cue in shown if cue.startswith(OF_THINGS))


def _shape(sentence: Sentence, written: bytes) -> Iterator[str]:
    length = sentence.last - sentence.first
    yield "shape.length_" + (
        "1" if length < 4 else "2" if length < 8 else "3" if length < 16 else "4" if length < 30 else "5"
    )
    if written[-1:] not in (b".", b"!", b"?"):
        yield "shape.unended"


def _mood(mood: Mood) -> Iterator[str]:
    if mood.positive > 0.5:
        yield "mood.positive"
    if mood.positive > 2.2:
        yield "mood.very_positive"
    if mood.negative < -0.5:
        yield "mood.negative"
    if mood.negative < -2.2:
        yield "mood.very_negative"
