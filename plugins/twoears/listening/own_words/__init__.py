"""Only what this author wrote now: no markup, no quotes, no signature, no text that was only passed on.

What is not the author's is taken out (HTML) or becomes blanks (the rest), and offsets lead back to the text
as it was given. Libraries for this lose the offsets, and those for mail take seconds on a few kilobytes of
bad input.
"""

from bisect import bisect_right
from dataclasses import dataclass

from twoears.listening.folding import fold
from twoears.listening.own_words.html import Piece, is_html, pieces_of
from twoears.listening.own_words.others import blanked, others_words

MOST_READ = 100_000
"""Characters of a text that are looked at; a person writes fewer."""


@dataclass(slots=True)
class OwnWords:
    """``words`` as written, ``folded`` the same in plain letters; both as long, blank where others speak."""

    words: str
    folded: bytes
    starts: list[int]
    sources: list[int]
    ends: list[int]

    @property
    def is_all(self) -> bool:
        """Whether places in the words are places in the text as given."""
        return len(self.starts) == 1 and not self.sources[0]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as given a span of ``words`` lies."""
        if len(self.starts) == 1:
            return start + self.sources[0], end + self.sources[0]
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        behind = self.sources[last] + end - self.starts[last]
        is_whole = end == (self.starts[last + 1] if last + 1 < len(self.starts) else len(self.words))
        return self.sources[first] + start - self.starts[first], self.ends[last] if is_whole else behind


def own_words(text: str) -> OwnWords:
    """Take out of a text, however long, malformed or hostile, all but the author's own words."""
    text = text[:MOST_READ]
    pieces = pieces_of(text) if "<" in text and is_html(text) else [Piece(0, text, len(text))]
    words = "".join(piece.words for piece in pieces)
    folded = fold(words)
    others = others_words(folded)
    if others:
        words, folded = blanked(words, others), blanked(folded, others)
    starts, offset = [], 0
    for piece in pieces:
        starts.append(offset)
        offset += len(piece.words)
    sources, ends = [piece.source for piece in pieces], [piece.end for piece in pieces]
    return OwnWords(words, folded.encode("ascii"), starts, sources, ends)
