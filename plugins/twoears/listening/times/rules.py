"""A rule of the grammar of times, and a table of rules that reads a phrase."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import re2

from twoears.listening.times.windows import Now, Span
from twoears.listening.times.words import Groups

_NAME = re.compile(r"\(\?P<\w+>")
_KEPT = 8192
_MEMORY = 64 * 1024 * 1024

Resolve = Callable[[Groups, Now], Span | None]
"""What a phrase means from a day on; None where it is no time after all."""


@dataclass(frozen=True)
class Rule:
    """One way of naming a time.

    ``alone`` has the ways in which it stands by itself; ``led`` those in which it stands behind a word such
    as "by" or "since", where less is needed to be sure of it.
    """

    name: str
    resolve: Resolve
    alone: tuple[str, ...] = ()
    led: tuple[str, ...] = ()

    @cached_property
    def ways(self) -> tuple[re2._Regexp, ...]:
        """All of them, each compiled by itself, so that each may name the same groups."""
        return tuple(compiled(pattern) for pattern in dict.fromkeys((*self.alone, *self.led)))


def unnamed(pattern: str) -> str:
    """A pattern without names for its groups, to be put into another."""
    return _NAME.sub("(?:", pattern)


def any_of(patterns: Iterable[str]) -> str:
    """A choice of patterns as one group without names."""
    return "(?:" + "|".join(dict.fromkeys(unnamed(pattern) for pattern in patterns)) + ")"


def _options() -> re2.Options:
    options = re2.Options()
    options.longest_match = True
    options.max_mem = _MEMORY
    return options


def compiled(pattern: str) -> re2._Regexp:
    """A pattern over folded bytes; of several readings that begin alike the longest counts."""
    text = pattern.replace(" ", r"\s{1,3}").replace("~", r"\s{0,2}")
    return re2.compile(text.encode("ascii"), _options())


class Table:
    """Rules in the order in which they are asked."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.led = any_of(way for rule in rules for way in rule.led)
        self.alone = any_of(way for rule in rules for way in rule.alone)
        self._ways = [(rule, way) for rule in rules for way in rule.ways]
        self._set = re2.Set.FullMatchSet(_options())
        for _, way in self._ways:
            self._set.Add(way.pattern)
        self._set.Compile()
        self.rule = lru_cache(_KEPT)(self._rule)

    def _rule(self, phrase: str) -> tuple[Rule, Groups] | None:
        """The first rule that reads a whole phrase, and what is in its groups."""
        text = phrase.encode("ascii")
        fitting = self._set.Match(text)
        if not fitting:
            return None
        rule, way = self._ways[min(fitting)]
        match = way.fullmatch(text)
        return (rule, _groups(match)) if match else None

    def read(self, phrase: str, now: Now) -> Span | None:
        """What a phrase means from a day on."""
        found = self.rule(phrase)
        return found[0].resolve(found[1], now) if found else None


def _groups(match: re2._Match) -> Groups:
    return defaultdict(str, {name.decode(): value.decode() for name, value in match.groupdict(b"").items()})
