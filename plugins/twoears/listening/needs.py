"""What the writer is about to need: a wish to buy, or a plan whose circumstances ask for what the
catalogue has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from twoears.listening.catalogue import Product
from twoears.listening.model import HEARD_FROM
from twoears.listening.reading import Circumstance, Need, Time, Topic
from twoears.listening.rules import any_of, rules
from twoears.listening.sentiment import NEGATIONS
from twoears.listening.stems import stems
from twoears.listening.words import Sentence

ASKED_FOR = {
    "cold": "cold warm warmer thermal insulated insulation merino wool fleece winter glove hat down heated",
    "rain": "waterproof rain shell rainproof gore dry membrane wellington umbrella wet",
    "wind": "wind windproof shell",
    "snow": "snow winter spike gaiter ice grip insulated",
    "night": "reflective lamp headlamp headtorch torch lantern lumen night visibility",
    "heat": "heat hot sun cap visor cooling breathable vented shade hydration sunscreen parasol summer",
    "mud": "mud trail lug grip gaiter boot",
    "dry": "drip irrigation hose sprinkler butt watering",
    "altitude": "down insulated mountain",
}
"""The words, as stems, by which a catalogue's names and descriptions tell that something is meant for a
condition.
"""

PLANS = frozenset({"race", "training", "trip", "hike", "ride", "commute", "launch", "move", "planting"})
"""Activities that one prepares for."""

INFERRED = 0.35
"""The strength of a need that was never said."""

SAID_PLAINLY = 0.6
"""The least strength of "I need X"."""

MOST_INFERRED = 3
FITTING = 0.5
"""The share of a category's products that a condition must ask for."""


@dataclass(frozen=True, slots=True)
class Preparedness:
    """For each condition the categories that are meant for it, best first."""

    categories: Mapping[str, tuple[str, ...]]


def learn_preparedness(products: Sequence[Product]) -> Preparedness:
    """Learn from names and descriptions which categories are meant for which condition."""
    by_category: dict[str, list[set[str]]] = {}
    for product in products:
        words = set(stems(f"{product.name} {product.category} {product.description}"))
        by_category.setdefault(product.category, []).append(words)
    found = {}
    for condition, asked in ASKED_FOR.items():
        wanted = set(asked.split())
        shares = {
            c: sum(not wanted.isdisjoint(w) for w in some) / len(some) for c, some in by_category.items()
        }
        fitting = sorted(
            (c for c, share in shares.items() if share >= FITTING), key=lambda c: (-shares[c], c)
        )
        found[condition] = tuple(fitting[:MOST_INFERRED])
    return Preparedness(found)


