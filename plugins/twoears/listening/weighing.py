"""What the sentences of texts show and which side they take: the model's word, held to two rules of care."""

from collections.abc import Sequence

import numpy as np

from twoears.listening.model import HEARD_FROM, Array, Model
from twoears.listening.reading import INTENTS

FOR = [INTENTS.index(intent) for intent in ("praise", "recommendation", "defence")]
AGAINST = [INTENTS.index(intent) for intent in ("complaint", "churn_threat")]
"""The intents that stand for and against a brand which is named beside them."""

TAKES_SIDE = 0.25
"""How much likelier the one must be than the other."""

SHOWN_BY = {
    "churn_threat": ("leaving", "last_straw", "or_else", "competitor", "cancel_my"),
    "quiet_wish": ("unsubscribe", "stop_sending", "too_many", "list", "leave_alone", "didnt_sign"),
    "purchase_intent": (
        *("looking_for", "going_to_buy", "need_new", "need_replacing", "deciding", "which_one", "in_basket"),
        *("in_stock", "how_much", "can_i_order", "as_gift", "shut_up_money", "will_be_mine"),
    ),
}
"""Cues of intents that are rare among what people write, and acted upon: without any of them ..."""

DENIED_BY = {"purchase_intent": "not_buying"}
"""Cues that deny an intent, whatever else its words say."""

SURE_WITHOUT = 0.65
"""... the model must be this sure, as words alone are often about life and not about the brand."""

NOT_HEARD = 0.49


class Weigher:
    """Weighs sentences, each given by the rows of its features in the model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._shown = {
            INTENTS.index(intent): model.rows(f"{intent}.{cue}" for cue in cues)
            for intent, cues in SHOWN_BY.items()
        }
        self._denied = {
            INTENTS.index(intent): model.rows([f"{intent}.{cue}"]) for intent, cue in DENIED_BY.items()
        }

    def marks(self, sentences: Sequence[set[int]]) -> Array:
        """The probabilities of MARKS; those that want a cue and have none, or are denied, are not heard."""
        marks = self._model.marks(sentences)
        for column, shown in self._shown.items():
            heard = marks[:, column]
            for row in np.flatnonzero((heard >= HEARD_FROM) & (heard < SURE_WITHOUT)):
                if shown.isdisjoint(sentences[int(row)]):
                    heard[row] = NOT_HEARD
        for column, denied in self._denied.items():
            for row in np.flatnonzero(marks[:, column] >= HEARD_FROM):
                if not denied.isdisjoint(sentences[int(row)]):
                    marks[row, column] = NOT_HEARD
        return marks

    def sides(self, marks: Array, sentences: Sequence[set[int]]) -> list[float]:
        """How far each sentence takes a side: by what its writer does in it, else by how it sounds alone."""
        sounds = self._model.sentiments(sentences)
        done = marks[:, FOR].max(axis=1, initial=0.0) - marks[:, AGAINST].max(axis=1, initial=0.0)
        return [
            float(side) if abs(side) >= TAKES_SIDE else sound
            for side, sound in zip(done, sounds, strict=True)
        ]
