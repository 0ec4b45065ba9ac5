"""What features are worth: one linear model an intent and one a side that a text takes, all in one table of weights.

`weights.csv` is made by training from the texts of this repository; a brand's own lies in its home.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twoears.listening.labelled import INTENTS

SHIPPED = Path(__file__).with_name("weights.csv")

SIDES = ("negative", "neutral", "positive")
COLUMNS = (*INTENTS, *SIDES)
INTERCEPT = "(intercept)"
"""The row of the table that is no feature's. It is such that an intent is heard from a half on."""

HEARD_FROM = 0.5

WEAKEST = 0.1
"""The least sentiment of a text that takes a side."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """``weights`` has a row a feature, given by ``index``, and a column each of COLUMNS; the last row is zeros."""

    index: Mapping[str, int]
    weights: Array
    intercepts: Array

    def intents(self, sentences: Sequence[Iterable[str]]) -> Array:
        """The probability of each intent in each sentence, given by the names of its features."""
        return _probabilities(self._sums(sentences)[:, : len(INTENTS)])

    def sentiments(self, texts: Sequence[Iterable[str]]) -> list[float]:
        """How far each text takes a side, from -1 to 1, exactly 0 where none is likelier than neutral."""
        sides = _probabilities(self._sums(texts)[:, len(INTENTS) :])
        sides /= sides.sum(axis=1, keepdims=True)
        likeliest = sides.argmax(axis=1) - 1
        strength = np.maximum(WEAKEST, np.abs(sides[:, 2] - sides[:, 0]))
        return [round(float(side) * float(how), 3) for side, how in zip(likeliest, strength, strict=True)]

    def base(self, column: str) -> float:
        """The log-odds of a column before anything is seen."""
        return float(self.intercepts[COLUMNS.index(column)])

    def contributions(self, features: Iterable[str], column: str) -> list[tuple[str, float]]:
        """What each feature adds to one column, the weightiest first; sums to the log-odds with the intercept."""
        place = COLUMNS.index(column)
        rows = [
            (name, float(self.weights[self.index[name], place])) for name in features if name in self.index
        ]
        return sorted(
            ((name, weight) for name, weight in rows if weight), key=lambda row: (-abs(row[1]), row[0])
        )

    def _sums(self, examples: Sequence[Iterable[str]]) -> Array:
        index = self.index
        flat: list[int] = []
        starts: list[int] = []
        nothing = len(index)
        for features in examples:
            starts.append(len(flat))
            flat += [index[name] for name in features if name in index]
            flat.append(nothing)
        if not starts:
            return np.zeros((0, len(COLUMNS)))
        return np.add.reduceat(self.weights[flat], starts, axis=0) + self.intercepts


def _probabilities(log_odds: Array) -> Array:
    probabilities: Array = 1.0 / (1.0 + np.exp(-log_odds))
    return probabilities


def read_model(path: Path = SHIPPED) -> Model:
    """Read a file of weights."""
    return model_of(path.read_text(encoding="utf-8"))


def model_of(text: str) -> Model:
    """The model of a table of weights."""
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows)
    table = {name: [float(weight or 0) for weight in weights] for name, *weights in rows}
    intercepts = np.array(table.pop(INTERCEPT))
    weights = np.array([*table.values(), [0.0] * len(COLUMNS)])
    return Model({name: row for row, name in enumerate(table)}, weights, intercepts)


def written(weights: Mapping[str, Sequence[float]], intercepts: Sequence[float]) -> str:
    """A table of weights as text, the same for the same weights; features without any are left out."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["feature", *COLUMNS])
    writer.writerow([INTERCEPT, *map(_short, intercepts)])
    for name in sorted(weights):
        row = [_short(weight) for weight in weights[name]]
        if any(row):
            writer.writerow([name, *row])
    return lines.getvalue()


def _short(weight: float) -> str:
    text = f"{weight:.2f}"
    return "" if float(text) == 0 else text.rstrip("0").rstrip(".")
