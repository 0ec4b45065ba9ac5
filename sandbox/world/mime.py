"""Mails as bytes: RFC 5322 headers, RFC 2045 bodies, RFC 2047 encoded words.

Written by hand and not by `email.message`, because the point is to have every layout and
encoding that mail programs produce, and to have them fast.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

Address = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent along."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is bytes.

    `layout` is plain, html or alternative; `transfer` is 7bit, 8bit, quoted-printable or
    base64; `headers` adds to or replaces the usual ones, and an empty value removes one.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    sent_at: datetime
    message_id: str
    text: str
    html: str = ""
    layout: str = "plain"
    charset: str = "utf-8"
    transfer: str = "quoted-printable"
    bcc: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def render(draft: Draft) -> bytes:
    """The whole message with CRLF line ends."""
    boundary = f"=_{draft.message_id.strip('<>').partition('@')[0]}"
    head, body = _content(draft, boundary)
    headers = {**_headers(draft), **draft.headers}
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join(lines).encode("ascii", "surrogateescape") + b"\r\n" + head + b"\r\n" + body


def _headers(draft: Draft) -> dict[str, str]:
    return {
        "From": _addresses((draft.sender,), draft.charset),
        "To": _addresses(draft.to, draft.charset),
        "Bcc": _addresses(draft.bcc, draft.charset),
        "Subject": _words(draft.subject, draft.charset),
        "Date": format_datetime(draft.sent_at),
        "Message-ID": draft.message_id,
        "In-Reply-To": draft.in_reply_to,
        "References": "\r\n ".join(draft.references),
        "MIME-Version": "1.0",
    }


def _addresses(addresses: tuple[Address, ...], charset: str) -> str:
    return ",\r\n ".join(formataddr(address, charset) for address in addresses)


def _words(text: str, charset: str) -> str:
    return text if text.isascii() else Header(text, charset).encode(linesep="\r\n")


def _content(draft: Draft, boundary: str) -> tuple[bytes, bytes]:
    if not draft.attachments:
        return _body(draft, boundary)
    head, body = _body(draft, boundary.replace("=_", "=_alt_", 1))
    parts = [head + b"\r\n" + body, *map(_file, draft.attachments)]
    return _multipart("mixed", boundary, parts)


def _body(draft: Draft, boundary: str) -> tuple[bytes, bytes]:
    if draft.layout == "plain":
        return _leaf("plain", draft.text, draft)
    if draft.layout == "html":
        return _leaf("html", draft.html, draft)
    leaves = (_leaf("plain", draft.text, draft), _leaf("html", draft.html, draft))
    return _multipart("alternative", boundary, [head + b"\r\n" + body for head, body in leaves])


def _leaf(subtype: str, text: str, draft: Draft) -> tuple[bytes, bytes]:
    head = (
        f"Content-Type: text/{subtype}; charset={draft.charset}\r\n"
        f"Content-Transfer-Encoding: {draft.transfer}\r\n"
    )
    return head.encode(), _encode(text, draft.charset, draft.transfer)


def _encode(text: str, charset: str, transfer: str) -> bytes:
    data = text.encode(_codec(charset), "replace")
    if transfer == "quoted-printable":
        return binascii.b2a_qp(data).replace(b"\n", b"\r\n") + b"\r\n"
    data = data.replace(b"\n", b"\r\n")
    if transfer == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    return data + b"\r\n"


def _codec(charset: str) -> str:
    """The declared charset, or UTF-8 where the mail claims one that nobody knows."""
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def _file(attachment: Attachment) -> bytes:
    head = (
        f"Content-Type: {attachment.content_type}\r\n"
        f'Content-Disposition: attachment; filename="{attachment.name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(attachment.content).replace(b"\n", b"\r\n")


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> tuple[bytes, bytes]:
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'
    return head.encode(), b"".join(_assemble(boundary.encode(), parts))


def _assemble(boundary: bytes, parts: list[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield b"--" + boundary + b"\r\n" + part + b"\r\n"
    yield b"--" + boundary + b"--\r\n"
