"""Rules of language as data: patterns in RE2's syntax over folded text, and lists of words, one file a
subject.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
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


def spelled(pattern: str, classes: Mapping[str, str]) -> str:
    """A pattern with its classes, such as ``{some}``, spelled out."""
    return re.sub(r"\{([a-z_]+)\}", lambda match: classes[match[1]], pattern)


def any_of(
    patterns: list[str], around: str = "{}", classes: Mapping[str, str] = MappingProxyType({})
) -> "re2._Regexp[bytes]":
    """One pattern over bytes for several; ``around`` is what stands around their alternatives."""
    alternatives = "|".join(spelled(pattern, classes) for pattern in patterns)
    return re2.compile(around.replace("{}", f"(?:{alternatives})").encode("ascii"))
