"""Days and spans that are counted from the day of writing: tomorrow, in two weeks, the past three years."""

from datetime import date, timedelta

from twoears.listening.times.rules import Rule
from twoears.listening.times.windows import (
    Now,
    Span,
    around,
    day,
    shifted,
    weekday_from,
)
from twoears.listening.times.words import (
    ABOUT,
    ANY_WEEKDAY,
    COUNT,
    MANY,
    OF_DAY,
    UNIT,
    UNITS,
    WEEKDAYS,
    Groups,
    count,
    unit,
    which,
)

_TOMORROW = f"(?:tomorrow|tmrw|tmr|tomoz|2moro|2morrow){OF_DAY}"
_NAMED = (
    "(?:the )?day after tomorrow|(?:the )?day before yesterday|today|tonight|tonite"
    f"|this (?:morning|afternoon|evening|lunchtime)|last night|{_TOMORROW}|yesterday{OF_DAY}"
)
_IN_TIME = "(?:(?:'s|s'|') time| time)?"


def _named(groups: Groups, now: Now) -> Span:
    phrase = groups["name"]
    return day(now.today + timedelta(days=_distance(phrase)))


def _distance(phrase: str) -> int:
    if "after" in phrase.split():
        return 2
    if "before" in phrase:
        return -2
    if phrase.startswith(("tom", "tm", "2m")):
        return 1
    return -1 if phrase.startswith("yesterday") or phrase == "last night" else 0


def _in(groups: Groups, now: Now) -> Span | None:
    """Ahead by a count. What is told of the past was no day ahead but a stretch that it took.

    One week is mostly a stretch too, and so are weekends.
    """
    name = unit(groups["unit"])
    if now.is_past or name == "weekend" or groups["count"] == "one":
        return None
    least, most = _counts(groups)
    return _between(now.today, least, most, name)


def _counts(groups: Groups) -> tuple[int, int]:
    least, most = count(groups["count"] or "a")
    if groups.get("more"):
        most = max(most, count(groups["more"])[1])
    return min(least, most), most


def _between(today: date, least: int, most: int, name: str) -> Span:
    """A day, or the whole month or year, so far away; a period where the count is vague."""
    first, last = around(shifted(today, least, name), name), around(shifted(today, most, name), name)
    return Span(first[0] if least == most else "period", min(first[1], last[1]), max(first[2], last[2]))


def _or_so(groups: Groups, now: Now) -> Span | None:
    name = unit(groups["unit"])
    return None if now.is_past else _between(now.today, 1, 2 if groups["more"] == "two" else 1, name)


def _ago(groups: Groups, now: Now) -> Span:
    least, most = _counts(groups)
    return _between(now.today, -most, -least, unit(groups["unit"]))


def _within(groups: Groups, now: Now) -> Span | None:
    if now.is_past:
        return None
    until = shifted(now.today, count(groups["count"] or "a")[1], unit(groups["unit"]))
    return Span("deadline", now.today, until)


_HALVES = {"half a": (6, "month"), "year": (18, "month"), "month": (6, "week"), "week": (10, "day")}


def _half(groups: Groups, now: Now) -> Span | None:
    """Half a year, or a year, month or week and a half, ahead or ago."""
    if groups["ahead"] and now.is_past:
        return None
    number, name = _HALVES[groups["half"] or groups["unit"]]
    number = number if groups["ahead"] else -number
    return _between(now.today, number, number, name)


_VAGUE = {"day": 7, "week": 4, "weekend": 4, "fortnight": 2, "month": 3, "year": 3}


def _coming(groups: Groups, now: Now) -> Span:
    return Span("period", now.today, shifted(now.today, _most(groups), unit(groups["unit"])))


def _past(groups: Groups, now: Now) -> Span:
    return Span("period", shifted(now.today, -_most(groups), unit(groups["unit"])), now.today)


def _most(groups: Groups) -> int:
    """How many units; the plural alone is a few of them, the singular one."""
    if groups["count"]:
        return count(groups["count"])[1]
    plain = groups["unit"]
    return _VAGUE[unit(plain)] if plain.endswith("s") else 1