_RULES = rules("needs")
_WANTED_BEFORE, _WANTED_BEHIND = any_of(_RULES["wanted_before"]), any_of(_RULES["wanted_behind"])
_NEEDED_BEFORE, _DENIED_BEFORE = any_of(_RULES["needed_before"]), any_of(_RULES["denied_before"])
_OWNED_BEFORE, _HAS = any_of(_RULES["owned_before"]), any_of(_RULES["has"])
_EQUIPPED = any_of(_RULES["equipped"])


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was found in it.

    ``wish`` is the confidence that its writer needs something; ``is_loss``: something is broken, gone, or not
    enough.
    """

    sentence: Sentence
    written: bytes
    wish: float
    is_plan: bool
    is_past: bool
    is_loss: bool
    topics: Sequence[Topic]


def find_needs(
    said: Sequence[Said],
    circumstances: Sequence[Circumstance],
    times: Sequence[Time],
    written_on: date | None,
    preparedness: Preparedness,
) -> tuple[Need, ...]:
    """The needs of a text, one a category or product, the strongest kept."""
    ahead = [time for time in times if _is_ahead(time, written_on)]
    found = [*_wished(said, ahead), *_inferred(said, circumstances, ahead, preparedness)]
    best: dict[tuple[str, str | None], Need] = {}
    for need in found:
        known = best.get((need.category, need.product))
        if known is None or need.strength > known.strength:
            best[need.category, need.product] = need
    whole = {category for category, product in best if product}
    return tuple(need for (category, product), need in best.items() if product or category not in whole)


def _is_ahead(time: Time, written_on: date | None) -> bool:
    if time.until is None:
        return time.since is None or written_on is None or time.since >= written_on
    return written_on is None or time.until >= written_on


def _wished(said: Sequence[Said], times: Sequence[Time]) -> Iterator[Need]:
    for position, one in enumerate(said):
        for topic, strength in _wishes(said, position):
            since, until = _window(one.sentence, times)
            yield Need(topic.category, topic.product, round(strength * topic.confidence, 2), since, until)


def _wishes(said: Sequence[Said], position: int) -> Iterator[tuple[Topic, float]]:
    """What a sentence shows to be needed; where it names nothing ("I need new ones"), what one beside it
    names.
    """
    one = said[position]
    plain = [topic for topic in one.topics if _NEEDED_BEFORE.search(_around(topic, one)[0])]
    if one.wish < HEARD_FROM:
        yield from ((topic, SAID_PLAINLY) for topic in plain if not _is_denied(topic, one))
    elif one.topics:
        possible = [topic for topic in one.topics if not _is_denied(topic, one)]
        free = [topic for topic in possible if not _is_owned(topic, one)]
        if not free and any(some.is_loss for some in said):
            free = possible
        pointed_at = [topic for topic in free if topic in plain or _is_wished_for(topic, one)]
        for topic in pointed_at or free:
            yield topic, max(one.wish, SAID_PLAINLY) if topic in plain else one.wish
    else:
        yield from ((t, one.wish) for other in _beside(said, position) for t in other.topics)


def _is_denied(topic: Topic, one: Said) -> bool:
    return _DENIED_BEFORE.search(_around(topic, one)[0]) is not None


def _is_wished_for(topic: Topic, one: Said) -> bool:
    """Whether words of wishing stand before or behind a topic."""
    before, behind = _around(topic, one)
    return _WANTED_BEFORE.search(before) is not None or _WANTED_BEHIND.search(behind) is not None


def _is_owned(topic: Topic, one: Said) -> bool:
    return _OWNED_BEFORE.search(_around(topic, one)[0].rpartition(b" but ")[2]) is not None


def _around(topic: Topic, one: Said) -> tuple[bytes, bytes]:
    """The sentence before and behind a topic."""
    start, end = topic.start - one.sentence.start, topic.end - one.sentence.start
    return one.written[:start], one.written[end:]


def _beside(said: Sequence[Said], position: int) -> Iterator[Said]:
    """The nearest sentence that names something which is not kept, the one before first."""
    for other in (position - 1, position + 1, position - 2, position + 2):
        if 0 <= other < len(said) and said[other].topics and not _HAS.search(said[other].written):
            yield said[other]
            return


def _inferred(
    said: Sequence[Said],
    circumstances: Sequence[Circumstance],
    times: Sequence[Time],
    preparedness: Preparedness,
) -> Iterator[Need]:
    """A plan ahead, of what one prepares for, in a condition that something in the catalogue is meant for.

    The condition is told with the plan, or in the next sentence if that looks ahead too.
    """
    places = [
        place
        for place, one in enumerate(said)
        if one.is_plan and not one.is_past and _has(one, circumstances)
    ]
    if not places or not times or any(_EQUIPPED.search(one.written) for one in said):
        return
    near = [said[places[0]], *(one for one in said[places[0] + 1 : places[0] + 2] if one.is_plan)]
    owned = {topic.category for one in said for topic in one.topics}
    conditions = [c for c in circumstances if c.kind == "condition" and any(_affirms(one, c) for one in near)]
    for condition in dict.fromkeys(c.name for c in conditions):
        for category in preparedness.categories.get(condition, ()):
            if category not in owned:
                yield Need(category, None, INFERRED, *_window(said[places[0]].sentence, times))


def _affirms(one: Said, condition: Circumstance) -> bool:
    """Whether a sentence holds a condition and does not deny it."""
    if not one.sentence.start <= condition.start < one.sentence.end:
        return False
    before = one.written[: condition.start - one.sentence.start].decode("ascii").split()[-3:]
    return NEGATIONS.isdisjoint(before)


def _has(one: Said, circumstances: Iterable[Circumstance]) -> bool:
    """Whether a sentence tells of something to prepare for, which is not a part of a product's name."""
    within = range(one.sentence.start, one.sentence.end)
    return any(
        c.kind == "activity"
        and c.name in PLANS
        and c.start in within
        and not any(topic.start <= c.start < topic.end for topic in one.topics)
        for c in circumstances
    )


def _window(sentence: Sentence, times: Sequence[Time]) -> tuple[date | None, date | None]:
    """The window of the sentence's own time, else of the text's only one."""
    own = [time for time in times if sentence.start <= time.start < sentence.end]
    chosen = own[0] if own else times[0] if len(times) == 1 else None
    return (chosen.since, chosen.until) if chosen else (None, None)
