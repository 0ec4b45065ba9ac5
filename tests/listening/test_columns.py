"""Readings as rows: one a thing heard, numbered within its text, with the words that show it."""

from datetime import UTC, date, datetime

from twoears.listening.columns import Texts, tables_of
from twoears.listening.reading import Intent, Reading, Time
from twoears.listening.tables import TABLES

AT = datetime(2026, 11, 24, tzinfo=UTC)
HTML = "<p>Could you <b>add</b> pockets?</p>"
TEXTS = Texts(
    interaction_id=["a", "b"],
    vendor=["mastodon", "imap"],
    text=[HTML, "Hallo"],
    written_at=[AT, None],
    written_on=[AT.date(), None],
    text_hash=["1", "2"],
)
READINGS = [
    Reading(
        "en",
        is_read=True,
        sentiment=0.0,
        intents=(
            Intent("suggestion", 0.9, 3, HTML.index("</p>")),
            Intent("question", 0.8, 3, HTML.index("</p>")),
        ),
        times=(Time("day", None, date(2026, 11, 30), 0, 3),),
    ),
    Reading("de", is_read=False),
]


def test_each_table_has_its_columns_and_a_row_a_thing() -> None:
    tables = tables_of(TEXTS, READINGS, "v")
    assert {name: table.schema for name, table in tables.items()} == TABLES
    assert tables["texts"]["is_read"].to_pylist() == [True, False]
    assert tables["intents"]["position"].to_pylist() == [1, 2]
    assert tables["intents"]["interaction_id"].to_pylist() == ["a", "a"]
    assert tables["times"]["from_date"].to_pylist() == [None]
    assert tables["needs"].num_rows == 0


def test_a_quote_has_no_markup() -> None:
    quotes = tables_of(TEXTS, READINGS, "v")["intents"]["quote"].to_pylist()
    assert quotes == ["Could you add pockets?"] * 2
