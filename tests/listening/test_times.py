"""When: each phrase means its window, counted from the text's own day, and nothing else is a time."""

from datetime import date, timedelta
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.world import times as sandbox_times
from twoears.listening.folding import fold
from twoears.listening.reading import Time
from twoears.listening.times import Calendar, find_times

TUESDAY = "2026-11-24"
"""The day of writing where a case names none."""

CASES = """
# days by name
today | day | 2026-11-24 | 2026-11-24
tonight | day | 2026-11-24 | 2026-11-24
this morning | day | 2026-11-24 | 2026-11-24
tomorrow | day | 2026-11-25 | 2026-11-25
tomorrow morning | day | 2026-11-25 | 2026-11-25
tmrw | day | 2026-11-25 | 2026-11-25
yesterday | day | 2026-11-23 | 2026-11-23
last night | day | 2026-11-23 | 2026-11-23
the day after tomorrow | day | 2026-11-26 | 2026-11-26
the day before yesterday | day | 2026-11-22 | 2026-11-22
tomorrow | day | 2024-02-29 | 2024-02-29 | 2024-02-28
tomorrow | day | 2024-01-01 | 2024-01-01 | 2023-12-31
# days of the week
on Friday | day | 2026-11-27 | 2026-11-27
friday night | day | 2026-11-27 | 2026-11-27
on fri | day | 2026-11-27 | 2026-11-27
this Friday | day | 2026-11-27 | 2026-11-27
next Friday | day | 2026-12-04 | 2026-12-04
next sat | day | 2026-12-05 | 2026-12-05
last Friday | day | 2026-11-20 | 2026-11-20
this past Friday | day | 2026-11-20 | 2026-11-20
on Tuesday | day | 2026-12-01 | 2026-12-01
this Tuesday | day | 2026-11-24 | 2026-11-24
last Tuesday | day | 2026-11-17 | 2026-11-17
Monday | day | 2026-11-30 | 2026-11-30
Friday week | day | 2026-12-04 | 2026-12-04
Friday next week | day | 2026-12-04 | 2026-12-04
next week on Thursday | day | 2026-12-03 | 2026-12-03
on Sunday | day | 2026-06-21 | 2026-06-21 | 2026-06-14
next Monday | day | 2026-06-15 | 2026-06-15 | 2026-06-14
# counted
in two weeks | day | 2026-12-08 | 2026-12-08
in 10 days | day | 2026-12-04 | 2026-12-04
in a fortnight | day | 2026-12-08 | 2026-12-08
in a week's time | day | 2026-12-01 | 2026-12-01
in about three weeks | day | 2026-12-15 | 2026-12-15
in 2-3 weeks | period | 2026-12-08 | 2026-12-15
in a week or two | period | 2026-12-01 | 2026-12-08
in a few days | period | 2026-11-26 | 2026-11-28
in 3 months' time | month | 2027-02-01 | 2027-02-28
in a month | month | 2024-02-01 | 2024-02-29 | 2024-01-31
in two years | year | 2028-01-01 | 2028-12-31
a week from now | day | 2026-12-01 | 2026-12-01
a week from Friday | day | 2026-12-04 | 2026-12-04
a week on Friday | day | 2026-12-04 | 2026-12-04
two weeks from tomorrow | day | 2026-12-09 | 2026-12-09
a week today | day | 2026-12-01 | 2026-12-01
two weeks ago | day | 2026-11-10 | 2026-11-10
a few days ago | period | 2026-11-20 | 2026-11-22
3 months ago | month | 2026-08-01 | 2026-08-31
in a year and a half | month | 2028-05-01 | 2028-05-31
half a year ago | month | 2026-05-01 | 2026-05-31
10 days to go | day | 2026-12-04 | 2026-12-04
a year ago | year | 2025-01-01 | 2025-12-31
within a fortnight | deadline | 2026-11-24 | 2026-12-08
within the next 10 days | deadline | 2026-11-24 | 2026-12-04
in less than two weeks | deadline | 2026-11-24 | 2026-12-08
within a month | deadline | 2024-01-31 | 2024-02-29 | 2024-01-31
the coming weeks | period | 2026-11-24 | 2026-12-22
over the next two months | period | 2026-11-24 | 2027-01-24
the next few days | period | 2026-11-24 | 2026-11-28
for the past three years | period | 2023-11-24 | 2026-11-24
in the last two weeks | period | 2026-11-10 | 2026-11-24
over the past year | period | 2023-02-28 | 2024-02-28 | 2024-02-28
# weeks, months, years
this week | deadline | 2026-11-24 | 2026-11-29
next week | week | 2026-11-30 | 2026-12-06
last week | week | 2026-11-16 | 2026-11-22
next week | week | 2024-01-01 | 2024-01-07 | 2023-12-31
the week after next | week | 2026-12-07 | 2026-12-13
this weekend | weekend | 2026-11-28 | 2026-11-29
at the weekend | weekend | 2026-11-28 | 2026-11-29
next weekend | weekend | 2026-12-05 | 2026-12-06
last weekend | weekend | 2026-11-21 | 2026-11-22
this weekend | weekend | 2026-06-13 | 2026-06-14 | 2026-06-14
this month | month | 2026-11-01 | 2026-11-30
next month | month | 2026-12-01 | 2026-12-31
next month | month | 2027-01-01 | 2027-01-31 | 2026-12-30
last month | month | 2024-12-01 | 2024-12-31 | 2025-01-15
this year | year | 2026-01-01 | 2026-12-31
next year | year | 2027-01-01 | 2027-12-31
last year | year | 2025-01-01 | 2025-12-31
next quarter | period | 2027-01-01 | 2027-03-31
in Q2 | period | 2027-04-01 | 2027-06-30
Q3 2027 | period | 2027-07-01 | 2027-09-30
later this month | period | 2026-11-24 | 2026-11-30
earlier this year | period | 2026-01-01 | 2026-11-24
the rest of the week | period | 2026-11-24 | 2026-11-29
in 2027 | year | 2027-01-01 | 2027-12-31
back in 2019 | year | 2019-01-01 | 2019-12-31
# months
in January | month | 2027-01-01 | 2027-01-31
in November | month | 2026-11-01 | 2026-11-30
in May | month | 2027-05-01 | 2027-05-31
in mar | month | 2027-03-01 | 2027-03-31
in February | month | 2024-02-01 | 2024-02-29 | 2024-02-28
in January 2028 | month | 2028-01-01 | 2028-01-31
May 2027 | month | 2027-05-01 | 2027-05-31
in March last year | month | 2025-03-01 | 2025-03-31
next year in March | month | 2027-03-01 | 2027-03-31
back in March | month | 2026-03-01 | 2026-03-31
last January | month | 2026-01-01 | 2026-01-31
next June | month | 2027-06-01 | 2027-06-30
mid-March | month | 2027-03-11 | 2027-03-20
early December | month | 2026-12-01 | 2026-12-10
late October | month | 2027-10-21 | 2027-10-31
end of March | month | 2027-03-21 | 2027-03-31
the end of February | month | 2024-02-21 | 2024-02-29 | 2024-02-28
early 2027 | year | 2027-01-01 | 2027-03-31
at the end of the year | year | 2026-12-01 | 2026-12-31
early next week | week | 2026-11-30 | 2026-12-01
the second half of January | month | 2027-01-16 | 2027-01-31
June/July | period | 2027-06-01 | 2027-07-31
January to July | period | 2027-01-01 | 2027-07-31
between March and May | period | 2027-03-01 | 2027-05-31
between March and May | period | 2026-03-01 | 2026-05-31 | 2026-04-10
from June to August | period | 2026-06-01 | 2026-08-31 | 2026-06-14
from December to February | period | 2026-12-01 | 2027-02-28
# seasons
this winter | season | 2026-12-01 | 2027-02-28
this winter | season | 2024-12-01 | 2025-02-28 | 2025-01-15
in winter | season | 2024-12-01 | 2025-02-28 | 2025-01-15
next winter | season | 2025-12-01 | 2026-02-28 | 2025-01-15
last winter | season | 2023-12-01 | 2024-02-29 | 2025-01-15
over the winter | season | 2026-12-01 | 2027-02-28
this summer | season | 2026-06-01 | 2026-08-31 | 2026-06-14
summer 2027 | season | 2027-06-01 | 2027-08-31
winter 2027/28 | season | 2027-12-01 | 2028-02-29
in the spring | season | 2027-03-01 | 2027-05-31
next fall | season | 2027-09-01 | 2027-11-30
late summer | season | 2027-08-01 | 2027-08-31
# dates
12 April | day | 2027-04-12 | 2027-04-12
on 12 April | day | 2027-04-12 | 2027-04-12
April 12th | day | 2027-04-12 | 2027-04-12
the 12th of April 2026 | day | 2026-04-12 | 2026-04-12
Friday, April 12th | day | 2027-04-12 | 2027-04-12
Apr. 12, 2026 | day | 2026-04-12 | 2026-04-12
12-Apr-26 | day | 2026-04-12 | 2026-04-12
the first of May | day | 2027-05-01 | 2027-05-01
on 12 April last year | day | 2025-04-12 | 2025-04-12
on 24 November | day | 2026-11-24 | 2026-11-24
on 1 January | day | 2027-01-01 | 2027-01-01 | 2026-12-30
29 February | day | 2028-02-29 | 2028-02-29
29 February | day | 2024-02-29 | 2024-02-29 | 2024-02-28
2026-04-12 | day | 2026-04-12 | 2026-04-12
2026-04-12T10:00:00Z | day | 2026-04-12 | 2026-04-12
12/04/2026 | day | 2026-04-12 | 2026-04-12
12.04.2026 | day | 2026-04-12 | 2026-04-12
04/12/26 | day | 2026-12-04 | 2026-12-04
04/13/26 | day | 2026-04-13 | 2026-04-13
on 12/04 | day | 2027-04-12 | 2027-04-12
on 12.04.26 | day | 2026-04-12 | 2026-04-12
on the 12th | day | 2026-12-12 | 2026-12-12
on the 31st | day | 2024-03-31 | 2024-03-31 | 2024-02-28
Friday 12th | day | 2026-12-12 | 2026-12-12
the 3rd of next month | day | 2026-12-03 | 2026-12-03
12-14 April | period | 2027-04-12 | 2027-04-14
April 12-14 | period | 2027-04-12 | 2027-04-14
from 12th to 14th of April 2026 | period | 2026-04-12 | 2026-04-14
30 April to 2 May | period | 2027-04-30 | 2027-05-02
from 28 December to 3 January | period | 2026-12-28 | 2027-01-03
12/04/2026 - 14/04/2026 | period | 2026-04-12 | 2026-04-14
between Friday and Monday | period | 2026-11-27 | 2026-11-30
first Sunday in May | day | 2027-05-02 | 2027-05-02
the last weekend of March | weekend | 2027-03-27 | 2027-03-28
the second week of January | week | 2027-01-08 | 2027-01-14
the last Friday of the month | day | 2026-11-27 | 2026-11-27
on the last day of May | day | 2027-05-31 | 2027-05-31
mid June to early July | period | 2027-06-11 | 2027-07-10
the week of 12 April | week | 2027-04-12 | 2027-04-18
the weekend of 3 May | weekend | 2027-05-08 | 2027-05-09
# days with a name
at Christmas | day | 2026-12-25 | 2026-12-25
Xmas | day | 2026-12-25 | 2026-12-25
last Christmas | day | 2025-12-25 | 2025-12-25
Christmas 2027 | day | 2027-12-25 | 2027-12-25
New Year's Eve | day | 2026-12-31 | 2026-12-31
Easter | day | 2027-03-28 | 2027-03-28
Easter | day | 2024-03-31 | 2024-03-31 | 2024-02-28
Easter Monday | day | 2026-04-06 | 2026-04-06 | 2026-04-01
Good Friday | day | 2025-04-18 | 2025-04-18 | 2025-01-15
Halloween | day | 2027-10-31 | 2027-10-31
Valentine's Day | day | 2027-02-14 | 2027-02-14
Mother's Day | day | 2027-03-07 | 2027-03-07
Father's Day | day | 2026-06-21 | 2026-06-21 | 2026-06-14
Thanksgiving | day | 2026-11-26 | 2026-11-26
Black Friday | day | 2026-11-27 | 2026-11-27
Cyber Monday | day | 2026-11-30 | 2026-11-30
over Christmas | period | 2026-12-24 | 2027-01-01
Easter weekend | period | 2027-03-26 | 2027-03-29
in the new year | period | 2027-01-01 | 2027-01-31
between Christmas and New Year | period | 2026-12-25 | 2027-01-01
# what comes before
by Friday | deadline | 2026-11-24 | 2026-11-27
by tomorrow | deadline | 2026-11-24 | 2026-11-25
until next week | deadline | 2026-11-24 | 2026-12-06
by next weekend | deadline | 2026-11-24 | 2026-12-06
by the end of the month | deadline | 2026-11-24 | 2026-11-30
by the end of the year | deadline | 2026-11-24 | 2026-12-31
by 15 December | deadline | 2026-11-24 | 2026-12-15
by the 15th | deadline | 2026-11-24 | 2026-12-15
by June | deadline | 2026-11-24 | 2027-06-01
by mid-March | deadline | 2026-11-24 | 2027-03-20
until spring | deadline | 2026-11-24 | 2027-03-01
before 12 April | deadline | 2026-11-24 | 2027-04-12
before winter | deadline | 2026-11-24 | 2026-11-30
before the weekend | deadline | 2026-11-24 | 2026-11-27
before Christmas | deadline | 2026-11-24 | 2026-12-25
in time for Christmas | deadline | 2026-11-24 | 2026-12-25
between now and Easter | deadline | 2026-11-24 | 2027-03-28
before the marathon on 12 April | event | 2026-11-24 | 2027-04-12
before our trip in May | event | 2026-11-24 | 2027-04-30
in time for the 10k on Sunday | event | 2026-11-24 | 2026-11-29
before the fell race on 3 January | event | 2026-12-30 | 2027-01-03 | 2026-12-30
until last week | period | - | 2026-11-22
since Friday | period | 2026-11-20 | 2026-11-24
since January | period | 2026-01-01 | 2026-11-24
since 1985 | period | 1985-01-01 | 2026-11-24
since last winter | period | 2025-12-01 | 2026-11-24
after Christmas | period | 2026-12-26 | -
after the weekend | period | 2026-11-30 | -
from 1 May on | period | 2027-05-01 | -
from next week | period | 2026-11-30 | -
starting Monday | period | 2026-11-30 | -
# without a day of writing
12 April 2026 | day | 2026-04-12 | 2026-04-12 | -
2026-04-12 | day | 2026-04-12 | 2026-04-12 | -
in May 2027 | month | 2027-05-01 | 2027-05-31 | -
Easter 2027 | day | 2027-03-28 | 2027-03-28 | -
from 12 April to 3 May 2027 | period | 2027-04-12 | 2027-05-03 | -
by 12 April 2026 | deadline | - | 2026-04-12 | -
since 1985 | period | 1985-01-01 | - | -
before the marathon on 12 April 2027 | event | - | 2027-04-12 | -
tomorrow | day | - | - | -
in January | month | - | - | -
next weekend | weekend | - | - | -
in two weeks | day | - | - | -
before the marathon on 12 April | event | - | - | -
"""

