"""Writes texts from sentences.csv and keeps what each of them means."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sandbox.world import slots, times
from sandbox.world.catalogue import SERVICE, Product
from sandbox.world.times import Time
from sandbox.world.voice import speak

_SLOT = re.compile(r"\{(\w+)\}")
_NO_INTENT = ("no_need", "incentivised", "small_talk", "foreign", "staff_reply", "staff_news")
_STANCES = {"rival_low": -1, "rival_even": 0, "rival_high": 1}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of sentences.csv: what it says, where it fits (m, f, s; t for titles)."""

    kind: str
    intents: tuple[str, ...]
    mood: int
    where: str
    is_need: bool
    language: str
    about: tuple[str, ...]
    text: str

    def fits(self, product: Product) -> bool:
        """Whether it makes sense about this product."""
        return not self.about or product.category in self.about


@dataclass(slots=True)
class Text:
    """What somebody wrote, without greeting, quote or signature, and what it means."""

    own: str
    kinds: tuple[str, ...]
    language: str = "en"
    mood: int = 0
    is_incentivised: bool = False
    intents: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    rivals: list[tuple[str, int]] = field(default_factory=list)

    def meaning(self) -> dict[str, Any]:
        """The columns of the truth table `texts` that tell what the text says."""
        return {
            "language": self.language,
            "kinds": ";".join(self.kinds),
            "intents": ";".join(self.intents),
            "sentiment": (self.mood > 0) - (self.mood < 0),
            "categories": ";".join(self.categories),
            "products": ";".join(self.products),
            "conditions": ";".join(self.conditions),
            "needs": ";".join(self.needs),
            "times": ";".join(f"{time.phrase}|{time.kind}|{time.start}|{time.until}" for time in self.times),
            "brands": ";".join(f"{rival}|{stance}" for rival, stance in self.rivals),
            "is_incentivised": self.is_incentivised,
            "own_text": self.own,
        }


class Writer:
    """Draws sentences by kind and channel and fills their slots."""

    def __init__(self, rng: Random, products: Sequence[Product]) -> None:
        self.rng = rng
        self.products = tuple(item for item in products if item.category != SERVICE)
        self._sentences = _by_place(_read())
        self._cache: dict[tuple[str, str, str, str], list[Sentence]] = {}

    def write(
        self,
        kinds: Sequence[str],
        at: datetime,
        where: str,
        about: Product | None = None,
        language: str = "en",
        voice: str = "plain",
    ) -> Text:
        """One sentence for each kind, all about one product, dated `at`, in somebody's voice."""
        product = about or self.rng.choice(self.products)
        text = Text("", tuple(kinds), language)
        drawn: list[Sentence] = []
        for kind in kinds:
            fitting = [s for s in self._fitting(kind, where, language, product) if s not in drawn]
            if fitting:
                drawn.append(self.rng.choice(fitting))
        words = " ".join(self._fill(sentence, text, product, at.date()) for sentence in drawn)
        text.own = speak(self.rng, voice, where, words)
        return text

    def title(self, kind: str, at: datetime, about: Product | None = None, language: str = "en") -> str:
        """A subject or topic title for a text whose first kind is `kind`."""
        return self.write((kind,), at, "t", about, language).own

    def _fitting(self, kind: str, where: str, language: str, product: Product) -> list[Sentence]:
        key = (kind, where, language, product.sku)
        if key not in self._cache:
            found = self._sentences[kind, where, language]
            self._cache[key] = [sentence for sentence in found if sentence.fits(product)]
        return self._cache[key]

    def _fill(self, sentence: Sentence, text: Text, product: Product, today: date) -> str:
        slot = _Slots(self.rng, text, product, today)
        filled = _SLOT.sub(lambda match: slot.fill(match[1]), sentence.text)
        _extend(text.intents, sentence.intents)
        text.mood += sentence.mood
        if sentence.is_need:
            _extend(text.needs, (product.category,))
        if sentence.kind == "incentivised":
            text.is_incentivised = True
        return filled


class _Slots:
    """Fills one sentence's slots and notes in the text what was put there."""

    def __init__(self, rng: Random, text: Text, product: Product, today: date) -> None:
        self.rng, self.text, self.product, self.today = rng, text, product, today

    def fill(self, name: str) -> str:
        if name in _STANCES:
            rival = self.rng.choice(slots.RIVALS)
            self.text.rivals.append((rival, _STANCES[name]))
            return rival
        if name in _PLAIN:
            return str(_PLAIN[name](self.rng))
        return str(getattr(self, f"_{name}")())

    def _about(self, phrase: str) -> str:
        _extend(self.text.categories, (self.product.category,))
        return phrase

    def _product(self) -> str:
        _extend(self.text.products, (self.product.name,))
        return self._about(self.product.name)

    def _one(self) -> str:
        return self._about(self.product.one)

    def _many(self) -> str:
        return self._about(self.product.many)

    def _plain(self) -> str:
        return self._about(self.product.one.removeprefix("a "))

    def _part(self) -> str:
        return self.rng.choice(self.product.parts)

    def _cold(self) -> str:
        return self._cond("cold")

    def _rain(self) -> str:
        return self._cond("rain")

    def _cond(self, given: str = "") -> str:
        condition = given or self.rng.choice(self.product.conditions)
        _extend(self.text.conditions, (condition,))
        return self.rng.choice(slots.CONDITIONS[condition])

    def _when(self) -> str:
        return self._time(times.future(self.rng, self.today))

    def _when_soon(self) -> str:
        return self._time(times.soon(self.rng, self.today))

    def _past(self) -> str:
        return self._time(times.past(self.rng, self.today))

    def _past_start(self) -> str:
        return self._past().capitalize()

    def _month(self) -> str:
        return "January" if self.today.month > 2 else "October"

    def _time(self, time: Time) -> str:
        self.text.times.append(time)
        return time.phrase


_PLAIN: dict[str, Callable[[Random], object]] = {
    "place": lambda rng: rng.choice(slots.PLACES),
    "race": lambda rng: rng.choice(slots.RACES),
    "feature": lambda rng: rng.choice(slots.FEATURES),
    "colour": lambda rng: rng.choice(slots.COLOURS),
    "price_word": lambda rng: rng.choice(slots.PRICES),
    "code": lambda rng: rng.choice(slots.CODES),
    "km": lambda rng: rng.randrange(6, 60) if rng.random() < 0.5 else rng.randrange(100, 900, 50),
    "n": lambda rng: rng.randint(2, 14),
    "order": lambda rng: rng.randint(50_001, 59_999),
}


def _extend(into: list[str], values: Sequence[str]) -> None:
    into.extend(value for value in values if value not in into)


def _read() -> list[Sentence]:
    path = Path(__file__).with_name("sentences.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [_sentence(row) for row in csv.DictReader(file)]


def _sentence(row: dict[str, str]) -> Sentence:
    named = () if row["kind"] in _NO_INTENT else (row["kind"],)
    return Sentence(
        kind=row["kind"],
        intents=named + tuple(filter(None, row["also"].split(";"))),
        mood=int(row["mood"]),
        where=row["where"],
        is_need=row["need"] == "y",
        language=row["language"],
        about=slots.GROUPS.get(row["about"], ()),
        text=row["text"],
    )


def _by_place(sentences: Sequence[Sentence]) -> dict[tuple[str, str, str], list[Sentence]]:
    places: dict[tuple[str, str, str], list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        for where in sentence.where:
            places[sentence.kind, where, sentence.language].append(sentence)
    return dict(places)
