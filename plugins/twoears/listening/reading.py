"""What was read in one text. Offsets count characters of the text as it was given, `end` excluded."""

from dataclasses import dataclass
from datetime import date

INTENTS = (
    "suggestion",
    "purchase_intent",
    "recommendation",
    "defence",
    "experience_shared",
    "help_given",
    "question",
    "complaint",
    "praise",
    "churn_threat",
    "quiet_wish",
)
"""What a writer may do with words; docs/listening.md says what each is."""

NEED = "need"
MARKS = (*INTENTS, NEED)
"""What sentences are weighed for, and what is marked in labelled texts: intents, and that something is
needed, which is no intent, as nothing is done by it.
"""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing the writer does with words; `confidence` is a probability, the span is what shows it."""

    intent: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A category of the catalogue, or one of its products, that the text is about."""

    category: str
    product: str | None
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Where, in what weather or for what somebody is: `kind` is activity, condition or place."""

    kind: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Time:
    """A window of days, both ends within it; None where the text has no date to count from."""

    kind: str
    since: date | None
    until: date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BrandMention:
    """`brand` is the name in the brands' list; `stance` is positive, neutral or negative."""

    brand: str
    stance: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Need:
    """What the writer is about to need; `strength` is from 0 to 1, the window is that of its time."""

    category: str
    product: str | None
    strength: float
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one text says.

    ``language`` is an ISO 639-1 code, or ``und`` where there is nothing to tell it by. Only English is read;
    of other texts ``is_read`` is False and the rest empty. ``sentiment`` is from -1 to 1, and 0 where the
    text takes no side.
    """

    language: str
    is_read: bool
    sentiment: float | None = None
    is_incentivised: bool = False
    intents: tuple[Intent, ...] = ()
    topics: tuple[Topic, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    times: tuple[Time, ...] = ()
    brands: tuple[BrandMention, ...] = ()
    needs: tuple[Need, ...] = ()
