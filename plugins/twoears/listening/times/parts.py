"""Parts of longer times, and days found in them: early March, end of the year, first Sunday in May."""

from datetime import date, timedelta

from twoears.listening.times import dates, holidays, offsets, stretches, weekdays
from twoears.listening.times.holidays import weekday_in
from twoears.listening.times.rules import Rule, Table, unnamed
from twoears.listening.times.stretches import stretch
from twoears.listening.times.windows import Now, Span, Window, day, months_of, week_of, weekend_of
from twoears.listening.times.words import (
    MONTH,
    ORDINALS,
    SEASON,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    YEAR_TAIL,
    Groups,
)

SIMPLE = Table((*weekdays.RULES, *offsets.RULES, *holidays.RULES, *dates.RULES, *stretches.RULES))

_SAME = {"beginning": "start", "middle": "mid", "tail end": "end"}
_IN_DAYS = {
    "week": {"early": (0, 1), "start": (0, 1), "mid": (1, 3), "late": (3, 6), "end": (4, 6)},
    "month": {
        "early": (0, 9),
        "start": (0, 9),
        "mid": (10, 19),
        "late": (20, 30),
        "end": (20, 30),
        "first half": (0, 14),
        "second half": (15, 30),
    },
}
_IN_MONTHS = {
    "season": {"early": (0, 0), "start": (0, 0), "mid": (1, 1), "late": (2, 2), "end": (2, 2)},
    "year": {
        "early": (0, 2),
        "start": (0, 0),
        "mid": (4, 7),
        "late": (9, 11),
        "end": (11, 11),
        "first half": (0, 5),
        "second half": (6, 11),
    },
}
_IN_MONTHS["period"] = _IN_MONTHS["season"]
"""A quarter has three months, as a season has."""


def _part(groups: Groups, now: Now) -> Span | None:
    whole = _whole(groups, now)
    if whole is None or whole.since is None or whole.until is None:
        return None
    part = groups["part"] or "end"
    part = _SAME.get(part, part)
    window = _cut(whole.kind, part, whole.since, whole.until)
    return Span(whole.kind, *window, due=window[1]) if window else None


def _whole(groups: Groups, now: Now) -> Span | None:
    if groups["unit"]:
        return stretch(groups["which"], groups["unit"], now)
    return SIMPLE.read(groups["whole"], now)


def _cut(kind: str, part: str, since: date, until: date) -> Window | None:
    if bounds := _IN_DAYS.get(kind, {}).get(part):
        return since + timedelta(days=bounds[0]), min(until, since + timedelta(days=bounds[1]))
    if bounds := _IN_MONTHS.get(kind, {}).get(part):
        return months_of(since.year, since.month + bounds[0], bounds[1] - bounds[0] + 1)
    return None


def _nth_in(groups: Groups, now: Now) -> Span | None:
    """The first day, Sunday, weekend or week of a month."""
    month = SIMPLE.read(groups["month"].replace("the month", "this month"), now)
    if month is None or month.since is None:
        return None
    nth = _number(groups["nth"])
    what = groups["what"]
    if what == "week":
        return _week_in(months_of(month.since.year, month.since.month), nth)
    if what == "day":
        return day(months_of(month.since.year, month.since.month)[1] if nth < 0 else month.since)
    found = weekday_in(month.since.year, month.since.month, WEEKDAYS.get(what, 5), nth)
    if found is None:
        return None
    return day(found) if what in WEEKDAYS else Span("weekend", *weekend_of(found))


def _number(text: str) -> int:
    return -1 if text == "last" else ORDINALS.get(text) or int(text[0])


def _week_in(month: Window, nth: int) -> Span:
    if nth < 0:
        return Span("week", month[1] - timedelta(days=6), month[1])
    since = month[0] + timedelta(days=7 * (nth - 1))
    return Span("week", since, min(month[1], since + timedelta(days=6)))


def _week_with(groups: Groups, now: Now) -> Span | None:
    """The week or weekend in which a date is."""
    found = SIMPLE.read(groups["date"], now)
    if found is None or found.since is None:
        return None
    if groups["what"] == "weekend":
        return Span("weekend", *weekend_of(found.since))
    return Span("week", *week_of(found.since))


_TAIL = unnamed(YEAR_TAIL)
_A_MONTH = f"(?:(?:this|next|last) )?{MONTH}{_TAIL}"
_LONG = f"(?P<whole>{_A_MONTH}|(?:(?:this|next|last|the) )?{SEASON}{_TAIL}|{YEAR})"
_UNIT = "(?:(?P<which>this|next|last|the|the coming) )?(?P<unit>week|month|quarter|year)"
_THAT_UNIT = "(?P<which>this|next|last) (?P<unit>week|month|quarter|year)"
_PART_OF = "(?P<part>start|beginning|middle|tail end|end|(?:first|second) half) of"
_EARLY = "(?P<part>early|mid|late)(?: |-)(?:in )?(?:the )?"
_AT = "(?:(?:in|at|around|towards?|from|for) )?(?:the )?"
_NTH = "(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)"
_MONTH = f"(?P<month>{_A_MONTH}|(?:the|this|next|last) month)"
_DATE = f"(?P<date>{Table(dates.RULES).led})"

_PARTS = (f"{_PART_OF} {_LONG}", f"{_PART_OF} {_UNIT}", f"{_EARLY}{_LONG}", f"{_EARLY}{_THAT_UNIT}")
_NTH_IN = f"{_NTH} (?P<what>{WEEKDAY}|weekend|week) (?:of|in) {_MONTH}"
_END_DAY = f"(?P<nth>first|last) (?P<what>day) of {_MONTH}"
_WEEK_WITH = f"(?P<what>week|weekend) (?:of|commencing|beginning|starting)(?: on)? {_DATE}"

RULES = (
    Rule(
        "part",
        _part,
        tuple(_AT + way for way in _PARTS),
        (*(f"(?:the )?{way}" for way in _PARTS), "(?P<unit>week|month|quarter|year)(?: |-)end"),
    ),
    Rule(
        "nth in a month",
        _nth_in,
        (f"(?:(?:on|in|over) )?(?:the )?{_NTH_IN}", f"(?:on )?the {_END_DAY}"),
        (f"(?:the )?{_NTH_IN}", f"the {_END_DAY}"),
    ),
    Rule(
        "week with a date",
        _week_with,
        (f"(?:(?:on|in|over) )?(?:the )?{_WEEK_WITH}",),
        (f"the {_WEEK_WITH}",),
    ),
)
POINTS = Table((*RULES, *SIMPLE.rules))
