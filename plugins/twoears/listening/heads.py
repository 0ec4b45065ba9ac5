"""Words that several categories of a catalogue end in ("shoes"), and which of them a text means.

What stands before the word in a category's name ("trail"), and the words that go with that by
`rules/companions.toml` ("mud", "roots"), tell for the category wherever they stand in the text.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from twoears.listening.catalogue import Product
from twoears.listening.rules import rules
from twoears.listening.stems import Term, stem, stems

MOST_USUAL = 2
"""Categories that may share a word for it to mean, where nothing tells, the one with most products."""


@dataclass(frozen=True, slots=True)
class SharedHead:
    """The categories that end in one word: what tells for each, and the usual one, None if there is none."""

    telling: Mapping[str, frozenset[str]]
    usual: str | None

    def told(self, said: Collection[str]) -> str | None:
        """The category that most of the stems of a text tell for; None where none or several do."""
        counts = Counter(
            {category: len(words.intersection(said)) for category, words in self.telling.items()}
        )
        (best, most), *others = counts.most_common(2)
        return best if most and all(most > count for _, count in others) else None


def shared_heads(products: Sequence[Product]) -> dict[str, SharedHead]:
    """By the stem of the last word, what categories share it."""
    ending: dict[str, dict[str, Term]] = defaultdict(dict)
    for product in products:
        term = stems(product.category)
        if term:
            ending[term[-1]][product.category] = term
    return {
        head: SharedHead(dict(_telling(categories)), _usual(categories, products))
        for head, categories in ending.items()
        if len(categories) > 1
    }


def _telling(categories: Mapping[str, Term]) -> Iterator[tuple[str, frozenset[str]]]:
    """What tells each of some categories from the others."""
    all_words = {
        category: {word for part in term[:-1] for word in (part, *_companions(part))}
        for category, term in categories.items()
    }
    for category, words in all_words.items():
        others = set().union(*(some for other, some in all_words.items() if other != category))
        yield category, frozenset(words - others)


def _companions(word: str) -> frozenset[str]:
    return frozenset(stem(other) for other in str(rules("companions").get(word, "")).split())


def _usual(categories: Mapping[str, Term], products: Sequence[Product]) -> str | None:
    """Of few categories the one with most products; of equals the first."""
    counts = Counter(product.category for product in products if product.category in categories)
    ((usual, _),) = counts.most_common(1)
    return usual if len(categories) <= MOST_USUAL else None
