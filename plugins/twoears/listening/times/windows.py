"""Windows of days, and the arithmetic of the calendar. All that leaves the calendar raises OverflowError."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Window = tuple[date, date]
"""First and last day, both within it."""

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the writers count: `04/12/26` is April with ``month_first``; winter is June to August in the south.

    Who writes the month first also keeps Mother's Day in May, else it is the British one in Lent.
    """

    month_first: bool = False
    hemisphere: str = "north"


DAY_FIRST = Calendar()
"""The day first, and winter in December."""


@dataclass(frozen=True, slots=True)
class Now:
    """Where a reader stands: the day of writing, and whether the words before it tell of the past."""

    today: date
    calendar: Calendar = DAY_FIRST
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """What an expression means. ``due`` is the day on which a deadline falls, if not by the usual rule."""

    kind: str
    since: date | None
    until: date | None
    due: date | None = None


def day(value: date) -> Span:
    """One day."""
    return Span("day", value, value)


def real_day(year: int, month: int, number: int) -> date | None:
    """A day of the calendar, None where there is no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def first_day(year: int, month: int) -> date:
    """The first of a month; months run on over 12 and under 1."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError("no such year")
    return date(year, month, 1)


def months_of(year: int, month: int, count: int = 1) -> Window:
    """A run of whole months."""
    last = first_day(year, month + count - 1)
    return first_day(year, month), last.replace(day=monthrange(last.year, last.month)[1])


def year_of(year: int) -> Window:
    """A whole year."""
    return months_of(year, 1, 12)


def week_of(value: date) -> Window:
    """Monday to Sunday."""
    monday = value - timedelta(days=value.weekday())
    return monday, monday + timedelta(days=6)


def weekend_of(value: date) -> Window:
    """Saturday and Sunday of the week that begins on a Monday."""
    sunday = week_of(value)[1]
    return sunday - timedelta(days=1), sunday


def season_of(name: str, year: int, calendar: Calendar) -> Window:
    """Three months; a season that runs over New Year is of the year in which it begins."""
    month = _SEASONS[name] + (6 if calendar.hemisphere == "south" else 0)
    return months_of(year, month if month <= 12 else month - 12, 3)


def shifted(value: date, count: int, unit: str) -> date:
    """So many days, weeks, months or years later; the 31st becomes the last of a shorter month."""
    if unit in _DAYS:
        return value + timedelta(days=_DAYS[unit] * count)
    target = first_day(value.year, value.month + _MONTHS[unit] * count)
    return target.replace(day=min(value.day, monthrange(target.year, target.month)[1]))


def around(value: date, unit: str) -> tuple[str, date, date]:
    """The kind and the window of a unit that holds a day: days and weeks are exact, longer ones are whole."""
    if unit == "month":
        return "month", *months_of(value.year, value.month)
    if unit == "year":
        return "year", *year_of(value.year)
    if unit == "quarter":
        return "period", *months_of(value.year, (value.month - 1) // 3 * 3 + 1, 3)
    if unit == "weekend":
        return "weekend", *weekend_of(value)
    return "day", value, value


def unit_of(value: date, unit: str) -> tuple[str, date, date]:
    """The same, with whole weeks."""
    return ("week", *week_of(value)) if unit == "week" else around(value, unit)


def pick(of_year: Callable[[int], Window | None], now: Now, which: str = "") -> Window | None:
    """Which of the yearly windows is meant.

    The running or else the coming one; with `next` the first that begins after today, with `last` the latest
    that is over. Where the words tell of the past, the latest that has begun.
    """
    behind = which == "last" or (now.is_past and which != "next")
    this = now.today.year
    for year in range(this + 1, this - 10, -1) if behind else range(this - 1, this + 10):
        window = of_year(year) if 1 <= year <= 9999 else None
        if window and _fits(window, now.today, which, behind):
            return window
    return None


def _fits(window: Window, today: date, which: str, behind: bool) -> bool:
    since, until = window
    if behind:
        return until < today if which == "last" else since <= today
    return since > today if which == "next" else until >= today


def weekday_from(today: date, weekday: int, which: str, is_past: bool) -> date:
    """A day of the week.

    Bare it is the coming one, never today; `this` may be today; `next` is in the week after this one, as
    with weekends; `last` is the latest before today. Where the words tell of the past: the latest, or today.
    """
    ahead = (weekday - today.weekday()) % 7
    if which == "next":
        return week_of(today)[0] + timedelta(days=7 + weekday)
    if which == "last":
        return today - timedelta(days=7 - ahead)
    if is_past:
        return today - timedelta(days=(7 - ahead) % 7)
    return today + timedelta(days=ahead if which == "this" else ahead or 7)
