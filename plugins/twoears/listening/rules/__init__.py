"""Rules of language as data: patterns in RE2's syntax over folded text, and lists of words, one file a
subject.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import re2

FOLDER = Path(__file__).parent


@cache
def rules(name: str) -> dict[str, Any]:
    """The rules of a file, by its name without ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """A list of `words.toml`."""
    return frozenset(str(rules("words")[name]).split())


def any_of(patterns: list[str], around: str = "{}") -> "re2._Regexp[bytes]":
    """One pattern over bytes for several; ``around`` is what stands around their alternatives."""
    return re2.compile(around.replace("{}", f"(?:{'|'.join(patterns)})").encode("ascii"))
