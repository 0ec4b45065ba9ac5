"""Faults that a test orders, seen by an HTTP client."""

import json
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.servers.faults import Faults
from sandbox.servers.running import running_app

BODY = {"items": list(range(100))}


async def items(request: Request) -> Response:
    return JSONResponse(BODY)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Faults, str]]:
    faults = Faults(Starlette(routes=[Route("/items.json", items), Route("/more.json", items)]))
    with running_app(faults) as url:
        yield faults, url


@pytest.fixture
def faults(server: tuple[Faults, str]) -> Iterator[Faults]:
    yield server[0]
    server[0].clear()


@pytest.fixture
def url(server: tuple[Faults, str]) -> str:
    return f"{server[1]}/items.json"


def test_without_orders_everything_passes(faults: Faults, url: str) -> None:
    assert httpx.get(url).json() == BODY


def test_an_error_is_answered_as_often_as_ordered(faults: Faults, url: str) -> None:
    faults.next("error", times=2)
    assert [httpx.get(url).status_code for _ in range(3)] == [500, 500, 200]


def test_an_order_for_a_path_leaves_others_alone(faults: Faults, url: str) -> None:
    faults.next("error", path="/items")
    assert httpx.get(url.replace("items", "more")).status_code == 200
    assert httpx.get(url).status_code == 500


def test_a_refusal_for_ever_lasts_until_it_is_cleared(faults: Faults, url: str) -> None:
    faults.next("rate_limit", times=None, seconds=2)
    answers = [httpx.get(url) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {429}
    assert answers[0].headers["Retry-After"] == "2"
    assert answers[0].headers["X-RateLimit-Remaining"] == "0"
    faults.clear()
    assert httpx.get(url).status_code == 200


def test_a_truncated_body_is_whole_http_and_half_json(faults: Faults, url: str) -> None:
    faults.next("truncated")
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert len(answer.content) == int(answer.headers["Content-Length"]) > 0
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_html_comes_with_status_200(faults: Faults, url: str) -> None:
    faults.next("html")
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_dropped_connection_is_a_transport_error(faults: Faults, url: str) -> None:
    faults.next("drop")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url)
    assert httpx.get(url).json() == BODY


def test_a_slow_answer_outlasts_a_short_timeout(faults: Faults, url: str) -> None:
    faults.next("slow", seconds=5)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(url, timeout=0.2)


def test_orders_are_served_in_turn(faults: Faults, url: str) -> None:
    faults.next("error")
    faults.next("html")
    assert [httpx.get(url).status_code for _ in range(2)] == [500, 200]
    assert httpx.get(url).json() == BODY
