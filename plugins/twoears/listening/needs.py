"""What the writer is about to need: what a sentence that shows a need names, or what the circumstances of a
plan ask for.
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
    "cold": (
        "cold warm warmer thermal insulated insulation merino wool fleece wind winter glove hat down heated"
    ),
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

MOST_INFERRED = 4
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
_PATTERNS = {
    kind: any_of(patterns, classes=_RULES["classes"])
    for kind, patterns in _RULES.items()
    if kind != "classes"
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what was found in it.

    ``need`` is the confidence that its writer needs something. ``is_due``: something is broken, gone, not
    enough, or to be replaced; ``names_thing``: it names something that people buy, in the catalogue or not.
    """

    sentence: Sentence
    written: bytes
    need: float
    is_plan: bool
    is_past: bool
    is_due: bool
    names_thing: bool
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
    found = [*_shown(said, ahead), *_inferred(said, circumstances, ahead, preparedness)]
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


def _shown(said: Sequence[Said], times: Sequence[Time]) -> Iterator[Need]:
    is_due = any(one.is_due for one in said)
    for position, one in enumerate(said):
        for topic, strength in _needed(said, position, is_due=is_due):
            since, until = _window(one.sentence, times)
            yield Need(topic.category, topic.product, round(strength * topic.confidence, 2), since, until)


def _needed(said: Sequence[Said], position: int, *, is_due: bool) -> Iterator[tuple[Topic, float]]:
    """What a sentence shows to be needed; where it names nothing ("I need new ones"), what one beside it
    names.
    """
    one = said[position]
    possible = _possible(one, is_due=is_due)
    plain = [topic for topic in possible if _says("needed_before", _around(topic, one)[0])]
    if one.need < HEARD_FROM:
        yield from ((topic, SAID_PLAINLY) for topic in plain)
    elif one.topics:
        pointed_at = [topic for topic in possible if topic in plain or _is_wished_for(topic, one)]
        for topic in pointed_at or possible:
            yield topic, max(one.need, SAID_PLAINLY) if topic in plain else one.need
    elif not one.names_thing:
        yield from ((topic, one.need) for topic in _beside(said, position))


def _possible(one: Said, *, is_due: bool) -> list[Topic]:
    """The topics of a sentence that are not denied; what is somebody's already only where a new one
    is due and nothing else is named.
    """
    possible = [topic for topic in one.topics if not _is_denied(topic, one)]
    return [topic for topic in possible if not _is_owned(topic, one)] or (possible if is_due else [])


def _beside(said: Sequence[Said], position: int) -> list[Topic]:
    """What the nearest sentence names that names something which may be needed, the one before first."""
    for other in (position - 1, position + 1, position - 2, position + 2):
        possible = _possible(said[other], is_due=True) if 0 <= other < len(said) else []
        if possible:
            return possible
    return []


def _says(kind: str, written: bytes) -> bool:
    """Whether words say what a kind of `rules/needs.toml` means."""
    return _PATTERNS[kind].search(written) is not None


def _is_denied(topic: Topic, one: Said) -> bool:
    before, behind = _around(topic, one)
    return _says("denied_before", before.rpartition(b" but ")[2]) or _says("denied_behind", behind)


def _is_wished_for(topic: Topic, one: Said) -> bool:
    """Whether words of wishing stand before or behind a topic."""
    before, behind = _around(topic, one)
    return _says("wanted_before", before) or _says("wanted_behind", behind)


def _is_owned(topic: Topic, one: Said) -> bool:
    return _says("owned_before", _around(topic, one)[0].rpartition(b" but ")[2])


def _around(topic: Topic, one: Said) -> tuple[bytes, bytes]:
    """The sentence before and behind a topic."""
    start, end = topic.start - one.sentence.start, topic.end - one.sentence.start
    return one.written[:start], one.written[end:]


def _inferred(
    said: Sequence[Said],
    circumstances: Sequence[Circumstance],
    times: Sequence[Time],
    preparedness: Preparedness,
) -> Iterator[Need]:
    """A plan ahead, of what one prepares for, in a condition that something in the catalogue is meant for.

    The plan is the writer's own, and may be told beside what it is for ("What do you wear for a race in
    January? I will run one"); so may the condition.
    """
    plans = [_is_own_plan(one) for one in said]
    places = [
        place
        for place, one in enumerate(said)
        if any(plans[max(0, place - 1) : place + 2]) and not _is_off(one) and _has(one, circumstances)
    ]
    if not places or not times or any(_says("equipped", one.written) for one in said):
        return
    first = places[0]
    near = [
        one for place, one in enumerate(said) if place == first or (plans[place] and abs(place - first) == 1)
    ]
    owned = {topic.category for one in said for topic in one.topics}
    conditions = [c for c in circumstances if c.kind == "condition" and any(_affirms(one, c) for one in near)]
    for condition in dict.fromkeys(c.name for c in conditions):
        for category in preparedness.categories.get(condition, ()):
            if category not in owned:
                yield Need(category, None, INFERRED, *_window(said[first].sentence, times))


def _is_own_plan(one: Said) -> bool:
    """Whether a sentence tells what its writer is going to do."""
    is_asked = one.written.rstrip().endswith(b"?")
    return one.is_plan and not is_asked and _says("planned", one.written) and not _is_off(one)


def _is_off(one: Said) -> bool:
    """Whether what a sentence tells of is over, cancelled, or only watched."""
    return (one.is_past and not one.is_plan) or _says("not_planned", one.written)


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
