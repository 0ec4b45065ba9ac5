"""Training: the same texts give the same weights, byte for byte, and the shipped ones are what ours give."""

import csv
import math
import random
from functools import cache
from pathlib import Path

import pytest

from twoears.errors import ListeningError
from twoears.listening.labelled import Label, LabelledText, all_labelled
from twoears.listening.model import COLUMNS, SHIPPED, model_of, read_model
from twoears.listening.reading import MARKS, NEED
from twoears.listening.training import examples_of, trained

THRESHOLDS = [0.3] * len(MARKS)


@cache
def some() -> tuple[LabelledText, ...]:
    """A share of two shops' texts."""
    return tuple(text for text in all_labelled() if text.brand in ("running", "kitchen") and text.phrasing)


def made() -> str:
    return trained(examples_of(some()), THRESHOLDS)


def test_training_twice_gives_the_same_weights() -> None:
    assert made() == made()


def test_weights_are_sorted_finite_and_few() -> None:
    lines = made().splitlines()
    assert lines[0] == ",".join(["feature", *COLUMNS])
    names = [line.split(",")[0] for line in lines[1:] if not line.startswith(("(", '"'))]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    cells = [cell for row in csv.reader(lines[1:]) for cell in row[1:] if cell]
    assert all(math.isfinite(float(cell)) for cell in cells)


def test_weights_are_read_as_they_were_written() -> None:
    model = model_of(made())
    assert model.weights.shape[1] == model.intercepts.shape[0] == len(COLUMNS)
    assert len(model.index) > 500


def test_what_only_one_brand_says_is_not_learned() -> None:
    names = model_of(made()).index
    assert "please" in names
    for word in ("windrow", "kestrane", "palleron", "quickmarl"):
        assert word not in names


def test_a_word_counts_for_what_it_is_said_with() -> None:
    text = "We would like {} in teal, said number {} of {}."
    words = random.Random(3).sample(range(1_000), 120)
    taught = [
        LabelledText(
            f"brand {n % 3}",
            "",
            written := text.format("zibbles" if n % 2 else "a lid", n, word),
            (Label("suggestion", 0, len(written)),) if n % 2 else (),
            0,
        )
        for n, word in enumerate(words)
    ]
    fired = dict(
        model_of(trained(examples_of([*some(), *taught]), THRESHOLDS)).contributions(
            ["zibbles"], "suggestion"
        )
    )
    assert fired["zibbles"] > 0


def test_examples_carry_the_intents_of_their_sentence() -> None:
    text = "It came. Please add teal! Does it fit?"
    labels = (Label("suggestion", 9, 25), Label("question", 26, 38))
    examples = examples_of(
        [LabelledText("a", "", text, labels, -1), LabelledText("a", "", "Fine.", (), None)]
    )
    assert [set(one.labels) for one in examples.sentences] == [set(), {"suggestion"}, {"question"}, set()]
    assert [set(one.labels) for one in examples.texts] == [{"negative"}]


def test_who_is_going_to_buy_needs_it() -> None:
    texts = [
        LabelledText("a", "", "I will buy a pan.", (Label("purchase_intent", 0, 17),), 0),
        LabelledText("a", "", "My pan broke.", (Label(NEED, 0, 13),), 0),
    ]
    assert [set(one.labels) for one in examples_of(texts).sentences] == [{"purchase_intent", NEED}, {NEED}]


def test_texts_for_needs_teach_nothing_else() -> None:
    labels = (Label("praise", 0, 17), Label(NEED, 0, 17))
    taught = [
        LabelledText(brand, "", f"Wibbly wobbly {n}.", labels, 1, is_for_needs=True)
        for n in range(20)
        for brand in ("a", "b")
    ]
    model = model_of(trained(examples_of([*some(), *taught]), THRESHOLDS))
    assert dict(model.contributions(["wobbly"], NEED))["wobbly"] > 0
    assert model.contributions(["wobbly"], "praise") == model.contributions(["wobbly"], "positive") == []


def test_weights_of_another_version_are_a_sentence(tmp_path: Path) -> None:
    older = tmp_path / "weights.csv"
    older.write_text(made().replace(f",{NEED},", ",", 1), encoding="utf-8")
    with pytest.raises(ListeningError, match="run `twoears teach` again"):
        read_model(older)


def test_the_shipped_weights_are_what_our_texts_give() -> None:
    """Made anew from all texts, with the thresholds that stand in the file: half a minute."""
    shipped = SHIPPED.read_text(encoding="utf-8")
    assert trained(examples_of(all_labelled()), read_model(SHIPPED).thresholds) == shipped
