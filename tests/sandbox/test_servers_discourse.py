"""The Discourse server, spoken to with httpx over real sockets."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.servers.discourse import discourse_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import running_app
from sandbox.shapes import Forum

KEY = {"Api-Key": "key", "Api-Username": "system"}
UNLIMITED = RateLimit(100_000, 60)


@pytest.fixture(scope="module")
def client(forum: Forum) -> Iterator[httpx.Client]:
    app = discourse_app(forum, api_key="key", limit=UNLIMITED)
    with running_app(app) as url, httpx.Client(base_url=url, headers=KEY) as client:
        yield client


def test_walking_back_through_the_posts_sees_each_one(client: httpx.Client, forum: Forum) -> None:
    seen: list[int] = []
    page = client.get("/posts.json").json()["latest_posts"]
    before = page[0]["id"]
    while before > 0:
        page = client.get("/posts.json", params={"before": before}).json()["latest_posts"]
        seen += [post["id"] for post in page]
        before -= 50
    assert seen == [post["id"] for post in reversed(forum.posts)]


def test_the_window_of_posts_counts_ids_and_not_posts(client: httpx.Client) -> None:
    page = client.get("/posts.json?before=100").json()["latest_posts"]
    assert [post["id"] for post in page] == [n for n in range(100, 50, -1) if n not in {60, 61}]
    assert page[0]["raw"] == "Post 100"


def test_the_newer_paging_counts_posts_below_the_given_one(forum: Forum) -> None:
    app = discourse_app(forum, api_key="key", paging="count")
    with running_app(app) as url:
        answer = httpx.get(f"{url}/posts.json?before=100", headers=KEY)
    ids = [post["id"] for post in answer.json()["latest_posts"]]
    assert ids == [n for n in range(99, 47, -1) if n not in {60, 61}]


def test_topics_come_thirty_a_page_until_there_is_no_more(client: httpx.Client) -> None:
    query = {"order": "created", "ascending": "true"}
    first = client.get("/latest.json", params=query).json()
    url = first["topic_list"]["more_topics_url"]
    second = client.get(url).json()
    topics = first["topic_list"]["topics"] + second["topic_list"]["topics"]
    assert len(first["topic_list"]["topics"]) == 30
    assert [topic["id"] for topic in topics] == list(range(1, 46))
    assert "more_topics_url" not in second["topic_list"]
    assert first["users"][0].keys() == {"id", "username", "name", "avatar_template"}


@pytest.mark.parametrize("order", ["activity", "default"])
def test_the_latest_topic_is_the_one_bumped_last(client: httpx.Client, order: str) -> None:
    topics = client.get("/latest.json", params={"order": order}).json()["topic_list"]["topics"]
    assert [topic["id"] for topic in topics] == list(range(1, 31))


def test_subcategories_are_shown_on_demand(client: httpx.Client) -> None:
    flat = client.get("/categories.json").json()["category_list"]["categories"]
    deep = client.get("/categories.json?include_subcategories=true").json()["category_list"]
    assert [item["id"] for item in flat] == [1]
    assert [item["id"] for item in deep["categories"][0]["subcategory_list"]] == [2]


def test_a_topic_shows_twenty_posts_and_names_them_all(client: httpx.Client, forum: Forum) -> None:
    topic = client.get("/t/2.json").json()
    ids = [post["id"] for post in forum.posts if post["topic_id"] == 2]
    assert topic["post_stream"]["stream"] == ids
    assert [post["id"] for post in topic["post_stream"]["posts"]] == ids[:20]
    assert "raw" not in topic["post_stream"]["posts"][0]
    more = client.get("/t/2/posts.json", params={"post_ids[]": ids[20:], "include_raw": 1}).json()
    assert [post["id"] for post in more["post_stream"]["posts"]] == ids[20:]
    assert "raw" in more["post_stream"]["posts"][0]


def test_users_come_a_hundred_a_page_and_then_none(client: httpx.Client) -> None:
    query: dict[str, Any] = {"order": "created", "asc": "true", "show_emails": "true"}
    pages = [
        client.get("/admin/users/list/active.json", params=query | {"page": page}).json()
        for page in range(1, 5)
    ]
    users = [user for page in pages for user in page]
    assert [len(page) for page in pages] == [100, 100, 50, 0]
    assert {user["email"] for user in users} == {f"runner{n}@runner.example" for n in range(1, 251)}
    assert [user["created_at"] for user in users] == sorted(user["created_at"] for user in users)


def test_active_users_are_those_seen_last_and_those_never_seen_are_last(
    client: httpx.Client,
) -> None:
    pages = [client.get(f"/admin/users/list/active.json?page={n}").json() for n in (1, 2, 3)]
    seen = [user["last_seen_at"] or "" for page in pages for user in page]
    assert seen == sorted(seen, reverse=True)


def test_emails_are_private_unless_asked_for(client: httpx.Client) -> None:
    users = client.get("/admin/users/list/new.json").json()
    assert not any("email" in user for user in users)
    assert client.get("/u/runner9/emails.json").json()["email"] == "runner9@runner.example"


def test_staff_are_admins_and_moderators(client: httpx.Client) -> None:
    staff = client.get("/admin/users/list/staff.json").json()
    assert {user["id"] for user in staff} == {1, 2}


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    for path in ("/posts/9999.json", "/t/9999.json", "/u/nobody/emails.json", "/nowhere.json"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error_type"]) == (404, "not_found")
    assert client.get("/posts/7.json").json()["raw"] == "Post 7"


@pytest.mark.parametrize(
    ("headers", "error_type"),
    [
        ({}, "not_logged_in"),
        (KEY | {"Api-Key": "wrong"}, "invalid_access"),
        (KEY | {"Api-Username": "nobody"}, "invalid_access"),
    ],
)
def test_without_the_right_key_nothing_is_told(
    client: httpx.Client, headers: dict[str, str], error_type: str
) -> None:
    answer = httpx.get(f"{client.base_url}/site.json", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error_type"] == error_type


def test_the_limit_says_how_long_to_wait(forum: Forum) -> None:
    time = [1000.0]
    limit = RateLimit(3, 60, clock=lambda: time[0])
    with running_app(discourse_app(forum, api_key="key", limit=limit)) as url:
        answers = [httpx.get(f"{url}/site.json", headers=KEY) for _ in range(4)]
        time[0] += 60
        later = httpx.get(f"{url}/site.json", headers=KEY)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"] == "60"
    assert answers[3].json()["error_type"] == "rate_limit"
    assert answers[3].json()["extras"]["wait_seconds"] == 60
    assert later.status_code == 200
