"""What Discourse's streams promise. Field names of the wire: https://docs.discourse.org."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from twoears.contracts import Identifier, Integer, JsonText, Moment, Record, Text

LIKE = 2
"""The id of a like among a post's ``actions_summary``."""


def _likes(actions: Any) -> Any:
    """The number of likes in ``actions_summary``: a post that nobody liked has no such entry.

    What is no such list is left for the type to refuse.
    """
    if not isinstance(actions, list) or not all(isinstance(action, dict) for action in actions):
        return actions
    return next((action.get("count", 0) for action in actions if action.get("id") == LIKE), 0)


def _listed(addresses: Any) -> Any:
    is_list = isinstance(addresses, list) and all(isinstance(address, str) for address in addresses)
    if addresses is None or is_list:
        return addresses
    raise ValueError("not a list of addresses")


class Category(Record):
    key: ClassVar[tuple[str, ...]] = ("category_id",)
    category_id: Identifier = Field(validation_alias="id")
    name: Text
    slug: Text
    parent_category_id: Identifier | None = None


class Topic(Record):
    key: ClassVar[tuple[str, ...]] = ("topic_id",)
    topic_id: Identifier = Field(validation_alias="id")
    title: Text
    category_id: Identifier | None = None
    created_at: Moment
    last_posted_at: Moment | None = None
    bumped_at: Moment | None = None
    count_posts: Integer = Field(validation_alias="posts_count")
    count_likes: Integer = Field(0, validation_alias="like_count")
    count_views: Integer = Field(0, validation_alias="views")
    has_accepted_answer: bool = False


class Post(Record):
    """Accepted answers are told by the Discourse Solved plugin, where the forum has it."""

    key: ClassVar[tuple[str, ...]] = ("post_id",)
    post_id: Identifier = Field(validation_alias="id")
    topic_id: Identifier
    post_number: Integer
    reply_to_post_number: Integer | None = None
    user_id: Identifier
    username: Text
    created_at: Moment
    updated_at: Moment
    raw: Text | None = None
    cooked: Text | None = None
    count_likes: Annotated[Integer, BeforeValidator(_likes)] = Field(0, validation_alias="actions_summary")
    is_accepted_answer: bool = Field(False, validation_alias="accepted_answer")
    is_staff: bool = Field(False, validation_alias="staff")
    post_type: Integer
    deleted_at: Moment | None = None


class User(Record):
    """``is_active`` is that the address was proven; ``secondary_emails`` are a user's others, all proven."""

    key: ClassVar[tuple[str, ...]] = ("user_id",)
    user_id: Identifier = Field(validation_alias="id")
    username: Text
    name: Text | None = None
    email: Text | None = None
    secondary_emails: Annotated[JsonText, BeforeValidator(_listed)] | None = None
    is_active: bool | None = Field(None, validation_alias="active")
    created_at: Moment
    last_seen_at: Moment | None = None
    is_admin: bool = Field(False, validation_alias="admin")
    is_moderator: bool = Field(False, validation_alias="moderator")
    trust_level: Integer
