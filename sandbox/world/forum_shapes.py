"""Topics and posts of the forum, and their JSON as Discourse answers it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.world.catalogue import Product
from sandbox.world.cooked import Markup, avatar, slug
from sandbox.world.forum_users import Member
from sandbox.world.timeline import iso

FAR_FUTURE = {"created_at": "9999-12-31T23:59:59.000Z"}
_LIKE = 2
_EVERY_POST: dict[str, Any] = {
    "incoming_link_count": 0,
    "yours": False,
    "primary_group_name": None,
    "flair_name": None,
    "hidden": False,
    "deleted_at": None,
    "user_deleted": False,
    "edit_reason": None,
    "wiki": False,
}
_EVERY_TOPIC: dict[str, Any] = {
    "image_url": None,
    "bumped": True,
    "archetype": "regular",
    "unseen": False,
    "pinned": False,
    "visible": True,
    "archived": False,
    "has_summary": False,
    "pinned_globally": False,
    "featured_link": None,
}
_EVERY_CATEGORY: dict[str, Any] = {
    "text_color": "FFFFFF",
    "read_restricted": False,
    "permission": None,
    "notification_level": 1,
    "topic_template": None,
    "has_children": False,
    "parent_category_id": None,
}


@dataclass(frozen=True, slots=True)
class Category:
    """One board of the forum."""

    category_id: int
    slug: str
    name: str
    color: str
    description: str


CATEGORIES = (
    Category(1, "general", "General", "0088CC", "Everything that fits nowhere else."),
    Category(2, "gear", "Gear advice", "12A89D", "What to wear, and what to buy."),
    Category(3, "races", "Races and routes", "9EB83B", "Reports, plans and places."),
    Category(4, "ideas", "Ideas for Windrow", "F7941D", "Tell us what to make next."),
    Category(5, "support", "Support", "ED207B", "Something is broken or late."),
)
_CATEGORY_IDS = {category.slug: category.category_id for category in CATEGORIES}


@dataclass(slots=True)
class Topic:
    """One conversation; `kind` and `about` keep its replies to the point."""

    topic_id: int
    title: str
    category: str
    starter: Member
    created_at: datetime
    posts: "list[Post]" = field(default_factory=list)
    kind: str = "small_talk"
    about: Product | None = None
    is_answered: bool = False
    is_closed: bool = False

    @property
    def category_id(self) -> int:
        """The id behind the category's slug."""
        return _CATEGORY_IDS[self.category]


@dataclass(slots=True)
class Post:
    """One post; `own` is what its author wrote without quotes, `action` marks system posts."""

    post_id: int
    number: int
    topic: Topic
    member: Member
    created_at: datetime
    markup: Markup
    parent: "Post | None" = None
    own: str = ""
    likes: int = 0
    replies: int = 0
    is_accepted: bool = False
    edited_at: datetime | None = None
    action: str | None = None


def as_post(post: Post) -> dict[str, Any]:
    """The item of /posts.json (`latest_posts`)."""
    member, topic = post.member, post.topic
    is_quote = post.markup.cooked.startswith('<aside class="quote')
    return _EVERY_POST | {
        "id": post.post_id,
        "name": member.name,
        "username": member.username,
        "avatar_template": avatar(member.username),
        "created_at": iso(post.created_at),
        "cooked": post.markup.cooked,
        "post_number": post.number,
        "post_type": 3 if post.action else 1,
        "updated_at": iso(post.edited_at or post.created_at),
        "reply_count": post.replies,
        "reply_to_post_number": post.parent.number if post.parent else None,
        "quote_count": int(is_quote),
        "reads": 3 + 5 * post.likes,
        "readers_count": 2 + 5 * post.likes,
        "score": round(0.6 + 15.0 * post.likes + 5.0 * post.replies, 1),
        "topic_id": topic.topic_id,
        "topic_slug": slug(topic.title),
        "topic_title": topic.title,
        "topic_html_title": topic.title,
        "category_id": topic.category_id,
        "display_username": member.name,
        "version": 2 if post.edited_at else 1,
        "user_title": "Windrow" if member.is_admin or member.is_moderator else None,
        "reply_to_user": _reply_to_user(post.parent),
        "raw": post.markup.raw,
        "actions_summary": [{"id": _LIKE, "count": post.likes}] if post.likes else [],
        "moderator": member.is_moderator,
        "admin": member.is_admin,
        "staff": member.is_admin or member.is_moderator,
        "user_id": member.user_id,
        "trust_level": member.trust_level,
        "action_code": post.action,
        "accepted_answer": post.is_accepted,
        "topic_accepted_answer": topic.is_answered,
    }


