"""What a mail's signature holds of its writer: numbers, links, addresses and postal codes, as written there.

Numbers are taken where they say their country: nothing tells which one a signature was written in.
"""

import re
from collections.abc import Iterator

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'|,;]+", re.IGNORECASE)
ADDRESS = re.compile(r"(?<![\w.+/@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])(?:\+|00)[\s(]*\d[\d\s()./\u2010-\u2015-]{5,25}\d(?![\w@])")
POSTAL_CODE = re.compile(
    r"^(?:[A-Z]{1,2}[- ])?(?P<leading>\d{4} ?[A-Z]{2}|\d{4,5}|\d{3} \d{2}|\d{2}-\d{3})(?= +[^\W\d_]{2})"
    r"|(?<!\w)(?P<british>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)"
    r"|(?<!\w)(?P<canadian>[A-Z]\d[A-Z] \d[A-Z]\d)(?!\w)"
    r"|(?<=, )[A-Z]{2} (?P<american>\d{5})(?:-\d{4})?$"
)
"""Of its line: five digits and the like before a place, or the unmistakable forms anywhere."""

LONGEST = 1000
"""A text of more characters is no signature."""


def read(signature: str) -> list[tuple[str, str]]:
    """The identifiers in a signature: pairs of type and value as written, in their order, each once."""
    if len(signature) > LONGEST:
        return []
    return list(dict.fromkeys(found for line in signature.splitlines() for found in _in_line(line)))


def _in_line(line: str) -> Iterator[tuple[str, str]]:
    """What was read once is not read again: digits of a link are no number."""
    for kind, pattern in (("website", LINK), ("email", ADDRESS), ("phone", PHONE)):
        for match in pattern.finditer(line):
            yield kind, match[0].rstrip(".:!?)")
        line = pattern.sub(" ", line)
    if code := POSTAL_CODE.search(line.strip()):
        yield "postal_code", next(group for group in code.groups() if group)
