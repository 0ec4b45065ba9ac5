"""How Mastodon's streams are pulled: forward by ids, so that the cursor moves with every page.

Statuses of other servers may arrive late, under the id of the time when they were written, and are edited;
so those of the last days are read again. ``window.until`` cuts nothing off.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from twoears.contracts import Payload
from twoears.sources.http import Answer, Api
from twoears.sources.mastodon import client
from twoears.sources.mastodon.records import Notification, Status
from twoears.streams import Cursor, Page, Stream, Window

if TYPE_CHECKING:
    from airflow.sdk import Connection

REREAD = timedelta(days=2)


def pull_notifications(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """Mentions, favourites, boosts, follows and whatever else the server tells the account."""
    api = client.connect("mastodon.notifications", connection)
    start = _notification_start(api, cursor, "notification", window)
    for answer, position in client.notifications(api, start):
        yield Page(answer.records, _moved(cursor, "notification", position), answer.size)


def pull_statuses(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """The brand's own statuses, those that mention it, and those under each hashtag.

    The cursor holds a position for each of these ways.
    """
    api = client.connect("mastodon.statuses", connection)
    hashtags = client.hashtags("mastodon.statuses", connection)
    own_id = client.own_account_id(api)
    for way, pages in _ways(api, own_id, hashtags, cursor, window):
        for answer, position in pages:
            cursor = _moved(cursor, way, position)
            statuses = [status | {"found_by": _found_by(status, own_id, way)} for status in answer.records]
            yield Page(statuses, cursor, answer.size)


def _ways(
    api: Api, own_id: str, hashtags: list[str], cursor: Cursor, window: Window
) -> Iterator[tuple[str, Iterator[tuple[Answer, str]]]]:
    yield "account", client.own_statuses(api, own_id, _status_start(cursor, "account", window))
    start = _notification_start(api, cursor, "mention", window)
    yield "mention", _mentioning(client.notifications(api, start, "mention"))
    for tag in hashtags:
        way = f"hashtag:{tag}"
        yield way, client.tagged_statuses(api, tag, _status_start(cursor, way, window))


def _mentioning(pages: Iterator[tuple[Answer, str]]) -> Iterator[tuple[Answer, str]]:
    """The statuses inside mentions. The mentions themselves are another stream's records."""
    for answer, position in pages:
        mentions = [item for item in answer.records if item.get("type") == "mention"]
        statuses = [item["status"] for item in mentions if isinstance(item.get("status"), dict)]
        yield Answer(statuses, answer.size, answer.links), position


def _found_by(status: Payload, own_id: str, way: str) -> str:
    """Why we have a status, told by the status itself where it can."""
    if _id(status.get("account")) == own_id:
        return "account"
    mentions = status.get("mentions")
    if isinstance(mentions, list) and own_id in map(_id, mentions):
        return "mention"
    return way.partition(":")[0]


def _id(entity: Any) -> str | None:
    return str(entity.get("id")) if isinstance(entity, dict) else None


def _status_start(cursor: Cursor, way: str, window: Window) -> str:
    known = client.earlier(cursor[way], REREAD) if way in cursor else None
    return _start(known, client.status_position(window.since) if window.since else None)


def _notification_start(api: Api, cursor: Cursor, way: str, window: Window) -> str:
    since = client.notification_position(api, window.since) if window.since else None
    return _start(cursor.get(way), since)


def _start(known: str | None, since: str | None) -> str:
    """A window's start only ever reaches further back than what is known."""
    positions = [position for position in (known, since) if position is not None]
    return min(positions, key=client.order, default=client.BEGINNING)


def _moved(cursor: Cursor, way: str, position: str) -> Cursor:
    """The cursor with one position moved forward, never back."""
    return cursor | {way: max(cursor.get(way, client.BEGINNING), position, key=client.order)}


STREAMS: tuple[Stream, ...] = (
    Stream("social", "mastodon", "statuses", Status, pull_statuses, rereads=True, changed_at="created_at"),
    Stream(
        "social",
        "mastodon",
        "notifications",
        Notification,
        pull_notifications,
        rereads=True,
        changed_at="created_at",
    ),
)
