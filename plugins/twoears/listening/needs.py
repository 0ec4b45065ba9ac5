"""What the writer is about to need: a wish to buy, or a plan whose circumstances ask for what the
catalogue has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from twoears.listening.catalogue import Product
from twoears.listening.model import HEARD_FROM
from twoears.listening.reading import Circumstance, Need, Time, Topic
from twoears.listening.stems import stems
from twoears.listening.words import Sentence

ASKED_FOR = {
    "cold": "warm warmer thermal insulated insulation merino wool fleece wind winter glove hat down heated",
    "rain": "waterproof rain shell rainproof gore dry membrane wellington umbrella wet",
    "wind": "wind windproof shell",
    "snow": "snow winter spike gaiter ice grip insulated",
    "night": "reflective lamp headlamp headtorch torch lantern lumen night visibility",
    "heat": "sun cap visor cooling breathable vented shade hydration sunscreen parasol summer",
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

SURE_ALL_THE_SAME = 0.9
"""The wish from which on a need is heard though something is denied beside it ("not only do I need ...")."""

SURE_WITHOUT_WORDS = 0.8
"""The same for a sentence in which no words of wishing stand."""

MOST_INFERRED = 3
FITTING = 0.4
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


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was found in it. ``wish`` is the confidence that its writer will buy,
    ``is_wish`` and ``is_denied`` that words stand there which say or deny it.
    """

    sentence: Sentence
    wish: float
    is_wish: bool
    is_denied: bool
    is_plan: bool
    is_past: bool
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
        needed = SURE_ALL_THE_SAME if one.is_denied else HEARD_FROM if one.is_wish else SURE_WITHOUT_WORDS
        if one.wish < needed:
            continue
        topics = one.topics or _beside(said, position)
        for topic in topics:
            since, until = _window(one.sentence, times)
            strength = round(one.wish * topic.confidence, 2)
            yield Need(topic.category, topic.product, strength, since, until)


def _beside(said: Sequence[Said], position: int) -> Sequence[Topic]:
    """The topics of the nearest sentence that has any, the one before first."""
    for distance in (1, 2, 3):
        for other in (position - distance, position + distance):
            if 0 <= other < len(said) and said[other].topics:
                return said[other].topics
    return ()


def _inferred(
    said: Sequence[Said],
    circumstances: Sequence[Circumstance],
    times: Sequence[Time],
    preparedness: Preparedness,
) -> Iterator[Need]:
    """A plan ahead, of what one prepares for, in a condition that something in the catalogue is meant for.

    The condition is told with the plan or in the sentence before or behind it.
    """
    places = [
        place
        for place, one in enumerate(said)
        if one.is_plan and not one.is_past and _has(one, circumstances)
    ]
    if not places or not times:
        return
    near = said[max(0, places[0] - 1) : places[0] + 2]
    within = range(near[0].sentence.start, near[-1].sentence.end)
    owned = {topic.category for one in said for topic in one.topics}
    for condition in dict.fromkeys(
        c.name for c in circumstances if c.kind == "condition" and c.start in within
    ):
        for category in preparedness.categories.get(condition, ()):
            if category not in owned:
                yield Need(category, None, INFERRED, *_window(said[places[0]].sentence, times))


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
