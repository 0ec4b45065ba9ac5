"""A text's tokens and sentences, with their places."""

import re
from bisect import bisect_left
from collections.abc import Container
from dataclasses import dataclass

from twoears.listening.own_words import OwnWords, own_words

Vocabulary = Container[str]

TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

_SENTENCE_END = re.compile(r"(?<![.!?])[.!?]++[\"')]*+(?=\s|$)|\n\s*+|;\s|\s[-*]\s(?=[a-z])")
"""Begins only where a run of marks begins and never steps back, so that its time grows with the text
alone.
"""

_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|approx|incl|no|nr|[a-z])\.$")

FULL_LINE, LONGEST_LINE = 45, 100
"""Characters of lines that mail programs wrap."""

LONGEST_SENTENCE = 400
"""Characters after which a sentence is cut, whatever its writer did."""


@dataclass(slots=True)
class Sentence:
    """A span of the own words and the range of its tokens."""

    start: int
    end: int
    first: int
    last: int


@dataclass(slots=True)
class Words:
    """A text made ready to be read: own words, tokens with their starts, sentences."""

    own: OwnWords
    tokens: list[str]
    starts: list[int]
    sentences: list[Sentence]


def words_of(text: str) -> Words:
    """Take a text apart; every later step reads this."""
    own = own_words(text)
    folded = own.folded.decode("ascii")
    starts = [match.start() for match in TOKEN.finditer(folded)]
    return Words(own, TOKEN.findall(folded), starts, _sentences(own.words, folded, starts))


def _sentences(written: str, folded: str, starts: list[int]) -> list[Sentence]:
    """The sentences that hold a token, trimmed of blanks."""
    sentences: list[Sentence] = []
    began = first = 0
    for end in _ends(written, folded):
        last = bisect_left(starts, end, first)
        if last > first:
            stretch = folded[began:end]
            start = began + len(stretch) - len(stretch.lstrip())
            sentences.append(Sentence(start, began + len(stretch.rstrip()), first, last))
        began, first = end, last
    return sentences


def _ends(written: str, folded: str) -> list[int]:
    ends: list[int] = []
    began = 0
    for match in _SENTENCE_END.finditer(folded):
        start, end = match.span()
        if folded[start] == "." and _ABBREVIATION.search(folded[max(began, end - 8) : end]):
            continue
        if folded[start:end] in ("\n", "\n ") and _is_wrapped(written, start, end):
            continue
        _cut(began, end, ends)
        began = end
    _cut(began, len(folded), ends)
    return ends


def _is_wrapped(written: str, start: int, end: int) -> bool:
    """Whether a line ends only because it is full, as in mails, and the next goes on in lower case."""
    line = start - written.rfind("\n", max(0, start - LONGEST_LINE), start) - 1
    return FULL_LINE <= line <= LONGEST_LINE and written[end : end + 1].islower()


def _cut(began: int, end: int, ends: list[int]) -> None:
    while end - began > LONGEST_SENTENCE:
        began += LONGEST_SENTENCE
        ends.append(began)
    ends.append(end)
