"""HTML to words, with the place of each word in the HTML. For mails, cooked posts and statuses."""

import html
import re
from typing import NamedTuple

_KNOWN = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|blockquote|ul|ol|li|table|td|tr|html|body|h[1-6]|aside|img|font|pre|code)"
    r"(?=[\s/>])[^<>]{0,5000}>",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|<[!?][^<>]*>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});"
)
_LINES = frozenset(
    {
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "dd",
        "dt",
        "table",
        "tr",
        "td",
        "th",
        "hr",
        "pre",
        "blockquote",
        "aside",
    }
    | {"section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
)
"""Elements that end a line."""

_NOT_OWN = frozenset(("blockquote", "script", "style", "head", "title", "aside", "pre", "svg", "template"))
"""Elements whose content the author did not say: quotes, one-boxes, code."""

_QUOTES = re.compile(r"gmail_quote|moz-cite-prefix|yahoo_quoted|onebox|quote-modified", re.IGNORECASE)
"""What mail programs and forums call the elements in which they put somebody else's words."""

_REST_IS_QUOTED = re.compile(r"divrplyfwdmsg|appendonsend", re.IGNORECASE)
"""What Outlook calls the element behind which all is the mail that is answered."""

_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "source"))


class Piece(NamedTuple):
    """Words, and where in the text the first begins and the last ends; between, they lie one by one."""

    source: int
    words: str
    end: int


def is_html(text: str) -> bool:
    """Whether a text has a tag that people do not type by chance."""
    return _KNOWN.search(text) is not None


def pieces_of(text: str) -> list[Piece]:
    """The words of an HTML text outside of quotes and code."""
    pieces, position, hidden = [], 0, _Hidden()
    for match in _MARKUP.finditer(text):
        start, end = match.span()
        if start < position:
            continue  # within a comment
        if not hidden.depth:
            pieces.append(Piece(position, text[position:start], start))
        position, markup = end, match[0]
        if markup == "<!--":
            found = text.find("-->", end)
            position = found + 3 if found >= 0 else len(text)
        elif markup[0] == "&":
            if not hidden.depth:
                pieces.append(Piece(start, html.unescape(markup)[:1], end))
        elif match[2]:
            hidden.see(match[2].lower(), is_end=bool(match[1]), attributes=match[3])
            if match[2].lower() in _LINES and not hidden.depth:
                pieces.append(Piece(start, "\n", end))
    if not hidden.depth:
        pieces.append(Piece(position, text[position:], len(text)))
    return [piece for piece in pieces if piece.words] or [Piece(0, "", 0)]


class _Hidden:
    """How deep one is within the outermost element that hides its content."""

    def __init__(self) -> None:
        self.depth = 0
        self._name = ""

    def see(self, name: str, *, is_end: bool, attributes: str) -> None:
        if name in _VOID or attributes.endswith("/"):
            return
        if self.depth:
            if name == self._name:
                self.depth += -1 if is_end else 1
        elif _REST_IS_QUOTED.search(attributes):
            self._name, self.depth = "", 1  # no end tag has this name
        elif not is_end and (name in _NOT_OWN or _QUOTES.search(attributes)):
            self._name, self.depth = name, 1
