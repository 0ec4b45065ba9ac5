"""Days with a name: Christmas, Easter Monday, Black Friday. Bank holidays differ by place: left alone."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

from twoears.listening.times.rules import Resolve, Rule
from twoears.listening.times.windows import Calendar, Now, Span, Window, months_of, pick, real_day
from twoears.listening.times.words import WHICH, YEAR_TAIL, Groups, is_plausible, which, year

_FIRST, _LAST = 1600, 4000
"""The years whose Easter is known."""

Found = Callable[[int, Calendar], date | None]


def _fixed(month: int, number: int) -> Found:
    return lambda written, calendar: real_day(written, month, number)


def _from_easter(days: int) -> Found:
    def found(written: int, calendar: Calendar) -> date | None:
        return easter(written) + timedelta(days=days) if _FIRST <= written <= _LAST else None

    return found


def weekday_in(written: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last, None where there is none."""
    first, last = months_of(written, month)
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return found if found <= last else None


def _nth(month: int, weekday: int, nth: int, later: int = 0) -> Found:
    def found(written: int, calendar: Calendar) -> date | None:
        value = weekday_in(written, month, weekday, nth)
        return value + timedelta(days=later) if value else None

    return found


def _mothers_day(written: int, calendar: Calendar) -> date | None:
    """The second Sunday in May where the month stands first, else the fourth in Lent."""
    return (_nth(5, 6, 2) if calendar.month_first else _from_easter(-21))(written, calendar)


_MON, _THU, _SUN = 0, 3, 6
_DAY = "(?: day)?"
_HOLIDAYS: dict[str, Found] = {
    f"(?:christmas|xmas|x-mas){_DAY}": _fixed(12, 25),
    "(?:christmas|xmas) eve": _fixed(12, 24),
    "boxing day|st\\.? stephen'?s day": _fixed(12, 26),
    "new year'?s eve|nye|hogmanay": _fixed(12, 31),
    f"new year'?s{_DAY}|new year day": _fixed(1, 1),
    "burns night": _fixed(1, 25),
    f"valentine'?s{_DAY}|valentine day": _fixed(2, 14),
    "(?:st\\.?|saint) patrick'?s day|paddy'?s day": _fixed(3, 17),
    "(?:st\\.?|saint) george'?s day": _fixed(4, 23),
    "independence day": _fixed(7, 4),
    "hallowe'?en": _fixed(10, 31),
    "bonfire night|guy fawkes(?: night| day)?": _fixed(11, 5),
    "(?:shrove tuesday|pancake day|mardi gras)": _from_easter(-47),
    "ash wednesday": _from_easter(-46),
    "mothering sunday": _from_easter(-21),
    "palm sunday": _from_easter(-7),
    "good friday": _from_easter(-2),
    "easter(?: sunday| day)?": _from_easter(0),
    "easter monday": _from_easter(1),
    "whit monday|pentecost monday": _from_easter(50),
    "pentecost|whit sunday|whitsun": _from_easter(49),
    "mother'?s'? day": _mothers_day,
    "father'?s'? day": _nth(6, _SUN, 3),
    "memorial day": _nth(5, _MON, -1),
    "labou?r day": _nth(9, _MON, 1),
    f"thanksgiving{_DAY}": _nth(11, _THU, 4),
    "black friday": _nth(11, _THU, 4, later=1),
    "cyber monday": _nth(11, _THU, 4, later=4),
}


def _season(month: int, first: int, days: int) -> Callable[[int], Window]:
    def found(written: int) -> Window:
        since = date(written, month, first)
        return since, since + timedelta(days=days - 1)

    return found


def _easter_days(written: int) -> Window | None:
    day = _from_easter(0)(written, Calendar())
    return (day - timedelta(days=2), day + timedelta(days=1)) if day else None


_OVER = "(?:over|during|across)(?: the)?"
_NEW_YEAR = f"(?:in|into|at|over|for) the new year|{_OVER} new year"
_CHRISTMAS_TIME = (
    f"{_OVER} (?:christmas|xmas)|(?:the )?(?:christmas|xmas) (?:holidays?|break|period|season|week)"
    "|(?:the )?festive (?:season|period)|(?:the )?holiday season"
)
_EASTER_TIME = f"{_OVER} easter|(?:the )?easter (?:weekend|holidays?|break)"


def _christmas_time(written: int) -> Window:
    """Christmas Eve to New Year's Day."""
    return date(written, 12, 24), date(written, 12, 24) + timedelta(days=8)


def _easter_time(written: int) -> Window | None:
    """Good Friday to Easter Monday."""
    sunday = _from_easter(0)(written, Calendar())
    return (sunday - timedelta(days=2), sunday + timedelta(days=1)) if sunday else None


@cache
def _named(name: str) -> Found:
    return next(found for pattern, found in _HOLIDAYS.items() if re.fullmatch(pattern, name))


def _day(groups: Groups, now: Now) -> Span | None:
    def of_year(written: int) -> Window | None:
        value = _named(groups["name"])(written, now.calendar)
        return (value, value) if value else None

    return _meant("day", of_year, groups, now)


def _new_year(groups: Groups, now: Now) -> Span | None:
    return _meant("day", lambda written: (date(written, 1, 1), date(written, 1, 1)), groups, now)


def _time(of_year: Callable[[int], Window | None]) -> Resolve:
    return lambda groups, now: _meant("period", of_year, groups, now)


def _meant(kind: str, of_year: Callable[[int], Window | None], groups: Groups, now: Now) -> Span | None:
    written = year(groups["year"], now)
    if written is None:
        window = pick(of_year, now, which(groups["which"]))
    else:
        window = of_year(written) if is_plausible(written) else None
    return Span(kind, *window) if window else None


def _never(groups: Groups, now: Now) -> None:
    """Wishes, and things that are only named after a day."""


_THINGS = (
    "(?:tree|trees|jumpers?|sweaters?|cards?|lights|pudding|cake|carols?|movies?|films?|songs?|music|decorations"
    "|spirit|dinner|crackers?|cactus|markets?|eggs?|bunny|bonnets?)"
)
_WISH = "(?:happy|merry|father|mother|jolly)"
_NAME = "(?:christmas|xmas|easter|hallowe'?en|thanksgiving)"
_WHICH = f"(?:(?P<which>{WHICH}) )?"
_ANY_DAY = "(?P<name>" + "|".join(_HOLIDAYS) + ")"

RULES = (
    Rule(
        "not that day",
        _never,
        (f"{_WISH} (?:{_NAME}|new year|" + "|".join(_HOLIDAYS) + ")", f"{_NAME} {_THINGS}"),
    ),
    Rule(
        "holiday",
        _day,
        (f"(?:(?:at|on|for|around) )?{_WHICH}{_ANY_DAY}{YEAR_TAIL}",),
        (f"{_WHICH}{_ANY_DAY}{YEAR_TAIL}",),
    ),
    Rule("Christmas time", _time(_christmas_time), *[(f"(?:{_CHRISTMAS_TIME}){YEAR_TAIL}",)] * 2),
    Rule("Easter time", _time(_easter_time), *[(f"(?:{_EASTER_TIME}){YEAR_TAIL}",)] * 2),
    Rule("early in a year", _time(lambda written: months_of(written, 1)), (_NEW_YEAR,)),
    Rule("new year", _new_year, (), ("(?:the )?new year",)),
)
