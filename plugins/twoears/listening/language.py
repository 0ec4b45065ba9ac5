"""Which language a text is in: English by its commonest words, any other by py3langid's model.

The model names a language for anything, so what gives it too little to go by is ``und`` (ISO 639-2),
undetermined.
"""

from functools import cache
from typing import Any

from twoears.listening.commonest import TELLING
from twoears.listening.rules import words as word_list
from twoears.listening.words import Vocabulary

UNDETERMINED = "und"
ENGLISH = "en"

FOREIGN = word_list("foreign")

_TELLING = 0.15
"""The share of words that only English texts have so many of."""

_KNOWN = 0.5
"""The share of English words in what is too short to have a common one."""

_LETTERS = 12
"""With fewer letters the model guesses."""

_MARGIN = 0.5
"""How much likelier each byte must be in another language, in nats, before a text with English words is in
it.
"""

_LONGEST = 1_000
"""The model needs no more characters of a text."""


def language_of(tokens: list[str], words: str, vocabulary: Vocabulary) -> str:
    """The ISO 639-1 code of a text, given by its folded tokens and as written."""
    spoken = [token for token in tokens if not token[0].isdigit()]
    count = len(spoken)
    telling, foreign = (sum(token in some for token in spoken) for some in (TELLING, FOREIGN))
    if foreign > (telling if telling > 1 else 0):
        return _by_model(words[:_LONGEST], is_known=False) if count > 2 else UNDETERMINED
    if count and telling >= _TELLING * count:
        return ENGLISH
    known = sum(token in vocabulary for token in spoken)
    if count and known >= _KNOWN * count and (count < 6 or known >= 0.8 * count):
        return ENGLISH
    letters = "".join(words[:_LONGEST].split())
    if sum(map(str.isalpha, letters)) < (_LETTERS if words.isascii() else 4):
        return UNDETERMINED
    return _by_model(words[:_LONGEST], is_known=known >= 0.4 * count > 0)


def _by_model(words: str, *, is_known: bool) -> str:
    encoded = words.encode("utf-8", "replace")
    ranked = _identifier().rank(encoded)
    best, likelihood = ranked[0]
    if best == ENGLISH:
        return ENGLISH
    margin = (likelihood - dict(ranked)[ENGLISH]) / len(encoded)
    if margin >= _MARGIN:
        return str(best)
    return ENGLISH if is_known else UNDETERMINED


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
