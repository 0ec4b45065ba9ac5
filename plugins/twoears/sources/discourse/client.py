"""How to talk to Discourse's REST API.

Wire format: https://docs.discourse.org and Discourse's own controllers. An admin key may ask 60 times a
minute by default; beyond that it answers 429 with Retry-After.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from twoears.contracts import Payload
from twoears.sources.http import Answer, Api, moment_of, numbered_pages

if TYPE_CHECKING:
    from airflow.sdk import Connection

POSTS_WINDOW = 50
STALE_PAGES = 3


def connect(stream: str, connection: "Connection") -> Api:
    """The forum's API; the login is the Api-Username, the password the Api-Key.

    Raises:
        VendorError: the connection has no host, no login or no password.
    """
    headers = {"Api-Username": connection.login or "", "Api-Key": connection.password or ""}
    access = (
        f"put an administrator's name (Api-Username) into the login of the connection {connection.conn_id} "
        "and an API key that may read everything (Api-Key) into its password"
    )
    return Api(stream, connection, headers, access)


def categories(api: Api) -> Iterator[Answer]:
    """All categories, page by page where the forum pages them, subcategories beside their parents."""

    def page(number: int) -> Answer:
        params = {"include_subcategories": "true", "page": number}
        answer = api.records("categories.json", params, at=("category_list", "categories"))
        return Answer(_with_subcategories(answer.records), answer.size, answer.links)

    return numbered_pages(page, first=1)


def _with_subcategories(nested: list[Payload]) -> list[Payload]:
    flat: list[Payload] = []
    for category in nested:
        children = category.get("subcategory_list")
        listed = children if isinstance(children, list) else []
        flat += [category, *_with_subcategories([child for child in listed if isinstance(child, dict)])]
    return flat


def topics(api: Api) -> Iterator[Answer]:
    """Topics by their last bump, newest first; but pinned ones lead the first page."""

    def page(number: int) -> Answer:
        params = {"order": "activity", "page": number}
        return api.records("latest.json", params, at=("topic_list", "topics"))

    return numbered_pages(page, first=0, stale_pages=STALE_PAGES)


def users(api: Api, order: Literal["created", "seen"]) -> Iterator[Answer]:
    """Users with their email addresses, newest first. Only administrators may see them."""

    def page(number: int) -> Answer:
        params = {"order": order, "show_emails": "true", "page": number}
        return api.records("admin/users/list/active.json", params)

    return numbered_pages(page, first=1, stale_pages=STALE_PAGES)


def newest_posts(api: Api) -> Answer:
    """The newest posts. Those are all posts from the oldest one in the answer on."""
    return api.records("posts.json", at=("latest_posts",))


def posts_after(api: Api, post_id: int, reach: int) -> Answer:
    """The posts with ids above ``post_id`` up to ``reach``, which lies less than a window above it.

    ``before=N`` gave the posts with N-50 < id <= N for years, and since 2025 gives the 50 posts with
    id < N. What is asked for here lies in both.
    """
    params = {"before": post_id + POSTS_WINDOW}
    answer = api.records("posts.json", params, at=("latest_posts",))
    wanted = [post for post in answer.records if _lies_between(number_of(post), post_id, reach)]
    return Answer(wanted, answer.size, answer.links)


def _lies_between(number: int | None, above: int, reach: int) -> bool:
    """A post without a number is let through, so that it can be refused where it is seen."""
    return number is None or above < number <= reach


def number_of(post: Payload) -> int | None:
    """A post's id, where it is a number."""
    try:
        return int(post.get("id") or "")
    except (TypeError, ValueError):
        return None


def down_to(bound: datetime, pages: Iterator[Answer], field: str) -> Iterator[Answer]:
    """Pages that go from new to old by a time field, up to the one that reaches below ``bound``."""
    for answer in pages:
        yield answer
        unpinned = [record for record in answer.records if not record.get("pinned")]
        if min(moments(unpinned, field), default=bound) < bound:
            return


def moments(records: list[Payload], field: str) -> list[datetime]:
    """What a time field tells, without the records where it tells nothing."""
    found = (moment_of(record.get(field)) for record in records)
    return [moment for moment in found if moment is not None]
