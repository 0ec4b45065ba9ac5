"""The reader as a whole: what it hears, where it says it heard it, and that nothing but its parts decides."""

import html
import math
import random
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.shop import BRANDS, DAY, PRODUCTS, intents, read, reader
from twoears.listening.brands import Brand
from twoears.listening.catalogue import Product
from twoears.listening.crew import Brief
from twoears.listening.model import SHIPPED
from twoears.listening.reader import Reader
from twoears.listening.reading import INTENTS, NEED, Reading
from twoears.settings import Settings

SAID = {
    "suggestion": ["Please add a dark mode.", "It would be great if you could add pockets to the Squall."],
    "purchase_intent": ["I am looking for a new rain jacket.", "Which headlamp should I buy for my trip?"],
    "recommendation": ["I highly recommend this jacket to everyone, go and get one."],
    "defence": ["To be fair to Windrow, they always replaced mine without any fuss."],
    "experience_shared": ["I ran 40 km in the Corrie last Sunday in the rain and my feet stayed dry."],
    "help_given": ["Press and hold both buttons for five seconds, that resets it."],
    "question": ["How do I wash the rain jacket?", "Where can I find the size chart?"],
    "complaint": ["The zip is broken, terrible quality.", "I am very disappointed with your awful service."],
    "praise": ["I love these shoes, they are amazing!", "Wonderful service, thank you so much."],
    "churn_threat": ["I am cancelling my account and switching to Norrfell."],
    "quiet_wish": ["Please stop sending me emails every day.", "Take me off your mailing list."],
}
SAYS_NOTHING = [
    "The parcel weighs two kilos.",
    "The shop opens at nine.",
    "The meeting is on Tuesday at nine.",
]
TEXTS = [*(text for some in SAID.values() for text in some), *SAYS_NOTHING]


@pytest.mark.parametrize(
    ("intent", "text"), [(intent, text) for intent, some in SAID.items() for text in some]
)
def test_each_intent_is_heard(intent: str, text: str) -> None:
    assert intent in intents(text)


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_no_intent_is_heard_where_there_is_none(text: str) -> None:
    assert intents(text) == set()


def test_every_intent_is_tested() -> None:
    assert tuple(SAID) == INTENTS


def test_several_intents_are_heard_each_in_its_sentence() -> None:
    text = "The parcel weighs two kilos. Please add a dark mode. How do I wash the rain jacket?"
    heard = {intent.intent: text[intent.start : intent.end] for intent in read(text).intents}
    assert heard == {"suggestion": "Please add a dark mode.", "question": "How do I wash the rain jacket?"}


def spans(text: str) -> list[str]:
    """What stands where something was heard, as its author wrote it."""
    reading = read(text)
    found = [*reading.intents, *reading.topics, *reading.times, *reading.brands, *reading.circumstances]
    return [html.unescape(re.sub(r"<[^<>]*>", "", text[one.start : one.end])) for one in found]


