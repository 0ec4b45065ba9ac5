"""What of the catalogue a text is about, sentence by sentence: by name, by likeness, and by the company of words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from twoears.listening.catalogue import VAGUE, Catalogue, Meaning
from twoears.listening.stems import stem
from twoears.listening.words import Sentence, Words

ENOUGH = 2.6
"""The weight of hints, of two words at least, from which a sentence is about a category it does not name."""


@dataclass(slots=True)
class Found:
    """A term found: which tokens, and what they mean."""

    first: int
    last: int
    meaning: Meaning


def find_topics(words: Words, sentence: Sentence, catalogue: Catalogue) -> list[Found]:
    """The catalogue's terms in a sentence, longest first where they overlap; else what its words hint at."""
    stems = [stem(token) for token in words.tokens[sentence.first : sentence.last]]
    found, position, count = [], 0, len(stems)
    firsts, terms = catalogue.firsts, catalogue.terms
    while position < count:
        longest = firsts.get(stems[position], 0)
        for length in range(min(longest, count - position), 0, -1):
            meaning = terms.get(tuple(stems[position : position + length]))
            if meaning is not None:
                first = sentence.first + position
                found.append(Found(first, first + length, meaning))
                position += length - 1
                break
        position += 1
    return found or _hinted(stems, sentence, catalogue)


def _hinted(stems: Sequence[str], sentence: Sentence, catalogue: Catalogue) -> list[Found]:
    hints = catalogue.hints
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(stems):
        if word in hints:
            places[hints[word][0]].append(position)
    for category, positions in places.items():
        distinct = {stems[position] for position in positions}
        if len(distinct) > 1 and sum(hints[word][1] for word in distinct) >= ENOUGH:
            first, last = sentence.first + positions[0], sentence.first + positions[-1] + 1
            return [Found(first, last, Meaning(category, None, VAGUE))]
    return []
