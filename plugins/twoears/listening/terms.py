"""What the products and categories of a catalogue are called: the words to listen for.

Works for any catalogue: which words name a category, which a model and which are everybody's is learned from
how the catalogue itself uses them.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from twoears.listening.catalogue import Product
from twoears.listening.commonest import COMMON
from twoears.listening.folding import fold
from twoears.listening.heads import SharedHead, shared_heads
from twoears.listening.stems import Term, stem, stems
from twoears.listening.words import TOKEN, Vocabulary

SURE, LIKELY, PROBABLE, VAGUE = 0.95, 0.85, 0.7, 0.5
"""Confidence by what was found: a full name; one word that names it alone; a word several share; a
likeness.
"""

SYNONYM = 0.9
"""What is left of a term's confidence where another word for it stands."""

SYNONYMS = Path(__file__).with_name("synonyms.csv")

LONGEST = 6
"""Words of the longest term."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term stands for: a category and perhaps one product of it."""

    category: str
    product: str | None
    confidence: float


@dataclass(slots=True)
class Catalogue:
    """``terms`` by their stems, ``firsts`` the longest term that begins with a stem, ``hints`` the weight of
    words of descriptions for a category: a vector over words for each category, kept by word. ``capital`` are
    common words that name a model where they have a capital letter ("the Anvil"), ``shared`` words that
    several categories end in, by their stem.
    """

    terms: dict[Term, Meaning] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    hints: dict[str, tuple[str, float]] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    capital: dict[str, Meaning] = field(default_factory=dict)
    shared: dict[str, SharedHead] = field(default_factory=dict)


def learn(products: Sequence[Product], vocabulary: Vocabulary, brands: Iterable[str] = ()) -> Catalogue:
    """Learn from a catalogue what its products and categories are called.

    ``vocabulary`` tells common words from the names of models, and ``brands`` are words that name neither.
    """
    products = [product for product in products if product.category]
    own = {stem(token) for brand in brands for token in TOKEN.findall(fold(brand))}
    names = {product: tuple(s for s in stems(product.name) if s not in own) for product in products}
    terms: dict[Term, Meaning] = {}
    for term, meaning in _terms(products, names, vocabulary):
        known = terms.get(term)
        if known is None or meaning.confidence > known.confidence:
            terms[term] = meaning
    shared = shared_heads(products)
    for term, meaning in list(_synonyms(terms)):
        terms.setdefault(term, meaning)
    shared |= {other: shared[word] for word in list(shared) for other in _other_words(word, terms)}
    firsts: dict[str, int] = {}
    for term in terms:
        firsts[term[0]] = max(firsts.get(term[0], 0), len(term))
    categories = tuple(dict.fromkeys(product.category for product in products))
    models = frozenset(term[0] for term, meaning in terms.items() if meaning.product and len(term) == 1)
    capital = dict(_called_like_words(names, terms))
    return Catalogue(terms, firsts, _hints(products, terms), categories, models, capital, shared)


def _terms(
    products: Sequence[Product], names: Mapping[Product, Term], vocabulary: Vocabulary
) -> Iterable[tuple[Term, Meaning]]:
    yield from _full_names(products, names)
    yield from _beginnings(names)
    yield from _categories(products)
    yield from _models(products, names, vocabulary)
    yield from _nouns(products, names, vocabulary)


def _full_names(products: Sequence[Product], names: Mapping[Product, Term]) -> Iterable[tuple[Term, Meaning]]:
    for product in products:
        if 1 < len(names[product]) <= LONGEST:
            yield names[product], Meaning(product.category, product.name, SURE)


def _beginnings(names: Mapping[Product, Term]) -> Iterable[tuple[Term, Meaning]]:
    """The first two words of names ("Whirl 5"), which stand for the product or, where several share them,
    its category.
    """
    yield from _shared({product: name[:2] for product, name in names.items() if len(name) > 2})


def _called_like_words(
    names: Mapping[Product, Term], terms: Mapping[Term, Meaning]
) -> Iterable[tuple[str, Meaning]]:
    """First words of names that are no term by themselves."""
    for begin, meaning in _shared({product: name[:1] for product, name in names.items() if len(name) > 1}):
        if begin not in terms and begin[0].isalpha() and begin[0] not in COMMON:
            yield begin[0], meaning


def _shared(parts: Mapping[Product, Term]) -> Iterable[tuple[Term, Meaning]]:
    """What a part of names means: the one product that has it, or the one category whose products do."""
    users: dict[Term, list[Product]] = defaultdict(list)
    for product, part in parts.items():
        users[part].append(product)
    for part, some in users.items():
        if len({product.category for product in some}) == 1:
            yield part, Meaning(some[0].category, some[0].name if len(some) == 1 else None, LIKELY)


