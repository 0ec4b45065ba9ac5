"""Reads texts: everything that one text says, in one pass over some hundred texts at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from twoears.listening.brands import Brand, BrandFinder, mentions
from twoears.listening.catalogue import Product
from twoears.listening.circumstances import find_circumstances
from twoears.listening.features import DUE, THING, Cues, all_cues, features_of, things
from twoears.listening.folding import fold
from twoears.listening.incentives import is_incentivised
from twoears.listening.language import ENGLISH, language_of
from twoears.listening.lexicon import Lexicon, load_lexicon
from twoears.listening.model import HEARD_FROM, Array, Model, read_model
from twoears.listening.needs import Preparedness, Said, find_needs, learn_preparedness
from twoears.listening.own_words import MOST_READ
from twoears.listening.reading import (
    INTENTS,
    MARKS,
    NEED,
    BrandMention,
    Circumstance,
    Intent,
    Need,
    Reading,
    Time,
    Topic,
)
from twoears.listening.sentiment import Mood, mood_of_text, moods
from twoears.listening.terms import Catalogue, learn, names_of_things
from twoears.listening.times import DAY_FIRST, Calendar, find_times
from twoears.listening.topics import ToldApart, find_topics
from twoears.listening.versions import own_weights, version_of
from twoears.listening.weighing import Weigher
from twoears.listening.words import Sentence, Words, words_of

AT_ONCE = 500
"""Texts that the models weigh together; more would only take more memory."""

NEEDED = MARKS.index(NEED)

PLAN_CUES = frozenset(
    {"speaker.future", "speaker.hope", "purchase_intent.going_to_buy", "experience_shared.stop_if_will"}
)
PAST_CUES = frozenset({"speaker.past", "purchase_intent.had_bought", "experience_shared.i_did"})


Spanned = TypeVar("Spanned", Topic, Circumstance, Time, BrandMention)


@dataclass(slots=True)
class _Opened:
    """An English text before it is weighed."""

    place: int
    words: Words
    moods: list[Mood]
    features: list[list[str]]
    rows: list[set[int]]


class Reader:
    """Reads English texts against a catalogue and a list of brands. Made by ``load``."""

    def __init__(
        self,
        model: Model,
        catalogue: Catalogue,
        preparedness: Preparedness,
        brands: Sequence[Brand],
        version: str,
        calendar: Calendar,
    ) -> None:
        self.version = version
        self._calendar = calendar
        self._model = model
        self._catalogue = catalogue
        self._preparedness = preparedness
        self._weigher = Weigher(model)
        self._plans, self._pasts = model.rows(PLAN_CUES), model.rows(PAST_CUES)
        self._due, self._thing = model.rows(DUE), model.rows([THING])
        self._cues: Cues = all_cues()
        self._lexicon: Lexicon = load_lexicon()
        self._vocabulary = vocabulary(model) | catalogue.models
        self._things = things() | {t[-1] for t, meaning in catalogue.terms.items() if not meaning.product}
        self._finder = BrandFinder(brands, catalogue.models, vocabulary(model))
        names = (*catalogue.models, *(fold(name) for brand in brands for name in (brand.name, *brand.names)))
        self._not_places = frozenset(name.split()[0] for name in names if name)

    @classmethod
    def load(
        cls,
        catalogue: Sequence[Product] = (),
        brands: Sequence[Brand] = (),
        home: Path | None = None,
        calendar: Calendar = DAY_FIRST,
    ) -> "Reader":
        """Make a reader for a shop's catalogue and the brands it listens for.

        ``home`` may hold weights of its own, made by ``twoears teach``; without, the shipped ones are used.
        """
        weights = own_weights(home)
        version = version_of(weights, catalogue, brands, calendar)
        return cls.of(read_model(weights), catalogue, brands, version, calendar)

    @classmethod
    def of(
        cls,
        model: Model,
        catalogue: Sequence[Product],
        brands: Sequence[Brand],
        version: str,
        calendar: Calendar = DAY_FIRST,
    ) -> "Reader":
        """Make a reader with a model of one's own; ``version`` is what it is to be called."""
        names = [name for brand in brands for name in (brand.name, *brand.names)]
        learned = learn(catalogue, vocabulary(model), names)
        return cls(model, learned, learn_preparedness(catalogue), brands, version, calendar)

    def read(self, texts: Sequence[str], dates: Sequence[date | None]) -> list[Reading]:
        """Read texts, each with the day it was written on, which its times are counted from.

        Nothing in a text raises, and the same text on the same day gives the same reading.
        """
        readings: list[Reading] = []
        for start in range(0, len(texts), AT_ONCE):
            readings += self._read(texts[start : start + AT_ONCE], dates[start : start + AT_ONCE])
        return readings

    def _read(self, texts: Sequence[str], dates: Sequence[date | None]) -> list[Reading]:
        readings: list[Reading | None] = []
        opened = []
        for place, text in enumerate(texts):
            words = words_of(text)
            language = language_of(words.tokens, words.own.words, self._vocabulary)
            readings.append(None if language == ENGLISH else Reading(language, is_read=False))
            if language == ENGLISH:
                opened.append(self._opened(place, words))
        sentiments = self._model.sentiments([self._whole(one) for one in opened])
        marks = self._weigher.marks([rows for one in opened for rows in one.rows])
        first = 0
        for one, sentiment in zip(opened, sentiments, strict=True):
            last = first + len(one.features)
            readings[one.place] = self._reading(
                one, sentiment, marks[first:last], texts[one.place], dates[one.place]
            )
            first = last
        return [reading for reading in readings if reading is not None]

    def _opened(self, place: int, words: Words) -> _Opened:
        moved = moods(words, self._lexicon)
        features = features_of(words, moved, self._cues, self._things)
        return _Opened(place, words, moved, features, list(map(self._model.rows, features)))

    def _whole(self, one: _Opened) -> set[int]:
        """The rows of a text as a whole."""
        return self._model.rows(mood_of_text(one.words, one.moods, self._lexicon)).union(*one.rows)

    def _reading(
        self, one: _Opened, sentiment: float, marks: Array, text: str, written_on: date | None
    ) -> Reading:
        words = one.words
        told = ToldApart(words, self._catalogue)
        topics = [self._topics(words, sentence, told) for sentence in words.sentences]
        circumstances = list(find_circumstances(words, self._not_places))
        times = find_times(words.own.folded, written_on, self._calendar)
        named = self._finder.find(words)
        sides = self._sides(one, marks) if named else []
        return Reading(
            language=ENGLISH,
            is_read=True,
            sentiment=sentiment,
            is_incentivised=is_incentivised(words.own.folded, fold(text[:MOST_READ]).encode("ascii")),
            intents=tuple(_heard(words, marks[:, : len(INTENTS)])),
            topics=tuple(_moved(topic, words) for some in topics for topic in some),
            circumstances=tuple(_moved(circumstance, words) for circumstance in circumstances),
            times=tuple(_moved(time, words) for time in times),
            brands=tuple(_moved(mention, words) for mention in mentions(named, words, sides)),
            needs=self._needs(one, marks, topics, circumstances, times, written_on),
        )

    def _needs(
        self,
        one: _Opened,
        marks: Array,
        topics: Sequence[Sequence[Topic]],
        circumstances: Sequence[Circumstance],
        times: Sequence[Time],
        written_on: date | None,
    ) -> tuple[Need, ...]:
        """The needs of a text; most have neither a wish nor something to prepare for."""
        if not any(topics) and not circumstances:
            return ()
        said = [
            Said(
                sentence,
                one.words.own.folded[sentence.start : sentence.end],
                float(row[NEEDED]),
                not self._plans.isdisjoint(rows),
                not self._pasts.isdisjoint(rows),
                not self._due.isdisjoint(rows),
                not self._thing.isdisjoint(rows),
                some,
            )
            for sentence, row, rows, some in zip(one.words.sentences, marks, one.rows, topics, strict=True)
        ]
        return find_needs(said, circumstances, times, written_on, self._preparedness)

    def _topics(self, words: Words, sentence: Sentence, told: ToldApart) -> list[Topic]:
        found = []
        for one in find_topics(words, sentence, self._catalogue, told):
            start, end = words.starts[one.first], words.starts[one.last - 1] + len(words.tokens[one.last - 1])
            meaning = one.meaning
            found.append(Topic(meaning.category, meaning.product, meaning.confidence, start, end))
        return found

    def _sides(self, one: _Opened, marks: Array) -> list[float]:
        """How far each sentence takes a side."""
        return self._weigher.sides(
            marks,
            [
                rows | self._model.rows(mood_of_text(one.words, [mood], self._lexicon, sentence))
                for rows, mood, sentence in zip(one.rows, one.moods, one.words.sentences, strict=True)
            ],
        )

    def explained(self, text: str) -> Iterator["Explained"]:
        """Why each sentence of a text is read as it is."""
        words = words_of(text)
        one = self._opened(0, words)
        for sentence, features, row in zip(
            words.sentences, one.features, self._weigher.marks(one.rows), strict=True
        ):
            for mark, probability in zip(MARKS, row, strict=True):
                start, end = words.own.source(sentence.start, sentence.end)
                fired = self._model.contributions(dict.fromkeys(features), mark)
                yield Explained(start, end, mark, round(float(probability), 3), fired, self._model.base(mark))


@dataclass(frozen=True, slots=True)
class Explained:
    """What speaks for and against one of MARKS in a sentence: features with weights, on top of ``base``."""

    start: int
    end: int
    mark: str
    probability: float
    fired: list[tuple[str, float]]
    base: float


def _heard(words: Words, intents: Array) -> Iterator[Intent]:
    for row, column in zip(*np.nonzero(intents >= HEARD_FROM), strict=True):
        sentence = words.sentences[row]
        span = words.own.source(sentence.start, sentence.end)
        yield Intent(INTENTS[column], round(float(intents[row, column]), 3), *span)


def _moved(spanned: Spanned, words: Words) -> Spanned:
    """The same with the place that it has in the text as given."""
    if words.own.is_all:
        return spanned
    start, end = words.own.source(spanned.start, spanned.end)
    return replace(spanned, start=start, end=end)


@cache
def vocabulary(model: Model) -> frozenset[str]:
    """The English words that are known: the lexicon's, shops', and those of several brands' customers."""
    return (
        frozenset(load_lexicon().words) | names_of_things() | {name for name in model.index if name.isalpha()}
    )
