"""What is particular to Discourse: its two ways of paging, pinned topics, and what is read again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from airflow.sdk import Connection

from sandbox.servers.discourse import discourse_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import running_app
from sandbox.shapes import Forum
from sandbox.world import build
from twoears.contracts import hold
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.discourse import streams
from twoears.sources.discourse.records import Post
from twoears.sources.discourse.streams import STREAMS
from twoears.streams import Stream, Window

CATEGORIES, TOPICS, POSTS, USERS = STREAMS
KEY = "key-of-the-forum"
LONG_AGO, LATER = "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"

Paging = Literal["window", "count"]


def forum_without_bad_posts() -> Forum:
    forum = build(people=100, days=90).forum
    accepted = hold(Post, forum.posts)["_refusal"].is_null().to_pylist()
    return replace(forum, posts=[post for post, good in zip(forum.posts, accepted, strict=True) if good])


FORUM = forum_without_bad_posts()


@contextmanager
def serving(forum: Forum, paging: Paging = "window") -> Iterator[Connection]:
    app = discourse_app(forum, api_key=KEY, limit=RateLimit(1_000_000, 60), paging=paging)
    with running_app(app) as url:
        yield Connection(conn_id="forum_discourse", conn_type="http", host=url, login="system", password=KEY)


class Lake:
    """A lake that is filled from one forum after another, as if it were the same one later."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def load(
        self, stream: Stream, forum: Forum, window: Window | None = None, paging: Paging = "window"
    ) -> Counts:
        with serving(forum, paging) as to:
            return ingest(StreamTable(self.root, stream), to, window or Window())

    def rows(self, stream: Stream, after: int = 0) -> list[dict[str, Any]]:
        rows = StreamTable(self.root, stream).rows(after).to_table().to_pylist()
        return [row for row in rows if row["_refusal"] is None]

    def version(self, stream: Stream) -> int:
        return StreamTable(self.root, stream).version


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def ids(items: list[dict[str, Any]]) -> list[str]:
    return sorted(str(item["id"]) for item in items)


def changed(items: list[dict[str, Any]], place: int, **fields: Any) -> list[dict[str, Any]]:
    copy = list(items)
    copy[place] = copy[place] | fields
    return copy


@pytest.mark.parametrize("paging", ["window", "count"])
@pytest.mark.parametrize("offset", [0, 1, 49, 50, 51, 700])
def test_every_post_is_found_whatever_before_means_and_however_wide_the_gaps(
    paging: Paging, offset: int, lake: Lake
) -> None:
    apart = [post | {"id": post["id"] + (offset if post["id"] > 90 else 0)} for post in FORUM.posts]
    sparse = [post for post in apart if post["id"] % 7]
    counts = lake.load(POSTS, replace(FORUM, posts=sparse), paging=paging)
    assert sorted(row["post_id"] for row in lake.rows(POSTS)) == ids(sparse)
    assert counts.pulled == len(sparse)


@pytest.mark.parametrize("paging", ["window", "count"])
@pytest.mark.parametrize("known", [0, 1, 50, 200, len(FORUM.posts) - 1])
def test_new_posts_are_found_and_nothing_else_is_landed(paging: Paging, known: int, lake: Lake) -> None:
    lake.load(POSTS, replace(FORUM, posts=FORUM.posts[:known]), paging=paging)
    before = lake.version(POSTS)
    lake.load(POSTS, FORUM, paging=paging)
    assert sorted(row["post_id"] for row in lake.rows(POSTS, before)) == ids(FORUM.posts[known:])


def test_an_edited_post_is_landed_again(lake: Lake) -> None:
    lake.load(POSTS, FORUM)
    edited = changed(FORUM.posts, -60, raw="On second thought.", updated_at=LATER)
    counts = lake.load(POSTS, replace(FORUM, posts=edited))
    assert counts.landed == 1
    assert lake.rows(POSTS, after=lake.version(POSTS) - 1)[0]["raw"] == "On second thought."


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"raw": "a\0b"}, "nul_in_text:raw"),
        ({"created_at": "9999-12-31T00:00:00Z"}, "date_out_of_range:created_at"),
        ({"user_id": None}, "missing:user_id"),
        ({"actions_summary": "many"}, "int_parsing:actions_summary"),
        ({"actions_summary": ["many"]}, "int_type:actions_summary"),
        ({"post_number": None}, "missing:post_number"),
    ],
)
def test_a_post_that_breaks_the_contract_is_refused_and_the_others_go_on(
    fields: dict[str, Any], reason: str, lake: Lake
) -> None:
    broken = replace(FORUM, posts=changed(FORUM.posts, 100, **fields))
    counts = lake.load(POSTS, broken)
    rows = StreamTable(lake.root, POSTS).rows().to_table().to_pylist()
    refused = [row for row in rows if row["_refusal"] == reason]
    assert [json.loads(row["_payload"])["id"] for row in refused] == [FORUM.posts[100]["id"]]
    assert counts.pulled == counts.landed + counts.quarantined == len(FORUM.posts)
    assert lake.load(POSTS, broken).extracted == 0


