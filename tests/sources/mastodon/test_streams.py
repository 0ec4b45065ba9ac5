"""What is particular to Mastodon: several ways to one status, ids that tell the time, and Link headers."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.servers.mastodon import mastodon_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import running_app
from sandbox.shapes import Social
from sandbox.world import build
from twoears.contracts import hold
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.mastodon.records import Status
from twoears.sources.mastodon.streams import STREAMS
from twoears.streams import Stream, Window

STATUSES, NOTIFICATIONS = STREAMS
TOKEN = "token-of-the-brand"
HASHTAGS = ["windrow", "windrowrun"]

Json = dict[str, Any]


def world_without_bad_statuses() -> Social:
    social = build(people=100, days=90).social
    found = [status | {"found_by": "hashtag"} for status in social.statuses]
    accepted = hold(Status, found)["_refusal"].is_null().to_pylist()
    good = {status["id"] for status, fits in zip(social.statuses, accepted, strict=True) if fits}
    return replace(
        social,
        statuses=[status for status in social.statuses if status["id"] in good],
        notifications=[
            item for item in social.notifications if item.get("status", {"id": None})["id"] in good
        ],
    )


SOCIAL = world_without_bad_statuses()
OWN_ID = SOCIAL.account["id"]


class Lake:
    """A lake that is filled from one server after another, as if it were the same one later."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def load(
        self,
        stream: Stream,
        social: Social,
        window: Window | None = None,
        hashtags: Any = HASHTAGS,
        around: Any = lambda app: app,
    ) -> Counts:
        app = mastodon_app(social, access_token=TOKEN, limit=RateLimit(1_000_000, 60))
        extra = json.dumps({} if hashtags is None else {"hashtags": hashtags})
        with running_app(around(app)) as url:
            to = Connection(
                conn_id="social_mastodon", conn_type="http", host=url, password=TOKEN, extra=extra
            )
            return ingest(StreamTable(self.root, stream), to, window or Window())

    def rows(self, stream: Stream) -> list[Json]:
        return StreamTable(self.root, stream).rows().to_table().to_pylist()

    def newest(self, stream: Stream) -> Json:
        return max(self.rows(stream), key=lambda row: (row["_version"], row["_ordinal"]))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def tagged(status: Json) -> bool:
    tags = {tag["name"].lower() for tag in status["tags"]}
    return status["visibility"] == "public" and not tags.isdisjoint(HASHTAGS)


def mentioned_ids(social: Social) -> set[str]:
    return {item["status"]["id"] for item in social.notifications if item["type"] == "mention"}


def expected_found_by(social: Social) -> dict[str, str]:
    """Why each status should be found: the strongest reason of all that there are."""
    reasons = {status["id"]: "hashtag" for status in social.statuses if tagged(status)}
    reasons |= dict.fromkeys(mentioned_ids(social), "mention")
    own = [status["id"] for status in social.statuses if status["account"]["id"] == OWN_ID]
    return reasons | dict.fromkeys(own, "account")


def a_tagged_status(**fields: Any) -> Json:
    """A stranger's public status under a hashtag, that does not mention the brand."""
    status = next(
        status
        for status in SOCIAL.statuses
        if tagged(status) and expected_found_by(SOCIAL)[status["id"]] == "hashtag"
    )
    return status | fields


def test_each_status_lands_once_with_the_strongest_reason(lake: Lake) -> None:
    counts = lake.load(STATUSES, SOCIAL)
    rows = lake.rows(STATUSES)
    assert len(rows) == counts.landed
    assert {row["status_id"]: row["found_by"] for row in rows} == expected_found_by(SOCIAL)
    assert {row["found_by"] for row in rows} == {"account", "mention", "hashtag"}
    assert counts.unchanged > 0


@pytest.mark.parametrize("known", [0, 1, 100, len(SOCIAL.statuses) - 1])
def test_new_statuses_are_found_and_nothing_else_is_landed(known: int, lake: Lake) -> None:
    old = {status["id"] for status in SOCIAL.statuses[:known]}
    notified = [item for item in SOCIAL.notifications if item["status"]["id"] in old]
    earlier = replace(SOCIAL, statuses=SOCIAL.statuses[:known], notifications=[])
    first = lake.load(STATUSES, replace(earlier, notifications=_leading(notified)))
    second = lake.load(STATUSES, SOCIAL)
    assert first.landed + second.landed == len(expected_found_by(SOCIAL))


def _leading(notified: list[Json]) -> list[Json]:
    """Those notifications that came before the first one that is not among them."""
    together = zip(notified, SOCIAL.notifications, strict=False)
    return [mine for mine, theirs in together if mine["id"] == theirs["id"]]


def test_a_brand_without_hashtags_has_its_own_statuses_and_its_mentions(lake: Lake) -> None:
    lake.load(STATUSES, SOCIAL, hashtags=None)
    assert {row["found_by"] for row in lake.rows(STATUSES)} == {"account", "mention"}


