"""How well the reader hears texts of a brand it was never trained on, in ways of saying it has not seen.

For each brand a model is trained on the others' texts, without those whose phrasing has a name that occurs in
the brand's texts, and without sentences that share a run of six words with one of its sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from twoears.listening.labelled import LabelledText
from twoears.listening.reading import MARKS
from twoears.listening.training import Array, Example, Examples, Labels, fit_marks, fit_sides

SHARED_RUN = 6
"""Words in a row that no sentence of training shares with one of the test."""

BETA = 0.7
"""How much recall counts beside precision for thresholds: a false signal costs more than a missed one."""

CANDIDATES = np.arange(0.15, 0.8, 0.025)


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one intent: true and false positives and false negatives, counted in texts."""

    hits: int
    false: int
    missed: int

    @classmethod
    def of(cls, wanted: set[int], heard: set[int]) -> "Scores":
        return cls(len(wanted & heard), len(heard - wanted), len(wanted - heard))

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The probabilities that models gave to what they were not trained on: a row a sentence, a row a text."""

    sentences: list[Example]
    marks: Array
    texts: list[Example]
    sides: Array


def held_out(labelled: Sequence[LabelledText], examples: Examples, brands: Sequence[str]) -> HeldOut:
    """Hold each of the brands out once."""
    found = [_one_out(labelled, examples, brand) for brand in brands]
    return HeldOut(
        [example for one in found for example in one.sentences],
        np.concatenate([one.marks for one in found]),
        [example for one in found for example in one.texts],
        np.concatenate([one.sides for one in found]),
    )


def _one_out(labelled: Sequence[LabelledText], examples: Examples, brand: str) -> HeldOut:
    training = without(labelled, examples, brand)
    sentences = [example for example in examples.sentences if example.brand == brand]
    texts = [example for example in examples.texts if example.brand == brand]
    return HeldOut(
        sentences,
        fit_marks(training).probabilities(sentences),
        texts,
        fit_sides(training).probabilities(texts),
    )


def without(labelled: Sequence[LabelledText], examples: Examples, brand: str) -> Examples:
    """What may be learned from when a brand is held out."""
    phrasings = {text.phrasing for text in labelled if text.brand == brand and text.phrasing}
    closed = {
        number for number, text in enumerate(labelled) if text.brand == brand or text.phrasing in phrasings
    }
    seen = {run for example in examples.sentences if example.brand == brand for run in _runs(example)}
    return Examples(
        [e for e in examples.sentences if e.text not in closed and seen.isdisjoint(_runs(e))],
        [e for e in examples.texts if e.text not in closed and seen.isdisjoint(_runs(e))],
    )


def _runs(example: Example) -> Iterator[tuple[str, ...]]:
    tokens = example.tokens
    return (tokens[i : i + SHARED_RUN] for i in range(len(tokens) - SHARED_RUN + 1))


def best_thresholds(found: HeldOut) -> list[float]:
    """For each of MARKS the probability from which hearing it gives the best F-beta on what was held out."""
    thresholds = []
    for place, mark in enumerate(MARKS):
        wanted = np.array([mark in example.labels for example in found.sentences])
        scores = [_f_beta(wanted, found.marks[:, place] >= candidate) for candidate in CANDIDATES]
        thresholds.append(round(float(CANDIDATES[int(np.argmax(scores))]), 3))
    return thresholds


def _f_beta(wanted: Labels, heard: Labels) -> float:
    hits = float((wanted & heard).sum())
    return (1 + BETA**2) * hits / max(1.0, BETA**2 * float(wanted.sum()) + float(heard.sum()))
