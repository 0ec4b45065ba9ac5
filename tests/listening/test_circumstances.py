"""What somebody is about to do, in what weather, and where."""

import pytest

from tests.listening.shop import read


def found(text: str) -> set[tuple[str, str]]:
    return {(one.kind, one.name) for one in read(text).circumstances}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("I am running a marathon soon.", "activity", "race"),
        ("We are going on a trip with the kids.", "activity", "trip"),
        ("We are moving house this year.", "activity", "move"),
        ("My wife is pregnant and we need more space.", "activity", "birth"),
        ("It is for a wedding and I want to look good.", "activity", "wedding"),
        ("We are hiking all day.", "activity", "hike"),
        ("I go out in the rain all the time.", "condition", "rain"),
        ("It is freezing here all day.", "condition", "cold"),
        ("I run at night after work.", "condition", "night"),
        ("It was hot weather and I was tired.", "condition", "heat"),
        ("There was snow and I fell.", "condition", "snow"),
        ("The wind is strong here, with gusts all day.", "condition", "wind"),
        ("I am going to Leeds with my brother.", "place", "Leeds"),
        ("We will be in the mountains for a week.", "place", "mountains"),
        ("I live near Lake Garda now and love it.", "place", "Lake Garda"),
        ("I am Back From Bergen.", "place", "Bergen"),
        ("I ran. Near Bergen it snowed.", "place", "Bergen"),
    ],
)
def test_circumstances(text: str, kind: str, name: str) -> None:
    assert (kind, name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The manual is good and I like it.",
        "It works in Windows and in Excel, and in January too.",
        "I bought it from Windrow and not from Norrfell.",
        "My terrain is not a train.",
        "I was at home in The end.",
    ],
)
def test_no_circumstances(text: str) -> None:
    assert found(text) == set()


def test_the_words_that_say_so() -> None:
    text = "😀 <p>I run in the rain &amp; at night, in Leeds</p>"
    words = {one.name: text[one.start : one.end] for one in read(text).circumstances}
    assert words == {"rain": "rain", "night": "at night", "Leeds": "Leeds"}
