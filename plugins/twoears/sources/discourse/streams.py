"""How Discourse's streams are pulled.

The forum shows only the present. Of what was deleted or hidden it says nothing, and a change is seen when
its record is read again: a topic when it is bumped, a user who comes back, the newest posts at every pull.
``window.until`` keeps cursors from running ahead of it and cuts nothing off.
"""

from collections.abc import Generator, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from twoears.contracts import EARLIEST, LATEST
from twoears.sources.discourse import client
from twoears.sources.discourse.records import Category, Post, Topic, User
from twoears.sources.http import Answer, Api, moment_of
from twoears.streams import Cursor, Page, Stream, Window

if TYPE_CHECKING:
    from airflow.sdk import Connection

REREAD_POSTS = 500
"""So many ids below the newest known post are read again, for edits, likes and accepted answers."""

STEP = client.POSTS_WINDOW - 1


def pull_categories(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """All of them, every time."""
    for answer in client.categories(client.connect("discourse.categories", connection)):
        yield Page(answer.records, cursor, answer.size)


def pull_topics(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """From the latest bump back to the newest one of the last pull."""
    api = client.connect("discourse.topics", connection)
    bound = _bound(cursor, "bumped_at", window, first=EARLIEST)
    newest = yield from _newest_first(client.topics(api), "bumped_at", bound, cursor)
    yield Page([], _moved(cursor, "bumped_at", newest, window))


def pull_users(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """Those seen since the last pull, then those created since; at the first pull all, by creation.

    Whoever is seen while users are read by creation is newer than the mark that was taken before.
    """
    api = client.connect("discourse.users", connection)
    bound = _bound(cursor, "last_seen_at", window, first=LATEST)  # LATEST: its first page only
    seen = yield from _newest_first(client.users(api, "seen"), "last_seen_at", bound, cursor)
    bound = _bound(cursor, "created_at", window, first=EARLIEST)
    created = yield from _newest_first(client.users(api, "created"), "created_at", bound, cursor)
    ahead = _moved(cursor, "last_seen_at", seen, window)
    yield Page([], _moved(ahead, "created_at", created, window))


def _bound(cursor: Cursor, field: str, window: Window, first: datetime) -> datetime:
    """How far back to read; a window's start only ever reaches further back than the cursor."""
    bounds = (moment_of(cursor.get(field)), window.since)
    return min((bound for bound in bounds if bound is not None), default=first)


def _newest_first(
    pages: Iterator[Answer], field: str, bound: datetime, cursor: Cursor
) -> Generator[Page, None, datetime | None]:
    """Pages down to ``bound`` under an unmoved cursor; returns the newest moment of the first page.

    What changes while later pages are read is newer than that, so the next pull finds it.
    """
    newest: datetime | None = None
    for number, answer in enumerate(client.down_to(bound, pages, field)):
        if number == 0:
            newest = max(client.moments(answer.records, field), default=None)
        yield Page(answer.records, cursor, answer.size)
    return newest


def _moved(cursor: Cursor, field: str, newest: datetime | None, window: Window) -> Cursor:
    """The cursor moved forward to ``newest``, but not beyond the window and never back."""
    if newest is None:
        return cursor
    newest = min(newest, window.until or LATEST)
    return cursor | {field: max(newest, moment_of(cursor.get(field)) or EARLIEST).isoformat()}


def pull_posts(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """Forward by ids, so that the cursor moves with every page, and the newest posts last."""
    api = client.connect("discourse.posts", connection)
    known = int(cursor.get("post_id", 0))
    head = client.newest_posts(api)
    numbers = [number for post in head.records if (number := client.number_of(post)) is not None]
    head_start, newest = min(numbers, default=0), max(numbers, default=0)
    after = max(0, known - REREAD_POSTS)
    if window.since:
        begun = _id_before(api, newest, window.since)
        after = min(after, begun) if cursor else begun
    while after < head_start - 1:
        reach = min(after + STEP, head_start - 1)
        answer = client.posts_after(api, after, reach)
        yield Page(answer.records, {"post_id": max(known, reach)}, answer.size)
        after = reach
    yield Page(head.records, {"post_id": max(known, newest)}, head.size)


def _id_before(api: Api, newest: int, since: datetime) -> int:
    """An id below those of all posts since a moment, looked for from the newest one backwards."""
    for reach in range(newest, 0, -STEP):
        answer = client.posts_after(api, max(0, reach - STEP), reach)
        created = client.moments(answer.records, "created_at")
        if created and max(created) < since:
            return reach
    return 0


STREAMS: tuple[Stream, ...] = (
    Stream("forum", "discourse", "categories", Category, pull_categories, rereads=True),
    Stream("forum", "discourse", "topics", Topic, pull_topics, rereads=True),
    Stream("forum", "discourse", "posts", Post, pull_posts, rereads=True, changed_at="updated_at"),
    Stream("forum", "discourse", "users", User, pull_users, rereads=True),
)
