"""Exports: whole or not at all, the same bytes again, who came and left, nothing a spreadsheet runs."""

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.small_brand import AS_OF, build_marts, draw_segment, load, publish, settings_on
from twoears.errors import SettingsError, WarehouseError
from twoears.exports import export, previous_rows
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

COLUMNS = (
    "'c' || lpad(cast(n as text), 3, '0') as customer_id, "
    "cast(n as numeric(18, 6)) / 4 as engagement_score, 'help' as main_pillar, "
    "'gave help ' || n || ' times' as reason, timestamptz '2026-08-27 12:00:00+00' as last_interaction_at"
)
TOMORROW = AS_OF + timedelta(days=1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_on(tmp_path_factory.mktemp("home"))
    open_warehouse(settings).prepare()
    load(settings)
    build_marts(settings)
    publish(settings)
    draw_segment(settings, COLUMNS, customers=12)
    return settings


@pytest.fixture
def settings(published: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The warehouse of the module, with a home of the test's own for exports."""
    (tmp_path / "warehouse").symlink_to(published.warehouse)
    yield settings_on(tmp_path)
    draw_segment(published, COLUMNS, customers=12)


def folder(settings: Settings, name: str = "20260828T000000Z") -> Path:
    return settings.exports / "engaged_customers" / name


def test_files_hold_every_row_and_the_manifest_describes_them(settings: Settings) -> None:
    manifest = export("engaged_customers", settings, AS_OF)
    with (folder(settings) / "engaged_customers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    lines = (folder(settings) / "engaged_customers.jsonl").read_text().splitlines()
    assert [row["customer_id"] for row in rows] == [f"c{n:03}" for n in range(1, 13)]
    assert json.loads(lines[0]) == {
        "customer_id": "c001",
        "engagement_score": 0.25,
        "main_pillar": "help",
        "reason": "gave help 1 times",
        "last_interaction_at": "2026-08-27T12:00:00+00:00",
    }
    assert (manifest.rows, manifest.release, manifest.previous) == (12, 1, None)
    assert manifest.columns == tuple(rows[0])
    for name, about in manifest.files.items():
        content = (folder(settings) / name).read_bytes()
        assert (about.sha256, about.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    stored = json.loads((folder(settings) / "manifest.json").read_text())
    assert stored["segment"] == "engaged_customers"
    assert sorted(stored["files"]) == sorted(
        path.name for path in folder(settings).iterdir() if path.name != "manifest.json"
    )


def test_the_same_data_again_replaces_nothing(settings: Settings) -> None:
    first = export("engaged_customers", settings, AS_OF)
    inodes = {path: path.stat().st_ino for path in folder(settings).iterdir()}
    assert export("engaged_customers", settings, AS_OF) == first
    assert {path: path.stat().st_ino for path in folder(settings).iterdir()} == inodes
    assert os.listdir(folder(settings).parent).count("20260828T000000Z") == 1


def test_other_data_for_the_same_moment_replaces_the_export_whole(
    settings: Settings, published: Settings
) -> None:
    export("engaged_customers", settings, AS_OF)
    draw_segment(published, COLUMNS, customers=5)
    assert export("engaged_customers", settings, AS_OF).rows == 5
    assert len((folder(settings) / "engaged_customers.jsonl").read_text().splitlines()) == 5
    assert sorted(os.listdir(folder(settings).parent)) == ["20260828T000000Z", "latest"]


def test_who_came_and_who_left_since_the_export_before(settings: Settings, published: Settings) -> None:
    export("engaged_customers", settings, AS_OF)
    draw_segment(published, COLUMNS.replace("cast(n as text)", "cast(n + 2 as text)"), customers=11)
    manifest = export("engaged_customers", settings, TOMORROW)
    after = folder(settings, "20260829T000000Z")
    assert (manifest.added, manifest.removed, manifest.previous) == (1, 2, AS_OF.isoformat())
    assert (after / "added.csv").read_text() == "customer_id\nc013\n"
    assert (after / "removed.csv").read_text() == "customer_id\nc001\nc002\n"
    assert export("engaged_customers", settings, TOMORROW) == manifest


def test_latest_points_to_the_newest_moment(settings: Settings) -> None:
    export("engaged_customers", settings, TOMORROW)
    export("engaged_customers", settings, AS_OF)
    latest = folder(settings, "latest")
    assert latest.resolve() == folder(settings, "20260829T000000Z").resolve()
    assert previous_rows("engaged_customers", settings, TOMORROW) == 12
    assert previous_rows("engaged_customers", settings, AS_OF) is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(
    settings: Settings, published: Settings, start: str
) -> None:
    draw_segment(published, f"'c1' as customer_id, -1.5 as score, '{start}cmd()' as reason", customers=1)
    export("engaged_customers", settings, AS_OF)
    with (folder(settings) / "engaged_customers.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"customer_id": "c1", "score": "-1.5", "reason": f"'{start}cmd()"}
    assert json.loads((folder(settings) / "engaged_customers.jsonl").read_text())["reason"] == f"{start}cmd()"


def test_only_the_owner_reads_what_is_exported(settings: Settings) -> None:
    export("engaged_customers", settings, AS_OF)
    assert {path.stat().st_mode & 0o777 for path in folder(settings).iterdir()} == {0o600}
    assert folder(settings).stat().st_mode & 0o777 == 0o700


def test_a_failure_leaves_the_earlier_export_and_no_draft(settings: Settings, published: Settings) -> None:
    export("engaged_customers", settings, AS_OF)
    draw_segment(published, "n as customer_number, 'help' as main_pillar", customers=1)
    with pytest.raises(WarehouseError, match="customer_id"):
        export("engaged_customers", settings, TOMORROW)
    assert sorted(os.listdir(folder(settings).parent)) == ["20260828T000000Z", "latest"]


def test_an_empty_segment_is_an_export_too(settings: Settings, published: Settings) -> None:
    draw_segment(published, COLUMNS, customers=0)
    manifest = export("engaged_customers", settings, AS_OF)
    assert (manifest.rows, manifest.added, manifest.removed) == (0, 0, 0)
    assert (folder(settings) / "engaged_customers.csv").read_text().startswith("customer_id,")


@pytest.mark.parametrize("name", ["../away", "x; drop table y", "Engaged", ""])
def test_a_segment_name_is_a_plain_word(settings: Settings, name: str) -> None:
    with pytest.raises(SettingsError):
        export(name, settings, AS_OF)


def test_nothing_published_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing is published yet"):
        export("engaged_customers", settings_on(tmp_path), AS_OF)


def test_a_segment_that_was_never_drawn_is_said_in_a_sentence(settings: Settings) -> None:
    with pytest.raises(WarehouseError):
        export("unknown_people", settings, AS_OF)
