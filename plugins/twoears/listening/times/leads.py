"""What words before a time make of it: by, before and until set a deadline, since and after open a period."""

from dataclasses import replace
from datetime import date, timedelta

from twoears.listening.times import dates, holidays, offsets, parts, stretches, weekdays
from twoears.listening.times.parts import POINTS
from twoears.listening.times.rules import Rule, Table, any_of, unnamed
from twoears.listening.times.windows import Now, Span
from twoears.listening.times.words import MONTH, PLAIN_MONTH, YEAR, YEAR_TAIL, Groups

_SHORT_KINDS = ("day", "weekend", "week", "deadline", "period", "event")


def due(span: Span, is_before: bool, today: date) -> date | None:
    """The last day of a deadline.

    A day, a week and a weekend count whole; of a month, a season and a year only the first day, unless they
    run already. "Before" leaves out what is longer than a day.
    """
    if span.due or span.since is None or span.until is None or span.since <= today:
        return span.due or span.until
    if is_before and span.since < span.until:
        return span.since - timedelta(days=1)
    return span.until if span.kind in _SHORT_KINDS else span.since


def closing(kind: str, until: date | None, today: date) -> Span:
    """From today to a day; what was to end before today is a period of unknown beginning."""
    if until is None or until < today:
        return Span("period", None, until)
    return Span(kind, today, until)


def _deadline(groups: Groups, now: Now) -> Span | None:
    found = POINTS.read(groups["point"], now)
    is_before = groups["lead"] in _BEFORE
    return closing("deadline", due(found, is_before, now.today), now.today) if found else None


def _since(groups: Groups, now: Now) -> Span | None:
    """Up to today. Of a coming day "since" gives a reason, so the day itself counts."""
    found = POINTS.read(groups["point"], replace(now, is_past=True))
    if found is None or found.since is None or found.since > now.today:
        return POINTS.read(groups["point"], now)
    return Span("period", found.since, now.today)


def _onwards(groups: Groups, now: Now) -> Span | None:
    """Without an end; "from" a day that is over only says whence something is."""
    found = POINTS.read(groups["point"], now)
    if found is None or found.since is None:
        return None
    is_over = found.until is not None and found.until < now.today
    return found if groups["lead"] == "from" and is_over else Span("period", found.since, None)


def _after(groups: Groups, now: Now) -> Span | None:
    found = POINTS.read(groups["point"], now)
    return Span("period", found.until + timedelta(days=1), None) if found and found.until else None


def _never(groups: Groups, now: Now) -> None:
    """A fall, not the season."""


def _range(groups: Groups, now: Now) -> Span | None:
    """From one to the other; the first, where it comes each year or week, is the latest before the second."""
    first, last = POINTS.read(groups["first"], now), POINTS.read(groups["last"], now)
    if first is None or last is None or first.since is None or last.until is None:
        return None
    since, until = _latest(groups["first"], first.since, last.until, now), last.until
    if since > until:
        again = POINTS.read(groups["last"], replace(now, today=since, is_past=False))
        until = again.until if again and again.until else until
    return Span("period", since, until) if since <= until else None


def _latest(phrase: str, since: date, until: date, now: Now) -> date:
    found = POINTS.rule(phrase)
    if found is None or found[0].name in ("named day", "week, month or year"):
        return since
    again = found[0].resolve(found[1], replace(now, today=until, is_past=True))
    return again.since if again and again.since and again.since <= until else since


_BEFORE = ("before", "ahead of", "prior to")
_DEADLINE = (
    "(?P<lead>by|before|until|till|til|ahead of|prior to|no later than|not later than|in time for|up to"
    "|up until|between now and|from now (?:until|till|to))"
)
_START = "(?:starting(?: from| on| in)?|as from|as of|effective|beginning(?: on| in)?)"
_WHENCE = "(?P<lead>from)"
_POINT = f"(?P<point>{POINTS.led})"
_NO_NAME = f"(?P<point>{any_of(way for rule in POINTS.rules if rule.name != 'month' for way in rule.led)})"
"""Not "from June" alone, since that is somebody's name."""

_MONTH = f"(?P<point>{unnamed(f'{PLAIN_MONTH}{YEAR_TAIL}|{MONTH} {YEAR}|next {MONTH}')})"
_ENDS = Table(
    (*parts.RULES, *weekdays.RULES[:1], *offsets.RULES[:1], *holidays.RULES, *dates.RULES, *stretches.RULES)
).led
_FIRST, _LAST = f"(?P<first>{_ENDS})", f"(?P<last>{_ENDS})"
_TO = "(?: to | until | till | through | and |~-~| up to )"
_DATE = any_of(way for rule in dates.RULES[:1] for way in rule.led)
_PART = any_of(way for rule in parts.RULES[:1] for way in rule.led)
_DIGITS = any_of(dates.IN_DIGITS)
_MONTH_TAIL = unnamed(f"{MONTH}{YEAR_TAIL}")

RULES = (
    Rule(
        "range",
        _range,
        (
            f"(?:from|between) {_FIRST}{_TO}{_LAST}",
            f"(?:on )?(?P<first>{_DATE})(?:~-~| to | until | till | through )(?P<last>{_DATE})",
            f"(?P<first>{_PART})(?: to | until | till |~-~)(?P<last>{_PART})",
            f"(?P<first>{_DIGITS})(?:~-~| to | until | till | through )(?P<last>{_DIGITS})",
            f"(?:in )?(?P<first>{PLAIN_MONTH})(?:~-~| to |~/~| or | and | through )(?P<last>{_MONTH_TAIL})",
            f"(?:in )?(?P<first>{MONTH})(?:~/~|~-~)(?P<last>{_MONTH_TAIL})",
            f"in (?P<first>{MONTH})(?: or | and )(?P<last>{_MONTH_TAIL})",
        ),
    ),
    Rule("deadline", _deadline, (f"{_DEADLINE}(?: the)? {_POINT}",)),
    Rule("since", _since, (f"(?:ever )?since {_POINT}",)),
    Rule("onwards", _onwards, (f"(?:from|{_START}) {_POINT} (?:on|onward|onwards)", f"{_START} {_POINT}")),
    Rule("from", _onwards, (f"{_WHENCE} {_NO_NAME}", f"{_WHENCE} {_MONTH}")),
    Rule("after a fall", _never, ("after fall",)),
    Rule("after", _after, (f"after {_POINT}",)),
)
GRAMMAR = Table((*RULES, *POINTS.rules))
