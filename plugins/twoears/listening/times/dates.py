"""Dates as they are written: 12 April, April 12th, 2026-04-12, 12/04/26, on the 12th, 12-14 April."""

from twoears.listening.times.rules import Rule
from twoears.listening.times.windows import Now, Span, Window, day, months_of, pick, real_day
from twoears.listening.times.words import (
    ANY_WEEKDAY,
    DAY,
    MONTH,
    MONTHS,
    ORDINAL,
    ORDINALS,
    OTHER_MONTH,
    SOME_YEAR,
    VERB_MONTH,
    YEAR,
    YEAR_TAIL,
    Groups,
    is_plausible,
    year,
)

_TH = "(?:st|nd|rd|th)"
_ON_WEEKDAY = rf"(?:{ANY_WEEKDAY}\.?,?~(?:the )?)?"
_ON = f"(?:on )?(?:the )?{_ON_WEEKDAY}"

_WRITTEN_YEAR = rf"(?:\.? (?P<year>{SOME_YEAR})|,~(?P<year2>{SOME_YEAR})|-(?P<short>[0-9]{{4}}|[0-9][0-9]))?"
_DAY_MONTH = rf"(?P<day>{DAY}){_TH}?(?: of | |-)(?P<month>{MONTH}){_WRITTEN_YEAR}"
_WORD_MONTH = f"(?P<day>{ORDINAL}) of (?P<month>{MONTH}){YEAR_TAIL}"
_MONTH_DAY = rf"\.? (?:the )?(?P<day>{DAY})"
_SURE_MONTH_DAY = rf"(?P<month>{OTHER_MONTH}){_MONTH_DAY}{_TH}?{YEAR_TAIL}"
_VERB_MONTH_DAY = f"(?P<month>{VERB_MONTH}){_MONTH_DAY}{_TH}{YEAR_TAIL}"
_VERB_MONTH_DAY_YEAR = f"(?P<month>{VERB_MONTH}){_MONTH_DAY},? (?P<year>{YEAR})"
_ANY_MONTH_DAY = rf"(?P<month>{MONTH}){_MONTH_DAY}{_TH}?{YEAR_TAIL}"

_CLOCK = "(?:t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?z?)?"
_ISO = "(?P<year>[0-9]{4})(?P<s>[-/])(?P<month>[0-9]{1,2})(?P<t>[-/])(?P<day>[0-9]{1,2})" + _CLOCK
_FULL = r"(?P<day>[0-9]{1,2})(?P<s>[-/.])(?P<month>[0-9]{1,2})(?P<t>[-/.])(?P<year>[0-9]{4})"
_SLASHED = r"(?P<day>[0-9]{1,2})(?P<s>/)(?P<month>[0-9]{1,2})(?P<t>/)(?P<year>[0-9]{2})"
_DOTTED = r"(?P<day>[0-9]{2})(?P<s>[-.])(?P<month>[0-9]{2})(?P<t>[-.])(?P<year>[0-9]{2})"
_SHORT = r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{2})", r"(?P<day>[0-9]{2})/(?P<month>[0-9])"
_MONTH_YEAR = r"(?P<month>0?[1-9]|1[0-2])/(?P<year>20[0-9]{2})"

_NTH = f"the (?P<day>{DAY}){_TH}"
_THAT_MONTH = "(?: (?:of )?(?P<which>this|next|last) month)"
_WEEKDAY_NTH = rf"{ANY_WEEKDAY}\.?,? (?:the )?(?P<day>{DAY}){_TH}"
_FIRST = "the (?P<day>first) of (?P<which>this|next) month"
_TO = "(?:~-~| to | until | till | and | or |~/~| through )"
_DAYS_MONTH = (
    f"(?P<day>{DAY}){_TH}?{_TO}(?:the )?(?P<last>{DAY}){_TH}?(?: of )?~(?P<month>{MONTH}){YEAR_TAIL}"
)
_MONTH_DAYS = (
    rf"(?P<month>{MONTH})\.? (?:the )?(?P<day>{DAY}){_TH}?{_TO}(?:the )?(?P<last>{DAY}){_TH}?{YEAR_TAIL}"
)

IN_DIGITS = (_ISO, _FULL, _SLASHED)
"""Those that are dates by themselves."""


def _span(kind: str, window: Window | None) -> Span | None:
    return Span(kind, *window) if window else None


