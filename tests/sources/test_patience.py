"""How long vendors ask to wait, in each of their ways."""

import json
from typing import Any

import pytest
from airflow.sdk import Connection
from requests import Response

from twoears.errors import VendorError
from twoears.sources.patience import Patience, seconds_asked, seconds_to_reset

NOW = "Sat, 21 Nov 2026 06:00:00 GMT"


def response(headers: dict[str, str], body: Any = None) -> Response:
    answer = Response()
    answer.headers.update({"Date": NOW} | headers)
    answer._content = json.dumps(body).encode()
    return answer


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "17"}, None, 17),
        ({"Retry-After": "Sat, 21 Nov 2026 06:02:00 GMT"}, None, 120),
        ({"Retry-After": "Sat, 21 Nov 2026 05:00:00 GMT"}, None, 0),
        ({"Retry-After": "soon"}, None, 0),
        ({"Retry-After": "-5"}, None, 0),
        ({"Retry-After": "nan"}, None, 0),
        ({}, {"extras": {"wait_seconds": 9}}, 9),
        ({"Retry-After": "3"}, {"extras": {"wait_seconds": 9}}, 9),
        ({}, {"extras": None}, 0),
        ({}, ["no", "object"], 0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-21T06:05:00.500000Z"}, None, 300.5),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "later"}, None, 0),
        ({"X-RateLimit-Remaining": "0"}, None, 0),
    ],
)
def test_the_longest_wait_that_is_asked_for_counts(
    headers: dict[str, str], body: Any, seconds: float
) -> None:
    assert seconds_asked(response(headers, body)) == pytest.approx(seconds, abs=1)


def test_a_quota_that_is_not_used_up_asks_for_nothing() -> None:
    headers = {"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "2026-11-21T06:05:00Z", "Date": NOW}
    assert seconds_to_reset(headers) == 0


@pytest.mark.parametrize(
    "extra",
    [{"timeout_seconds": 0}, {"retries": -1}, {"max_wait_seconds": "nan"}, {"backoff_seconds": "inf"}],
)
def test_patience_that_no_client_can_have_is_a_sentence(extra: dict[str, object]) -> None:
    connection = Connection(conn_id="c", conn_type="http", extra=json.dumps(extra))
    with pytest.raises(VendorError, match=r"^discourse\.posts: the extra of the connection c has a setting"):
        Patience.of("discourse.posts", connection)


def test_a_connection_sets_its_own_patience_but_none_that_would_never_rest() -> None:
    extra = json.dumps({"retries": 1, "backoff_seconds": 0, "max_wait_seconds": "20"})
    patience = Patience.of("discourse.posts", Connection(conn_id="c", conn_type="http", extra=extra))
    assert (patience.retries, patience.max_wait_seconds) == (1, 20)
    assert patience.backoff_seconds > 0