def with_nul(post: dict[str, Any]) -> dict[str, Any]:
    """The post's texts with a NUL in them."""
    return {key: post[key][:-1] + "\x00" + post[key][-1:] for key in ("raw", "cooked")}


def as_topic(topic: Topic) -> dict[str, Any]:
    """The item of a topic list; system posts do not bump a topic."""
    last = topic.posts[-1]
    bumped = next(post for post in reversed(topic.posts) if post.action is None)
    return _EVERY_TOPIC | {
        "tags": [],
        "id": topic.topic_id,
        "title": topic.title,
        "fancy_title": topic.title,
        "slug": slug(topic.title),
        "posts_count": len(topic.posts),
        "reply_count": sum(post.parent is not None for post in topic.posts),
        "highest_post_number": len(topic.posts),
        "created_at": iso(topic.created_at),
        "last_posted_at": iso(last.created_at),
        "bumped_at": iso(bumped.created_at),
        "excerpt": topic.posts[0].own[:200],
        "closed": topic.is_closed,
        "views": 9 + 7 * len(topic.posts) + 3 * sum(post.likes for post in topic.posts),
        "like_count": sum(post.likes for post in topic.posts),
        "last_poster_username": last.member.username,
        "category_id": topic.category_id,
        "has_accepted_answer": topic.is_answered,
        "posters": _posters(topic),
    }


def as_categories(topics: list[Topic], posts: list[Post]) -> list[dict[str, Any]]:
    """The items of /categories.json."""
    topic_counts = Counter(topic.category for topic in topics)
    post_counts = Counter(post.topic.category for post in posts)
    return [
        _EVERY_CATEGORY
        | {
            "id": category.category_id,
            "name": category.name,
            "color": category.color,
            "slug": category.slug,
            "topic_count": topic_counts[category.slug],
            "post_count": post_counts[category.slug],
            "position": category.category_id,
            "description": category.description,
            "description_text": category.description,
            "description_excerpt": category.description,
            "topic_url": f"/t/about-{category.slug}/{category.category_id}",
        }
        for category in CATEGORIES
    ]


def _reply_to_user(parent: Post | None) -> dict[str, Any] | None:
    if parent is None:
        return None
    member = parent.member
    return {
        "id": member.user_id,
        "username": member.username,
        "name": member.name,
        "avatar_template": avatar(member.username),
    }


def _posters(topic: Topic) -> list[dict[str, Any]]:
    """The starter, up to three of the busiest, and whoever wrote last, as Discourse lists them."""
    last = topic.posts[-1].member.user_id
    starter = topic.starter.user_id
    busiest = [user for user, _ in Counter(p.member.user_id for p in topic.posts).most_common(3)]
    roles = {starter: ["Original Poster"]}
    for user in busiest:
        roles.setdefault(user, ["Frequent Poster"])
    roles.setdefault(last, []).append("Most Recent Poster")
    return [
        {
            "extras": ("latest single" if len(roles) == 1 else "latest") if user == last else None,
            "description": ", ".join(named),
            "user_id": user,
            "primary_group_id": None,
        }
        for user, named in roles.items()
    ]