TOLD = [
    ("I bought it in January", date(2026, 1, 1), date(2026, 1, 31)),
    ("It arrived on Friday", date(2026, 11, 20), date(2026, 11, 20)),
    ("My parcel was lost on 12 October", date(2026, 10, 12), date(2026, 10, 12)),
    ("I ran in them at the weekend", date(2026, 11, 21), date(2026, 11, 22)),
    ("On 3 April we ordered twelve of them", date(2026, 4, 3), date(2026, 4, 3)),
    ("We were there in winter", date(2025, 12, 1), date(2026, 2, 28)),
    ("I will have bought one by January", date(2026, 11, 24), date(2027, 1, 1)),
    ("I have signed up for a race in January", date(2027, 1, 1), date(2027, 1, 31)),
    ("I wore them out. A new pair in January, please", date(2027, 1, 1), date(2027, 1, 31)),
    ("It has to be bought by May", date(2026, 11, 24), date(2027, 5, 1)),
    ("It arrived before Friday", None, date(2026, 11, 20)),
    ("It should have been here by Monday", None, date(2026, 11, 23)),
    ("Ordered by Friday, it came late", None, date(2026, 11, 20)),
    ("It is to be finished by Friday", date(2026, 11, 24), date(2026, 11, 27)),
    ("I ordered it to be here by Friday", date(2026, 11, 24), date(2026, 11, 27)),
    ("It was late but on Monday it came", date(2026, 11, 23), date(2026, 11, 23)),
    ("Since the update on Monday it crashes", date(2026, 11, 23), date(2026, 11, 23)),
    ("by 25/10 for the race", date(2026, 11, 24), date(2027, 10, 25)),
    ("My daughter gave birth on 9/10", date(2026, 10, 9), date(2026, 10, 9)),
]