def test_a_hashtag_that_is_added_later_is_read_from_its_beginning(lake: Lake) -> None:
    lake.load(STATUSES, SOCIAL, hashtags=[])
    lake.load(STATUSES, SOCIAL, hashtags=["#Windrow", " windrowrun "])
    assert {row["status_id"] for row in lake.rows(STATUSES)} == set(expected_found_by(SOCIAL))


@pytest.mark.parametrize("hashtags", ["windrow", [1], {"a": 1}])
def test_hashtags_that_are_no_list_of_texts_end_in_one_sentence(hashtags: Any, lake: Lake) -> None:
    with pytest.raises(
        VendorError, match=r"^mastodon.statuses: \"hashtags\" in the extra .* no list of texts"
    ):
        lake.load(STATUSES, SOCIAL, hashtags=hashtags)


def test_a_status_that_arrives_late_or_is_edited_is_found(lake: Lake) -> None:
    last = int(SOCIAL.statuses[-1]["id"])
    an_hour_before = str(last - (3_600_000 << 16))
    lake.load(STATUSES, SOCIAL)
    late = a_tagged_status(id=an_hour_before)
    arrived = replace(SOCIAL, statuses=sorted([*SOCIAL.statuses, late], key=lambda item: int(item["id"])))
    assert lake.load(STATUSES, arrived).landed == 1
    edited = [status | {"content": "<p>New</p>"} if status == late else status for status in arrived.statuses]
    assert lake.load(STATUSES, replace(arrived, statuses=edited)).landed == 1
    assert lake.newest(STATUSES)["content"] == "<p>New</p>"


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_since_pulls_again_from_a_moment_on(stream: Stream, lake: Lake) -> None:
    whole = lake.load(stream, SOCIAL).pulled
    cursor = StreamTable(lake.root, stream).cursor()
    middle = datetime.fromisoformat(SOCIAL.notifications[len(SOCIAL.notifications) // 2]["created_at"])
    again = lake.load(stream, SOCIAL, Window(since=middle))
    assert 0 < again.unchanged == again.pulled < whole
    everything = lake.load(stream, SOCIAL, Window(since=middle - timedelta(days=3650)))
    assert (everything.pulled, everything.extracted) == (whole, 0)
    assert StreamTable(lake.root, stream).cursor() == cursor


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_since_passes_over_nothing_that_is_not_yet_known(stream: Stream, lake: Lake) -> None:
    half = SOCIAL.notifications[: len(SOCIAL.notifications) // 2]
    known = [status for status in SOCIAL.statuses if status["created_at"] <= half[-1]["created_at"]]
    lake.load(stream, replace(SOCIAL, statuses=known, notifications=half))
    latest = datetime.fromisoformat(SOCIAL.notifications[-1]["created_at"])
    second = lake.load(stream, SOCIAL, Window(since=latest))
    assert second.landed > 0
    assert lake.load(stream, SOCIAL, Window(since=latest - timedelta(days=3650))).landed == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"content": "a\0b"}, "nul_in_text:content"),
        ({"created_at": "9999-12-31T00:00:00Z"}, "date_out_of_range:created_at"),
        ({"account": None}, "missing:account.id"),
        ({"mentions": "all"}, "value_error:mentions"),
        ({"mentions": [7]}, "value_error:mentions"),
        ({"favourites_count": 2**63}, "less_than:favourites_count"),
    ],
)
def test_a_status_that_breaks_the_contract_is_refused(fields: Json, reason: str) -> None:
    rows = hold(Status, [a_tagged_status(found_by="hashtag") | fields])
    assert rows["_refusal"].to_pylist() == [reason]


def test_every_kind_of_notification_lands_with_its_account_and_its_status(lake: Lake) -> None:
    follow = SOCIAL.notifications[-1] | {"id": "900000000", "type": "follow"}
    del follow["status"]
    counts = lake.load(NOTIFICATIONS, replace(SOCIAL, notifications=[*SOCIAL.notifications, follow]))
    rows = {row["notification_id"]: row for row in lake.rows(NOTIFICATIONS)}
    assert counts.landed == len(SOCIAL.notifications) + 1
    assert {row["type"] for row in rows.values()} >= {"mention", "favourite", "reblog", "follow"}
    assert rows["900000000"]["status_id"] is None
    for item in SOCIAL.notifications:
        row = rows[item["id"]]
        assert (row["account_id"], row["status_id"]) == (item["account"]["id"], item["status"]["id"])


def test_the_token_does_not_go_where_a_link_leads(lake: Lake) -> None:
    """A server behind a proxy may name itself by an address that we cannot or should not reach."""

    def abroad(app: ASGIApp) -> ASGIApp:
        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            headers = [pair for pair in scope["headers"] if pair[0] != b"host"]
            await app({**scope, "headers": [*headers, (b"host", b"inside.test")]}, receive, send)

        return served

    assert lake.load(NOTIFICATIONS, SOCIAL, around=abroad).landed == len(SOCIAL.notifications)