def _yearly(kind: str, month: int, first: int, last: int, text: str, now: Now) -> Span | None:
    """From a day to another of one month, in the year that is written or else meant."""

    def of_year(number: int) -> Window | None:
        since, until = real_day(number, month, first), real_day(number, month, last)
        return (since, until) if since and until and since <= until else None

    written = year(text, now)
    if written is None:
        return _span(kind, pick(of_year, now))
    return _span(kind, of_year(written)) if is_plausible(written) else None


def _in_month(groups: Groups, now: Now) -> Span | None:
    number = ORDINALS.get(groups["day"]) or int(groups["day"])
    text = groups["year"] or groups["year2"] or groups["short"]
    return _yearly("day", MONTHS[groups["month"]], number, number, text, now)


def _days_in_month(groups: Groups, now: Now) -> Span | None:
    first, last = int(groups["day"]), int(groups["last"])
    return _yearly("period", MONTHS[groups["month"]], first, last, groups["year"], now)


def _numeric(groups: Groups, now: Now) -> Span | None:
    """Day first or month first as the calendar says, unless only the other is a date."""
    if groups["s"] != groups["t"]:
        return None
    first, second = int(groups["day"]), int(groups["month"])
    if first > 12 or (second <= 12 and not now.calendar.month_first):
        first, second = second, first
    return _yearly("day", first, second, second, groups["year"], now) if 1 <= first <= 12 else None


def _iso(groups: Groups, now: Now) -> Span | None:
    if groups["s"] != groups["t"] or not 1 <= int(groups["month"]) <= 12:
        return None
    number = int(groups["day"])
    return _yearly("day", int(groups["month"]), number, number, groups["year"], now)


def _month_year(groups: Groups, now: Now) -> Span:
    return Span("month", *months_of(int(groups["year"]), int(groups["month"])))


def _nth(groups: Groups, now: Now) -> Span | None:
    """A day of this month or the next that has it."""
    today, number = now.today, ORDINALS.get(groups["day"]) or int(groups["day"])
    shifts = {"": (0, 1, 2), "this": (0,), "next": (1,), "last": (-1,)}[groups["which"]]
    if now.is_past and not groups["which"]:
        shifts = (0, -1, -2)
    for shift in shifts:
        first = months_of(today.year, today.month + shift)[0]
        found = real_day(first.year, first.month, number)
        if found and (groups["which"] or (found <= today if now.is_past else found >= today)):
            return day(found)
    return None


RULES = (
    Rule(
        "day and month",
        _in_month,
        (
            f"{_ON}{_DAY_MONTH}",
            f"{_ON}{_WORD_MONTH}",
            f"{_ON}{_SURE_MONTH_DAY}",
            f"{_ON}{_VERB_MONTH_DAY}",
            f"{_ON}{_VERB_MONTH_DAY_YEAR}",
            f"on {_ON_WEEKDAY}{_ANY_MONTH_DAY}",
        ),
        (f"(?:the )?{_ON_WEEKDAY}{_DAY_MONTH}", f"the {_WORD_MONTH}", f"{_ON_WEEKDAY}{_ANY_MONTH_DAY}"),
    ),
    Rule(
        "days of a month", _days_in_month, (f"(?:(?:on|from|between) )?(?:the )?{_DAYS_MONTH}", _MONTH_DAYS)
    ),
    Rule("year first", _iso, (f"(?:on )?{_ISO}",), (_ISO,)),
    Rule(
        "in digits",
        _numeric,
        (
            f"(?:on )?{_ON_WEEKDAY}{_FULL}",
            f"(?:on )?{_ON_WEEKDAY}{_SLASHED}",
            f"on {_ON_WEEKDAY}{_DOTTED}",
            *(f"on {short}" for short in _SHORT),
        ),
        (f"{_ON_WEEKDAY}{_FULL}", f"{_ON_WEEKDAY}{_SLASHED}", f"{_ON_WEEKDAY}{_DOTTED}", *_SHORT),
    ),
    Rule("month and year in digits", _month_year, (f"in {_MONTH_YEAR}",), (_MONTH_YEAR,)),
    Rule(
        "day of the month",
        _nth,
        (
            f"on {_ON_WEEKDAY}{_NTH}",
            f"(?:on )?{_ON_WEEKDAY}{_NTH}{_THAT_MONTH}",
            f"(?:on )?{_WEEKDAY_NTH}",
            _FIRST,
        ),
        (f"{_ON_WEEKDAY}{_NTH}{_THAT_MONTH}?", _WEEKDAY_NTH, _FIRST),
    ),
)
