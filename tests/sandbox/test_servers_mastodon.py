"""The Mastodon server, spoken to with httpx over real sockets."""

from collections.abc import Iterator
from itertools import chain

import httpx
import pytest

from sandbox.servers.mastodon import mastodon_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import running_app
from sandbox.shapes import Social

TOKEN = {"Authorization": "Bearer token"}
TAG = "/api/v1/timelines/tag/windrow"
NOTIFICATIONS = "/api/v1/notifications"


@pytest.fixture(scope="module")
def client(social: Social) -> Iterator[httpx.Client]:
    app = mastodon_app(social, access_token="token", limit=RateLimit(100_000, 300))
    with running_app(app) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        yield client


def ids(answer: httpx.Response) -> list[int]:
    return [int(item["id"]) for item in answer.json()]


def follow(client: httpx.Client, answer: httpx.Response, relation: str) -> list[list[int]]:
    """The ids of every page from here on, by the Link header."""
    pages = [ids(answer)]
    while relation in answer.links:
        answer = client.get(answer.links[relation]["url"])
        pages.append(ids(answer))
    return pages


def test_next_leads_through_the_whole_tag_to_an_empty_page(client: httpx.Client) -> None:
    pages = follow(client, client.get(TAG), "next")
    assert [len(page) for page in pages] == [20, 20, 10, 0]
    assert list(chain.from_iterable(pages)) == list(range(1490, 990, -10))


def test_prev_leads_from_the_oldest_page_to_the_newest(client: httpx.Client) -> None:
    pages = follow(client, client.get(TAG, params={"min_id": 0, "limit": 15}), "prev")
    assert pages[0] == list(range(1140, 990, -10))
    assert sorted(chain.from_iterable(pages)) == list(range(1000, 1500, 10))


def test_min_id_gives_the_page_above_and_since_id_the_newest(client: httpx.Client) -> None:
    assert ids(client.get(TAG, params={"min_id": 1000, "limit": 3})) == [1030, 1020, 1010]
    assert ids(client.get(TAG, params={"since_id": 1000, "limit": 3})) == [1490, 1480, 1470]
    assert ids(client.get(TAG, params={"since_id": 1470})) == [1490, 1480]
    assert ids(client.get(TAG, params={"min_id": 1000, "max_id": 1030})) == [1020, 1010]
    assert ids(client.get(TAG, params={"min_id": 1490})) == []


def test_a_page_holds_at_most_twice_the_default(client: httpx.Client) -> None:
    assert len(ids(client.get(TAG, params={"limit": 1000}))) == 40
    assert len(ids(client.get(NOTIFICATIONS))) == 40
    assert len(ids(client.get(NOTIFICATIONS, params={"limit": 1000}))) == 80


def test_tags_are_found_in_any_case_and_only_in_public(client: httpx.Client) -> None:
    assert ids(client.get("/api/v1/timelines/tag/WindRow", params={"limit": 1})) == [1490]
    assert ids(client.get("/api/v1/timelines/tag/nothing")) == []


def test_notifications_are_filtered_by_type_and_links_keep_the_filter(
    client: httpx.Client,
) -> None:
    answer = client.get(NOTIFICATIONS, params={"types[]": ["mention", "follow"], "limit": 30})
    pages = follow(client, answer, "next")
    assert list(chain.from_iterable(pages)) == [n for n in range(200, 0, -1) if n % 4 in {0, 3}]
    without = client.get(NOTIFICATIONS, params={"exclude_types[]": "mention"})
    assert {item["type"] for item in without.json()} == {"favourite", "reblog", "follow"}


def test_an_accounts_statuses_end_without_a_next_link(client: httpx.Client) -> None:
    answer = client.get("/api/v1/accounts/1/statuses")
    assert ids(answer) == [1500]
    assert set(answer.links) == {"prev"}
    assert client.get("/api/v1/accounts/999/statuses").status_code == 404


def test_a_status_knows_its_thread_and_its_fans(client: httpx.Client) -> None:
    assert client.get("/api/v1/statuses/1500").json()["in_reply_to_id"] == "1490"
    thread = client.get("/api/v1/statuses/1500/context").json()
    assert [item["id"] for item in thread["ancestors"]] == ["1490"]
    assert [item["id"] for item in thread["descendants"]] == ["1510"]
    fans = client.get("/api/v1/statuses/1490/favourited_by", params={"limit": 80})
    boosts = client.get("/api/v1/statuses/1490/reblogged_by", params={"limit": 80})
    assert sorted(ids(fans)) == list(range(1, 201, 4))
    assert sorted(ids(boosts)) == list(range(2, 201, 4))
    assert client.get("/api/v1/statuses/9/context").json() == {"error": "Record not found"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_without_the_token_nothing_is_told(client: httpx.Client, headers: dict[str, str]) -> None:
    for path in (TAG, NOTIFICATIONS, "/api/v1/accounts/verify_credentials"):
        answer = httpx.get(f"{client.base_url}{path}", headers=headers)
        assert answer.status_code == 401
        assert set(answer.json()) == {"error"}


def test_the_token_opens_the_brands_account(client: httpx.Client) -> None:
    assert client.get("/api/v1/accounts/verify_credentials").json()["acct"] == "windrow"


def test_headers_count_down_to_a_refusal_and_name_its_end(social: Social) -> None:
    time = [1_790_000_000.5]
    limit = RateLimit(2, 300, clock=lambda: time[0])
    with running_app(mastodon_app(social, access_token="token", limit=limit)) as url:
        answers = [httpx.get(url + TAG, headers=TOKEN) for _ in range(3)]
        time[0] += 300
        later = httpx.get(url + TAG, headers=TOKEN)
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["X-RateLimit-Reset"] == "2026-09-21T14:18:20.500000Z"
    assert answers[2].json() == {"error": "Too many requests"}
    assert later.headers["X-RateLimit-Remaining"] == "1"


def test_a_growing_limit_refuses_only_until_its_first_window_ends() -> None:
    time = [0.0]
    limit = RateLimit(2, 1, growth=100, clock=lambda: time[0])
    first = [limit.spend().allowed for _ in range(3)]
    time[0] = 1.0
    assert first == [True, True, False]
    assert all(limit.spend().allowed for _ in range(200))
    assert not limit.spend().allowed
