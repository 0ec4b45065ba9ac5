"""What Mastodon's streams promise. Field names of the wire: https://docs.joinmastodon.org/entities/."""

from typing import Annotated, Any, ClassVar

from pydantic import AliasPath, BeforeValidator, Field

from twoears.contracts import Identifier, Integer, JsonText, Moment, Record, Text
from twoears.sources.mastodon.fields import unverified, verified


def _names(tags: Any) -> Any:
    return _each(tags, "name")


def _ids(mentions: Any) -> Any:
    return _each(mentions, "id")


def _each(items: Any, field: str) -> Any:
    """One field of each object in a list; what is no such list is left for the type to refuse."""
    if isinstance(items, list) and all(isinstance(item, dict) and field in item for item in items):
        return [item[field] for item in items]
    if items is None or isinstance(items, str):
        return items
    raise ValueError("not a list of objects")


Verified = Annotated[JsonText, BeforeValidator(verified)]
Unverified = Annotated[JsonText, BeforeValidator(unverified)]
PROFILE_FIELDS = AliasPath("account", "fields")


class Status(Record):
    """A status and why we have it.

    ``found_by`` is ``account`` for the brand's own, ``mention`` for those that mention the brand and
    ``hashtag`` for all others. It follows from the status, so a status has one, whichever way it came.
    """

    key: ClassVar[tuple[str, ...]] = ("status_id",)
    status_id: Identifier = Field(validation_alias="id")
    account_id: Identifier = Field(validation_alias=AliasPath("account", "id"))
    acct: Text = Field(validation_alias=AliasPath("account", "acct"))
    display_name: Text | None = Field(None, validation_alias=AliasPath("account", "display_name"))
    profile_url: Text | None = Field(None, validation_alias=AliasPath("account", "url"))
    verified_links: Verified | None = Field(None, validation_alias=PROFILE_FIELDS)
    unverified_fields: Unverified | None = Field(None, validation_alias=PROFILE_FIELDS)
    is_bot: bool = Field(False, validation_alias=AliasPath("account", "bot"))
    created_at: Moment
    edited_at: Moment | None = None
    content: Text
    language: Text | None = None
    visibility: Text
    in_reply_to_status_id: Identifier | None = Field(None, validation_alias="in_reply_to_id")
    in_reply_to_account_id: Identifier | None = None
    reblog_of_status_id: Identifier | None = Field(None, validation_alias=AliasPath("reblog", "id"))
    hashtags: Annotated[JsonText, BeforeValidator(_names)] = Field("[]", validation_alias="tags")
    mentions: Annotated[JsonText, BeforeValidator(_ids)] = "[]"
    count_favourites: Integer = Field(0, validation_alias="favourites_count")
    count_reblogs: Integer = Field(0, validation_alias="reblogs_count")
    count_replies: Integer = Field(0, validation_alias="replies_count")
    found_by: Text


class Notification(Record):
    """Somebody did something: mentioned the brand, favourited or boosted its status, followed it."""

    key: ClassVar[tuple[str, ...]] = ("notification_id",)
    notification_id: Identifier = Field(validation_alias="id")
    type: Text
    created_at: Moment
    account_id: Identifier = Field(validation_alias=AliasPath("account", "id"))
    acct: Text = Field(validation_alias=AliasPath("account", "acct"))
    display_name: Text | None = Field(None, validation_alias=AliasPath("account", "display_name"))
    profile_url: Text | None = Field(None, validation_alias=AliasPath("account", "url"))
    verified_links: Verified | None = Field(None, validation_alias=PROFILE_FIELDS)
    unverified_fields: Unverified | None = Field(None, validation_alias=PROFILE_FIELDS)
    is_bot: bool = Field(False, validation_alias=AliasPath("account", "bot"))
    status_id: Identifier | None = Field(None, validation_alias=AliasPath("status", "id"))
