"""Days of the week: on Friday, next Tuesday, Friday week."""

from datetime import timedelta

from twoears.listening.times.rules import Rule
from twoears.listening.times.windows import Now, Span, day, week_of, weekday_from
from twoears.listening.times.words import ANY_WEEKDAY, OF_DAY, SHORT_WEEKDAY, WEEKDAY, WEEKDAYS, Groups, which

_WHICH = "(?P<which>this coming|the coming|this past|this|next|last|coming|past)"
_TAIL = "(?: (?P<tail>week|(?:of )?(?:this|next|last) week|just gone|gone))"
_LATE = "(?:mornings|afternoons|evenings|nights)"


def _weekday(groups: Groups, now: Now) -> Span:
    number, tail = WEEKDAYS[groups["name"]], groups["tail"]
    if tail == "week":
        return day(weekday_from(now.today, number, "", False) + timedelta(days=7))
    if tail.endswith("week"):
        weeks = {"this": 0, "next": 1, "last": -1}[tail.split()[-2]]
        return day(week_of(now.today)[0] + timedelta(days=7 * weeks + number))
    return day(weekday_from(now.today, number, "last" if tail else which(groups["which"]), now.is_past))


def _never(groups: Groups, now: Now) -> None:
    """What comes back each week, or only sounds like a day, is no time."""


_DAY = f"(?P<name>{WEEKDAY})"

RULES = (
    Rule(
        "day of the week",
        _weekday,
        (
            f"(?:on )?(?:{_WHICH} )?{_DAY}{OF_DAY}{_TAIL}?",
            f"on (?P<name>{SHORT_WEEKDAY}){OF_DAY}{_TAIL}?",
            f"{_WHICH} (?P<name>{ANY_WEEKDAY}){OF_DAY}",
            f"(?P<tail>(?:this|next|last) week),?(?: on)? {_DAY}",
        ),
        (f"(?:{_WHICH} )?{_DAY}{OF_DAY}{_TAIL}?", f"(?:{_WHICH} )?(?P<name>{SHORT_WEEKDAY}){OF_DAY}"),
    ),
    Rule(
        "not one day",
        _never,
        (
            f"(?:on )?{ANY_WEEKDAY} {_LATE}",
            f"(?:from )?{ANY_WEEKDAY}(?:~-~| to | through |~/~| thru ){ANY_WEEKDAY}",
            f"{ANY_WEEKDAY} (?:roast|school|times|league|blues)",
            "(?:on|the|this|by) sat (?:nav|navs|phone|phones|tv|down|there|on|in|at|and)",
            "on 24/7",
        ),
    ),
)