def _from(groups: Groups, now: Now) -> Span:
    """A week from now, from tomorrow, on Friday."""
    name = groups["base"].split()[-1]
    base = now.today
    if name in WEEKDAYS:
        base = weekday_from(base, WEEKDAYS[name], which(groups["base"][: -len(name)]), is_past=False)
    elif name in ("tomorrow", "yesterday"):
        base += timedelta(days=_distance(name))
    least, most = _counts(groups)
    return _between(base, least, most, unit(groups["unit"]))


_COUNTED = f"(?P<count>{COUNT})(?:(?:~-~| to | or )(?P<more>{COUNT}))? (?P<unit>{UNIT})"
_AND_A_HALF = f"{ABOUT}an? (?P<unit>year|month|week) and a half"
_HALF_A_YEAR = f"{ABOUT}(?P<half>half a) year"
_OVER = "(?:in|over|during|for|within|across)"
_AT_MOST = "(?:less than|under|at most|max|the next|the coming|the)"
_LAST = "(?:past|last|previous)"
_NEXT = "(?:next|coming|following)"
_WEEK = "(?P<unit>weeks?|wks?|fortnights?)"
_BASE = f"(?:now|today|tomorrow|(?:(?:this|next) )?{ANY_WEEKDAY})"

RULES = (
    Rule("named day", _named, (f"(?P<name>{_NAMED})",), (f"(?P<name>{_NAMED})",)),
    Rule(
        "within a count",
        _within,
        (
            f"(?:within|inside) (?:{_AT_MOST} )?(?:(?P<count>{COUNT}) )?(?P<unit>{UNIT})",
            f"in (?:less than|under|at most|max) (?P<count>{COUNT}) (?P<unit>{UNIT})",
        ),
    ),
    Rule("in a count", _in, (f"in {ABOUT}{_COUNTED}{_IN_TIME}",)),
    Rule(
        "and a half",
        _half,
        (
            f"(?P<ahead>in) {_AND_A_HALF}{_IN_TIME}",
            f"(?P<ahead>in) {_HALF_A_YEAR}{_IN_TIME}",
            f"{ABOUT}{_AND_A_HALF} ago",
            f"{ABOUT}{_HALF_A_YEAR} ago",
        ),
    ),
    Rule("in one or so", _or_so, (f"in an? (?P<unit>{UNIT}) or (?P<more>so|two)",)),
    Rule("ago", _ago, (f"{ABOUT}{_COUNTED} (?:ago|back)",), (f"{ABOUT}{_COUNTED} ago",)),
    Rule(
        "coming units",
        _coming,
        (
            f"(?:{_OVER} )?(?:the )?{_NEXT} (?P<count>(?:a )?{MANY}) (?P<unit>{UNITS})",
            f"(?:{_OVER} )?the {_NEXT} (?P<unit>{UNITS})",
        ),
    ),
    Rule(
        "past units",
        _past,
        (
            f"(?:{_OVER}|(?:{_OVER} )?(?:the|these)) {_LAST} (?P<count>{MANY}) (?P<unit>{UNITS})",
            f"(?:{_OVER} )?(?:the|these) (?:past|last) (?P<unit>{UNITS})",
            f"(?:{_OVER} )?the past (?P<unit>{UNIT})",
            f"{_OVER} the last (?P<unit>{UNIT})",
            f"past (?P<count>{MANY}) (?P<unit>{UNITS})",
        ),
    ),
    Rule(
        "from a day",
        _from,
        (
            f"(?P<count>{COUNT}) (?P<unit>{UNIT}) from (?P<base>{_BASE})",
            f"(?P<count>{COUNT}) (?P<unit>{UNIT}) (?:left )?(?P<base>to go)",
            f"(?P<count>{COUNT}) {_WEEK} (?P<base>today|tomorrow|on {ANY_WEEKDAY})",
        ),
    ),
)
