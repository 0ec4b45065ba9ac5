"""Mastodon's contracts: what is taken from where, and that a landed payload can be driven again."""

import json
from typing import Any

import pytest

from sandbox.world import build
from twoears.contracts import Record, hold, payload_text
from twoears.sources.mastodon.records import Notification, Status

SOCIAL = build(people=60, days=60).social
FOUND = [status | {"found_by": "hashtag"} for status in SOCIAL.statuses]


@pytest.mark.parametrize(("contract", "payloads"), [(Status, FOUND), (Notification, SOCIAL.notifications)])
def test_a_payload_gives_the_same_record_after_it_has_been_in_the_lake(
    contract: type[Record], payloads: list[dict[str, Any]]
) -> None:
    again = [json.loads(payload_text(payload)) for payload in payloads]
    assert hold(contract, again).equals(hold(contract, payloads))


def test_names_of_hashtags_and_ids_of_mentioned_accounts_are_kept() -> None:
    status = Status.model_validate(
        FOUND[0]
        | {
            "tags": [{"name": "windrow", "url": "https://social.example/tags/windrow"}, {"name": "läufe"}],
            "mentions": [{"id": "7", "acct": "windrow"}, {"id": "8", "acct": "runner@far.example"}],
            "reblog": {"id": "99"},
        }
    )
    assert json.loads(status.hashtags) == ["windrow", "läufe"]
    assert json.loads(status.mentions) == ["7", "8"]
    assert status.reblog_of_status_id == "99"
