"""A very small world, made by hand, for the servers' tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.shapes import Forum, Message, Shop, Social, World

STARTED_AT = datetime(2026, 3, 1, tzinfo=UTC)


def _message(number: int, folder: str) -> Message:
    raw = f"From: p{number}@runner.example\r\nSubject: Mail {number}\r\n\r\nText {number}\r\n"
    return Message(folder, STARTED_AT + timedelta(hours=number), raw.encode())


def _status(number: int, **changes: Any) -> dict[str, Any]:
    status = {
        "id": str(1000 + 10 * number),
        "visibility": "public",
        "tags": [{"name": "Windrow", "url": "http://social.example/tags/windrow"}],
        "account": {"id": "7", "acct": "runner"},
        "in_reply_to_id": None,
        "content": f"<p>Run {number}</p>",
    }
    return status | changes


def _notification(number: int, kind: str, status: dict[str, Any] | None) -> dict[str, Any]:
    account = {"id": str(number), "acct": f"fan{number}"}
    notification = {"id": str(number), "type": kind, "account": account}
    return notification | ({"status": status} if status else {})


@pytest.fixture(scope="session")
def messages() -> list[Message]:
    return [_message(number, "Sent" if number % 5 == 0 else "INBOX") for number in range(50)]


@pytest.fixture(scope="session")
def forum() -> Forum:
    days = [f"2026-03-{day:02}T00:00:00.000Z" for day in range(1, 32)]
    topics = [
        {
            "id": number,
            "title": f"Topic {number}",
            "created_at": f"2026-03-01T00:{number:02}:00.000Z",
            "bumped_at": f"2026-03-02T00:{59 - number:02}:00.000Z",
            "posters": [{"user_id": number}],
        }
        for number in range(1, 46)
    ]
    posts = [
        {"id": number, "topic_id": number % 3 + 1, "raw": f"Post {number}", "cooked": "<p>Post</p>"}
        for number in range(1, 131)
        if number not in {60, 61}
    ]
    users = [
        {
            "id": number,
            "username": f"Runner{number}",
            "email": f"runner{number}@runner.example",
            "created_at": days[number % 31],
            "last_seen_at": None if number % 2 else days[(7 * number) % 31],
            "admin": number == 1,
            "moderator": number == 2,
        }
        for number in range(1, 251)
    ]
    categories = [
        {"id": 1, "name": "Shoes", "parent_category_id": None},
        {"id": 2, "name": "Trail shoes", "parent_category_id": 1},
    ]
    return Forum(categories, topics, posts, users)


@pytest.fixture(scope="session")
def social() -> Social:
    statuses = [_status(number) for number in range(50)]
    statuses.append(_status(50, in_reply_to_id="1490", tags=[], account={"id": "1"}))
    statuses.append(_status(51, in_reply_to_id="1500", visibility="unlisted"))
    kinds = ("mention", "favourite", "reblog", "follow")
    notifications = [
        _notification(number, kinds[number % 4], None if number % 4 == 3 else statuses[49])
        for number in range(1, 201)
    ]
    return Social({"id": "1", "acct": "windrow"}, statuses, notifications)


@pytest.fixture(scope="session")
def world(messages: list[Message], forum: Forum, social: Social) -> World:
    changed_at = STARTED_AT + timedelta(days=1)
    customers: list[dict[str, Any]] = [
        {"customer_id": 1, "email": "p1@runner.example", "updated_at": changed_at},
        {"customer_id": 2, "email": None, "updated_at": changed_at},
    ]
    orders: list[dict[str, Any]] = [{"order_id": "O-1", "customer_id": None, "updated_at": changed_at}]
    lines: list[dict[str, Any]] = [
        {"order_id": "O-1", "line_number": 1, "unit_price": None, "updated_at": changed_at},
        {"order_id": "O-1", "line_number": 2, "unit_price": 12.5, "updated_at": changed_at},
    ]
    products = [{"product_id": "P-1", "name": "Nul \0 shoe", "updated_at": changed_at}]
    shop = Shop(customers, orders, lines, products)
    truth = {"people": [{"person_id": 1, "name": "Ana"}], "nobody": []}
    return World(STARTED_AT, STARTED_AT + timedelta(days=2), messages, forum, social, shop, truth)
