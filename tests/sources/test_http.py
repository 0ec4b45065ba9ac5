"""What holds for every stream that is pulled over HTTP, and what each failure says.

Everything is spoken over real sockets to the sandbox's servers.
"""

import json
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.servers.discourse import discourse_app
from sandbox.servers.faults import Faults
from sandbox.servers.mastodon import mastodon_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import running_app
from sandbox.world import build
from twoears import ingest as ingest_module
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.discourse.streams import STREAMS as DISCOURSE
from twoears.sources.http import Answer, base_url, moment_of, numbered_pages
from twoears.sources.mastodon.streams import STREAMS as MASTODON
from twoears.streams import Cursor, Page, Stream, Window

WORLD = build(people=60, days=60)
STREAMS = [*DISCOURSE, *MASTODON]
SECRET = "s3cret-key-of-the-brand"
FAST = {"retries": 2, "backoff_seconds": 0.01, "max_wait_seconds": 0.2, "timeout_seconds": 10}
ALWAYS = None


@dataclass
class Server:
    """A vendor's server, the faults that can be ordered from it and a connection to it."""

    url: str
    faults: Faults
    to: Connection


every_stream = pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)


def vendor_app(stream: Stream, limit: RateLimit | None = None) -> Faults:
    limit = limit or RateLimit(1_000_000, seconds=60)
    if stream.vendor == "discourse":
        return Faults(discourse_app(WORLD.forum, api_key=SECRET, api_username="ears", limit=limit))
    return Faults(mastodon_app(WORLD.social, access_token=SECRET, limit=limit))


def connection(stream: Stream, host: str | None, **changes: Any) -> Connection:
    extra = FAST | {"hashtags": ["windrow", "windrowrun"]} | changes.pop("extra", {})
    fields = {"login": "ears", "password": SECRET} | changes
    return Connection(
        conn_id=stream.connection_id, conn_type="http", host=host, extra=json.dumps(extra), **fields
    )


@pytest.fixture(scope="module")
def vendors() -> Iterator[dict[str, tuple[str, Faults]]]:
    """The address of each vendor's server and the faults that can be ordered from it."""
    with ExitStack() as stack:
        apps = {stream.vendor: vendor_app(stream) for stream in STREAMS}
        yield {vendor: (stack.enter_context(running_app(app)), app) for vendor, app in apps.items()}


class Echo:
    """A server that answers everything in one way, which the test chooses."""

    def __init__(self) -> None:
        self.answer: Response = Response()
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        await self.answer(scope, receive, send)


@pytest.fixture(scope="module")
def echo() -> Iterator[tuple[str, Echo]]:
    app = Echo()
    with running_app(app) as url:
        yield url, app


@pytest.fixture
def server(stream: Stream, vendors: dict[str, tuple[str, Faults]]) -> Iterator[Server]:
    url, faults = vendors[stream.vendor]
    yield Server(url, faults, connection(stream, url))
    faults.clear()


def load(stream: Stream, lake: Path, to: Connection, window: Window | None = None) -> Counts:
    return ingest(StreamTable(str(lake), stream), to, window or Window())


def table_of(stream: Stream, lake: Path) -> list[str]:
    """What landed, without the order in which it came."""
    table = StreamTable(str(lake), stream)
    rows = table.rows().to_table().select([*stream.record.key, "_hash", "_refusal"])
    return sorted(str(row) for row in rows.to_pylist())


@every_stream
def test_loading_twice_counts_once(stream: Stream, server: Server, tmp_path: Path) -> None:
    first = load(stream, tmp_path, server.to)
    landed = table_of(stream, tmp_path)
    second = load(stream, tmp_path, server.to)
    assert first.pulled == first.unchanged + first.landed + first.quarantined
    assert first.landed > 0
    assert len(landed) == first.landed + first.quarantined
    assert second.extracted == 0
    assert table_of(stream, tmp_path) == landed


@every_stream
def test_a_pull_that_is_killed_after_any_page_goes_on_to_the_same_table(
    stream: Stream, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "BATCH_RECORDS", 1)
    load(stream, tmp_path / "whole", server.to)
    for pages in count():
        lake = tmp_path / str(pages)
        killed = cut_off(stream, server.to, lake, pages)
        load(stream, lake, server.to)
        assert table_of(stream, lake) == table_of(stream, tmp_path / "whole")
        if not killed:
            break
    assert pages > 0


def cut_off(stream: Stream, to: Connection, lake: Path, pages: int) -> bool:
    """Pull, but die when the server is asked for more than so many pages; tells whether it came to that."""

    def pull(to: Connection, cursor: Cursor, window: Window) -> Iterator[Page]:
        for number, page in enumerate(stream.pull(to, cursor, window)):
            if number == pages:
                raise InterruptedError
            yield page

    try:
        load(replace(stream, pull=pull), lake, to)
    except InterruptedError:
        return True
    return False


@every_stream
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("error", "the error 500"),
        ("truncated", "breaks off"),
        ("html", "a web page instead of JSON"),
        ("rate_limit", "limits the rate of requests"),
        ("drop", "cannot be reached or breaks off"),
    ],
)
def test_a_server_that_goes_on_failing_ends_in_one_sentence(
    stream: Stream, server: Server, fault: Any, says: str, tmp_path: Path
) -> None:
    server.faults.next(fault, ALWAYS)
    assert says in failure(stream, tmp_path, server.to)


