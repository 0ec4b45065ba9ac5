"""The commonest words of English."""

from twoears.listening.rules import words

TELLING = words("telling")
"""Those that few other languages have: what a text is known as English by."""

COMMON = TELLING | words("common")
"""Those that say nothing of what a text is about."""
