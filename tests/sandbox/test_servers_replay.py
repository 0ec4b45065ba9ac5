"""Replayed answers, from recordings that the test writes itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from sandbox.servers.replay import replay_discourse, replay_mastodon
from sandbox.servers.running import running_app

ORIGIN = "http://recorded.example:3000"
TAG = "/api/v1/timelines/tag/run"


@pytest.fixture
def discourse(tmp_path: Path) -> Iterator[str]:
    recordings: dict[str, Any] = {
        "categories": {"category_list": {"categories": [{"id": 1}]}},
        "latest": {"users": [], "topic_list": {"more_topics_url": "/latest", "topics": [{"id": 5}]}},
        "posts_latest": {"latest_posts": [{"id": 9}, {"id": 7}]},
        "posts_before": {"latest_posts": [{"id": 7}, {"id": 2}]},
        "user_list": [{"id": 1}],
        "topic": {"id": 5},
        "topic_posts": {"id": 5},
        "post": {"id": 9},
    }
    for name, body in recordings.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(body))
    with running_app(replay_discourse(tmp_path)) as url:
        yield url


def exchange(path: str, body: Any, link: str | None = None) -> dict[str, Any]:
    headers = {"content-type": ["application/json"], "content-encoding": ["gzip"]}
    if link:
        headers["link"] = [f'<{ORIGIN}{link}>; rel="next"']
    response = {
        "status": {"code": 200, "message": "OK"},
        "headers": headers,
        "body": {"string": json.dumps(body)},
    }
    return {"request": {"method": "GET", "uri": ORIGIN + path}, "response": response}


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[str]:
    interactions = [
        exchange(f"{TAG}?limit=2", [{"id": "40"}, {"id": "30"}], link=f"{TAG}?limit=2&max_id=30"),
        exchange(f"{TAG}?limit=2&max_id=30", [{"id": "20"}, {"id": "10"}]),
        exchange("/api/v1/accounts/verify_credentials", {"id": "1", "turn": 1}),
        exchange("/api/v1/accounts/verify_credentials", {"id": "1", "turn": 2}),
    ]
    (tmp_path / "recorded.yaml").write_text(yaml.safe_dump({"interactions": interactions}))
    with running_app(replay_mastodon(tmp_path)) as url:
        yield url


def test_recorded_lists_are_served_and_end(discourse: str) -> None:
    def get(path: str) -> Any:
        return httpx.get(discourse + path).json()

    assert get("/categories.json")["category_list"]["categories"] == [{"id": 1}]
    assert get("/latest.json?order=created")["topic_list"]["topics"] == [{"id": 5}]
    assert get("/latest.json?page=1")["topic_list"] == {"topics": []}
    assert get("/posts.json")["latest_posts"] == [{"id": 9}, {"id": 7}]
    assert get("/posts.json?before=9")["latest_posts"] == [{"id": 9}, {"id": 7}, {"id": 2}]
    assert get("/posts.json?before=6")["latest_posts"] == [{"id": 2}]
    assert get("/posts.json?before=1")["latest_posts"] == []
    assert get("/admin/users/list/active.json?page=1") == [{"id": 1}]
    assert get("/admin/users/list/active.json?page=2") == []


def test_a_topic_is_served_only_if_it_was_recorded(discourse: str) -> None:
    assert httpx.get(f"{discourse}/t/5.json").json() == {"id": 5}
    assert httpx.get(f"{discourse}/t/6.json").status_code == 404


def test_recorded_links_lead_on_through_this_server(mastodon: str) -> None:
    first = httpx.get(f"{mastodon}{TAG}?limit=2")
    second = httpx.get(first.links["next"]["url"])
    assert first.links["next"]["url"].startswith(mastodon)
    assert [item["id"] for item in first.json() + second.json()] == ["40", "30", "20", "10"]


def test_the_same_request_gets_its_answers_in_turn(mastodon: str) -> None:
    url = f"{mastodon}/api/v1/accounts/verify_credentials"
    assert [httpx.get(url).json()["turn"] for _ in range(3)] == [1, 2, 2]


def test_other_pages_come_from_everything_recorded_for_the_path(mastodon: str) -> None:
    page = httpx.get(f"{mastodon}{TAG}?limit=3&min_id=0")
    assert [item["id"] for item in page.json()] == ["30", "20", "10"]
    above = httpx.get(page.links["prev"]["url"])
    assert [item["id"] for item in above.json()] == ["40"]


def test_what_was_not_recorded_is_empty_or_not_found(mastodon: str) -> None:
    assert httpx.get(f"{mastodon}/api/v1/timelines/tag/other").json() == []
    assert httpx.get(f"{mastodon}/api/v1/notifications").json() == []
    assert httpx.get(f"{mastodon}/api/v1/statuses/1").status_code == 404