NO_TIMES = """
I wear a size 12/14
cut it by 1/2
it weighs 3.5 kg
since version 2026.1 it crashes
they answer 24/7
we are open on 24/7
I ran my first 10k
we meet at 5
open from 9am
the shop opens 9-5
call 020-12-04-26
call me on 07911 123456
it costs 12.04 euros
firmware 10.12.26 is out
update to version 12.04.2026
order 2026-99-99 is lost
my order no. 12/04/2026-99
99/99/9999
rated it on 9/10 for fit
scored on 9/10 stars
I haven't run in three weeks
my best race in six weeks
Delivered in two days!
I finished the course in 12 weeks
31 June
29 February 2027
29 February 9999
30 February
0000-01-01
it may be the zip
you may 12 times try
this may help
12 may be too small for me
they march on
march to the beat
a march of progress
I wear them in the sun
sun hat
the sun was out
I sat on the sofa
we sat down
my sat nav died
it is on sat nav
a spring jacket
the spring broke
winter jackets
summer sale
I had a bad fall
after fall from a cliff
fall in love
give me a second
just a minute
the second pair
every Friday
each Monday
on Fridays
Friday nights are for pizza
open Monday to Friday
Mon-Fri
on a Sunday
another Thursday lost
Merry Christmas
happy new year to all
my Christmas tree
a Christmas jumper
there is an Easter egg in the code
bank holiday
next time
last time
the next size up
next day delivery
the battery will last two weeks
twice in two weeks
the third time in five years
after 2000 miles they split
I ran in 2000 steps
on the 12th floor
on the 5th attempt
the 12th man
June is my sister
hello April
a mail from June
I am augustly pleased
decide
monitor
sunny
maybe
wedge
it is now or never
nowadays
these days
some day
one day
the other day
weekends are for running
weeks of waiting
a long week
the end of the world
middle of nowhere
by the way
by far the best
until it breaks
before I buy
since it broke
after a run
in time
in three colours
in two sizes
next to the door
this one
last but not least
50% off
https://shop.example/2026/p/12
@april_runs
+44 12 345
"""


