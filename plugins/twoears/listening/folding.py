"""A text in plain letters: lower-case ASCII, one for each character, so that offsets stay those of the
text.
"""

import unicodedata

OTHER = "\x1a"
"""What stands for a character that has no likeness in ASCII, such as an emoji or a letter of another
script.
"""

_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\u00ad\ufeff\u2028\u2029\u0085", " "),
    **{
        "\u00df": "s",
        "\u00f8": "o",
        "\u00d8": "o",
        "\u0142": "l",
        "\u0141": "l",
        "\u00e6": "a",
        "\u00c6": "a",
    },
    "\u2026": ".",
}


class _Table(dict[int, str]):
    """What `str.translate` looks up: control characters are spaces, others their base letter."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code < 128:
            plain = character.lower() if 32 <= code < 127 or character in "\n\t" else " "
        else:
            base = _ALIKE.get(character) or unicodedata.normalize("NFKD", character)[:1]
            plain = base.lower() if base.isascii() and base.isprintable() else OTHER
        self[code] = plain
        return plain


_TABLE = _Table()


def fold(text: str) -> str:
    """Fold a text: as many characters as it has, all ASCII, none upper-case, no control but newline and
    tab.
    """
    return text.translate(_TABLE)
