"""The whole step: each text is read once, changed ones again, and after any trouble all ends the same."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest

from tests.listening.small_talk import CANARY, NOON, WORDS, Row, kept, settle, texts, write
from tests.small_brand import execute, settings_on
from twoears.errors import ListeningError
from twoears.listening import keeping
from twoears.listening.keeping import Listened, listen
from twoears.listening.tables import TABLES
from twoears.settings import Settings
from twoears.warehouse.duckdb import DuckdbWarehouse

ALL = len(WORDS)
CHANGED = "update intermediate.int_texts_unioned set {} where interaction_id = 'imap:1'"
NEW_RIVAL = "insert into staging.brands values ('Stridewell', 'competitor', null)"
"""What makes a reader another version."""


@pytest.fixture(params=["duckdb", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else None
    return settled(tmp_path / "home", texts(), url)


@pytest.fixture
def on_duckdb(tmp_path: Path) -> Settings:
    return settled(tmp_path / "home", texts())


def settled(home: Path, rows: list[Row], postgres_url: str | None = None) -> Settings:
    made = settings_on(home, postgres_url)
    settle(made, rows)
    return made


def versions(settings: Settings) -> dict[str, str]:
    return {row["interaction_id"]: row["reader_version"] for row in kept(settings)["texts"]}


def of_interaction(tables: dict[str, list[dict[str, Any]]], name: str) -> dict[str, list[dict[str, Any]]]:
    return {table: [row for row in rows if row["interaction_id"] == name] for table, rows in tables.items()}


def test_each_text_is_read_once(settings: Settings) -> None:
    first = listen(settings)
    tables = kept(settings)
    assert (first.texts, first.taken, first.waiting, first.removed) == (ALL, ALL, 0, 0)
    assert first.intents == len(tables["intents"]) > 0
    assert first.read == sum(row["is_read"] for row in tables["texts"])
    assert first.unread_language == ALL - first.read
    assert listen(settings) == Listened(ALL, 0, 0, 0, 0, 0, 0)
    assert kept(settings) == tables


def test_what_is_kept_points_at_the_words_of_its_text(settings: Settings) -> None:
    listen(settings)
    tables, written = kept(settings), {row[0]: row for row in texts()}
    for row in tables["texts"]:
        interaction, vendor, text, moment = written[row["interaction_id"]]
        assert (row["vendor"], row["written_at"]) == (vendor, moment), interaction
        assert row["count_characters"] == len(text)
    spans = [row for name in TABLES for row in tables[name] if "quote" in row]
    assert spans
    for row in spans:
        text = written[row["interaction_id"]][2]
        assert row["quote"] == text[row["span_start"] : row["span_end"]]
        assert row["quote"] or row["span_start"] == row["span_end"]
    for name in TABLES.keys() - {"texts"}:
        for interaction in written:
            positions = [row["position"] for row in of_interaction(tables, interaction)[name]]
            assert positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize(
    "change",
    ["text = 'Your boots fell apart, I am so angry'", "written_at = written_at + interval '1' day"],
    ids=["text", "day"],
)
def test_a_changed_text_is_read_again_and_no_other(settings: Settings, change: str) -> None:
    listen(settings)
    before = kept(settings)
    execute(settings, CHANGED.format(change))
    told = listen(settings)
    assert (told.texts, told.taken, told.waiting) == (ALL, 1, 0)
    after = kept(settings)
    assert of_interaction(after, "imap:1")["texts"] != of_interaction(before, "imap:1")["texts"]
    for name in {row[0] for row in texts()} - {"imap:1"}:
        assert of_interaction(after, name) == of_interaction(before, name)


def test_another_hour_of_the_same_day_changes_nothing_that_is_read(on_duckdb: Settings) -> None:
    listen(on_duckdb)
    execute(on_duckdb, CHANGED.format("written_at = written_at - interval '1' hour"))
    assert listen(on_duckdb).taken == 0


def test_a_text_without_a_date_is_read(settings: Settings) -> None:
    execute(settings, CHANGED.format("written_at = null"))
    assert listen(settings).taken == ALL
    assert of_interaction(kept(settings), "imap:1")["texts"][0]["written_at"] is None


def test_another_version_reads_new_texts_first_and_then_the_newest_of_the_old(settings: Settings) -> None:
    listen(settings)
    (old,) = set(versions(settings).values())
    execute(settings, NEW_RIVAL)
    late = ("discourse:late", "discourse", "Any chance of a longer zip?", NOON - timedelta(days=300))
    write(settings, [late])
    taken = []
    while (told := listen(settings, at_most=4)).taken:
        taken.append((told.taken, told.waiting))
        new = {name for name, version in versions(settings).items() if version != old}
        newest = {row[0] for row in texts()[::-1][: len(new) - 1]}
        assert new == {"discourse:late"} | newest
    assert taken == [(4, 6), (4, 2), (2, 0)]


def test_a_version_read_bit_by_bit_ends_like_one_read_at_once(on_duckdb: Settings, tmp_path: Path) -> None:
    listen(on_duckdb)
    other = settled(tmp_path / "other", texts())
    for each in (on_duckdb, other):
        execute(each, NEW_RIVAL)
    listen(on_duckdb, at_most=3)
    listen(on_duckdb)
    listen(other)
    assert kept(on_duckdb) == kept(other)


def test_what_is_no_text_any_more_goes_from_every_table(settings: Settings) -> None:
    listen(settings)
    before = kept(settings)
    execute(settings, "delete from intermediate.int_texts_unioned where vendor = 'imap'")
    told = listen(settings)
    left = [row for row in texts() if row[1] != "imap"]
    assert told == Listened(len(left), 0, 0, 0, 0, 0, ALL - len(left))
    names = {row[0] for row in left}
    assert kept(settings) == {
        table: [row for row in rows if row["interaction_id"] in names] for table, rows in before.items()
    }


class Dying(DuckdbWarehouse):
    """A warehouse whose process ends before some batch is written."""

    def __init__(self, settings: Settings, batches: int) -> None:
        super().__init__(settings)
        self.left = batches

    def replace_readings(self, interactions: Any, readings: Any) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        super().replace_readings(interactions, readings)


@pytest.mark.parametrize("few", [0, 1000], ids=["processes", "one process"])
def test_a_step_that_was_killed_between_batches_is_made_good_by_the_next(
    few: int, on_duckdb: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "FEW", few)
    monkeypatch.setattr(keeping, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        listen(on_duckdb, Dying(on_duckdb, batches=2))
    assert len(versions(on_duckdb)) == 4
    assert listen(on_duckdb).taken == ALL - 4
    other = settled(tmp_path / "other", texts())
    listen(other)
    assert kept(on_duckdb) == kept(other)


def test_many_processes_read_as_one(
    on_duckdb: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = settled(tmp_path / "other", texts())
    listen(other)
    monkeypatch.setattr(keeping, "FEW", 0)
    monkeypatch.setattr(keeping, "BATCH", 1)
    before = set(psutil.Process().children(recursive=True))
    assert listen(on_duckdb) == listen(settled(tmp_path / "third", texts()))
    assert kept(on_duckdb) == kept(other)
    left = set(psutil.Process().children(recursive=True)) - before
    assert [process for process in left if "spawn_main" in " ".join(process.cmdline())] == []


class Deadly(DuckdbWarehouse):
    """A warehouse beside which the processes that read are ended, as a machine without memory does."""

    def replace_readings(self, interactions: Any, readings: Any) -> None:
        super().replace_readings(interactions, readings)
        for process in psutil.Process().children():
            if "spawn_main" in " ".join(process.cmdline()):
                process.kill()


def test_a_process_that_is_ended_is_told_in_a_sentence_and_loses_nothing(
    on_duckdb: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = settled(tmp_path / "many", texts(60))
    monkeypatch.setattr(keeping, "FEW", 0)
    monkeypatch.setattr(keeping, "BATCH", 1)
    with pytest.raises(ListeningError, match="run it again"):
        listen(many, Deadly(many))
    monkeypatch.undo()
    listen(many)
    listen(on_duckdb)
    names = {row[0] for row in texts()}
    assert kept(on_duckdb) == {
        table: [row for row in rows if row["interaction_id"] in names] for table, rows in kept(many).items()
    }


def test_both_engines_keep_the_same_rows(tmp_path: Path, postgres_database: str) -> None:
    one = settled(tmp_path / "one", texts())
    other = settled(tmp_path / "other", texts(), postgres_database)
    assert listen(one) == listen(other)
    tables = kept(one)
    assert tables == kept(other)
    assert all(tables[name] for name in ("texts", "intents", "topics", "times", "brand_mentions", "needs"))


def test_texts_may_stand_in_any_order(on_duckdb: Settings, tmp_path: Path) -> None:
    shuffled = settled(tmp_path / "shuffled", random.Random(7).sample(texts(), ALL))
    listen(on_duckdb)
    listen(shuffled)
    assert kept(shuffled) == kept(on_duckdb)


def test_no_word_of_a_customer_is_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("DEBUG"):
        told = listen(settings)
    assert "texts to read" in caplog.text
    shown = caplog.text + repr(told) + "".join(capfd.readouterr())
    assert CANARY not in shown
    assert "imap:1" not in shown


def test_a_text_of_any_length_is_read_to_some_character(settings: Settings) -> None:
    execute(settings, CHANGED.format("text = repeat('Please add a zip. ', 20000)"))
    assert listen(settings).taken == ALL
    (row,) = of_interaction(kept(settings), "imap:1")["texts"]
    assert row["count_characters"] == 200_000
    assert listen(settings).taken == 0


def test_columns_are_typed_without_any_row(on_duckdb: Settings) -> None:
    execute(on_duckdb, "update intermediate.int_texts_unioned set text = '...'")
    listen(on_duckdb)
    for name, schema in TABLES.items():
        read: pa.Table = DuckdbWarehouse(on_duckdb).read(f"select * from listening.{name}")
        assert read.schema == schema, name