def window(value: str) -> date | None:
    return None if value.strip() == "-" else date.fromisoformat(value.strip())


def cases() -> list[tuple[str, date | None, str, date | None, date | None]]:
    lines = [line for line in CASES.splitlines() if line and not line.startswith("#")]
    rows = [[*line.split(" | "), TUESDAY][:5] for line in lines]
    return [(text, window(day), kind, window(since), window(until)) for text, kind, since, until, day in rows]


def times(text: str, written_on: date | None = date(2026, 11, 24), **calendar: object) -> tuple[Time, ...]:
    return find_times(fold(text).encode("ascii"), written_on, Calendar(**calendar))  # type: ignore[arg-type]


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 150
    assert len(NO_TIMES.split("\n")) >= 60


@pytest.mark.parametrize(("text", "written_on", "kind", "since", "until"), cases())
def test_a_phrase_means_its_window(
    text: str, written_on: date | None, kind: str, since: date | None, until: date | None
) -> None:
    assert times(text, written_on) == (Time(kind, since, until, 0, len(text)),)


@pytest.mark.parametrize(("text", "since", "until"), TOLD)
def test_what_is_told_lies_behind(text: str, since: date | None, until: date) -> None:
    assert [(time.since, time.until) for time in times(text)] == [(since, until)]


