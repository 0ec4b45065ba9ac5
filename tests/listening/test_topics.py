"""What of the catalogue a text is about, and the words that say so."""

import pytest

from tests.listening.shop import read


def topics(text: str) -> list[tuple[str, str | None, str]]:
    return [(topic.category, topic.product, text[topic.start : topic.end]) for topic in read(text).topics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have the Squall and it is blue.", [("rain jackets", "Squall rain jacket", "Squall")]),
        ("I have two rain jackets and they are blue.", [("rain jackets", None, "rain jackets")]),
        ("The SQUALL Rain Jacket is here", [("rain jackets", "Squall rain jacket", "SQUALL Rain Jacket")]),
        (
            "I wear a rain jacket and trail shoes when I can.",
            [("rain jackets", None, "rain jacket"), ("trail shoes", None, "trail shoes")],
        ),
        ("😀😀 my rain jacket 😀 is here", [("rain jackets", None, "rain jacket")]),
        (
            "<p>I have <b>rain</b> &amp; sun, and a <i>rain jacket</i></p>",
            [("rain jackets", None, "rain jacket")],
        ),
        (
            "My jacket is here. My shoes are not.",
            [("rain jackets", None, "jacket"), ("trail shoes", None, "shoes")],
        ),
        ("The weather is good and I am here.", []),
        ("> my rain jacket\n\nI have it too and it is blue.", []),
    ],
)
def test_topics(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert topics(text) == expected


def test_a_full_name_is_surer_than_a_word() -> None:
    (full,) = read("The Squall rain jacket is here.").topics
    (word,) = read("The jacket is here.").topics
    assert 0 < word.confidence < full.confidence <= 1


def test_words_of_descriptions_hint_at_what_is_not_named() -> None:
    text = "My old ones had deep lugs and a rock plate, no name on them."
    for category, product, _ in topics(text):
        assert (category, product) == ("trail shoes", None)
