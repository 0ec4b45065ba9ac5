"""Learns what features are worth from labelled texts: logistic regression by liblinear, one model a column.

Only what occurs in the texts of two brands at least is learned from, so that no brand's own words count. The
result is the same, bit for bit, for the same texts: liblinear's coordinate descent has no threads and no
chance but its seed, and weights are kept to two decimals.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from twoears.listening.features import all_cues, features_of, things
from twoears.listening.labelled import Label, LabelledText
from twoears.listening.lexicon import load_lexicon
from twoears.listening.model import COLUMNS, SIDES, written
from twoears.listening.reading import MARKS, NEED
from twoears.listening.sentiment import mood_of_text, moods
from twoears.listening.words import words_of

STRENGTH = {"marks": 0.5, "sides": 0.15}
"""liblinear's C, the inverse of the penalty on weights; found on held-out brands."""

INTERPOLATION = 0.5
"""How far a feature's scale follows its rates; at 0 all count alike."""

NEVER = -20.0
"""The log-odds of what no example has."""

TOLERANCE = 1e-3
"""When liblinear stops; what lies below changes no second decimal that counts."""

FOR_NEEDS = frozenset({"purchase_intent", NEED})
"""The columns that texts labelled for needs teach."""

FEWEST = 4
"""Examples that a word or pair of words must occur in."""

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence or a text: its features, its columns, and the text it is of."""

    text: int
    brand: str
    features: frozenset[str]
    labels: frozenset[str]
    tokens: tuple[str, ...]
    is_for_needs: bool

    def teaches(self, column: str) -> bool:
        """Whether its labels are to be learned for a column."""
        return not self.is_for_needs or column in FOR_NEEDS


@dataclass(frozen=True, slots=True)
class Examples:
    """``sentences`` teach intents, ``texts`` teach sides."""

    sentences: list[Example]
    texts: list[Example]


def examples_of(labelled: Sequence[LabelledText]) -> Examples:
    """Take labelled texts apart."""
    cues, lexicon = all_cues(), load_lexicon()
    sentences, texts = [], []
    for number, text in enumerate(labelled):
        words = words_of(text.text)
        moved = moods(words, lexicon)
        whole = set(mood_of_text(words, moved, lexicon))
        for sentence, features in zip(
            words.sentences, features_of(words, moved, cues, things()), strict=True
        ):
            start, end = words.own.source(sentence.start, sentence.end)
            tokens = tuple(words.tokens[sentence.first : sentence.last])
            sentences.append(
                Example(
                    text=number,
                    brand=text.brand,
                    features=frozenset(features),
                    labels=_labels(text, start, end),
                    tokens=tokens,
                    is_for_needs=text.is_for_needs,
                )
            )
            whole.update(features)
        if text.sentiment is not None:
            side = frozenset({SIDES[text.sentiment + 1]})
            tokens = tuple(words.tokens)
            texts.append(Example(number, text.brand, frozenset(whole), side, tokens, text.is_for_needs))
    return Examples(sentences, texts)


def shown_by(label: Label) -> set[str]:
    """The marks that a label stands for: who is going to buy something needs it."""
    return {label.mark, NEED} if label.mark == "purchase_intent" else {label.mark}


def _labels(text: LabelledText, start: int, end: int) -> frozenset[str]:
    """What is marked by words that are half of a sentence, or have half of theirs in it."""
    found = set()
    for label in text.labels:
        shared = min(end, label.end) - max(start, label.start)
        if shared > 0 and (2 * shared >= end - start or 2 * shared >= label.end - label.start):
            found |= shown_by(label)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by feature for some columns, and the intercepts."""

    names: list[str]
    weights: Array
    intercepts: Array

    def probabilities(self, examples: Sequence[Example]) -> Array:
        """Of each column in each example."""
        log_odds = matrix(examples, {name: row for row, name in enumerate(self.names)}) @ self.weights
        shares: Array = 1.0 / (1.0 + np.exp(-(log_odds + self.intercepts)))
        return shares


def fit(examples: Sequence[Example], columns: Sequence[str], strength: float, *, is_balanced: bool) -> Fitted:
    """Fit a model for each column; features count more the more their rates with and without it differ.

    This is NB-SVM with the interpolation of Wang and Manning (2012), "Baselines and Bigrams", with a
    logistic loss.
    """
    from sklearn.linear_model import LogisticRegression

    names = _names(examples)
    features = matrix(examples, {name: row for row, name in enumerate(names)})
    weights, intercepts = np.zeros((len(names), len(columns))), np.zeros(len(columns))
    for place, column in enumerate(columns):
        taught = np.array([example.teaches(column) for example in examples])
        some = features[taught]
        wanted = np.array([column in example.labels for example in examples])[taught]
        if not wanted.any():
            intercepts[place] = NEVER
            continue
        scale = (1 - INTERPOLATION) + INTERPOLATION * np.abs(_rate_ratios(some, wanted))
        model = LogisticRegression(
            C=strength,
            solver="liblinear",
            tol=TOLERANCE,
            random_state=0,
            class_weight="balanced" if is_balanced else None,
        ).fit(some.multiply(scale).tocsr(), wanted)
        weights[:, place], intercepts[place] = model.coef_[0] * scale, model.intercept_[0]
    return Fitted(names, weights, intercepts)


def _rate_ratios(features: csr_matrix, wanted: Labels) -> Array:
    """The logarithm of each feature's rate among the wanted over that among the others, one example added
    to each.
    """
    ratios: Array = np.log(_rates(features, wanted) / _rates(features, ~wanted))
    return ratios


def _rates(features: csr_matrix, chosen: Labels) -> Array:
    rates: Array = (np.asarray(features[chosen].sum(axis=0)).ravel() + 1) / (chosen.sum() + 2)
    return rates


def _names(examples: Sequence[Example]) -> list[str]:
    """The features worth a weight: cues and shapes, and words that more than one brand's customers use."""
    brands: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update(example.features)
        for name in example.features:
            brands[name].add(example.brand)
    return sorted(
        name for name, count in counts.items() if "." in name or (count >= FEWEST and len(brands[name]) > 1)
    )


def matrix(examples: Iterable[Example], index: dict[str, int]) -> csr_matrix:
    """Examples by features, ones where an example has a feature."""
    rows, ends = [], [0]
    for example in examples:
        rows += sorted(index[name] for name in example.features if name in index)
        ends.append(len(rows))
    return csr_matrix((np.ones(len(rows)), rows, ends), shape=(len(ends) - 1, len(index)))


def fit_marks(examples: Examples) -> Fitted:
    return fit(examples.sentences, MARKS, STRENGTH["marks"], is_balanced=False)


def fit_sides(examples: Examples) -> Fitted:
    return fit(examples.texts, SIDES, STRENGTH["sides"], is_balanced=True)


def trained(examples: Examples, thresholds: Sequence[float]) -> str:
    """The table of weights that examples teach, as the text of its file.

    ``thresholds`` are the probabilities from which on each of MARKS is heard; intercepts are moved so that a
    half is.
    """
    marks, sides = fit_marks(examples), fit_sides(examples)
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(COLUMNS))
    for offset, fitted in ((0, marks), (len(MARKS), sides)):
        for name, row in zip(fitted.names, fitted.weights, strict=True):
            weights[name][offset : offset + row.shape[0]] = row.tolist()
    moved = marks.intercepts - np.log(np.array(thresholds) / (1 - np.array(thresholds)))
    return written(weights, [*moved.tolist(), *sides.intercepts.tolist()], thresholds)
