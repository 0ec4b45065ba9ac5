"""Which kinds of sentence somebody writes, given who they are and where they write."""

from collections.abc import Mapping
from random import Random

from sandbox.world.chance import weighted
from sandbox.world.people import Person

_FOREIGN_SHARE = 0.12
_SITUATIONS: dict[str, dict[str, float]] = {
    "mail": {
        "question": 3,
        "complaint": 1.5,
        "purchase_intent": 1,
        "praise": 1,
        "suggestion": 1,
        "quiet_wish": 1,
        "churn_threat": 1,
        "recommendation": 0.2,
        "experience_shared": 0.3,
        "no_need": 0.3,
        "small_talk": 0.1,
    },
    "topic": {
        "question": 3,
        "suggestion": 1.5,
        "experience_shared": 1,
        "purchase_intent": 1,
        "recommendation": 0.5,
        "complaint": 0.7,
        "praise": 0.5,
        "help_given": 0.3,
        "small_talk": 0.5,
        "quiet_wish": 0.2,
        "churn_threat": 0.2,
        "no_need": 0.1,
        "incentivised": 0.2,
    },
    "answer": {
        "help_given": 4,
        "experience_shared": 1,
        "recommendation": 1,
        "question": 0.5,
        "small_talk": 0.7,
        "purchase_intent": 0.3,
        "no_need": 0.6,
        "suggestion": 0.4,
        "praise": 0.3,
        "complaint": 0.4,
        "defence": 0.2,
        "incentivised": 0.2,
    },
    "reply": {
        "experience_shared": 1,
        "recommendation": 1,
        "defence": 0.5,
        "question": 0.7,
        "small_talk": 1,
        "purchase_intent": 0.5,
        "no_need": 1,
        "suggestion": 0.7,
        "praise": 0.7,
        "complaint": 0.6,
        "help_given": 0.5,
        "quiet_wish": 0.2,
        "churn_threat": 0.4,
        "incentivised": 0.2,
    },
    "toot": {
        "recommendation": 1,
        "praise": 1,
        "experience_shared": 1,
        "small_talk": 1,
        "complaint": 0.6,
        "question": 0.6,
        "suggestion": 0.7,
        "purchase_intent": 0.6,
        "defence": 0.4,
        "help_given": 0.3,
        "no_need": 0.4,
        "churn_threat": 0.4,
        "quiet_wish": 0.2,
        "incentivised": 0.6,
    },
}
_BASE = 0.4
_SOUR = {"complaint", "churn_threat", "quiet_wish"}
_SWEET = {"praise", "recommendation", "defence", "incentivised"}
_WANTING = {"purchase_intent", "recommendation", "incentivised", "suggestion"}


def kinds(rng: Random, person: Person, situation: str, most: int) -> tuple[str, ...]:
    """One to `most` kinds: the situation's habits weighed with the person's own."""
    weights = _weights(person.nature.kinds, _SITUATIONS[situation])
    drawn: list[str] = []
    for _ in range(rng.randint(1, most)):
        kind = weighted(rng, weights)
        if not any(_clash(kind, other) for other in drawn):
            drawn.append(kind)
    return tuple(drawn)


def language(rng: Random, person: Person) -> str:
    """English nearly always, now and then the person's own language."""
    own = person.country.language
    return own if own != "en" and rng.random() < _FOREIGN_SHARE else "en"


def _clash(kind: str, other: str) -> bool:
    """Nobody scolds and praises in one breath, or wants what they do not need."""
    pair = {kind, other}
    moods = bool(pair & _SOUR) and bool(pair & _SWEET)
    return moods or ("no_need" in pair and bool(pair & _WANTING))


def _weights(own: Mapping[str, float], habits: Mapping[str, float]) -> dict[str, float]:
    return {kind: habit * (_BASE + own.get(kind, 0.0)) for kind, habit in habits.items()}
