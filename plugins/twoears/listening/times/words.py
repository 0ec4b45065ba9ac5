"""The vocabulary of times as fragments of patterns.

In all patterns of this package a space stands for up to three white characters and ``~`` for none to two.
Texts are folded: lower-case ASCII.
"""

from collections import defaultdict

from twoears.listening.times.windows import Now

Groups = defaultdict[str, str]
"""The named groups of a match; what is absent is empty."""

_MONTH_NAMES = {
    1: ("january", "jan"),
    2: ("february", "feb"),
    3: ("march", "mar"),
    4: ("april", "apr"),
    5: ("may",),
    6: ("june", "jun"),
    7: ("july", "jul"),
    8: ("august", "aug"),
    9: ("september", "sept", "sep"),
    10: ("october", "oct"),
    11: ("november", "nov"),
    12: ("december", "dec"),
}
MONTHS = {name: number for number, names in _MONTH_NAMES.items() for name in names}
MONTH = "(?:" + "|".join(MONTHS) + ")"
PLAIN_MONTH = "(?:january|february|july|september|october|november|december)"
"""Months whose name is nothing else: no word, no first name."""
VERB_MONTH = "(?:may|march|mar)"
OTHER_MONTH = "(?:" + "|".join(name for name in MONTHS if name not in ("may", "march", "mar")) + ")"

_WEEKDAY_NAMES = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "weds", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names}
WEEKDAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tues|weds|thurs)"
SHORT_WEEKDAY = "(?:mon|tue|wed|thur?|fri|sat)"
ANY_WEEKDAY = "(?:" + "|".join(WEEKDAYS) + ")"
OF_DAY = "(?: (?:morning|afternoon|evening|night|lunchtime))?"

SEASON = "(?:spring|summer|autumn|winter)"
ANY_SEASON = "(?:spring|summer|autumn|fall|winter)"

DAY = "(?:3[01]|[12][0-9]|0?[1-9])"
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
)
ORDINALS = {name: number for number, name in enumerate(_ORDINALS, 1)}
ORDINAL = "(?:" + "|".join(_ORDINALS) + ")"

YEAR = "(?:19|20|21)[0-9][0-9]"
SOME_YEAR = "(?:[0-9]{4}|'[0-9][0-9]|(?:this|next|last) year)"
YEAR_TAIL = f"(?:(?:,~| )(?:of |in )?(?P<year>{SOME_YEAR}))?"
WHICH = "(?:this coming|the coming|this past|this|next|last|coming|past|previous)"

_NUMBERS = {
    **dict.fromkeys(("a", "an", "one"), (1, 1)),
    "two": (2, 2),
    "three": (3, 3),
    "four": (4, 4),
    "five": (5, 5),
    "six": (6, 6),
    "seven": (7, 7),
    "eight": (8, 8),
    "nine": (9, 9),
    "ten": (10, 10),
    "eleven": (11, 11),
    "twelve": (12, 12),
    "couple": (2, 2),
    "few": (2, 4),
    "several": (3, 6),
}
COUNT = (
    "(?:[0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    "|(?:a )?couple(?: of)?|(?:a )?(?:good )?few|several|an?)"
)
MANY = "(?:[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|couple(?: of)?|few|several)"
UNIT = "(?:days?|weeks?|wks?|fortnights?|weekends?|months?|mths?|years?|yrs?)"
UNITS = "(?:days|weeks|wks|fortnights|weekends|months|mths|years|yrs)"
ABOUT = "(?:(?:about|around|roughly|approximately|approx|just|only|another|some) )?"


def count(text: str) -> tuple[int, int]:
    """The least and the most that a number word means."""
    words = [word for word in text.split() if word not in ("of", "good")]
    if words[-1].isdigit():
        return int(words[-1]), int(words[-1])
    return _NUMBERS[words[-1]]


def unit(text: str) -> str:
    """A unit's plain name: `wks` is week."""
    name = text.rstrip("'s")
    return {"wk": "week", "mth": "month", "yr": "year"}.get(name, name)


def which(text: str) -> str:
    """One of this, next, last, or nothing."""
    if "past" in text or "last" in text or "previous" in text:
        return "last"
    return "next" if "next" in text else "this" if text else ""


def year(text: str, now: Now) -> int | None:
    """A year as written; two digits are of 1970 to 2069."""
    digits = text.strip("' ")
    if digits.isdigit():
        number = int(digits)
        return number if len(digits) > 2 else number + (2000 if number < 70 else 1900)
    shift = {"last": -1, "next": 1, "this": 0}
    return now.today.year + shift[text.split()[0]] if text else None


def is_plausible(number: int) -> bool:
    """Whether a number is a year that customers write about."""
    return 1900 <= number <= 2199
