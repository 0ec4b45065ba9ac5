"""Time expressions and the days they mean, counted from the text's own date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_EVENTS = ("marathon", "half marathon", "10k", "fell race", "night run", "relay", "ultra")
_NUMBERS = {2: "two", 3: "three", 4: "four", 6: "six"}


@dataclass(frozen=True, slots=True)
class Time:
    """A phrase with its meaning; `start` and `until` are both within the span."""

    phrase: str
    kind: str
    start: date
    until: date


def future(rng: Random, today: date) -> Time:
    """An expression that points ahead of `today`."""
    return rng.choice(_FUTURE)(rng, today)


def soon(rng: Random, today: date) -> Time:
    """An expression that sets a near deadline."""
    return rng.choice((_this_week, _end_of_month, _tomorrow))(rng, today)


def past(rng: Random, today: date) -> Time:
    """An expression that points behind `today`."""
    return rng.choice((_weeks_ago, _last_month, _last_week, _last_season))(rng, today)


def _month_span(year: int, month: int, months: int = 1) -> tuple[date, date]:
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    end = month - 1 + months
    return first, date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _month(rng: Random, today: date) -> Time:
    start, until = _month_span(today.year, today.month + rng.randint(1, 10))
    return Time(f"in {_MONTHS[start.month - 1]}", "month", start, until)


def _next_month(rng: Random, today: date) -> Time:
    return Time("next month", "month", *_month_span(today.year, today.month + 1))


def _end_of_month(rng: Random, today: date) -> Time:
    until = _month_span(today.year, today.month)[1]
    return Time("by the end of the month", "deadline", today, until)


def _weekend(rng: Random, today: date) -> Time:
    monday = today - timedelta(days=today.weekday())
    ahead = rng.choice((0, 7))
    saturday = monday + timedelta(days=5 + ahead)
    phrase = "next weekend" if ahead else "this weekend"
    return Time(phrase, "weekend", saturday, saturday + timedelta(days=1))


def _next_week(rng: Random, today: date) -> Time:
    monday = today + timedelta(days=7 - today.weekday())
    return Time("next week", "week", monday, monday + timedelta(days=6))


def _this_week(rng: Random, today: date) -> Time:
    return Time("this week", "deadline", today, today + timedelta(days=6 - today.weekday()))


def _tomorrow(rng: Random, today: date) -> Time:
    day = today + timedelta(days=1)
    return Time("by tomorrow", "deadline", today, day)


def _season(rng: Random, today: date) -> Time:
    name = rng.choice(tuple(_SEASONS))
    start, until = _month_span(today.year, _SEASONS[name], 3)
    if until < today:
        start, until = _month_span(today.year + 1, _SEASONS[name], 3)
    near = start - today < timedelta(days=180)
    return Time(f"{'this' if near else 'next'} {name}", "season", start, until)


def _before_event(rng: Random, today: date) -> Time:
    day = today + timedelta(days=rng.randint(10, 120))
    phrase = f"before the {rng.choice(_EVENTS)} on {day.day} {_MONTHS[day.month - 1]}"
    return Time(phrase, "event", today, day)


def _on_day(rng: Random, today: date) -> Time:
    day = today + timedelta(days=rng.randint(3, 90))
    return Time(f"on {day.day} {_MONTHS[day.month - 1]}", "day", day, day)


def _in_weeks(rng: Random, today: date) -> Time:
    weeks = rng.choice(tuple(_NUMBERS))
    day = today + timedelta(weeks=weeks)
    return Time(f"in {_NUMBERS[weeks]} weeks", "day", day, day)


def _weeks_ago(rng: Random, today: date) -> Time:
    weeks = rng.choice(tuple(_NUMBERS))
    day = today - timedelta(weeks=weeks)
    return Time(f"{_NUMBERS[weeks]} weeks ago", "past", day, day)


def _last_month(rng: Random, today: date) -> Time:
    return Time("last month", "past", *_month_span(today.year, today.month - 1))


def _last_week(rng: Random, today: date) -> Time:
    monday = today - timedelta(days=today.weekday() + 7)
    return Time("last week", "past", monday, monday + timedelta(days=6))


def _last_season(rng: Random, today: date) -> Time:
    start, until = _month_span(today.year - 1, 12, 3)
    if until >= today:
        start, until = _month_span(today.year - 2, 12, 3)
    return Time("last winter", "past", start, until)


_FUTURE: tuple[Callable[[Random, date], Time], ...] = (
    _month,
    _month,
    _next_month,
    _weekend,
    _next_week,
    _season,
    _before_event,
    _before_event,
    _on_day,
    _in_weeks,
)
