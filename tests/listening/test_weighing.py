"""What is acted upon wants its cue, and a denial is a veto, however sure the words are."""

from itertools import pairwise

import numpy as np
import pytest

from twoears.listening.model import HEARD_FROM, read_model
from twoears.listening.reading import INTENTS
from twoears.listening.weighing import SHOWN_BY, SURE_WITHOUT, Weigher

MODEL = read_model()


def rows(*features: str) -> set[int]:
    found = MODEL.rows(features)
    assert len(found) == len(features)
    return found


@pytest.mark.parametrize("intent", SHOWN_BY)
def test_every_cue_of_an_intent_that_wants_one_is_known(intent: str) -> None:
    assert rows(*(f"{intent}.{cue}" for cue in SHOWN_BY[intent]))


def test_a_denied_purchase_is_none() -> None:
    wish = rows("purchase_intent.going_to_buy", "purchase_intent.looking_for", "want", "buy", "to buy")
    column = INTENTS.index("purchase_intent")
    plain, denied = Weigher(MODEL).marks([wish, wish | rows("purchase_intent.not_buying")])[:, column]
    assert plain >= HEARD_FROM > denied


def test_without_a_cue_words_alone_must_be_surer() -> None:
    """Whatever the words, as many features at a time as it takes for the model to be about sure."""
    column = INTENTS.index("churn_threat")
    words = sorted(name for name, weight in weights(column).items() if "." not in name and weight > 0.5)
    some = [rows(*words[:count]) for count in range(1, len(words))]
    some += [rows(word, other) for word, other in pairwise(words)]
    free, held = MODEL.marks(some)[:, column], Weigher(MODEL).marks(some)[:, column]
    unsure = (free >= HEARD_FROM) & (free < SURE_WITHOUT)
    assert unsure.any()
    assert np.all(held[unsure] < HEARD_FROM)
    assert np.all(held[~unsure] == free[~unsure])


def weights(column: int) -> dict[str, float]:
    return {name: float(MODEL.weights[row, column]) for name, row in MODEL.index.items()}


def test_each_sentence_is_weighed_by_itself() -> None:
    some = [rows("leaving", "goodbye"), rows("mood.positive"), set[int]()]
    together, alone = Weigher(MODEL).marks(some), [Weigher(MODEL).marks([one])[0] for one in some]
    assert np.allclose(together, alone)
