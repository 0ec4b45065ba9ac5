"""What somebody is about to do, in what weather, and where; by the words of `rules/circumstances.toml`."""

import re
from collections.abc import Iterator

import re2

from twoears.listening.reading import Circumstance
from twoears.listening.rules import rules, words
from twoears.listening.words import Words

_WORDS = rules("circumstances")


def _one_of(kind: str) -> "re2._Regexp[bytes]":
    """A pattern with a group for each meaning."""
    named = "|".join(f"({some})" for some in _WORDS[kind].values())
    return re2.compile(rf"\b(?:{named})\b".encode("ascii"))


_KINDS = {kind: (tuple(_WORDS[kind]), _one_of(kind)) for kind in ("activity", "condition")}
_GENERIC_PLACE = re2.compile(
    r"\b(?:in|to|at|on|near|around|through|across|over|up) (?:the |my |our |a |some )?(?:\w+ )?"
    rf"({_WORDS['place']['generic']})\b".encode("ascii")
)


def _any_of_them() -> "re2.Set":
    """All of these patterns at once, in this order."""
    some = re2.Set.SearchSet()
    for pattern in (*(pattern for _, pattern in _KINDS.values()), _GENERIC_PLACE):
        some.Add(pattern.pattern)
    some.Compile()
    return some


_ANY = _any_of_them()

_LEAD = "in|at|around|near|through|across|outside|back from"
_NAME = rf"(?!(?i:{_LEAD}|from|to|the) )[A-Z][a-z\u00c0-\u017f]{{2,20}}"
_BEFORE_NAMES = (
    "Lake|Mount|Mt|St|San|Santa|Los|Las|New|North|South|East|West|Upper|Lower|Isle of|Black|Peak|Costa"
)
_NAMED = re.compile(rf" ((?:(?:{_BEFORE_NAMES}) )?{_NAME}(?: (?:{_NAME}|of {_NAME})){{0,2}})(?![\w@])")
"""Begins with a blank and a capital letter, which are few, and so is looked for first."""

_LEADS_TO_PLACE = re2.compile(
    rf"\b(?:{_LEAD}|(?:trip|travell?(?:ing)?|fly|flying|flight|mov(?:e|ed|ing)|go|going|went|holiday|way|drive"
    r"|driving|back|off|heading|train|over) to)(?: the)?$".encode("ascii")
)
_LONGEST_LEAD = 18
_NO_PLACES = words("no_places")

MOST = 50
"""Circumstances of a kind that are kept of one text."""


def find_circumstances(text: Words, not_places: frozenset[str]) -> Iterator[Circumstance]:
    """The circumstances that a text names, kind after kind; ``not_places`` are names of brands and
    products.
    """
    folded = text.own.folded
    found = _ANY.Match(folded) or ()
    for position, (kind, (names, pattern)) in enumerate(_KINDS.items()):
        if position in found:
            yield from _named(kind, names, pattern, folded)
    if len(_KINDS) in found:
        for match, _ in zip(_GENERIC_PLACE.finditer(folded), range(MOST), strict=False):
            yield Circumstance("place", match.group(1).decode("ascii"), *match.span(1))
    yield from _named_places(text, not_places)


def _named(
    kind: str, names: tuple[str, ...], pattern: "re2._Regexp[bytes]", folded: bytes
) -> Iterator[Circumstance]:
    for match, _ in zip(pattern.finditer(folded), range(MOST), strict=False):
        group = next(position for position, found in enumerate(match.groups()) if found)
        yield Circumstance(kind, names[group], match.start(), match.end())


def _named_places(text: Words, not_places: frozenset[str]) -> Iterator[Circumstance]:
    """Names with a capital letter behind a word that leads to a place."""
    written, folded = text.own.words, text.own.folded
    places = (match for match in _NAMED.finditer(written) if _is_led(folded, match.start()))
    for match, _ in zip(places, range(MOST), strict=False):
        first, *_, last = (match[1].lower() + " " + match[1].lower()).split()
        if first not in not_places and _NO_PLACES.isdisjoint((first, last)):
            yield Circumstance("place", match[1], *match.span(1))


def _is_led(folded: bytes, start: int) -> bool:
    return _LEADS_TO_PLACE.search(folded[max(0, start - _LONGEST_LEAD) : start]) is not None
