"""Forum posts as Discourse stores them (`raw`, its Markdown) and shows them (`cooked`, HTML)."""

import html
import re
from dataclasses import dataclass

FORUM_URL = "https://forum.windrow.example"
_URL = re.compile(r"https://\S+")


@dataclass(frozen=True, slots=True)
class Markup:
    """The two forms of one piece of a post."""

    raw: str
    cooked: str


def paragraph(text: str) -> Markup:
    """Plain words; addresses become links."""
    linked = _URL.sub(
        lambda match: f'<a href="{match[0]}" rel="noopener nofollow ugc">{match[0]}</a>',
        html.escape(text, quote=False),
    )
    return Markup(text, f"<p>{linked}</p>")


def mention(username: str, text: str) -> Markup:
    """Words that begin with somebody's name."""
    link = f'<a class="mention" href="/u/{username.lower()}">@{username}</a>'
    return Markup(f"@{username} {text}", f"<p>{link} {html.escape(text, quote=False)}</p>")


def quote(username: str, post_number: int, topic_id: int, text: str) -> Markup:
    """Somebody else's words."""
    return Markup(
        f'[quote="{username}, post:{post_number}, topic:{topic_id}"]\n{text}\n[/quote]',
        f'<aside class="quote no-group" data-username="{username}" data-post="{post_number}" '
        f'data-topic="{topic_id}">\n<div class="title">\n<div class="quote-controls"></div>\n'
        f'<img loading="lazy" alt="" width="24" height="24" src="{avatar(username, "48")}" '
        f'class="avatar"> {username}:</div>\n<blockquote>\n'
        f"<p>{html.escape(text, quote=False)}</p>\n</blockquote>\n</aside>",
    )


def onebox(url: str, host: str, title: str, excerpt: str) -> Markup:
    """A link on a line of its own, which the forum unfolds into a box."""
    return Markup(
        url,
        f'<aside class="onebox allowlistedgeneric" data-onebox-src="{url}">\n'
        f'  <header class="source">\n      <a href="{url}" target="_blank" '
        f'rel="noopener nofollow ugc">{host}</a>\n  </header>\n'
        '  <article class="onebox-body">\n'
        f'    <h3><a href="{url}" target="_blank" rel="noopener nofollow ugc">'
        f"{html.escape(title)}</a></h3>\n  <p>{html.escape(excerpt)}</p>\n  </article>\n"
        '  <div class="onebox-metadata"></div>\n  <div style="clear: both"></div>\n</aside>',
    )


def join(parts: list[Markup]) -> Markup:
    """A whole post; pieces are set apart by an empty line in the Markdown."""
    return Markup("\n\n".join(part.raw for part in parts), "\n".join(part.cooked for part in parts))


def avatar(username: str, size: str = "{size}") -> str:
    """Address of a letter avatar."""
    return f"/letter_avatar_proxy/v4/letter/{username[0].lower()}/8edcca/{size}.png"


def slug(title: str) -> str:
    """A title as it stands in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "topic"
