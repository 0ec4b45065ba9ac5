"""Where in plain text somebody else speaks: quoted and forwarded mail, forum quotes, shared posts,
signatures.

Every pattern is one of RE2, whose time grows with the text's length and with nothing else.
"""

from collections.abc import Iterable, Iterator

import re2

from twoears.listening.rules import any_of, rules

Span = tuple[int, int]

_QUOTE_TAG = re2.compile(rb"\[(/?)quote\b[^\[\]\n]*\]")
_FENCE = re2.compile(rb"(?m)^[ \t]*(`{3,}[^`\n]*(?:\n|\z)|~~~)")
_QUOTED_LINES = re2.compile(rb"(?m)^[ \t]*>[^\n]*")
_SHARED = re2.compile(rb"(?:^|[\s\"'.:|])rt[ :]+@\w+")

_RULES = rules("own_words")
_ATTRIBUTION = any_of(
    _RULES["wrote"],
    r"(?m)^[ \t>*]*(?:on|am|le|el|il|op|den|em|dnia)\b[^\n]{4,200}"
    r"(?:\n[^\n]{0,120})?{}[ \t]*:[ \t]*(?:\n|\z)",
)
"""The line in which a mail program says whose words follow."""

_DATED = re2.compile(rb"[0-9@]|^[ \t>*]*on (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,")
"""What such a line has, and "on the label it said:" has not."""

_ADDRESSED = re2.compile(rb"(?m)^[^\n]{0,200}[<(][^\s<>()@]{1,64}@[^\s<>()]{1,255}[>)][^\n:]{0,40}:[ \t]*\n")
"""The same in any language, where quoted lines follow."""

_REST_IS_QUOTED = any_of(_RULES["rest_is_quoted"], r"(?mi)^[ \t>*]*{}")
_SIGNATURE = any_of(_RULES["signature"], r"(?m)^{}")
_SIGN_OFF = any_of(_RULES["sign_off"], r"(?m)^[ \t]*{}[ \t]*[,.!-]*[ \t]*\n[ \t]*[a-z][a-z.' -]{0,30}\s*\z")
_DISCLAIMER = any_of(_RULES["disclaimer"], r"(?m)^{}")
_URL = re2.compile(rb"(?:https?://|www\.)[^\s<>\"'\]\)]*|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")

_QUOTING = (_REST_IS_QUOTED, _SHARED)
"""What may leave nothing of a text, however long."""

SIGNATURE_ALONE = 60
"""Characters of a text that is a signature only; a longer one that begins like one says more."""

_ANY = any_of(_RULES["anything"], r"(?m){}")
"""What any of the patterns here needs; most texts have nothing of it."""


def others_words(folded: str) -> list[Span]:
    """The spans of a folded text that are not its author's words, addresses of pages and mailboxes
    included.
    """
    text = folded.encode("ascii")
    if _ANY.search(text) is None:
        return []
    found = [*_forum_quotes(text), *_fences(text), *_spans(_QUOTED_LINES, text)]
    own = blanked(folded, found).encode("ascii")
    end = _end_of_own(own)
    for attribution in _attributions(own, text):
        found.append(attribution)
        if not _is_quoted_from(text, attribution[1]):
            end = min(end, attribution[0])
    if end < len(text):
        found.append((end, len(text)))
    return [*found, *_spans(_URL, text)]


def _spans(pattern: "re2._Regexp[bytes]", text: bytes) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(text))


def _forum_quotes(text: bytes) -> Iterator[Span]:
    """From each outermost opening tag to its closing one."""
    depth, began = 0, 0
    for match in _QUOTE_TAG.finditer(text):
        is_end = bool(match.group(1))
        if not is_end:
            began = began if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield began, match.end()


def _fences(text: bytes) -> Iterator[Span]:
    """From each fence to the next of its kind; the last one of backticks may be left open."""
    mark, began = b"", 0
    for match in _FENCE.finditer(text):
        kind = match.group(1)[:3]
        if not mark:
            mark, began = kind, match.start()
        elif kind == mark:
            yield began, match.start(1) + 3
            mark = b""
    if mark == b"```":
        yield began, len(text)


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with blanks in place of the spans, which may overlap."""
    kept: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if end > position:
            kept += text[position : max(start, position)], " " * (end - max(start, position))
            position = end
    return "".join((*kept, text[position:]))


def _end_of_own(text: bytes) -> int:
    """Where the author's words end: at a forwarded mail, a signature, a disclaimer or a shared post."""
    ends = [len(text)]
    for pattern in (_REST_IS_QUOTED, _SIGNATURE, _DISCLAIMER, _SHARED, _SIGN_OFF):
        match = pattern.search(text)
        if match is not None and (text[: match.start()].strip() or _stands_alone(pattern, text)):
            ends.append(match.start())
    return min(ends)


def _stands_alone(pattern: "re2._Regexp[bytes]", text: bytes) -> bool:
    """Whether what a pattern begins may be all of a text: a quote always, a signature if it is short."""
    return pattern in _QUOTING or (pattern is not _SIGN_OFF and len(text.strip()) <= SIGNATURE_ALONE)


def _attributions(own: bytes, text: bytes) -> Iterator[Span]:
    """The lines that say whose words follow; ``own`` is the text with quotes blank."""
    for match in _ATTRIBUTION.finditer(own):
        line, start = match.group(), match.start()
        second = line.find(b"\n") + 1
        if 0 < second < len(line) and _ATTRIBUTION.match(line[second:]):
            line, start = line[second:], start + second
        is_one_line = b"\n" not in line.rstrip()
        if _DATED.search(line) or (is_one_line and _is_quoted_from(text, match.end())):
            yield start, match.end()
    if b">" in text:
        yield from (span for span in _spans(_ADDRESSED, own) if _is_quoted_from(text, span[1]))


def _is_quoted_from(text: bytes, start: int) -> bool:
    """Whether quoted lines follow; then what stands behind and between them is the author's."""
    return text[start : start + 400].lstrip().startswith(b">")
