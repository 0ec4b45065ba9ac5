"""The fields of a Mastodon profile: what people show of themselves, and which links their server has proven.

Wire: https://docs.joinmastodon.org/entities/Account/#Field. ``verified_at`` is set where the page that a
field links to links back with rel="me"; a value is HTML, written by any server.
"""

import re
from html.parser import HTMLParser
from typing import Any

NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates, which no link and no address has."""


def verified(fields: Any) -> Any:
    """The values of fields that were proven.

    Raises:
        ValueError: it is no list of fields.
    """
    return _values(fields, is_verified=True)


def unverified(fields: Any) -> Any:
    """The values of all other fields."""
    return _values(fields, is_verified=False)


def _values(fields: Any, *, is_verified: bool) -> Any:
    if fields is None:
        return None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise ValueError("not a list of fields")
    chosen = (field for field in fields if bool(field.get("verified_at")) == is_verified)
    values = (_meant(field.get("value")) for field in chosen)
    return [value for value in values if value]


def _meant(value: Any) -> str:
    """Where a field's value leads, or its text where it leads nowhere."""
    reader = _Reader()
    reader.read(value if isinstance(value, str) else "")
    meant = NOT_TEXT.sub("", reader.link or reader.text).strip()
    return meant.removeprefix("mailto:")


class _Reader(HTMLParser):
    """Reads a field's HTML; whatever is no HTML ends it where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.link = ""
        self.text = ""

    def read(self, html: str) -> None:
        try:
            self.feed(html)
            self.close()
        except AssertionError:  # a declaration that the parser does not know
            return

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and not self.link:
            self.link = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        self.text += data
