"""Mailboxes over real sockets: what arrived lands once, whatever the server or the line does."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk import Connection
from imap_tools import MailBoxUnencrypted

from sandbox.servers.running import RunningImap, running_imap
from sandbox.shapes import Message as StoredMessage
from twoears import ingest as ingesting
from twoears.errors import VendorError
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.sources.imap import mailbox as reading
from twoears.sources.imap.streams import STREAMS
from twoears.streams import Window

(MESSAGES,) = STREAMS
T0 = datetime(2026, 3, 1, tzinfo=UTC)
EVER = Window(until=datetime(2027, 1, 1, tzinfo=UTC))


def mail(number: int, folder: str = "INBOX", body: str = "hello") -> StoredMessage:
    """Mail `number`, received `number` hours after T0."""
    raw = f"From: a{number}@mail.test\r\nMessage-ID: <{folder}.{number}@mail.test>\r\n\r\n{body} {number}"
    return StoredMessage(folder, T0 + timedelta(hours=number), raw.encode())


def connect(server: RunningImap, **extra: Any) -> Connection:
    security = {"security": server.security, "ca_file": str(server.ca_file)} if server.ca_file else {}
    return Connection(
        conn_id="email_imap",
        conn_type="imap",
        host=server.host,
        port=server.port,
        login=server.login,
        password=server.password,
        extra=json.dumps({"security": "plain"} | security | extra),
    )


@pytest.fixture
def server() -> Iterator[RunningImap]:
    with running_imap([mail(n, folder) for n in range(30) for folder in ("INBOX", "Sent")]) as server:
        yield server


@pytest.fixture
def lake(tmp_path: Path) -> StreamTable:
    return StreamTable(str(tmp_path / "lake"), MESSAGES)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK_MAILS", 7)
    monkeypatch.setattr(ingesting, "BATCH_RECORDS", 10)


def rows(table: StreamTable) -> list[dict[str, Any]]:
    return sorted(table.rows().to_table().to_pylist(), key=lambda row: (row["_version"], row["_ordinal"]))


def keys(table: StreamTable) -> list[str]:
    return [row["message_key"] for row in rows(table)]


def refusal(server: RunningImap, lake: StreamTable, **changes: Any) -> str:
    """The sentence that a pull ends with."""
    extra = changes.pop("extra", {})
    connection = connect(server, **extra)
    for field, value in changes.items():
        setattr(connection, field, value)
    with pytest.raises(VendorError) as raised:
        ingest(lake, connection, EVER)
    sentence = str(raised.value)
    assert sentence.startswith("imap.messages: ")
    assert sentence.count("\n") == 0
    assert server.password not in sentence
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return sentence


def test_both_folders_land_with_their_direction(server: RunningImap, lake: StreamTable) -> None:
    assert ingest(lake, connect(server), EVER) == Counts(60, 0, 60, 60, 0)
    landed = {(row["folder"], row["direction"], row["uid"]) for row in rows(lake)}
    assert landed == {
        (f, d, n) for f, d in (("INBOX", "inbound"), ("Sent", "outbound")) for n in range(1, 31)
    }
    assert rows(lake)[3]["received_at"] == T0 + timedelta(hours=3)
    assert lake.cursor() == {name: {"uid_validity": 1, "uid": 30} for name in ("INBOX", "Sent")}


def test_load_twice_count_once(server: RunningImap, lake: StreamTable) -> None:
    ingest(lake, connect(server), EVER)
    version = lake.version
    assert ingest(lake, connect(server), EVER) == Counts()
    assert lake.version == version


def test_only_new_mail_is_pulled(server: RunningImap, lake: StreamTable) -> None:
    ingest(lake, connect(server), EVER)
    server.deliver([mail(30), mail(31, "Sent"), mail(2, "INBOX", "moved here, with its old date")])
    assert ingest(lake, connect(server), EVER) == Counts(3, 0, 3, 3, 0)


def test_nothing_is_marked_as_read(server: RunningImap, lake: StreamTable) -> None:
    ingest(lake, connect(server), EVER)
    with MailBoxUnencrypted(server.host, server.port).login(server.login, server.password) as mailbox:
        assert not any(seen.flags for seen in mailbox.fetch(mark_seen=False))


@pytest.mark.usefixtures("small_chunks")
def test_chunks_lose_nothing_and_end_the_same(server: RunningImap, lake: StreamTable, tmp_path: Path) -> None:
    ingest(lake, connect(server), EVER)
    assert len(set(keys(lake))) == len(keys(lake)) == 60


def test_a_chunk_is_bounded_in_bytes_and_one_great_mail_still_lands(
    server: RunningImap, lake: StreamTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", 300)
    server.deliver([mail(30, body="x" * 10_000), mail(31)])
    pages = list(MESSAGES.pull(connect(server), {}, EVER))
    assert sum(len(page.payloads) for page in pages) == 62
    assert all(page.size <= 300 or len(page.payloads) == 1 for page in pages)


@pytest.mark.usefixtures("small_chunks")
def test_a_run_that_is_killed_between_batches_goes_on_and_ends_the_same(
    server: RunningImap, lake: StreamTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    land, lands = StreamTable.land, iter([True, True, False])

    def killed(table: StreamTable, *arguments: Any) -> Any:
        if not next(lands, True):
            raise KeyboardInterrupt
        return land(table, *arguments)

    monkeypatch.setattr(StreamTable, "land", killed)
    with pytest.raises(KeyboardInterrupt):
        ingest(lake, connect(server), EVER)
    kept = len(keys(lake))
    assert 0 < kept < 60
    assert ingest(lake, connect(server), EVER).landed == 60 - kept
    assert len(set(keys(lake))) == 60


def test_the_order_of_arrival_does_not_change_what_lands(lake: StreamTable, tmp_path: Path) -> None:
    mails = [mail(n) for n in range(40)]
    shuffled = random.Random(7).sample(mails, len(mails))
    other = StreamTable(str(tmp_path / "other"), MESSAGES)
    for table, order in ((lake, mails), (other, shuffled)):
        with running_imap(order) as server:
            ingest(table, connect(server), EVER)
    assert sorted(row["_payload"][-90:] for row in rows(lake)) == sorted(
        row["_payload"][-90:] for row in rows(other)
    )


def test_another_uid_validity_reads_the_folder_again_and_lands_only_what_is_new(
    server: RunningImap, lake: StreamTable
) -> None:
    ingest(lake, connect(server), EVER)
    server.renumber(99)
    server.deliver([mail(30)])
    assert ingest(lake, connect(server), EVER) == Counts(61, 60, 1, 1, 0)
    assert lake.cursor()["INBOX"] == {"uid_validity": 99, "uid": 31}
    assert ingest(lake, connect(server), EVER) == Counts()


def test_since_reaches_back_and_lands_nothing_twice(server: RunningImap, lake: StreamTable) -> None:
    ingest(lake, connect(server), EVER)
    server.deliver([mail(30)])
    again = ingest(lake, connect(server), Window(since=T0 + timedelta(hours=29), until=EVER.until))
    assert again.landed == 1
    assert again.unchanged >= 12
    assert lake.cursor()["INBOX"]["uid"] == 31


def test_since_is_where_a_new_mailbox_begins(lake: StreamTable) -> None:
    with running_imap([mail(24 * day) for day in range(20)]) as server:
        since = Window(since=T0 + timedelta(days=10), until=EVER.until)
        assert 10 <= ingest(lake, connect(server), since).landed <= 12
        assert ingest(lake, connect(server), EVER) == Counts()


@pytest.mark.parametrize("folder", ["Gesendete Objekte", "Entwürfe", "受信", "R&D", 'a "quoted" name', "a/b"])
def test_folders_go_by_their_names(lake: StreamTable, folder: str) -> None:
    with running_imap([mail(1, folder)]) as server:
        assert ingest(lake, connect(server, folders={folder: "outbound"}), EVER).landed == 1
    assert rows(lake)[0]["folder"] == folder


def test_an_empty_mailbox_is_no_error(lake: StreamTable) -> None:
    with running_imap([]) as server:
        assert ingest(lake, connect(server), EVER) == Counts()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified_by_the_given_authority(lake: StreamTable, tmp_path: Path, security: Any) -> None:
    with running_imap([mail(1)], folder=tmp_path / "tls", security=security) as server:
        assert ingest(lake, connect(server), EVER).landed == 1
        assert "TLS with" in refusal(server, lake, extra={"ca_file": None})
        assert ingest(lake, connect(server, ca_file=None, verify=False), EVER) == Counts()
        assert "ca_file" in refusal(server, lake, extra={"ca_file": str(tmp_path / "none.pem")})


def test_tls_where_there_is_none_says_so(server: RunningImap, lake: StreamTable) -> None:
    assert "security" in refusal(server, lake, extra={"security": "tls"})
    assert "security" in refusal(server, lake, extra={"security": "starttls"})


def test_wrong_credentials_name_the_connection(server: RunningImap, lake: StreamTable) -> None:
    assert "login and password of the Airflow connection email_imap" in refusal(server, lake, password="no")
    assert "login" in refusal(server, lake, login="böse", password="pässword")


def test_a_password_may_hold_any_sign(lake: StreamTable) -> None:
    with running_imap([mail(1)], password='a "q\\uoted" {pass} (word)*%') as server:
        assert ingest(lake, connect(server), EVER).landed == 1


def test_a_server_that_is_down_is_named(server: RunningImap, lake: StreamTable) -> None:
    assert "127.0.0.1:1 (Connection refused)" in refusal(server, lake, port=1)
    assert "names no host" in refusal(server, lake, host="")


def test_a_missing_folder_names_those_there_are(server: RunningImap, lake: StreamTable) -> None:
    sentence = refusal(server, lake, extra={"folders": {"INBOX": "inbound", "Gesendet": "outbound"}})
    assert "'Gesendet'" in sentence
    assert "INBOX, Sent" in sentence


def test_an_extra_that_cannot_work_is_named(server: RunningImap, lake: StreamTable) -> None:
    assert "security" in refusal(server, lake, extra={"security": "ssl"})
    assert "folders.INBOX" in refusal(server, lake, extra={"folders": {"INBOX": "in"}})


@pytest.mark.parametrize("kind", ["drop", "error"])
def test_a_line_that_breaks_midway_keeps_what_was_pulled_and_goes_on(
    server: RunningImap, lake: StreamTable, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK_MAILS", 7)
    fetches = iter(range(100))
    take = server.faults.take

    def sixth(path: str) -> Any:
        if path.endswith("FETCH") and next(fetches) == 5:
            server.faults.next(kind, path=path)
        return take(path)

    server.faults.take = sixth  # type: ignore[method-assign]
    assert "goes on where it stopped" in refusal(server, lake)
    kept = len(keys(lake))
    assert 0 < kept < 60
    assert ingest(lake, connect(server), EVER).landed == 60 - kept


def test_a_mail_that_no_engine_can_hold_is_refused_and_the_others_go_on(
    server: RunningImap, lake: StreamTable
) -> None:
    server.deliver(
        [mail(30, body="a\0b"), StoredMessage("INBOX", T0, b"Date: Fri, 31 Dec 9999 23:59 +0000\r\n\r\n")]
    )
    counts = ingest(lake, connect(server), EVER)
    assert (counts.pulled, counts.landed, counts.quarantined) == (62, 60, 2)
    assert {row["_refusal"] for row in rows(lake)} == {
        None,
        "nul_in_text:body_text",
        "date_out_of_range:sent_at",
    }
