"""What the world generator hands to the servers: plain, immutable records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One mail in the brand's mailbox; `folder` is "INBOX" or "Sent", `raw` is RFC 5322 with CRLF.

    `received_at` is aware UTC and becomes IMAP's INTERNALDATE.
    """

    folder: str
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class Forum:
    """JSON objects as Discourse answers them, each list by ascending id.

    `topics` are topic_list items, `posts` latest_posts items, `users` admin user list items; the
    server shows a user's email only when it is asked to.
    """

    categories: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    posts: list[dict[str, Any]]
    users: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Social:
    """JSON objects as Mastodon 4 answers them; ids are strings of digits, lists ascend by id.

    `account` is the brand's own; `statuses` hold hashtag statuses, mentions and the brand's own;
    `notifications` embed the account and, except for a follow, the status.
    """

    account: dict[str, Any]
    statuses: list[dict[str, Any]]
    notifications: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shop:
    """Rows of the order database, one mapping per row, keyed by column name."""

    customers: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    order_lines: list[dict[str, Any]]
    products: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class World:
    """Everything the sandbox serves; both times are aware UTC.

    `truth` maps a table name to its rows and is written beside the servers, never served.
    """

    started_at: datetime
    ended_at: datetime
    messages: list[Message]
    forum: Forum
    social: Social
    shop: Shop
    truth: dict[str, list[dict[str, Any]]]