def _categories(products: Sequence[Product]) -> Iterable[tuple[Term, Meaning]]:
    """Each category's own name, and its last word, which is vague where other categories end in it."""
    categories = {product.category: stems(product.category) for product in products}
    lasts = Counter(term[-1] for term in categories.values() if term)
    for category, term in categories.items():
        if not term:
            continue
        yield term, Meaning(category, None, SURE if len(term) > 1 else LIKELY)
        if len(term) > 1:
            yield term[-1:], Meaning(category, None, PROBABLE if lasts[term[-1]] == 1 else VAGUE)
        for part in _alternatives(category):
            yield part, Meaning(category, None, LIKELY)


def _alternatives(category: str) -> Iterable[Term]:
    """The parts of "pots and planters" or "hats & gloves"."""
    parts = fold(category).replace("&", " and ").replace("/", " and ").replace(",", " and ").split(" and ")
    return (stems(part) for part in parts if len(parts) > 1 and stems(part))


def _models(
    products: Sequence[Product], names: Mapping[Product, Term], vocabulary: Vocabulary
) -> Iterable[tuple[Term, Meaning]]:
    """Words that are in no dictionary: one product's, or, where several have it, their category's."""
    users: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        for word in dict.fromkeys(names[product]):
            if len(word) > 2 and word.isalpha() and word not in vocabulary and word not in COMMON:
                users[word].append(product)
    for word, some in users.items():
        yield from _shared(dict.fromkeys(some, (word,)))


def _nouns(
    products: Sequence[Product], names: Mapping[Product, Term], vocabulary: Vocabulary
) -> Iterable[tuple[Term, Meaning]]:
    """What the products of a category end in ("frying pan", "pan"), where only one category's do."""
    whole = set(names.values())
    for length, confidence in ((3, LIKELY), (2, LIKELY), (1, PROBABLE)):
        enders: dict[Term, Counter[str]] = defaultdict(Counter)
        for product in products:
            name = tuple(word for word in names[product] if word in vocabulary and not word.isdigit())
            if len(name) >= length and names[product][:-1] not in whole:
                enders[name[-length:]][product.category] += 1
        for term, categories in enders.items():
            if len(categories) == 1 and (
                length > 1 or _is_noun(term[0], categories.total(), products, categories)
            ):
                yield term, Meaning(next(iter(categories)), None, confidence)


def _is_noun(word: str, count: int, products: Sequence[Product], categories: Counter[str]) -> bool:
    """Whether a last word names the thing: half of the category's products end in it, or it is in its
    name.
    """
    category = next(iter(categories))
    some = sum(product.category == category for product in products)
    return word not in COMMON and len(word) > 2 and (2 * count >= some or word in stems(category))


def _synonyms(terms: Mapping[Term, Meaning]) -> Iterable[tuple[Term, Meaning]]:
    """Other words for the terms that name a category, as shops and customers use them."""
    for group in _groups():
        known = [terms[term] for term in group if term in terms and terms[term].product is None]
        if known:
            best = max(known, key=lambda meaning: meaning.confidence)
            is_vague = best.confidence == VAGUE
            for term in (term for term in group if len(term) == 1 or not is_vague):
                yield term, Meaning(best.category, None, round(best.confidence * SYNONYM, 2))


@cache
def _groups() -> list[list[Term]]:
    with SYNONYMS.open(encoding="utf-8", newline="") as lines:
        return [[stems(words) for words in row["words"].split(";")] for row in csv.DictReader(lines)]


def _other_words(word: str, terms: Mapping[Term, Meaning]) -> Iterable[str]:
    """Single other words for one that several categories share, as vague as it is."""
    for group in _groups():
        if (word,) in group and (word,) in terms:
            category = terms[word,].category
            yield from (
                other[0]
                for other in group
                if len(other) == 1 and other != (word,) and terms[other].category == category
                if terms[other].confidence < VAGUE
            )


def names_of_things() -> frozenset[str]:
    """The words of all groups of synonyms, which name things and no models."""
    return frozenset(word for group in _groups() for term in group for word in term)


def _hints(products: Sequence[Product], terms: Mapping[Term, Meaning]) -> dict[str, tuple[str, float]]:
    """By word, the one category whose names and descriptions use it, and its weight: tf-idf over
    categories.
    """
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for product in products:
        for word in set(stems(f"{product.name} {product.description}")):
            if word.isalpha() and len(word) > 3 and word not in COMMON and (word,) not in terms:
                uses[word][product.category] += 1
    count = len({product.category for product in products})
    hints = {}
    for word, categories in uses.items():
        category, most = categories.most_common(1)[0]
        if most > 1 and most >= 0.75 * categories.total():
            hints[word] = (category, math.log(1 + count / len(categories)))
    return hints