@pytest.mark.parametrize("text", [line for line in NO_TIMES.splitlines() if line])
def test_no_time(text: str) -> None:
    assert times(text) == ()


def test_each_clause_is_told_by_itself() -> None:
    found = times("It was due last week but came on Monday")
    assert [time.since for time in found] == [date(2026, 11, 16), date(2026, 11, 23)]


def test_a_calendar_may_put_the_month_first_and_winter_in_july() -> None:
    assert times("04/12/26", month_first=True)[0].since == date(2026, 4, 12)
    assert times("13/12/26", month_first=True)[0].since == date(2026, 12, 13)
    assert times("Mother's Day", month_first=True)[0].since == date(2027, 5, 9)
    (winter,) = times("this winter", hemisphere="south")
    assert (winter.since, winter.until) == (date(2027, 6, 1), date(2027, 8, 31))
    (summer,) = times("this summer", date(2027, 1, 15), hemisphere="south")
    assert (summer.since, summer.until) == (date(2026, 12, 1), date(2027, 2, 28))


def test_several_times_stand_in_order_and_span_lines() -> None:
    text = "Need one by Friday, a\nsecond for next\n week; the 3rd in May."
    found = times(text)
    assert [text[time.start : time.end] for time in found] == ["by Friday", "for next\n week", "in May"]


