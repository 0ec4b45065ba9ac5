"""Discourse's contracts: what is taken from where, and that a landed payload can be driven again."""

import json
from typing import Any

import pytest

from sandbox.world import build
from twoears.contracts import Record, hold, payload_text
from twoears.sources.discourse.records import Category, Post, Topic, User

FORUM = build(people=30, days=30).forum
POST = FORUM.posts[0]


@pytest.mark.parametrize(
    ("contract", "payloads"),
    [(Category, FORUM.categories), (Topic, FORUM.topics), (Post, FORUM.posts), (User, FORUM.users)],
)
def test_a_payload_gives_the_same_record_after_it_has_been_in_the_lake(
    contract: type[Record], payloads: list[dict[str, Any]]
) -> None:
    again = [json.loads(payload_text(payload)) for payload in payloads]
    assert hold(contract, again).equals(hold(contract, payloads))


@pytest.mark.parametrize(
    ("actions", "likes"),
    [([{"id": 2, "count": 3}], 3), ([{"id": 4, "count": 1}], 0), ([{"id": 2}], 0), ([], 0)],
)
def test_likes_are_counted_in_the_summary_of_actions(actions: list[dict[str, int]], likes: int) -> None:
    assert Post.model_validate(POST | {"actions_summary": actions}).count_likes == likes


def test_what_a_plain_forum_does_not_say_is_not_so() -> None:
    plain = {name: POST[name] for name in POST if name not in {"accepted_answer", "staff", "actions_summary"}}
    post = Post.model_validate(plain)
    assert (post.is_accepted_answer, post.is_staff, post.count_likes) == (False, False, 0)


def test_addresses_are_told_with_whether_the_first_was_proven() -> None:
    user = FORUM.users[-1] | {"secondary_emails": ["b@people.example"], "active": False}
    (row,) = hold(User, [user]).to_pylist()
    assert (json.loads(row["secondary_emails"]), row["is_active"]) == (["b@people.example"], False)
    (hidden,) = hold(
        User, [{k: user[k] for k in user if k not in ("secondary_emails", "active")}]
    ).to_pylist()
    assert (hidden["secondary_emails"], hidden["is_active"]) == (None, None)
    (odd,) = hold(User, [user | {"secondary_emails": {"a": "b"}}]).to_pylist()
    assert odd["_refusal"]
