"""Recorded answers of a real Mastodon server, replayed over HTTP, land complete."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from airflow.sdk import Connection

from sandbox.servers.replay import replay_mastodon
from sandbox.servers.running import running_app
from twoears.contracts import hold
from twoears.ingest import ingest
from twoears.lake import StreamTable
from twoears.settings import ROOT
from twoears.sources.mastodon.records import Notification, Status
from twoears.sources.mastodon.streams import STREAMS
from twoears.streams import Stream, Window

FOLDER = ROOT.parent / "shared" / "data" / "mastodon"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the recorded answers are not at {FOLDER}")

Json = dict[str, Any]

STATUSES, NOTIFICATIONS = STREAMS
CONVERSATIONS = (
    "test_fetch_next_previous",
    "test_follow_with_notify_reblog",
    "test_hashtag_tl",
    "test_notifications",
    "test_pagination_iterator",
)
"""The recordings in which an account's own statuses, hashtags and notifications were asked for."""


@cache
def recorded(name: str) -> list[tuple[str, Any]]:
    """The path and the body of each answer; a status that is just deleted is answered in another shape."""
    interactions = yaml.load((FOLDER / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader)["interactions"]
    return [
        (urlsplit(each["request"]["uri"]).path, json.loads(each["response"]["body"]["string"]))
        for each in interactions
        if each["request"]["method"] != "DELETE"
    ]


def recorded_under(path: str) -> dict[str, Json]:
    """What the lists of a path hold, by id."""
    answers = [answer for name in CONVERSATIONS for answer in recorded(name)]
    lists = [body for at, body in answers if at.startswith(path) and isinstance(body, list)]
    return {item["id"]: item for items in lists for item in items}


def hashtags() -> list[str]:
    paths = {path for name in CONVERSATIONS for path, _ in recorded(name)}
    return sorted(path.rpartition("/")[2] for path in paths if path.startswith("/api/v1/timelines/tag/"))


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("recordings")
    for name in CONVERSATIONS:
        (folder / f"{name}.yaml").symlink_to(FOLDER / f"{name}.yaml")
    extra = json.dumps({"hashtags": hashtags()})
    with running_app(replay_mastodon(folder)) as url:
        yield Connection(
            conn_id="social_mastodon", conn_type="http", host=url, password="any-token", extra=extra
        )


def load(stream: Stream, brand: Connection, lake: Path) -> list[Json]:
    table = StreamTable(str(lake), stream)
    counts = ingest(table, brand, Window())
    rows: list[Json] = table.rows().to_table().to_pylist()
    assert counts.landed + counts.quarantined == len(rows)
    return rows


def test_every_recorded_status_lands(brand: Connection, tmp_path: Path) -> None:
    own, under_hashtags = recorded_under("/api/v1/accounts/"), recorded_under("/api/v1/timelines/tag/")
    notified = recorded_under("/api/v1/notifications").values()
    mentions = {item["status"]["id"]: item["status"] for item in notified if item["type"] == "mention"}
    rows = load(STATUSES, brand, tmp_path)
    assert sorted(row["status_id"] for row in rows) == sorted(own | under_hashtags | mentions)
    assert {row["_refusal"] for row in rows} == {None}
    assert {row["status_id"] for row in rows if row["found_by"] == "account"} >= set(own)
    assert {row["status_id"] for row in rows if row["found_by"] == "mention"} >= set(mentions) - set(own)


def test_every_recorded_notification_lands(brand: Connection, tmp_path: Path) -> None:
    rows = load(NOTIFICATIONS, brand, tmp_path)
    notified = recorded_under("/api/v1/notifications")
    assert {row["notification_id"]: row["type"] for row in rows} == {
        item["id"]: item["type"] for item in notified.values()
    }
    assert {row["_refusal"] for row in rows} == {None}


def test_every_status_of_every_other_recording_fits_the_contract_too() -> None:
    bodies = [body for file in sorted(FOLDER.glob("*.yaml")) for _, body in recorded(file.stem)]
    listed = [item for body in bodies for item in (body if isinstance(body, list) else [body])]
    statuses = [item for item in listed if isinstance(item, dict) and {"id", "visibility"} <= item.keys()]
    notified = [item for item in listed if isinstance(item, dict) and {"id", "group_key"} <= item.keys()]
    for contract, payloads in ((Status, statuses), (Notification, notified)):
        refusals = hold(contract, [item | {"found_by": "hashtag"} for item in payloads])["_refusal"]
        assert refusals.null_count == len(refusals) > 0