@every_stream
@pytest.mark.parametrize("fault", ["error", "rate_limit", "drop"])
def test_a_server_that_recovers_is_asked_again(
    stream: Stream, server: Server, fault: Any, tmp_path: Path
) -> None:
    load(stream, tmp_path / "calm", server.to)
    server.faults.next(fault, 2)
    load(stream, tmp_path / "stormy", connection(stream, server.url, extra={"max_wait_seconds": 10}))
    assert table_of(stream, tmp_path / "stormy") == table_of(stream, tmp_path / "calm")


@pytest.mark.parametrize("stream", [DISCOURSE[2], MASTODON[0]], ids=lambda stream: stream.name)
def test_a_limited_rate_only_makes_a_pull_wait(stream: Stream, tmp_path: Path) -> None:
    few_at_once = RateLimit(2, seconds=1, growth=1000)
    with running_app(vendor_app(stream, few_at_once)) as url:
        to = connection(stream, url, extra={"max_wait_seconds": 30})
        assert load(stream, tmp_path, to).landed > 0


@every_stream
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"password": "not-the-" + SECRET}, "refuses the credentials"),
        ({"password": None}, "has no credentials"),
        ({"password": "n\u00e4h\n" + SECRET}, "letters in them that no request can carry"),
        ({"extra": {"retries": "many"}}, "a setting that is no number"),
    ],
)
def test_a_wrong_connection_ends_in_one_sentence(
    stream: Stream, server: Server, changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    message = failure(stream, tmp_path, connection(stream, server.url, **changes))
    assert says in message
    assert stream.connection_id in message


@every_stream
def test_a_server_that_is_down_ends_in_one_sentence(stream: Stream, tmp_path: Path) -> None:
    with running_app(vendor_app(stream)) as url:
        pass
    assert "cannot be reached" in failure(stream, tmp_path, connection(stream, url))


@every_stream
@pytest.mark.parametrize("host", [None, "", "http://", "http://[half"])
def test_a_connection_without_a_host_ends_in_one_sentence(
    stream: Stream, host: str | None, tmp_path: Path
) -> None:
    assert "has no usable host" in failure(stream, tmp_path, connection(stream, host))


@every_stream
@pytest.mark.parametrize("target", [f"/sign-in?for={SECRET}", f"http://other.test/sign-in?for={SECRET}"])
def test_a_redirect_is_told_and_not_followed(
    stream: Stream, target: str, echo: tuple[str, Echo], tmp_path: Path
) -> None:
    url, app = echo
    app.answer = RedirectResponse(target)
    assert "instead of answering (307)" in failure(stream, tmp_path, connection(stream, url))
    assert "/sign-in" not in app.paths


@every_stream
@pytest.mark.parametrize("body", [{"latest_posts": {}}, ["text"], 7, None, {"topic_list": []}])
def test_an_answer_of_another_shape_ends_in_one_sentence(
    stream: Stream, body: Any, echo: tuple[str, Echo], tmp_path: Path
) -> None:
    url, app = echo
    app.answer = JSONResponse(body)
    assert "answered something other than" in failure(stream, tmp_path, connection(stream, url))


@every_stream
@pytest.mark.parametrize("status", [404, 410, 422])
def test_an_address_that_is_not_there_ends_in_one_sentence(
    stream: Stream, status: int, echo: tuple[str, Echo], tmp_path: Path
) -> None:
    url, app = echo
    app.answer = JSONResponse({"error": SECRET}, status)
    assert f"({status})" in failure(stream, tmp_path, connection(stream, url))


def failure(stream: Stream, lake: Path, to: Connection) -> str:
    """The sentence in which a pull ends: one line that names the stream and keeps the secrets."""
    with pytest.raises(VendorError) as raised:
        load(stream, lake, to)
    message = str(raised.value)
    assert message.startswith(f"{stream.name}: ")
    assert message.endswith(".")
    assert "\n" not in message
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    return message


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"host": "http://127.0.0.1:8080/"}, "http://127.0.0.1:8080"),
        ({"host": "social.example"}, "https://social.example"),
        ({"host": "social.example", "port": 8443}, "https://social.example:8443"),
        ({"host": "social.example", "schema": "http", "port": 80}, "http://social.example:80"),
        ({"host": "https://brand.example/forum"}, "https://brand.example/forum"),
    ],
)
def test_a_host_is_a_url_or_a_name_that_is_spoken_to_by_https(fields: dict[str, Any], url: str) -> None:
    assert base_url("discourse.posts", Connection(conn_id="c", conn_type="http", **fields)) == url


@pytest.mark.parametrize("value", [None, "", "yesterday", [], {}, "9999-12-31T23:59:59+00:00", "0001-01-01"])
def test_what_tells_no_usable_moment_is_none(value: Any) -> None:
    assert moment_of(value) is None


@pytest.mark.parametrize(
    ("pages", "stale_pages", "given"),
    [
        ([[1, 2], [3], []], 1, 2),
        ([[1, 2], [1, 2], [3], []], 1, 1),
        ([[1, 2], [1, 2], [3], []], 2, 3),
        ([[1]] * 9, 3, 3),
        ([[]], 3, 0),
    ],
)
def test_numbered_pages_end_where_nothing_new_comes(
    pages: list[list[int]], stale_pages: int, given: int
) -> None:
    answers = [Answer([{"id": number} for number in page], 0, {}) for page in pages]
    assert list(numbered_pages(answers.__getitem__, 0, stale_pages)) == answers[:given]
