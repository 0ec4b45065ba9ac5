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


def profile_of(fields: object) -> tuple[str | None, list[str] | None, list[str] | None]:
    """The refusal of a status by an account with such fields, its verified links and the other fields."""
    status = FOUND[0] | {"account": FOUND[0]["account"] | {"fields": fields}}
    (row,) = hold(Status, [status]).to_pylist()
    texts = (row["verified_links"], row["unverified_fields"])
    verified, unverified = (None if text is None else json.loads(text) for text in texts)
    return row["_refusal"], verified, unverified


def shown(value: object, verified_at: str | None = None) -> dict[str, object]:
    return {"name": "Web", "value": value, "verified_at": verified_at}


def test_a_profile_s_fields_are_where_they_lead_to_and_whether_that_was_proven() -> None:
    link = '<a href="https://ann.example/?a=1&amp;b=2" rel="me"><span>https://</span>ann.example</a>'
    fields = [
        shown(link, "2026-03-01T00:00:00.000+00:00"),
        shown('Runs on <a href="https://fells.example/@ann">fells</a>'),
        shown("<p>ann@people.example</p>"),
        shown('<a href="mailto:ann@b.example">write me</a>'),
        shown("she &amp; her"),
        shown(""),
    ]
    assert profile_of(fields) == (
        None,
        ["https://ann.example/?a=1&b=2"],
        ["https://fells.example/@ann", "ann@people.example", "ann@b.example", "she & her"],
    )


@pytest.mark.parametrize("value", ["a\x00b\ud800", "<![if x]>", "<!", "<a href", None, 7, ["x"], "<" * 5000])
def test_no_value_of_a_field_refuses_the_status(value: object) -> None:
    refusal, verified, _ = profile_of([shown(value)])
    assert (refusal, verified) == (None, [])


def test_a_profile_without_fields_is_none_and_what_is_no_list_of_them_is_refused() -> None:
    assert profile_of([]) == (None, [], [])
    assert profile_of(None) == (None, None, None)
    assert profile_of([7])[0] is not None


def test_both_streams_take_the_same_of_a_profile() -> None:
    notices = [notice for notice in SOCIAL.notifications if notice["account"]["fields"]]
    rows = hold(Notification, notices).to_pylist()
    assert any(json.loads(row["verified_links"]) for row in rows)
    for notice, row in zip(notices, rows, strict=True):
        status = FOUND[0] | {"account": notice["account"]}
        (other,) = hold(Status, [status]).to_pylist()
        taken = ("account_id", "acct", "verified_links", "unverified_fields")
        assert [row[name] for name in taken] == [other[name] for name in taken]
