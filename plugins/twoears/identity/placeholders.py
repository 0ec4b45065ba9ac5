"""What people and systems write where something is missing, and what is nobody's own.

Its home is a seed that analysts edit, dbt_project/seeds/blocked_identifiers.csv, told in _seeds.yml.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache

from twoears.settings import ROOT

SEED = ROOT / "dbt_project" / "seeds" / "blocked_identifiers.csv"

NULL = "null"
"""Stands for any missing text. A seed cannot hold the word: some engines load it as no text at all."""


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with SEED.open(encoding="utf-8", newline="") as lines:
        return tuple((row["identifier_type"], row["part"], row["text"]) for row in csv.DictReader(lines))


def _texts(identifier_type: str, part: str) -> Iterator[str]:
    return (text for kind, place, text in _rows() if (kind, place) == (identifier_type, part))


NO_NAMES = (NULL, *_texts("name", "value"))
"""Words that stand for a name."""

NO_MAILBOXES = (NULL, *_texts("email", "mailbox"))
"""Local parts of addresses that a role reads, or nobody, or that stand for a missing one."""

NO_USERS = (NULL, *_texts("username", "value"))
"""Usernames that many have."""

NO_PHONES = tuple(text for text in _texts("phone", "value") if text.isdigit())
"""Digits that are typed to pass a form, as they are typed: those with a plus are whole numbers."""


def among(words: Iterable[str]) -> str:
    """The words as a list of SQL texts."""
    quoted = (word.replace("'", "''") for word in words)
    return ", ".join(f"'{word}'" for word in quoted)
