"""What features are worth: one linear model an intent, one for needs, and one a side that a text takes, all
in one table of weights.

`weights.csv` is made by training from the texts of this repository; a brand's own lies in its home.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from twoears.errors import ListeningError
from twoears.listening.reading import MARKS

SHIPPED = Path(__file__).with_name("weights.csv")

SIDES = ("negative", "neutral", "positive")
COLUMNS = (*MARKS, *SIDES)
INTERCEPT, THRESHOLD = "(intercept)", "(threshold)"
"""The rows that are no feature's: what a column has before anything is seen, moved so that an intent is heard
from a half on; and the probability that this was before it was moved.
"""

HEARD_FROM = 0.5

LIGHTEST = 0.08
"""Weights below this change nothing that is heard and are left out."""

_OF_MARKS = slice(0, len(MARKS))
_OF_SIDES = slice(len(MARKS), len(COLUMNS))

WEAKEST = 0.1
"""The least sentiment of a text that takes a side."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """``weights`` has a row a feature, given by ``index``, and a column each of COLUMNS; the last row is
    zeros.
    """

    index: Mapping[str, int]
    weights: Array
    intercepts: Array
    thresholds: tuple[float, ...]

    def rows(self, features: Iterable[str]) -> set[int]:
        """The rows of the features that have weights; a feature named twice counts once."""
        rows = set(map(self.index.get, features))
        rows.discard(None)
        return cast(set[int], rows)

    def marks(self, sentences: Sequence[Collection[int]]) -> Array:
        """The probability of each of MARKS in each sentence, given by the rows of its features."""
        return _probabilities(self._sums(sentences, _OF_MARKS))

    def sentiments(self, texts: Sequence[Collection[int]]) -> list[float]:
        """How far each text takes a side, from -1 to 1, exactly 0 where none is likelier than neutral."""
        sides = _probabilities(self._sums(texts, _OF_SIDES))
        sides /= sides.sum(axis=1, keepdims=True)
        likeliest = sides.argmax(axis=1) - 1
        strength = np.maximum(WEAKEST, np.abs(sides[:, 2] - sides[:, 0]))
        return [round(float(side) * float(how), 3) for side, how in zip(likeliest, strength, strict=True)]

    def base(self, column: str) -> float:
        """The log-odds of a column before anything is seen."""
        return float(self.intercepts[COLUMNS.index(column)])

    def contributions(self, features: Iterable[str], column: str) -> list[tuple[str, float]]:
        """What each feature adds to one column, the weightiest first; sums to the log-odds with the
        intercept.
        """
        place = COLUMNS.index(column)
        rows = [
            (name, float(self.weights[self.index[name], place])) for name in features if name in self.index
        ]
        return sorted(
            ((name, weight) for name, weight in rows if weight), key=lambda row: (-abs(row[1]), row[0])
        )

    def _sums(self, examples: Sequence[Collection[int]], columns: slice) -> Array:
        """Log-odds of some columns: the weights of each example's rows added up in one call for all
        examples.
        """
        nothing = len(self.index)
        flat = [row for rows in examples for row in (nothing, *rows)]
        starts = np.cumsum([0, *(len(rows) + 1 for rows in examples)])[:-1]
        if not flat:
            return np.zeros((0, len(self.intercepts[columns])))
        return np.add.reduceat(self.weights[:, columns][flat], starts, axis=0) + self.intercepts[columns]


def _probabilities(log_odds: Array) -> Array:
    probabilities: Array = 1.0 / (1.0 + np.exp(-log_odds))
    return probabilities


def read_model(path: Path = SHIPPED) -> Model:
    """Read a file of weights.

    Raises:
        ListeningError: it was made by a version that weighs other things.
    """
    text = path.read_text(encoding="utf-8")
    if text.partition("\n")[0].split(",")[1:] != list(COLUMNS):
        raise ListeningError(
            f"The weights in {path} were made by another version of the reader; "
            "run `twoears teach` again, or take the file away."
        )
    return model_of(text)


def model_of(text: str) -> Model:
    """The model of a table of weights."""
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows)
    table = {name: [float(weight or 0) for weight in weights] for name, *weights in rows}
    intercepts, thresholds = np.array(table.pop(INTERCEPT)), table.pop(THRESHOLD)[_OF_MARKS]
    weights = np.array([*table.values(), [0.0] * len(COLUMNS)])
    return Model({name: row for row, name in enumerate(table)}, weights, intercepts, tuple(thresholds))


def written(
    weights: Mapping[str, Sequence[float]], intercepts: Sequence[float], thresholds: Sequence[float]
) -> str:
    """A table of weights as text, the same for the same weights; features without any are left out."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["feature", *COLUMNS])
    writer.writerow([INTERCEPT, *map(_short, intercepts)])
    writer.writerow([THRESHOLD, *thresholds, *("" for _ in SIDES)])
    for name in sorted(weights):
        row = [_short(weight) for weight in weights[name]]
        if any(row):
            writer.writerow([name, *row])
    return lines.getvalue()


def _short(weight: float) -> str:
    if abs(weight) < LIGHTEST:
        return ""
    return f"{weight:.2f}".rstrip("0").rstrip(".")
