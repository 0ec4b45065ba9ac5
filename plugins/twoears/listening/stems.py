"""The one form of a noun that is compared: singular, without possessive."""

from functools import lru_cache

from twoears.listening.folding import fold
from twoears.listening.words import TOKEN

Term = tuple[str, ...]
"""Stems of adjacent words."""

_IRREGULAR = {
    "knives": "knife",
    "shelves": "shelf",
    "leaves": "leaf",
    "loaves": "loaf",
    "scarves": "scarf",
    "feet": "foot",
    "children": "child",
    "mice": "mouse",
    "series": "series",
    "glasses": "glasses",
    "shoes": "shoe",
    "lens": "lens",
    "gas": "gas",
    "bus": "bus",
    "plus": "plus",
    "axes": "axe",
    "movies": "movie",
    "cookies": "cookie",
    "hoodies": "hoodie",
    "beanies": "beanie",
    "smoothies": "smoothie",
    "selfies": "selfie",
    "brownies": "brownie",
    "ties": "tie",
    "pies": "pie",
    "caches": "cache",
    "headaches": "headache",
    "moustaches": "moustache",
}


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """The singular of a folded token, by English spelling."""
    token = token.removesuffix("'s")
    if token in _IRREGULAR:
        return _IRREGULAR[token]
    if len(token) < 4 or not token.endswith("s") or token.endswith(("ss", "us", "is")):
        return token
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    if token.endswith(("ches", "shes", "sses", "xes", "zes")):
        return token[:-2]
    return token[:-1]


def stems(text: str) -> Term:
    """The stems of a text's words."""
    return tuple(stem(token) for token in TOKEN.findall(fold(text)))
