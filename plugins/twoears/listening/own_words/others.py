"""Where in plain text somebody else speaks: quoted and forwarded mail, forum quotes, shared posts, signatures.

Every pattern is one of RE2, whose time grows with the text's length and with nothing else.
"""

from collections.abc import Iterable, Iterator

import re2

Span = tuple[int, int]

_QUOTE_TAG = re2.compile(rb"\[(/?)quote\b[^\[\]\n]*\]")
_FENCE = re2.compile(rb"(?m)^[ \t]*(?:```|~~~)")
_QUOTED_LINES = re2.compile(rb"(?m)^[ \t]*>[^\n]*(?:\n|\z)")
_SHARED = re2.compile(rb"(?:^|[\s\"'.:|])rt[ :]+@\w+")

_ATTRIBUTION = re2.compile(
    rb"(?m)^[ \t>*]*(?:on|am|le|el|il|op|den|em|dnia)\b[^\n]{4,200}(?:\n[^\n]{0,120})?"
    rb"(?:wrote|writes|said|schrieb[^\n]{0,80}|a ecrit|escribio|ha scritto|schreef[^\n]{0,60}|skrev[^\n]{0,60}|escreveu|napisal)[ \t]*:[ \t]*(?:\n|\z)"
)
"""The line in which a mail program says whose words follow."""

_REST_IS_QUOTED = re2.compile(
    rb"(?mi)^[ \t>*]*(?:"
    rb"-{2,}[ \t]*(?:original (?:message|appointment)|forwarded (?:message|by)[^\n]*|urspr.ngliche nachricht|message d'origine|mensaje original)[ \t]*-{0,}"
    rb"|begin forwarded message:?"
    rb"|_{20,}[ \t]*\n[ \t*]*from:"
    rb"|[*]?(?:from|von|de|da|van)[ ]?:[^\n]*\n(?:[^\n]*\n){0,2}?[ \t*>]*(?:sent|date|to|subject|gesendet|envoye|enviado|inviato|verzonden)[*]?[ ]?:"
    rb")"
)

_SIGNATURE = re2.compile(
    rb"(?m)^(?:--[ \t]?\n"
    rb"|[ \t]*(?:sent (?:from|via|with|using) (?:my|yahoo|outlook|mail|proton|samsung|gmail)[^\n]{0,60}|get outlook for [^\n]{0,30})(?:\n|\z)"
    rb"|[ \t]*(?:with |many |my )?(?:kind|best|warm|warmest|kindest)?[ ]?(?:regards|wishes|sincerely|yours (?:truly|faithfully|sincerely)|sincerely yours)[ \t]*[,.!]*[ \t]*\n)"
)
_SIGN_OFF = re2.compile(
    rb"(?m)^[ \t]*(?:cheers|thanks|many thanks|thank you|thx|ta|best|br|kr|mfg|love)[ \t]*[,.!-]*[ \t]*\n[ \t]*[a-z][a-z.' -]{0,30}\s*\z"
)
_DISCLAIMER = re2.compile(
    rb"(?m)^[^\n]{0,40}(?:(?:this|the information in this|the contents of this) (?:e-?mail|message|communication|transmission)[^\n]{0,120}"
    rb"(?:confidential|intended (?:solely|only|recipient)|privileged|addressee)"
    rb"|confidentiality (?:notice|note)|if you are not the intended recipient|please consider the environment before printing"
    rb"|to unsubscribe (?:from this|click)|you (?:are receiving|received) this (?:e-?mail|message) because)"
)
_URL = re2.compile(rb"(?:https?://|www\.)[^\s<>\"'\]\)]*|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")

_ANY = re2.compile(
    rb"(?m)\[/?quote|^[ \t]*(?:```|~~~|>)|\brt[ :]+@|wrote|writes|said[ \t]*:|schrieb|ecrit|escribio|scritto|schreef|skrev|escreveu|napisal|original (?:message|app)|forwarded"
    rb"|urspr|origin|^[ \t*>]*[*]?(?:from|von|de|da|van)[ ]?:|^--[ \t]?$|^[ \t]*sent (?:from|via|with|using)|get outlook|regards|wishes|sincerely|cheers|thank|^[ \t]*(?:thx|ta|best|br|kr|mfg|love)\b"
    rb"|confidential|intended|privileged|unsubscribe|receiv|environment|://|www\.|@"
)
"""What any of the patterns here needs; most texts have nothing of it."""


def others_words(folded: str) -> list[Span]:
    """The spans of a folded text that are not its author's words, addresses of pages and mailboxes included."""
    text = folded.encode("ascii")
    if _ANY.search(text) is None:
        return []
    found = [*_forum_quotes(text), *_fences(text), *_spans(_QUOTED_LINES, text)]
    end = _end_of_own(blanked(folded, found).encode("ascii"))
    if end < len(text):
        found.append((end, len(text)))
    return [*found, *_attributions(text, end), *_spans(_URL, text)]


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
    marks = [match.start() for match in _FENCE.finditer(text)]
    for began, ended in zip(marks[::2], marks[1::2], strict=False):
        yield began, ended + 3


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with blanks in place of the spans, which may overlap."""
    kept, position = [], 0
    for start, end in sorted(spans):
        if end > position:
            kept += text[position : max(start, position)], " " * (end - max(start, position))
            position = end
    return "".join((*kept, text[position:]))


def _end_of_own(text: bytes) -> int:
    """Where the author's words end, for good: at a quoted mail, a signature, a disclaimer or a shared post."""
    ends = [len(text)]
    for pattern in (_REST_IS_QUOTED, _SIGNATURE, _DISCLAIMER, _SHARED, _SIGN_OFF):
        match = pattern.search(text)
        if match is not None and (pattern is not _SIGN_OFF or text[: match.start()].strip()):
            ends.append(match.start())
    attribution = _ATTRIBUTION.search(text)
    if attribution is not None and not _is_answered_between(text, attribution.end()):
        ends.append(attribution.start())
    return min(ends)


def _is_answered_between(text: bytes, after: int) -> bool:
    """Whether an attribution is followed by quoted lines, which are blank here; then what follows is the author's."""
    line = text[after : after + 400].split(b"\n", 1)[0]
    return bool(line) and not line.strip()


def _attributions(text: bytes, end: int) -> Iterator[Span]:
    return ((start, stop) for start, stop in _spans(_ATTRIBUTION, text) if start < end)
