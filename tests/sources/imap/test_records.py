"""Mails of every kind, read from their bytes."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twoears.contracts import hold, payload_text
from twoears.sources.imap.records import Message

PLAIN = b"From: Ada <Ada@Mail.test>\r\nTo: us@windrow.example\r\nMessage-ID: <1@mail.test>\r\n"


def payload(raw: bytes, direction: str = "inbound") -> dict[str, Any]:
    return {
        "folder": "INBOX",
        "direction": direction,
        "uid_validity": 1,
        "uid": 7,
        "received_at": "2026-03-01T10:00:00+00:00",
        "message": raw.decode("latin-1"),
    }


def held(raw: bytes, direction: str = "inbound") -> dict[str, Any]:
    (row,) = hold(Message, [payload(raw, direction)]).to_pylist()
    return row


def read(raw: bytes, direction: str = "inbound") -> dict[str, Any]:
    row = held(raw, direction)
    assert row["_refusal"] is None
    return row


def test_a_plain_mail_is_read_whole() -> None:
    mail = read(
        PLAIN + b"Cc: Bea <bea@mail.test>, ada@mail.test\r\nSubject: Hello\r\n"
        b"Date: Sun, 1 Mar 2026 11:00:00 +0200\r\nIn-Reply-To: <0@mail.test>\r\n"
        b"References: <a@mail.test>\r\n <0@mail.test>\r\n\r\nGood day.\r\nAda\r\n"
    )
    assert mail["message_key"] == mail["message_id"] == "1@mail.test"
    assert mail["in_reply_to"] == "0@mail.test"
    assert json.loads(mail["thread_references"]) == ["a@mail.test", "0@mail.test"]
    assert (mail["from_name"], mail["from_address"]) == ("Ada", "Ada@Mail.test")
    assert json.loads(mail["to_addresses"]) == ["us@windrow.example", "bea@mail.test", "ada@mail.test"]
    assert mail["subject"] == "Hello"
    assert mail["sent_at"] == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert mail["received_at"] == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert mail["body_text"] == "Good day.\nAda\n"
    assert mail["body_html"] is None
    assert (mail["is_automated"], mail["count_attachments"]) == (False, 0)


def test_a_sent_copy_names_everybody_it_was_sent_to_once() -> None:
    copied = b",\r\n ".join(b"reader%d@mail.test" % number for number in range(50))
    mail = read(PLAIN + b"Bcc: " + copied + b",\r\n us@windrow.example\r\n\r\nNews.\r\n", "outbound")
    expected = ["us@windrow.example", *(f"reader{number}@mail.test" for number in range(50))]
    assert json.loads(mail["to_addresses"]) == expected


def test_a_mail_without_headers_has_a_key_of_its_own_bytes() -> None:
    one, other = read(b"\r\nhello"), read(b"\r\nhallo")
    assert one["message_key"].startswith("sha256:")
    assert one["message_key"] != other["message_key"]
    assert one["message_id"] is one["from_address"] is one["sent_at"] is one["subject"] is None
    assert one["to_addresses"] == "[]"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ==?= =?utf-8?q?_an_alle?=", "Grüße an alle"),
        (b"=?iso-8859-1?q?caf=E9_=93ok=94?=", "café “ok”"),
        (b"=?gb2312?b?xOO6ww==?=", "你好"),
        (b"=?nonsense?q?caf=C3=A9?=", "café"),
        (b"=?utf-8?b?not base64!!?=", "=?utf-8?b?not base64!!?="),
        (b"=?utf-8?b?R?=", "=?utf-8?b?R?="),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"one\r\n two", "one two"),
        (b"", None),
    ],
)
def test_subjects_are_decoded(header: bytes, subject: str | None) -> None:
    assert read(PLAIN + b"Subject: " + header + b"\r\n\r\nx")["subject"] == subject


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        (b'"Lovelace, Ada" <ada@mail.test>', "Lovelace, Ada", "ada@mail.test"),
        (b"Lovelace, Ada <ada@mail.test>", "Ada", "ada@mail.test"),
        (b"=?utf-8?q?Ad=C3=A0=2C_L=2E?= <ada@mail.test>", "Adà, L.", "ada@mail.test"),
        (b"ada@mail.test (Ada)", "Ada", "ada@mail.test"),
        (b"<ada@mail.test>", None, "ada@mail.test"),
        ("Adà <ada@mail.test>".encode(), "Adà", "ada@mail.test"),
        (b"Ada [shop] <ada@mail.test>", "Ada [shop]", "ada@mail.test"),
        (b"Team: ada@mail.test, bea@mail.test;", None, "ada@mail.test"),
        (b"undisclosed-recipients:;", None, None),
        (b"Ada", None, None),
        (b"", None, None),
    ],
)
def test_senders_are_read(header: bytes, name: str | None, address: str | None) -> None:
    mail = read(b"From: " + header + b"\r\n\r\nx")
    assert (mail["from_name"], mail["from_address"]) == (name, address)


def test_members_of_a_group_are_recipients() -> None:
    mail = read(b"To: Team: ada@mail.test, Bea <bea@mail.test>;, carl@mail.test\r\n\r\nx")
    assert json.loads(mail["to_addresses"]) == ["ada@mail.test", "bea@mail.test", "carl@mail.test"]


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        (b"utf-8", "Grüße".encode(), "Grüße"),
        (b"utf-8", "Grüße".encode("latin-1"), "Grüße"),
        (b"us-ascii", "Grüße".encode(), "Grüße"),
        (b"iso-8859-1", b"\x93caf\xe9\x94", "“café”"),
        (b"no-such-charset", "Grüße".encode(), "Grüße"),
        (b"rot13", b"Hello", "Hello"),
        (b"koi8-r", "Привет".encode("koi8-r"), "Привет"),
        (b"shift_jis", "こんにちは".encode("shift_jis"), "こんにちは"),
        (b'"utf-8', "Grüße".encode(), "Grüße"),
        (b"\xe9", b"x", "x"),
    ],
)
def test_bodies_are_decoded_whatever_they_say(charset: bytes, body: bytes, text: str) -> None:
    raw = PLAIN + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body
    assert read(raw)["body_text"] == text


def test_nested_parts_are_read_and_the_rest_is_counted() -> None:
    mail = EmailMessage()
    mail["Message-ID"] = "<n@mail.test>"
    mail.set_content("See picture.")
    mail.add_alternative("<p>See <img src='cid:1'></p>", subtype="html")
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(b"GIF89a", "image", "gif", cid="<1>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Größe.pdf")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invite.ics")
    forwarded = EmailMessage()
    forwarded.set_content("Not our customer's words.")
    mail.add_attachment(forwarded)
    row = read(mail.as_bytes())
    assert row["body_text"] == "See picture.\n"
    assert row["body_html"] == "<p>See <img src='cid:1'></p>\n"
    assert row["count_attachments"] == 4


def test_html_alone_leaves_the_text_empty() -> None:
    mail = read(PLAIN + b"Content-Type: text/html\r\n\r\n<p>Hi</p>")
    assert (mail["body_text"], mail["body_html"]) == (None, "<p>Hi</p>")


def test_a_calendar_part_is_no_text() -> None:
    mail = read(PLAIN + b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR")
    assert (mail["body_text"], mail["count_attachments"]) == (None, 1)


@pytest.mark.parametrize(
    "body", [b"--x\r\n\r\nopen", b"no boundary at all", b"--x--\r\n", b"--x\r\nContent-Type: text/plain"]
)
def test_broken_multiparts_still_land(body: bytes) -> None:
    assert read(PLAIN + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + body)["message_key"]


@pytest.mark.parametrize(
    ("headers", "direction", "is_automated"),
    [
        (b"", "inbound", False),
        (b"Auto-Submitted: no\r\n", "inbound", False),
        (b"Auto-Submitted: auto-replied; owner=x\r\n", "inbound", True),
        (b"Precedence: Bulk\r\n", "inbound", True),
        (b"List-Unsubscribe: <mailto:x@mail.test>\r\n", "inbound", True),
        (b"List-Unsubscribe: <mailto:x@mail.test>\r\n", "outbound", False),
        (b"Return-Path: <>\r\n", "inbound", True),
        (b"Return-Path: <ada@mail.test>\r\n", "inbound", False),
        (b"Content-Type: multipart/report; boundary=x\r\n", "inbound", True),
    ],
)
def test_machines_are_told_from_people(headers: bytes, direction: str, is_automated: bool) -> None:
    assert read(PLAIN + headers + b"\r\nx", direction)["is_automated"] is is_automated


@pytest.mark.parametrize(
    ("sender", "is_automated"),
    [
        (b"noreply@mail.test", True),
        (b"No-Reply+12@mail.test", True),
        (b"do_not_reply@mail.test", True),
        (b"MAILER-DAEMON@mail.test", True),
        (b"norepa@mail.test", False),
        (b"postmasters@mail.test", False),
    ],
)
def test_senders_that_nobody_reads_are_machines(sender: bytes, is_automated: bool) -> None:
    assert read(b"From: " + sender + b"\r\n\r\nx")["is_automated"] is is_automated


@pytest.mark.parametrize(
    ("date", "sent_at"),
    [
        (b"1 Mar 2026 10:00 +0000", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (b"Sun, 01 Mar 26 10:00:00 GMT", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (b"Sun, 1 Mar 2026 10:00:00 -0000", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Sun, 99 Mar 2026 10:00:00 +0000", None),
        (b"Sun, 1 Mar 2026 10:00:00 +9999", None),
        (b"Sun, 1 Mar 99999999999 10:00:00 +0000", None),
        (b"", None),
    ],
)
def test_dates_are_read_or_left_empty(date: bytes, sent_at: datetime | None) -> None:
    assert read(PLAIN + b"Date: " + date + b"\r\n\r\nx")["sent_at"] == sent_at


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (PLAIN + b"Date: Fri, 31 Dec 9999 23:59:59 -0500\r\n\r\nx", "date_out_of_range:sent_at"),
        (PLAIN + b"\r\na\x00b", "nul_in_text:body_text"),
        (PLAIN + b"Subject: =?utf-8?b?YQBi?=\r\n\r\nx", "nul_in_text:subject"),
        (
            PLAIN + b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800",
            "invalid_unicode:body_text",
        ),
    ],
)
def test_what_no_engine_can_hold_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    row = held(raw)
    assert row["_refusal"] == reason
    assert json.loads(row["_payload"])["message"].encode("latin-1") == raw


def test_a_mail_nested_beyond_the_parser_is_refused_and_the_others_go_on() -> None:
    depth = 2000
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )
    rows = hold(Message, [payload(PLAIN + b"\r\nx"), payload(PLAIN + parts + b"\r\nx")])
    assert rows["_refusal"].to_pylist() == [None, "unreadable_mail"]


def test_a_moved_mail_is_no_changed_one() -> None:
    first, moved = payload(PLAIN + b"\r\nx"), payload(PLAIN + b"\r\nx") | {"uid": 8, "uid_validity": 2}
    changed = payload(PLAIN + b"\r\ny")
    hashes = hold(Message, [first, moved, changed])["_hash"].to_pylist()
    assert hashes[0] == hashes[1] != hashes[2]


def test_an_identifier_that_never_ends_is_read_in_one_go() -> None:
    mail = read(PLAIN + b"References: <a@mail.test> <" + b" " * 50_000 + b"\r\nIn-Reply-To: < >\r\n\r\nx")
    assert json.loads(mail["thread_references"]) == ["a@mail.test"]


@pytest.mark.parametrize("charset", [b"punycode", b"-PunyCode-", b"idna"])
def test_a_codec_of_host_names_is_not_used(charset: bytes) -> None:
    text = b"xn--a-" + b"bcd9" * 50_000
    mail = read(PLAIN + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + text)
    assert mail["body_text"] == text.decode()


@given(st.lists(st.binary(max_size=300), max_size=4))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_landed_or_refused_and_come_back_whole(mails: list[bytes]) -> None:
    payloads = [payload(raw) for raw in mails]
    rows = hold(Message, payloads)
    again = hold(Message, [json.loads(payload_text(one)) for one in payloads])
    assert rows.equals(again)
    stored = [json.loads(text)["message"].encode("latin-1") for text in rows["_payload"].to_pylist()]
    assert stored == mails


HEADERS = st.sampled_from(
    ["From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "References"]
)
VALUES = st.one_of(
    st.binary(max_size=40).map(lambda value: value.replace(b"\n", b"").replace(b"\r", b"")),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=b",
            b"message/rfc822",
            b"text/html; charset=utf-7",
            b"base64",
            b"=?utf-8?b?",
            b"=?x?q?=?=",
            b"<<a@b>>",
            b"a@b, (",
            b"uuencode",
            b"text/plain; charset*=a'b'%ff",
        ]
    ),
)


@given(st.lists(st.tuples(HEADERS, VALUES), max_size=8), st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_no_header_stops_a_load(headers: list[tuple[str, bytes]], body: bytes) -> None:
    raw = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers) + b"\r\n--b\r\n" + body
    assert len(hold(Message, [payload(raw)])) == 1
