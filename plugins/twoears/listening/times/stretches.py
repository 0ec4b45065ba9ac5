"""Weeks, weekends, months, quarters, seasons and years."""

from collections.abc import Callable

from twoears.listening.times.rules import Rule
from twoears.listening.times.windows import (
    Now,
    Span,
    Window,
    months_of,
    pick,
    season_of,
    shifted,
    unit_of,
    year_of,
)
from twoears.listening.times.words import (
    ANY_SEASON,
    MONTH,
    MONTHS,
    OTHER_MONTH,
    PLAIN_MONTH,
    SEASON,
    SOME_YEAR,
    WHICH,
    YEAR,
    YEAR_TAIL,
    Groups,
    is_plausible,
    which,
    year,
)

_THAT = "(?P<which>this coming|the coming|this|the next|the last|next|last|coming|previous)"
_UNIT = "(?P<unit>weekend|week|month|quarter|year)"
_SHIFT = {"this": 0, "": 0, "next": 1, "last": -1}


def stretch(text: str, name: str, now: Now) -> Span:
    """The whole week, weekend, month, quarter or year that is meant."""
    shift = _SHIFT[which(text)]
    if "coming" in text and name != "weekend":
        shift = 1
    if name == "weekend" and now.is_past and not shift and now.today.weekday() < 5:
        shift = -1
    step = "week" if name == "weekend" else name
    base = shifted(now.today, shift, step)
    return Span(*unit_of(base, name))


def _unit(groups: Groups, now: Now) -> Span:
    """The running week is what is left of it, or what there has been of it; others are whole."""
    found = stretch(groups["which"], groups["unit"], now)
    if groups["unit"] != "week" or which(groups["which"]) != "this" or "coming" in groups["which"]:
        return found
    return Span("week", found.since, now.today) if now.is_past else Span("deadline", now.today, found.until)


def _after_next(groups: Groups, now: Now) -> Span:
    name = groups["unit"]
    return Span(*unit_of(shifted(now.today, 2, "week" if name == "weekend" else name), name))


def _rest(groups: Groups, now: Now) -> Span:
    """What is left of the running week, month or year; of a weekend, what comes of it."""
    found = stretch("this", groups["unit"], now)
    if groups["side"] == "earlier":
        return Span("period", found.since, now.today)
    return Span("period", max(now.today, found.since or now.today), found.until)


def _in_year(kind: str, of_year: Callable[[int], Window], groups: Groups, now: Now) -> Span | None:
    written = year(groups["year"], now)
    if written is not None:
        window = of_year(written) if is_plausible(written) or not groups["year"][-4:].isdigit() else None
    else:
        window = pick(of_year, now, which(groups["which"]))
    return Span(kind, *window) if window else None


def _month(groups: Groups, now: Now) -> Span | None:
    number = MONTHS[groups["month"]]
    return _in_year("month", lambda written: months_of(written, number), groups, now)


def _season(groups: Groups, now: Now) -> Span | None:
    name = groups["season"]
    return _in_year("season", lambda written: season_of(name, written, now.calendar), groups, now)


def _quarter(groups: Groups, now: Now) -> Span | None:
    month = 3 * int(groups["number"]) - 2
    return _in_year("period", lambda written: months_of(written, month, 3), groups, now)


def _year(groups: Groups, now: Now) -> Span:
    return Span("year", *year_of(int(groups["year"])))


_IN = "(?:in|during|throughout|around|over|as early as|as late as|sometime in|back in|come|in the month of)"
_M = f"(?P<month>{MONTH})"
_THROUGH = "(?:in|over|during|through|throughout|for|all|come|back in|sometime in)(?: the)?"
_S = f"(?P<season>{SEASON})"
_SEASON_YEAR = f"(?P<year>{YEAR})(?:/[0-9]{{2}}|/[0-9]{{4}})?"
_QUARTER = "q(?P<number>[1-4])"

RULES = (
    Rule(
        "week, month or year",
        _unit,
        (
            f"(?:(?:at|on|over|during|in|for) )?{_THAT} {_UNIT}",
            "(?:(?:at|on|over|during|for) )?the (?P<unit>weekend)",
        ),
        (f"{_THAT} {_UNIT}", "(?:the )?(?P<unit>weekend)"),
    ),
    Rule(
        "after the next",
        _after_next,
        (f"(?:(?:on|in) )?(?:the )?{_UNIT} after next",),
        (f"(?:the )?{_UNIT} after next",),
    ),
    Rule(
        "the rest of it",
        _rest,
        (
            f"(?P<side>later|earlier) (?:on )?(?:this|in the) {_UNIT}",
            f"(?:for )?(?:the )?(?:rest|remainder) of (?:the|this) {_UNIT}",
        ),
    ),
    Rule(
        "month",
        _month,
        (
            f"{_IN} {_M}{YEAR_TAIL}",
            f"for (?P<month>{PLAIN_MONTH}){YEAR_TAIL}",
            f"(?P<month>{PLAIN_MONTH}){YEAR_TAIL}",
            f"{_M},? (?P<year>{YEAR})",
            f"(?P<month>{OTHER_MONTH}) (?:of )?(?P<year>{SOME_YEAR})",
            f"(?:in )?(?P<which>next|last|this coming|this past) {_M}",
            f"(?:in )?(?P<which>this) (?P<month>{OTHER_MONTH}|march)",
            f"(?P<year>(?:this|next|last) year),?(?: in)? {_M}",
        ),
        (f"{_M}{YEAR_TAIL}", f"(?P<which>{WHICH}) {_M}"),
    ),
    Rule(
        "season",
        _season,
        (
            f"{_THROUGH} {_S}{YEAR_TAIL}",
            f"(?:in|during|back in)(?: the)? (?P<season>fall){YEAR_TAIL}",
            f"(?:(?:in|over|during|for|by) )?(?P<which>{WHICH}) (?P<season>{ANY_SEASON})",
            f"{_THROUGH} (?P<season>{ANY_SEASON}),? (?:of )?{_SEASON_YEAR}",
            f"(?P<season>{ANY_SEASON}),? (?:of )?{_SEASON_YEAR}",
            f"(?P<season>{SEASON}) (?P<year>(?:this|next|last) year)",
        ),
        (
            f"(?:the )?{_S}{YEAR_TAIL}",
            f"(?P<season>fall){YEAR_TAIL}",
            f"(?:the )?(?P<season>{ANY_SEASON}),? (?:of )?{_SEASON_YEAR}",
            f"(?P<which>{WHICH}) (?P<season>{ANY_SEASON})",
        ),
    ),
    Rule(
        "year",
        _year,
        (f"(?:in|during|throughout|back in)(?: the year)? (?P<year>{YEAR})",),
        (f"(?P<year>{YEAR})",),
    ),
    Rule(
        "quarter",
        _quarter,
        (f"in {_QUARTER}{YEAR_TAIL}", f"{_QUARTER},? (?:of )?(?P<year>{SOME_YEAR})"),
        (f"{_QUARTER}{YEAR_TAIL}",),
    ),
)
