"""Recorded answers of a real Discourse server, replayed over HTTP, land complete."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection

from sandbox.servers.replay import replay_discourse
from sandbox.servers.running import running_app
from twoears.contracts import hold, payload_text
from twoears.ingest import ingest
from twoears.lake import StreamTable
from twoears.settings import ROOT
from twoears.sources.discourse.records import Topic
from twoears.sources.discourse.streams import STREAMS
from twoears.streams import Stream, Window

FOLDER = ROOT.parent / "shared" / "data" / "discourse"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the recorded answers are not at {FOLDER}")

RECORDED: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "categories": [("categories", ("category_list", "categories"))],
    "topics": [("latest", ("topic_list", "topics"))],
    "posts": [("posts_latest", ("latest_posts",)), ("posts_before", ("latest_posts",))],
    "users": [("user_list", ())],
}
"""The files that hold a stream's records, and where in them."""


def recorded(file: str, at: tuple[str, ...]) -> list[dict[str, Any]]:
    body = json.loads((FOLDER / f"{file}.json").read_text())
    for name in at:
        body = body[name]
    return list(body)


@pytest.fixture(scope="module")
def forum() -> Iterator[Connection]:
    with running_app(replay_discourse(FOLDER)) as url:
        yield Connection(
            conn_id="forum_discourse", conn_type="http", host=url, login="ears", password="any-key"
        )


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_every_recorded_answer_lands(stream: Stream, forum: Connection, tmp_path: Path) -> None:
    table = StreamTable(str(tmp_path), stream)
    counts = ingest(table, forum, Window())
    records = [record for place in RECORDED[stream.entity] for record in recorded(*place)]
    rows = table.rows().to_table()
    assert counts.landed == len({payload_text(record) for record in records})
    assert counts.quarantined == 0
    assert set(rows[stream.record.key[0]].to_pylist()) == {str(record["id"]) for record in records}


@pytest.mark.parametrize("file", ["hot", "new", "top", "category_latest_topics", "topics_created_by"])
def test_the_topics_of_every_other_list_fit_the_contract_too(file: str) -> None:
    refusals = hold(Topic, recorded(file, ("topic_list", "topics")))["_refusal"]
    assert refusals.null_count == len(refusals) > 0