SPOKEN = "I am looking for a new rain jacket by Norrfell before 12 April!"
WRITTEN = {
    "plain": SPOKEN,
    "astral": f"😀🎉 \U0001f468\u200d\U0001f469!\n{SPOKEN} 😀",
    "combining": f"e\u0301e\u0301e\u0301\n{SPOKEN}",
    "html": f"<p>&#128512; &amp; <b>hi</b><br>{SPOKEN}</p>",
    "marks": "<p>I am&nbsp;looking for a new <b>rain</b> jacket by Norr<i>fell</i> before 12 April&#33;",
    "answer": f"On Mon, 3 Mar 2025, Jo wrote:\n> I love Norrfell\n\n{SPOKEN}\n\n> tomorrow?\n",
    "quote": f"[quote]\n😀 tomorrow\n[/quote]\n{SPOKEN}",
    "right to left": f"\u05e9\u05dc\u05d5\u05dd.\n{SPOKEN}",
    "windows lines": f"Hello\r\n\r\n{SPOKEN}\r\n",
    "nul": f"\0\0{SPOKEN}\0",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_spans_point_at_what_was_meant(name: str) -> None:
    found = [span.replace("\u00a0", " ") for span in spans(WRITTEN[name])]
    assert "rain jacket" in found
    assert "Norrfell" in found
    assert "before 12 April" in found
    assert SPOKEN in [span.strip("\0") for span in found]


@given(st.text(st.sampled_from("aé😀 \n"), max_size=30), st.text(st.sampled_from("aé😀 \n"), max_size=30))
def test_what_stands_around_a_sentence_moves_its_spans_only(before: str, after: str) -> None:
    text = f"{before}\n{SPOKEN}\n{after}"
    moved = [(t.start - len(before) - 1, t.end - len(before) - 1) for t in read(text).topics]
    assert moved == [(topic.start, topic.end) for topic in read(SPOKEN).topics]


def test_the_same_text_on_the_same_day_gives_the_same_reading() -> None:
    days = [DAY] * len(TEXTS)
    assert reader().read(TEXTS, days) == reader().read(TEXTS, days)
    assert Reader.load(PRODUCTS, BRANDS).read(TEXTS, days) == reader().read(TEXTS, days)


def test_a_batch_gives_what_its_texts_give_one_by_one() -> None:
    many = [f"{text} {number}" for number in range(60) for text in TEXTS]
    assert reader().read(many, [DAY] * len(many)) == [read(text) for text in many]


def test_the_order_of_texts_does_not_matter() -> None:
    order = random.Random(7).sample(range(len(TEXTS)), len(TEXTS))
    days = [DAY if number % 2 else None for number in range(len(TEXTS))]
    straight = reader().read(TEXTS, days)
    shuffled = reader().read([TEXTS[n] for n in order], [days[n] for n in order])
    assert shuffled == [straight[number] for number in order]


def test_no_texts_give_no_readings() -> None:
    assert reader().read([], []) == []


def test_only_the_times_depend_on_the_day() -> None:
    text = "I am looking for a new rain jacket for next week."
    one, other = read(text, DAY), read(text, date(2020, 1, 1))
    assert one.times != other.times
    assert (one.intents, one.sentiment, one.topics) == (other.intents, other.sentiment, other.topics)


def test_a_reader_without_catalogue_and_brands_hears_intents() -> None:
    (reading,) = Reader.load().read(["Please add a hood to the rain jacket."], [None])
    assert [intent.intent for intent in reading.intents] == ["suggestion"]
    assert (reading.topics, reading.brands, reading.needs) == ((), (), ())


def test_what_is_not_read_says_nothing() -> None:
    assert read("🎉🎉🎉") == Reading("und", is_read=False)


def test_the_same_parts_have_the_same_version() -> None:
    assert Reader.load(PRODUCTS, BRANDS).version == reader().version
    assert Reader.load(list(PRODUCTS), list(BRANDS)).version == reader().version


@pytest.mark.parametrize(
    ("products", "brands"),
    [
        (PRODUCTS[1:], BRANDS),
        ((*PRODUCTS, Product("p7", "Strath road shoe", "road shoes")), BRANDS),
        ((Product("p1", "Squall rain jacket", "rain jackets", "Another shell."), *PRODUCTS[1:]), BRANDS),
        (PRODUCTS, BRANDS[:-1]),
        (PRODUCTS, (*BRANDS[:-1], Brand("Orange", "competitor"))),
        ((), ()),
    ],
)
def test_other_parts_have_another_version(products: tuple[Product, ...], brands: tuple[Brand, ...]) -> None:
    assert Reader.load(products, brands).version != reader().version


def test_the_brands_calendar_counts_and_is_another_version(tmp_path: Path) -> None:
    text = "I need a rain jacket for the race on 04/12/2026, this winter it is."
    abroad = Settings(tmp_path, "lake", "duckdb", date_order="month-first", hemisphere="south")
    there, here = Brief.of(abroad, PRODUCTS, BRANDS).reader(), reader()
    (reading,), (usual,) = there.read([text], [DAY]), here.read([text], [DAY])
    assert {time.since for time in usual.times} == {date(2026, 12, 4), date(2026, 12, 1)}
    assert {time.since for time in reading.times} == {date(2026, 4, 12), date(2026, 6, 1)}
    assert there.version != here.version


def test_other_weights_are_another_version(tmp_path: Path) -> None:
    assert Reader.load(PRODUCTS, BRANDS, tmp_path).version == reader().version  # a home without weights
    own = tmp_path / "listening" / "weights.csv"
    own.parent.mkdir()
    shutil.copy(SHIPPED, own)
    assert Reader.load(PRODUCTS, BRANDS, tmp_path).version == reader().version  # the same weights
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace("\n0,", "\n1000,", 1), encoding="utf-8")
    assert Reader.load(PRODUCTS, BRANDS, tmp_path).version != reader().version


def test_every_file_that_decides_how_a_text_is_read_stands_in_the_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = set()
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        looked_at.add(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    Reader.load()
    folder = SHIPPED.parent
    files = {path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path for path in files if "labelled" not in path.parts} <= looked_at


def test_what_fired_adds_up_to_what_was_heard() -> None:
    text = "Please add a dark mode. I love it."
    explained = [one for one in reader().explained(text) if one.probability >= 0.5]
    heard = {(intent.intent, intent.start, intent.end): intent.confidence for intent in read(text).intents}
    assert {(one.mark, one.start, one.end): one.probability for one in explained if one.mark != NEED} == heard
    for one in explained:
        log_odds = one.base + sum(weight for _, weight in one.fired)
        assert one.probability == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=0.01)
