"""What somebody is about to need, and when; not what they have, had, or never will buy."""

from datetime import date

import pytest

from tests.listening.shop import DAY, PRODUCTS, read
from twoears.listening.needs import INFERRED, learn_preparedness


def needs(text: str) -> list[tuple[str, str | None]]:
    return [(need.category, need.product) for need in read(text).needs]


@pytest.mark.parametrize(
    "text",
    [
        "I already have one, a rain jacket I mean.",
        "Already have a rain jacket, thanks.",
        "I bought a rain jacket last year.",
        "Bought one last year: a rain jacket.",
        "Just bought a new rain jacket.",
        "I have just ordered the Squall.",
        "I would never buy a rain jacket from them.",
        "Would never buy a rain jacket.",
        "I will never buy a rain jacket from Windrow again.",
        "I wouldn't buy a rain jacket here.",
        "I don't need a rain jacket.",
        "We have no plans to buy a rain jacket.",
        "No need for another rain jacket.",
        "I returned the rain jacket.",
        "I was looking for a rain jacket last year.",
        "My rain jacket is blue.",
        "How do I wash the rain jacket?",
        "I am looking for a new kettle.",
        "I need to buy milk. My rain jacket hangs by the door.",
        "I want to buy a ticket for the play, then walk home in my rain jacket.",
        "I am thinking of selling my headlamp.",
        "I am going to try my new headlamp tomorrow.",
        "My brother does not want a rain jacket, he wants a drum.",
        "I need to get my beanie out of the drawer.",
        "I sold my beanie. I need a new phone by Friday.",
        "If you want to buy a new beanie, call us.",
        "You will need a rain jacket.",
        "Should I need a rain jacket again, I know where to come.",
        "I need a rain jacket zip.",
        "I need the rain jacket washed by Friday.",
        "I am looking for somebody who has a headlamp.",
        "I want a refund for the headlamp.",
        "Thinks he needs a rain jacket, my cousin.",
        "I am not looking for a new rain jacket.",
        "I had a rain jacket once.",
    ],
)
def test_no_need(text: str) -> None:
    assert needs(text) == []


@pytest.mark.parametrize(
    ("text", "category", "product"),
    [
        ("I am looking for a new rain jacket.", "rain jackets", None),
        ("Going to order the Squall next week.", "rain jackets", "Squall rain jacket"),
        ("We are looking to buy trail shoes for the race in May.", "trail shoes", None),
        ("Which rain jacket should I get for a trip in May?", "rain jackets", None),
        ("I want to buy a rain jacket this week.", "rain jackets", None),
        ("My rain jacket is old. I am about to buy a new one.", "rain jackets", None),
    ],
)
def test_need(text: str, category: str, product: str | None) -> None:
    assert needs(text) == [(category, product)]


def test_a_need_has_the_window_of_its_time() -> None:
    (need,) = read("I am looking for a new rain jacket before 12 April.", DAY).needs
    assert need.since == DAY
    assert need.until in (date(2026, 4, 11), date(2026, 4, 12))
    assert 0.5 < need.strength <= 1


def test_the_window_is_counted_from_the_day_of_writing() -> None:
    text = "I am looking for a new rain jacket for next month."
    windows = [(need.since, need.until) for day in (DAY, date(2026, 12, 5)) for need in read(text, day).needs]
    assert windows == [(date(2026, 4, 1), date(2026, 4, 30)), (date(2027, 1, 1), date(2027, 1, 31))]


def test_a_need_without_a_time_or_day_has_no_window() -> None:
    (need,) = read("I am looking for a new rain jacket.").needs
    assert (need.since, need.until) == (None, None)
    (need,) = read("I am looking for a new rain jacket for next month.", None).needs
    assert (need.since, need.until) == (None, None)


def test_a_need_is_counted_once() -> None:
    text = "I am looking for a new rain jacket. Which rain jacket should I get? I want to buy a rain jacket."
    assert needs(text) == [("rain jackets", None)]


def test_a_plan_in_bad_weather_is_a_weak_need() -> None:
    (rain, *_) = read("I will be running a marathon in the rain next month.").needs
    assert (rain.category, rain.strength) == ("rain jackets", INFERRED)
    assert (rain.since, rain.until) == (date(2026, 4, 1), date(2026, 4, 30))


def test_a_plan_may_be_told_beside_what_it_is_for() -> None:
    asked = "What do you all wear for a half marathon in January?"
    found = read(f"{asked} I will run the one in Bergen and it will be freezing.").needs
    assert [(need.category, need.strength, need.since) for need in found] == [
        ("hats", INFERRED, date(2027, 1, 1))
    ]
    assert needs(f"{asked} It will be freezing.") == []


def test_a_plan_that_is_over_is_no_need() -> None:
    assert needs("I ran a marathon in the rain last month.") == []


def test_what_one_has_is_not_inferred() -> None:
    assert ("rain jackets", None) not in needs(
        "I will run a marathon in the rain in my rain jacket next month."
    )


def test_a_catalogue_tells_what_is_meant_for_what() -> None:
    categories = learn_preparedness(PRODUCTS).categories
    assert categories["rain"] == ("rain jackets",)
    assert categories["mud"] == ("trail shoes",)
    assert categories["night"] == ("lights",)
    assert categories["cold"] == ("hats",)
    assert categories["altitude"] == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I need a beanie for Sunday.", "hats"),
        ("My sister needs new trail shoes.", "trail shoes"),
        ("I have a beanie but I need a headlamp by May.", "lights"),
        ("My old rain jacket is worn out and I want to replace it before May.", "rain jackets"),
        ("My headlamp broke. I am looking for a new one.", "lights"),
        ("I could do with a warmer beanie.", "hats"),
        ("Can anyone recommend a good headlamp?", "lights"),
        ("I'm in the market for a headlamp.", "lights"),
        ("I lost my beanie and need a new one for Sunday.", "hats"),
        ("I have a headlamp, but my beanie fell apart. I need a new one.", "hats"),
        ("My headlamp died. I am out every night this month, any tips?", "lights"),
    ],
)
def test_a_plain_need_is_heard(text: str, category: str) -> None:
    assert (category, None) in needs(text)


def test_what_is_owned_and_whole_is_left_out_beside_what_is_needed() -> None:
    assert needs("I have a beanie but I need a headlamp by May.") == [("lights", None)]
    assert needs("My trail shoes are fine, I need a headlamp by May.") == [("lights", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Good luck to everyone running the race in the rain next month!",
        "Will the race in the rain be on telly next month?",
        "My race in the rain next month got cancelled.",
        "I won't be running the race in the rain next month.",
        "I will be watching the race in the rain next month.",
    ],
)
def test_what_is_nobodys_plan_prepares_nobody(text: str) -> None:
    assert needs(text) == []


def test_who_has_everything_needs_nothing_for_the_race() -> None:
    plan = "I am going to run a race in December and it will be freezing"
    assert needs(f"{plan}.")
    assert needs(f"{plan}, but I have all the kit I need.") == []
