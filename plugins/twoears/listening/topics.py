"""What of the catalogue a text is about, sentence by sentence: by name, by likeness, and by the company of
words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twoears.listening.rules import words as word_list
from twoears.listening.stems import stem, stems
from twoears.listening.terms import PROBABLE, VAGUE, Catalogue, Meaning
from twoears.listening.words import Sentence, Words

VERBS_TOO, VERB_BEFORE, VERB_BEHIND = map(word_list, ("verbs_too", "verb_before", "verb_behind"))

ENOUGH = 2.6
"""The weight of hints, of two words at least, from which a sentence is about a category it does not name."""


@dataclass(slots=True)
class Found:
    """A term found: which tokens, and what they mean."""

    first: int
    last: int
    meaning: Meaning


class ToldApart:
    """Which of the categories that share a word one text means: told once a word, however often it stands."""

    def __init__(self, words: Words, catalogue: Catalogue) -> None:
        self._words = words
        self._shared = catalogue.shared
        self._meanings: dict[str, Meaning | None] = {}
        self._said: frozenset[str] | None = None

    def __contains__(self, head: str) -> bool:
        return head in self._shared

    def meaning(self, head: str, vague: Meaning) -> Meaning | None:
        """What a shared word means in this text; None where nothing tells and none is usual."""
        if vague.confidence > VAGUE:
            return vague
        if head not in self._meanings:
            self._meanings[head] = self._told(head, vague)
        return self._meanings[head]

    def _told(self, head: str, vague: Meaning) -> Meaning | None:
        if self._said is None:
            self._said = frozenset(map(stem, self._words.tokens))
        told, usual = self._shared[head].told(self._said), self._shared[head].usual
        if told:
            return Meaning(told, None, PROBABLE)
        return Meaning(usual, None, vague.confidence) if usual else None


def find_topics(words: Words, sentence: Sentence, catalogue: Catalogue, told: ToldApart) -> list[Found]:
    """The catalogue's terms in a sentence, longest first where they overlap; else what its words hint at."""
    singulars = [stem(token) for token in words.tokens[sentence.first : sentence.last]]
    firsts, terms, covered = catalogue.firsts, catalogue.terms, 0
    found = []
    for position in [place for place, word in enumerate(singulars) if word in firsts]:
        if position < covered:
            continue
        for length in range(min(firsts[singulars[position]], len(singulars) - position), 0, -1):
            meaning = terms.get(tuple(singulars[position : position + length]))
            if length == 1 and _is_verb(words.tokens, sentence, position):
                meaning = None
            if meaning is not None and length == 1 and singulars[position] in told:
                meaning = told.meaning(singulars[position], meaning)
            if meaning is not None:
                first = sentence.first + position
                found.append(Found(first, first + length, meaning))
                covered = position + length
                break
    found += _capital(
        words,
        sentence,
        singulars,
        catalogue,
        {place for one in found for place in range(one.first, one.last)},
    )
    return _clear(found, words) or _hinted(singulars, sentence, catalogue)


def _is_verb(tokens: Sequence[str], sentence: Sentence, position: int) -> bool:
    """Whether a word that names a thing is a verb where it stands: "I watch the race", "Watch out"."""
    place = sentence.first + position
    if tokens[place] not in VERBS_TOO:
        return False
    if position:
        return tokens[place - 1] in VERB_BEFORE
    return place + 1 < sentence.last and tokens[place + 1] in VERB_BEHIND


def _clear(found: list[Found], words: Words) -> list[Found]:
    """Without words that several categories share ("shoes") where one of these is named beside them."""
    shared = [one for one in found if one.meaning.confidence == VAGUE and one.last == one.first + 1]
    if not shared or len(found) == len(shared):
        return found
    named = {stems(one.meaning.category)[-1:] for one in found if one not in shared}
    return [one for one in found if one not in shared or (stem(words.tokens[one.first]),) not in named]


def _capital(
    words: Words, sentence: Sentence, singulars: Sequence[str], catalogue: Catalogue, taken: set[int]
) -> Iterator[Found]:
    """Models that are called like common words, where a capital letter within the sentence tells them
    apart.
    """
    if catalogue.capital.keys().isdisjoint(singulars):
        return
    written = words.own.words[sentence.start : sentence.end]
    if written.isupper():
        return
    for position, word in enumerate(singulars):
        place = sentence.first + position
        if (
            position
            and word in catalogue.capital
            and place not in taken
            and words.own.words[words.starts[place]].isupper()
        ):
            yield Found(place, place + 1, catalogue.capital[word])


def _hinted(singulars: Sequence[str], sentence: Sentence, catalogue: Catalogue) -> list[Found]:
    hints = catalogue.hints
    if hints.keys().isdisjoint(singulars):
        return []
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(singulars):
        if word in hints:
            places[hints[word][0]].append(position)
    for category, positions in places.items():
        distinct = {singulars[position] for position in positions}
        if len(distinct) > 1 and sum(hints[word][1] for word in distinct) >= ENOUGH:
            first, last = sentence.first + positions[0], sentence.first + positions[-1] + 1
            return [Found(first, last, Meaning(category, None, VAGUE))]
    return []