def test_at_most_200_are_read() -> None:
    assert len(times("in May. " * 1000)) == 200


def test_an_event_does_not_reach_into_the_time_before_it() -> None:
    first, second = times("until Friday, before the marathon on 12 April")
    assert (first.kind, second.kind) == ("deadline", "event")
    assert first.end <= second.start


PHRASES = st.sampled_from([text for text, *_ in cases()])
DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
_WORDS = """
by before until since after from to and in on at the this next last of a two 3 12 31st 29 february may fri
march monday weekend week month year winter christmas easter 2026 9999 0000 12/04 99/99/9999 - , . ago now
every was bought weeks days time 's end early mid-
"""
WORDS = st.sampled_from(_WORDS.split())


@given(st.lists(WORDS, max_size=12).map(" ".join), st.none() | st.dates())
@settings(max_examples=1000, deadline=None)
def test_any_words_on_any_day_give_ordered_windows(text: str, written_on: date | None) -> None:
    found = times(text, written_on)
    assert found == times(text, written_on)
    end = 0
    for time in found:
        assert end <= time.start < time.end <= len(text)
        end = time.end
        assert not time.since or not time.until or time.since <= time.until


@given(st.text(), st.none() | st.dates())
@settings(max_examples=500, deadline=None)
def test_any_text_is_read(text: str, written_on: date | None) -> None:
    for time in times(text, written_on):
        assert 0 <= time.start < time.end <= len(text)


@pytest.mark.parametrize("written_on", [date.min, date.max, date(1, 1, 7), date(9999, 12, 24), None])
def test_the_ends_of_the_calendar(written_on: date | None) -> None:
    for text, *_ in cases():
        times(text, written_on)


@given(PHRASES, DAYS, st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_where_a_phrase_stands_does_not_matter(phrase: str, written_on: date, shift: int) -> None:
    (alone,) = times(phrase, written_on)
    (moved,) = times("x" * shift + " . " + phrase + " .", written_on)
    assert (moved.kind, moved.since, moved.until) == (alone.kind, alone.since, alone.until)
    assert (moved.start, moved.end) == (shift + 3, shift + 3 + len(phrase))


@given(st.integers(-30000, 30000), st.sampled_from(["tomorrow", "in two weeks", "next week", "on Friday"]))
def test_windows_move_with_the_day_of_writing(weeks: int, phrase: str) -> None:
    shift = timedelta(weeks=weeks // 10)
    (here,), (there,) = times(phrase), times(phrase, date(2026, 11, 24) + shift)
    assert here.since
    assert here.until
    assert (there.since, there.until) == (here.since + shift, here.until + shift)


def test_the_sandbox_means_the_same() -> None:
    draws = (sandbox_times.future, sandbox_times.soon, sandbox_times.past)
    agreed = total = 0
    for seed in range(1500):
        rng = Random(seed)
        today = date(2023, 1, 1) + timedelta(days=rng.randrange(1500))
        meant = rng.choice(draws)(rng, today)
        found = [(time.since, time.until, time.end) for time in times(meant.phrase, today)]
        agreed += found == [(meant.start, meant.until, len(meant.phrase))]
        total += 1
    assert agreed >= 0.97 * total


@pytest.mark.parametrize(
    "text",
    [
        "before the " + "a " * 400_000,
        "from 1 to " * 100_000,
        "1" * 1_000_000,
        "1/1/" * 250_000,
        "in May " * 100_000,
    ],
)
def test_no_text_is_slow(text: str) -> None:
    folded = fold(text).encode("ascii")
    began = perf_counter()
    assert len(find_times(folded, None)) <= 200
    assert perf_counter() - began < 1
