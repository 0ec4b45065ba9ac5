"""A run stands for the moment that it is given, or for its interval's end, or for what started it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.execution_time.context import set_current_context

from tests import small_brand
from twoears import as_of
from twoears.contracts import hold
from twoears.errors import SettingsError, WarehouseError
from twoears.lake import Counts, StreamTable
from twoears.settings import Settings
from twoears.streams import stream_named

MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
TUESDAY = datetime(2026, 8, 4, tzinfo=UTC)
WEDNESDAY = datetime(2026, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path))
    for name in ("TWOEARS_LAKE", "TWOEARS_ENGINE", "TWOEARS_AS_OF"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def _dag_run(given: str | None = None, events: tuple[datetime, ...] = (), **more: Any) -> Iterator[None]:
    """A task's context, as far as it tells time."""
    told = [SimpleNamespace(extra={"as_of": moment.isoformat()}) for moment in events]
    context: Any = {
        "params": {"as_of": given},
        "triggering_asset_events": {"lake_orders": told} if told else {},
        "dag_run": SimpleNamespace(run_after=WEDNESDAY),
        **more,
    }
    with set_current_context(context):
        yield


def test_ingest_stands_for_the_end_of_its_interval() -> None:
    with _dag_run(data_interval_end=TUESDAY):
        assert as_of.of_ingest() == TUESDAY


def test_ingest_by_hand_without_interval_stands_for_its_start() -> None:
    with _dag_run():
        assert as_of.of_ingest() == WEDNESDAY


def test_what_is_given_comes_before_the_setting_and_the_setting_before_the_interval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TWOEARS_AS_OF", "2026-08-04")
    with _dag_run(data_interval_end=WEDNESDAY):
        assert as_of.of_ingest() == TUESDAY
    with _dag_run(given="2026-08-03T02:00:00+02:00", data_interval_end=WEDNESDAY):
        assert as_of.of_ingest() == MONDAY


def test_build_stands_for_the_latest_event_that_started_it() -> None:
    with _dag_run(events=(MONDAY, WEDNESDAY, TUESDAY)):
        assert as_of.of_build() == WEDNESDAY


def test_build_by_hand_stands_for_the_latest_moment_in_the_lake() -> None:
    settings = Settings.from_environment()
    for name, until in (("sql.orders", TUESDAY), ("sql.products", MONDAY)):
        stream = stream_named(name)
        StreamTable(settings.lake, stream).land(hold(stream.record, []), Counts(), {"at": 1}, until)
    with _dag_run():
        assert as_of.of_build() == TUESDAY


def test_build_by_hand_on_an_empty_lake_says_what_to_do() -> None:
    with _dag_run(), pytest.raises(SettingsError, match="ingest a source first"):
        as_of.of_build()


def test_export_stands_for_the_release_that_it_reads() -> None:
    settings = Settings.from_environment()
    small_brand.load(settings)
    small_brand.build_marts(settings)
    small_brand.publish(settings)
    with _dag_run(events=(WEDNESDAY,)):
        assert as_of.of_release() == small_brand.AS_OF


def test_export_without_a_release_says_what_to_do() -> None:
    with _dag_run(events=(WEDNESDAY,)), pytest.raises(WarehouseError, match="nothing is published"):
        as_of.of_release()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TWOEARS_AS_OF", "yesterday", "TWOEARS_AS_OF is 'yesterday'; write it as 2026"),
        ("TWOEARS_ENGINE", "oracle", "TWOEARS_ENGINE is 'oracle'; set it to duckdb or postgres"),
        ("TWOEARS_DATE_ORDER", "year", "TWOEARS_DATE_ORDER is 'year'; set it to day-first or month-first"),
        ("TWOEARS_HEMISPHERE", "west", "TWOEARS_HEMISPHERE is 'west'; set it to north or south"),
    ],
)
def test_setting_that_is_none_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence):
        Settings.from_environment()


def test_settings_come_back_from_their_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOEARS_DATE_ORDER", "month-first")
    monkeypatch.setenv("TWOEARS_HEMISPHERE", "south")
    settings = Settings.from_environment()
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment() == settings
    assert (settings.date_order, settings.hemisphere) == ("month-first", "south")
