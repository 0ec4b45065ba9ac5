"""Whom a text names, the brand and its competitors, and how it stands to each of them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import re2

from twoears.errors import ListeningError
from twoears.listening.csv_files import read_csv
from twoears.listening.folding import fold
from twoears.listening.reading import BrandMention
from twoears.listening.rules import any_of, rules
from twoears.listening.sentiment import NEGATIONS
from twoears.listening.words import Sentence, Vocabulary, Words

OWN, COMPETITOR = "own", "competitor"

POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"

_MARK = b"BRAND"
"""Stands for the brand in question in the patterns; no folded text has capitals."""


@dataclass(frozen=True, slots=True, order=True)
class Brand:
    """``kind`` is own or competitor; ``names`` are other spellings, product lines and handles."""

    name: str
    kind: str
    names: tuple[str, ...] = ()


def read_brands(file: Path) -> list[Brand]:
    """The brands of a CSV file with the columns brand, kind (own or competitor) and names, separated by
    ``;``.

    Raises:
        ListeningError: the file cannot be read, or has no column brand.
    """
    rows = read_csv(file)
    if rows and "brand" not in rows[0]:
        raise ListeningError(f"{file.name} has no column brand; its columns are brand, kind and names.")
    return [_brand(row) for row in rows if (row["brand"] or "").strip()]


def _brand(row: dict[str, str | None]) -> Brand:
    names = (row.get("names") or "").split(";")
    return Brand(
        (row["brand"] or "").strip(),
        (row.get("kind") or COMPETITOR).strip().lower(),
        tuple(name.strip() for name in names if name.strip()),
    )


_RULES = rules("stances")
_FOR, _AGAINST, _BESIDE = (any_of(_RULES[side]) for side in ("for", "against", "neutral"))
"""What stands beside a brand's name and tells for it or against it, whatever else the sentence says."""


class BrandFinder:
    """Finds the names of all brands at once."""

    def __init__(self, brands: Sequence[Brand], products: Iterable[str], vocabulary: Vocabulary) -> None:
        """``products`` are names of models, which stand for the brand itself."""
        self._brands: dict[str, str] = {}
        self._capital_only: set[str] = set()
        own = next((brand.name for brand in brands if brand.kind == OWN), None)
        for brand in brands:
            for name in (brand.name, *brand.names):
                self._add(name, brand.name, vocabulary)
        for name in products if own else ():
            self._add(name, str(own), vocabulary)
        alternatives = "|".join(sorted(map(re2.escape, self._brands), key=lambda name: (-len(name), name)))
        self._pattern = re2.compile(rf"(?:{alternatives})".encode("ascii")) if alternatives else None

    def _add(self, name: str, brand: str, vocabulary: Vocabulary) -> None:
        folded = " ".join(fold(name).split())
        bare = folded.removeprefix("@")
        if len(bare) < 2 or folded in self._brands:
            return
        self._brands[folded] = brand
        self._brands.setdefault(bare, brand)
        if bare in vocabulary:
            self._capital_only.add(bare)

    def find(self, words: Words) -> list[tuple[str, int, int]]:
        """The brands that are named, with the place of each name, in the order of the text."""
        if self._pattern is None:
            return []
        folded, found = words.own.folded, []
        for match in self._pattern.finditer(folded):
            start, end = match.span()
            name = match.group().decode("ascii")
            if _is_within_word(folded, start, end) or not self._is_named(words.own.words, name, start):
                continue
            found.append((self._brands[name], start, end))
        return found

    def _is_named(self, words: str, name: str, start: int) -> bool:
        """A brand that is called like a common word is meant where it has a capital letter or a handle."""
        return name not in self._capital_only or words[start].isupper() or words[start - 1 : start] == "@"


def _is_within_word(folded: bytes, start: int, end: int) -> bool:
    before, after = folded[start - 1 : start] if start else b" ", folded[end : end + 1] or b" "
    return (before.isalnum() and folded[start : start + 1].isalnum()) or after.isalnum()


def mentions(
    found: Sequence[tuple[str, int, int]], words: Words, sides: Sequence[float]
) -> Iterator[BrandMention]:
    """The stance toward each brand that is named.

    ``sides`` says for each sentence how far it takes a side, from -1 to 1; for one that takes none the whole
    text speaks, and where several brands stand in one no side says which of them it is for.
    """
    whole = sum(sides) / len(sides) if sides else 0.0
    starts = [sentence.start for sentence in words.sentences]
    placed = [(brand, start, end, bisect_right(starts, start) - 1) for brand, start, end in found]
    named: dict[int, set[str]] = defaultdict(set)
    for brand, _, _, position in placed:
        named[position].add(brand)
    for brand, start, end, position in placed:
        sentence = words.sentences[position]
        if position < 0 or start >= sentence.end:
            continue
        stance = _by_words_beside(words, sentence, start, end)
        if stance is None:
            stance = _sign(sides[position] or whole) if len(named[position]) == 1 else NEUTRAL
        yield BrandMention(brand, stance, start, end)


def _by_words_beside(words: Words, sentence: Sentence, start: int, end: int) -> str | None:
    """The stance that a turn of phrase shows; None where none does."""
    folded = words.own.folded
    written = folded[sentence.start : start] + _MARK + folded[end : sentence.end]
    written = written.replace(b"@" + _MARK, _MARK)
    for pattern, stance, turned in ((_AGAINST, NEGATIVE, POSITIVE), (_FOR, POSITIVE, NEGATIVE)):
        match = pattern.search(written)
        if match is not None:
            before = written[: match.start()].decode("ascii").split()[-3:]
            return stance if NEGATIONS.isdisjoint(before) else turned
    return NEUTRAL if _BESIDE.search(written) else None


def _sign(side: float) -> str:
    return POSITIVE if side > 0.15 else NEGATIVE if side < -0.15 else NEUTRAL