def test_since_pulls_again_from_a_moment_on(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "REREAD_POSTS", 0)
    lake.load(POSTS, FORUM)
    edited = replace(FORUM, posts=changed(FORUM.posts, 60, raw="Changed long ago."))
    assert lake.load(POSTS, edited).landed == 0
    moments = [datetime.fromisoformat(FORUM.posts[place]["created_at"]) for place in (260, 10)]
    assert [lake.load(POSTS, edited, Window(since=since)).landed for since in moments] == [0, 1]
    assert StreamTable(lake.root, POSTS).cursor() == {"post_id": FORUM.posts[-1]["id"]}


@pytest.mark.parametrize("stream", [TOPICS, POSTS, USERS], ids=lambda stream: stream.name)
def test_since_passes_over_nothing_that_is_not_yet_known(stream: Stream, lake: Lake) -> None:
    known = FORUM.posts[: len(FORUM.posts) // 2]
    middle = known[-1]["created_at"]
    started = [topic for topic in FORUM.topics if topic["created_at"] <= middle]
    topics = [topic | {"bumped_at": min(topic["bumped_at"], middle)} for topic in started]
    users = [user | {"last_seen_at": None} for user in FORUM.users if user["created_at"] <= middle]
    lake.load(stream, replace(FORUM, posts=known, topics=topics, users=users))
    whole = replace(FORUM, users=[user | {"last_seen_at": None} for user in FORUM.users])
    lake.load(stream, whole, Window(since=datetime.fromisoformat(FORUM.posts[-1]["created_at"])))
    seen = lake.version(stream)
    lake.load(stream, whole, Window(since=datetime.fromisoformat(LONG_AGO)))
    assert lake.version(stream) == seen


def test_a_bumped_topic_is_found_behind_a_pinned_one(lake: Lake) -> None:
    pinned = changed(FORUM.topics, 0, pinned=True, bumped_at=LONG_AGO)
    lake.load(TOPICS, replace(FORUM, topics=pinned))
    bumped = changed(pinned, 3, bumped_at=LATER, posts_count=99)
    counts = lake.load(TOPICS, replace(FORUM, topics=bumped))
    assert counts.landed == 1
    assert lake.rows(TOPICS, after=lake.version(TOPICS) - 1)[0]["count_posts"] == 99
    assert counts.pulled < len(FORUM.topics)


def test_a_topic_with_an_impossible_date_stops_nothing(lake: Lake) -> None:
    odd = changed(FORUM.topics, 0, bumped_at="9999-01-01T00:00:00Z")
    counts = lake.load(TOPICS, replace(FORUM, topics=odd))
    assert (counts.landed, counts.quarantined) == (len(odd) - 1, 1)
    bumped = changed(odd, 3, bumped_at=LATER)
    assert lake.load(TOPICS, replace(FORUM, topics=bumped)).landed == 1


def test_a_cursor_does_not_run_ahead_of_the_window(lake: Lake) -> None:
    until = datetime(2026, 4, 1, tzinfo=UTC)
    lake.load(TOPICS, FORUM, Window(until=until))
    assert StreamTable(lake.root, TOPICS).cursor() == {"bumped_at": until.isoformat()}


def test_a_user_who_comes_back_is_read_again_with_the_email_address(lake: Lake) -> None:
    lake.load(USERS, FORUM)
    assert {row["email"] for row in lake.rows(USERS)} >= {user["email"] for user in FORUM.users}
    back = changed(FORUM.users, 7, last_seen_at=LATER, email="new@runner.example")
    counts = lake.load(USERS, replace(FORUM, users=back))
    assert counts.landed == 1
    assert lake.rows(USERS, after=lake.version(USERS) - 1)[0]["email"] == "new@runner.example"


def test_a_user_who_was_never_seen_is_found_by_creation(lake: Lake) -> None:
    lake.load(USERS, FORUM)
    newcomer = FORUM.users[0] | {"id": 5000, "created_at": LATER, "last_seen_at": None}
    assert lake.load(USERS, replace(FORUM, users=[*FORUM.users, newcomer])).landed == 1


def test_subcategories_are_categories_too(lake: Lake) -> None:
    child = FORUM.categories[0] | {"id": 900, "parent_category_id": FORUM.categories[0]["id"]}
    lake.load(CATEGORIES, replace(FORUM, categories=[*FORUM.categories, child]))
    rows = {row["category_id"]: row["parent_category_id"] for row in lake.rows(CATEGORIES)}
    assert len(rows) == len(FORUM.categories) + 1
    assert rows["900"] == str(FORUM.categories[0]["id"])
