"""The mails that CPython tests its own parser with: each lands or is quarantined, none is lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection

from sandbox.servers.running import RunningImap, running_imap
from sandbox.shapes import Message
from twoears.ingest import ingest
from twoears.lake import StreamTable
from twoears.sources.imap.streams import STREAMS
from twoears.streams import Window

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def cpython_mails() -> list[bytes]:
    """The messages of CPython's email tests, as this interpreter brought them."""
    try:
        data = files("test.test_email") / "data"
    except ModuleNotFoundError:
        pytest.skip("this interpreter ships without test.test_email, whose mails are read here")
    found = sorted(
        (file for file in data.iterdir() if file.name.startswith("msg_")), key=lambda file: file.name
    )
    if not found:
        pytest.skip("this interpreter ships test.test_email without its mails, which are read here")
    return [file.read_bytes() for file in found]


@pytest.fixture(scope="module")
def mails() -> list[bytes]:
    return cpython_mails()


@pytest.fixture
def server(mails: list[bytes]) -> Iterator[RunningImap]:
    with running_imap(
        [Message("INBOX", T0 + timedelta(minutes=n), raw) for n, raw in enumerate(mails)]
    ) as server:
        yield server


@pytest.fixture
def landed(server: RunningImap, tmp_path: Path) -> list[dict[str, Any]]:
    """Every row of the lake after one pull, in the order of the mails."""
    connection = Connection(
        conn_id="email_imap",
        conn_type="imap",
        host=server.host,
        port=server.port,
        login=server.login,
        password=server.password,
        extra=json.dumps({"security": "plain", "folders": {"INBOX": "inbound"}}),
    )
    table = StreamTable(str(tmp_path / "lake"), STREAMS[0])
    counts = ingest(table, connection, Window(until=T0 + timedelta(days=1)))
    rows = table.rows().to_table().sort_by("_ordinal").to_pylist()
    assert counts.pulled == counts.landed + counts.quarantined == len(rows)
    return rows


def test_none_is_lost_and_all_come_back_byte_for_byte(
    landed: list[dict[str, Any]], mails: list[bytes]
) -> None:
    assert len(mails) > 40
    assert [json.loads(row["_payload"])["message"].encode("latin-1") for row in landed] == mails


def test_each_lands_or_has_a_reason(landed: list[dict[str, Any]]) -> None:
    for row in landed:
        assert (row["_refusal"] is None) == (row["message_key"] is not None)
    refused = [row["_refusal"] for row in landed if row["_refusal"]]
    assert all(":" in reason or reason == "unreadable_mail" for reason in refused)
    assert len(refused) <= len(landed) // 10


def test_what_a_mail_says_is_read(landed: list[dict[str, Any]], mails: list[bytes]) -> None:
    for row, raw in zip(landed, mails, strict=True):
        headers = HeaderParser().parsestr(raw.decode("latin-1"))
        assert (row["subject"] is not None) == bool(headers["subject"])
        assert (row["from_address"] is not None) == ("@" in (headers["from"] or ""))
        assert (row["message_id"] or "") in (headers["message-id"] or "")
