"""Statuses and notifications as Mastodon 4 answers them, and the HTML in them."""

import html
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.world.social_accounts import HOME_SERVER, Profile
from sandbox.world.timeline import iso

_EVERY_STATUS: dict[str, Any] = {
    "sensitive": False,
    "spoiler_text": "",
    "edited_at": None,
    "favourited": False,
    "reblogged": False,
    "muted": False,
    "bookmarked": False,
    "reblog": None,
    "quote": None,
    "card": None,
    "poll": None,
    "in_reply_to_id": None,
    "in_reply_to_account_id": None,
    "replies_count": 0,
    "reblogs_count": 0,
    "favourites_count": 0,
    "quotes_count": 0,
}
_URL = re.compile(r"https://(\S+)")


def content(text: str, mentions: Sequence[Profile], tags: Sequence[str]) -> str:
    """One paragraph: mentions first, then the words, then hashtags."""
    parts = [*map(_mention, mentions), _words(text), *map(_hashtag, tags)]
    return f"<p>{' '.join(parts)}</p>"


def status(
    status_id: str,
    at: datetime,
    author: Profile,
    text: str,
    *,
    mentions: Sequence[Profile] = (),
    tags: Sequence[str] = (),
    parent: dict[str, Any] | None = None,
    visibility: str = "public",
    language: str = "en",
) -> dict[str, Any]:
    """A status; the account is embedded by reference."""
    if parent:
        parent["replies_count"] += 1
    return _shell(status_id, at, author, visibility) | {
        "in_reply_to_id": parent["id"] if parent else None,
        "in_reply_to_account_id": parent["account"]["id"] if parent else None,
        "language": language,
        "content": content(text, mentions, tags),
        "mentions": [profile.mention for profile in mentions],
        "tags": [{"name": tag.lower(), "url": _tag_url(tag)} for tag in tags],
    }


def reblog(status_id: str, at: datetime, author: Profile, original: dict[str, Any]) -> dict[str, Any]:
    """A boost: a status without words that holds the original."""
    original["reblogs_count"] += 1
    shell = _shell(status_id, at, author, "public")
    activity = f"{author.json['uri']}/statuses/{status_id}/activity"
    return shell | {"uri": activity, "url": activity, "reblog": original, "language": None}


def notification(kind: str, at: datetime, author: Profile, about: dict[str, Any] | None) -> dict[str, Any]:
    """A notification whose `id` is set once all of them are in order."""
    item = {"id": "", "type": kind, "created_at": iso(at), "group_key": "", "account": author.json}
    return item if about is None else item | {"status": about}


def _shell(status_id: str, at: datetime, author: Profile, visibility: str) -> dict[str, Any]:
    account = author.json
    account["last_status_at"] = f"{at:%Y-%m-%d}"
    account["statuses_count"] += 1
    return _EVERY_STATUS | {
        "id": status_id,
        "created_at": iso(at),
        "visibility": visibility,
        "language": "en",
        "uri": f"{account['uri']}/statuses/{status_id}",
        "url": f"{account['url']}/{status_id}",
        "content": "",
        "filtered": [],
        "account": account,
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "emojis": [],
    }


def _words(text: str) -> str:
    return _URL.sub(
        lambda match: (
            f'<a href="{match[0]}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">https://</span><span class="">{match[1]}</span></a>'
        ),
        html.escape(text, quote=False).replace("'", "&#39;"),
    )


def _mention(profile: Profile) -> str:
    account = profile.json
    return (
        f'<span class="h-card" translate="no"><a href="{account["url"]}" class="u-url mention">'
        f"@<span>{account['username']}</span></a></span>"
    )


def _hashtag(tag: str) -> str:
    return f'<a href="{_tag_url(tag)}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'


def _tag_url(tag: str) -> str:
    return f"https://{HOME_SERVER}/tags/{tag.lower()}"
