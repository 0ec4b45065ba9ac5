"""When: English expressions of time, read against the day on which a text was written.

Windows are of whole days, both ends within. Nothing asks the clock. The kinds:

- ``day``, ``weekend``, ``week``, ``month``, ``season``, ``year``: the words name one, or a part of one
  ("early March"); the window is all of it. A week is Monday to Sunday.
- ``deadline``: from the day of writing to the day that is set: "by Friday", "within a week", "this week".
- ``event``: from the day of writing to the day of a happening, with that day: "before the marathon on
  12 April".
- ``period``: any other run of days: "between March and May", "the past three years", a quarter. It may lack
  an end ("after Christmas") or a beginning ("until last week").

A time that is over has the kind of its words; its window tells that it is over. "Before" a day ends on that
day, as with events; "before" what is longer ends on the day before it begins. Without a day of writing, what
depends on it is None.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from twoears.listening.reading import Time
from twoears.listening.times.guards import event_before, is_time, is_told
from twoears.listening.times.leads import GRAMMAR, closing, due
from twoears.listening.times.rules import compiled
from twoears.listening.times.windows import DAY_FIRST, Calendar, Now, Span

__all__ = ["DAY_FIRST", "Calendar", "find_times"]

_READ_AT_MOST = 200
_KEPT = 8192
_FINDER = compiled(rf"\b{GRAMMAR.alone}\b")
_DAYS_APART = date(1600, 1, 5), date(4000, 7, 8)
"""What means the same from both of these days does not depend on the day of writing."""


def find_times(folded: bytes, written_on: date | None, calendar: Calendar = DAY_FIRST) -> tuple[Time, ...]:
    """The times in a folded text, by start, none overlapping; at most 200 phrases of a text are read."""
    found = _FINDER.search(folded)
    if found is None:
        return ()
    return tuple(_times(folded, written_on, calendar))


def _times(folded: bytes, written_on: date | None, calendar: Calendar) -> Iterator[Time]:
    floor = 0
    for number, match in enumerate(_FINDER.finditer(folded)):
        if number >= _READ_AT_MOST:
            return
        time = _time(folded, floor, match.span(), written_on, calendar)
        if time:
            yield time
            floor = time.end


def _time(
    folded: bytes, floor: int, place: tuple[int, int], written_on: date | None, calendar: Calendar
) -> Time | None:
    start, end = place
    phrase = folded[start:end]
    name = _rule_of(phrase)
    if name is None or not is_time(folded, start, end, name):
        return None
    is_past = phrase.startswith(b"back ") or is_told(folded, start, end, name == "deadline")
    event = event_before(folded, floor, start) if name not in _LED else None
    span = _meaning(phrase, written_on, calendar, is_past and not event, event[1] if event else None)
    return Time(span.kind, span.since, span.until, event[0] if event else start, end) if span else None


_LED = frozenset(("deadline", "since", "onwards", "from", "after", "range"))


def _plain(phrase: bytes) -> str:
    return " ".join(phrase.decode("ascii").split())


def _rule_of(phrase: bytes) -> str | None:
    found = GRAMMAR.rule(_plain(phrase))
    return found[0].name if found else None


@lru_cache(_KEPT)
def _meaning(
    phrase: bytes, written_on: date | None, calendar: Calendar, is_past: bool, is_before: bool | None
) -> Span | None:
    if written_on:
        return _read(phrase, Now(written_on, calendar, is_past), is_before)
    early, late = (_read(phrase, Now(day, calendar, is_past), is_before) for day in _DAYS_APART)
    if early is None or late is None:
        return None
    since = early.since if early.since == late.since else None
    kind = early.kind if early.kind in ("deadline", "event") else late.kind
    return Span(kind, since, early.until if early.until == late.until else None)


def _read(phrase: bytes, now: Now, is_before: bool | None) -> Span | None:
    """What a phrase means, or an event that it dates; None as well for what leaves the calendar."""
    try:
        span = GRAMMAR.read(_plain(phrase), now)
        if span is None or is_before is None:
            return span
        return closing("event", due(span, is_before, now.today), now.today)
    except OverflowError:
        return None
