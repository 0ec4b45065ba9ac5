"""How to talk to Mastodon's REST API.

Wire format: https://docs.joinmastodon.org/methods/ and, for pages, /api/guidelines/#pagination. A token may
ask 300 times in five minutes by default; X-RateLimit headers tell what is left.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from twoears.contracts import Payload
from twoears.errors import VendorError
from twoears.sources.http import Answer, Api, moment_of

if TYPE_CHECKING:
    from airflow.sdk import Connection

NOTIFICATIONS = "api/v1/notifications"
BEGINNING = "0"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OLDEST_SNOWFLAKE = 1 << 40
"""Ids below were counted; ids above hold milliseconds since 1970 in all but their lowest 16 bits."""


def connect(stream: str, connection: "Connection") -> Api:
    """The server's API; the password is an access token of the brand's account.

    Raises:
        VendorError: the connection has no host or no password.
    """
    token = connection.password or ""
    access = (
        f"put an access token of the brand's account with the scope read into the password of the "
        f"connection {connection.conn_id}"
    )
    return Api(stream, connection, {"Authorization": f"Bearer {token}" if token else ""}, access)


def hashtags(stream: str, connection: "Connection") -> list[str]:
    """The hashtags to follow, from the connection's extra, without their ``#``.

    Raises:
        VendorError: they are not a list of texts.
    """
    wanted = connection.extra_dejson.get("hashtags", [])
    if not isinstance(wanted, list) or not all(isinstance(tag, str) for tag in wanted):
        raise VendorError(
            stream,
            f'"hashtags" in the extra of the connection {connection.conn_id} is no list of texts',
            'write it as {"hashtags": ["one", "two"]}',
        )
    return [tag.strip().removeprefix("#") for tag in wanted]


def own_account_id(api: Api) -> str:
    """The id of the account whose token is used."""
    path = "api/v1/accounts/verify_credentials"
    account_id = api.object(path).get("id")
    if not isinstance(account_id, str | int):
        api.refuse_shape(path, "an account")
    return str(account_id)


def own_statuses(api: Api, account_id: str, after: str) -> Iterator[tuple[Answer, str]]:
    return _forward(api, f"api/v1/accounts/{quote(account_id, safe='')}/statuses", {"limit": 40}, after)


def tagged_statuses(api: Api, hashtag: str, after: str) -> Iterator[tuple[Answer, str]]:
    return _forward(api, f"api/v1/timelines/tag/{quote(hashtag, safe='')}", {"limit": 40}, after)


def notifications(api: Api, after: str, kind: str | None = None) -> Iterator[tuple[Answer, str]]:
    """Notifications of one type or of all, with those that the account's own policy filters out of sight."""
    kinds = {"types[]": kind} if kind else {}
    return _forward(api, NOTIFICATIONS, {"limit": 80, "include_filtered": "true"} | kinds, after)


def _forward(api: Api, path: str, params: Payload, after: str) -> Iterator[tuple[Answer, str]]:
    """Pages from old to new with the position behind each; their records are oldest first.

    A page names the next one in the Link header as ``prev``. Only its ``min_id`` is taken: the rest of
    that address may be another server's, to which no token must go.
    """
    while True:
        answer = api.records(path, params | {"min_id": after})
        ahead = max([*(_linked(answer) or _ids(answer.records)), after], key=order)
        if answer.records:
            yield Answer(answer.records[::-1], answer.size, answer.links), ahead
        if ahead == after:
            return
        after = ahead


def _linked(answer: Answer) -> list[str]:
    return parse_qs(urlsplit(answer.links.get("prev", "")).query).get("min_id", [])


def _ids(records: list[Payload]) -> list[str]:
    return [record["id"] for record in records if isinstance(record.get("id"), str)]


def order(position: str) -> tuple[int, str]:
    """Ids are texts that sort by length first (docs.joinmastodon.org/api/guidelines/#id)."""
    return len(position), position


def status_position(moment: datetime) -> str:
    """The id below all statuses since a moment."""
    return str(int((moment - EPOCH).total_seconds() * 1000) << 16)


def earlier(position: str, span: timedelta) -> str:
    """The position a while before that of a status, as far as it tells its time."""
    if not position.isdigit() or int(position) < OLDEST_SNOWFLAKE:
        return position
    return str(max(0, int(position) - (int(span.total_seconds() * 1000) << 16)))


def notification_position(api: Api, since: datetime) -> str:
    """The id below all notifications since a moment, looked for from the newest one backwards."""
    params: Payload = {"limit": 80, "include_filtered": "true"}
    while ids := _ids(records := api.records(NOTIFICATIONS, params).records):
        older = [r for r in records if (moment_of(r.get("created_at")) or since) < since]
        if older_ids := _ids(older):
            return max(older_ids, key=order)
        params |= {"max_id": min(ids, key=order)}
    return BEGINNING
