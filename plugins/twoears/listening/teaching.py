"""Retrains the reader on what is labelled here and what a brand labelled itself."""

import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from rich.table import Table

from twoears.errors import ListeningError
from twoears.listening.csv_files import read_csv
from twoears.listening.heldout import Scores
from twoears.listening.labelled import Label, LabelledText, all_labelled, unmarked
from twoears.listening.model import HEARD_FROM, SHIPPED, Model, model_of, read_model
from twoears.listening.reading import MARKS
from twoears.listening.training import Example, Examples, examples_of, shown_by, trained
from twoears.output import console

log = logging.getLogger(__name__)

OWN = "your own"
"""The brand of the texts that are taught."""

FOLDS = 5
FEWEST = 20
"""Texts that there must be; of fewer nothing can be held out and learned."""


def teach(home: Path, labels: Path | None = None) -> Path:
    """Train with the labels of a home, print before and after on held-out folds, write the weights.

    Raises:
        ListeningError: there are no labels, too few, or one that is not understood.
    """
    file = labels or home / "listening" / "labels.csv"
    own = list(read_own(file))
    if len(own) < FEWEST:
        raise ListeningError(f"{file} holds {len(own)} texts; label {FEWEST} at least, better some hundred.")
    shipped = all_labelled()
    log.info("%s texts of your own beside %s of the project", f"{len(own):,}", f"{len(shipped):,}")
    examples, mine = examples_of(shipped), examples_of(own)
    before, after = _folds(own, examples, mine)
    _print(own, before, after)
    weights = home / "listening" / "weights.csv"
    weights.parent.mkdir(parents=True, exist_ok=True)
    weights.write_text(trained(_joined(examples, mine), read_model(SHIPPED).thresholds), encoding="utf-8")
    sys.stdout.write(f"The weights are in {weights}; take the file away to go back to the shipped ones.\n")
    return weights


def read_own(file: Path) -> Iterator[LabelledText]:
    """The texts of a brand's own file of labels.

    Raises:
        ListeningError: it cannot be read, or names an intent or a sentiment that there is not.
    """
    rows = read_csv(file)
    if rows and "text" not in rows[0]:
        raise ListeningError(f"{file} has no column text.")
    for number, row in enumerate(rows, start=1):
        yield _own(row, f"{file.name}, row {number}")


def _own(row: dict[str, str | None], where: str) -> LabelledText:
    text, labels = unmarked(row["text"] or "")
    named = [name.strip() for name in (row.get("intents") or "").split(";") if name.strip()]
    labels += tuple(Label(name, 0, len(text)) for name in named)
    for label in labels:
        if label.mark not in MARKS:
            raise ListeningError(f"{where}: there is no mark {label.mark!r}; choose of {', '.join(MARKS)}.")
    sentiment = (row.get("sentiment") or "").strip()
    if sentiment not in ("", "-1", "0", "1"):
        raise ListeningError(f"{where}: sentiment is {sentiment!r}; write -1, 0, 1 or nothing.")
    return LabelledText(OWN, "", text, labels, int(sentiment) if sentiment else None)


def _joined(examples: Examples, own: Examples) -> Examples:
    """Both; texts are numbered apart only within each, which training does not look at."""
    return Examples([*examples.sentences, *own.sentences], [*examples.texts, *own.texts])


def _folds(
    own: Sequence[LabelledText], examples: Examples, mine: Examples
) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """What the shipped model and the retrained one hear in each own text while it is held out."""
    shipped = read_model(SHIPPED)
    before: dict[int, set[str]] = {}
    after: dict[int, set[str]] = {}
    for fold in range(FOLDS):
        out = {
            number
            for number, text in enumerate(own)
            if crc32(text.text.encode("utf-8", "replace")) % FOLDS == fold
        }
        rest = Examples(
            [e for e in mine.sentences if e.text not in out], [e for e in mine.texts if e.text not in out]
        )
        held = [e for e in mine.sentences if e.text in out]
        before |= _heard(shipped, held, out)
        after |= _heard(model_of(trained(_joined(examples, rest), shipped.thresholds)), held, out)
        log.info("part %d of %d measured", fold + 1, FOLDS)
    return before, after


def _heard(model: Model, sentences: Sequence[Example], texts: set[int]) -> dict[int, set[str]]:
    heard: dict[int, set[str]] = {number: set() for number in texts}
    for example, row in zip(sentences, model.marks([model.rows(e.features) for e in sentences]), strict=True):
        heard[example.text].update(mark for mark, p in zip(MARKS, row, strict=True) if p >= HEARD_FROM)
    return heard


def _print(own: Sequence[LabelledText], before: dict[int, set[str]], after: dict[int, set[str]]) -> None:
    table = Table("mark", "texts", "precision", "recall", "F1 before", "F1 after")
    for mark in MARKS:
        wanted = {n for n, text in enumerate(own) if any(mark in shown_by(label) for label in text.labels)}
        old, new = (
            Scores.of(wanted, {n for n, m in heard.items() if mark in m}) for heard in (before, after)
        )
        table.add_row(
            mark,
            str(len(wanted)),
            f"{new.precision:.2f}",
            f"{new.recall:.2f}",
            f"{old.f1:.2f}",
            f"{new.f1:.2f}",
        )
    console().print(table)
