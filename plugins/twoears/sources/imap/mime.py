"""Read a mail as it comes: MIME of every kind, well-formed or not.

Formats: RFC 5322 (headers, addresses), RFC 2045 to 2047 (MIME, encoded words), RFC 3834 (automatic mail).
What a mail says wrongly about itself is mended where there is one sensible reading; what the standard
library's parser cannot take apart at all raises whatever that parser raises.
"""

import codecs
import email.utils
import re
from collections.abc import Iterator
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from functools import cached_property
from typing import Any

PARSER = BytesParser(policy=compat32)

HEADERS = {
    *("from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references"),
    *("return-path", "auto-submitted", "precedence", "list-id", "list-unsubscribe"),
}
"""What is read of a mail's headers."""

FOLD = re.compile(r"[\r\n]+[ \t]*")
MESSAGE_ID = re.compile(r"<([^<>]+)>")
PLAIN_MAILBOX = re.compile(r'(?:([^<>",;:()\\]*)<)?([^<>",;:()\\\s@]+@[^<>",;:()\\\s@]+)>?')
AUTOMATIC_SENDER = re.compile(r"^((no|do[-_.]?not)[-_.]?reply|mailer-daemon|postmaster|bounces?)\b", re.I)
LENIENT = {"strict": False} if hasattr(email.utils, "supports_strict_parsing") else {}
"""Strict reading, the default since 3.12.6, gives nothing at all for a header with one fault."""

NO_CHARSET = {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "unknown-8bit", "x-unknown"}
"""Names that mailers write when they do not know; the bytes tell better."""

NOT_OF_MAIL = {"punycode", "idna"}
"""Python's codecs for host names; a mail in the first one would take hours."""


class Mail:
    """What a mail says: every property is plain text with all encodings taken off.

    Raises:
        Exception: on construction or access, when the parser cannot take the mail apart.
    """

    def __init__(self, raw: bytes) -> None:
        self._message = PARSER.parsebytes(raw)
        self._headers: dict[str, list[str]] = {}
        for name, value in self._message.raw_items():
            if name.lower() in HEADERS:
                text = FOLD.sub(" ", _from_bytes(str(value))).strip()
                self._headers.setdefault(name.lower(), []).append(text)

    def header(self, name: str) -> str:
        """The first header of this (lowercase) name, unfolded, not decoded; empty where there is none."""
        return self._headers.get(name, [""])[0]

    @property
    def subject(self) -> str | None:
        return decoded(self.header("subject")) or None

    @property
    def message_id(self) -> str | None:
        return next(iter(message_ids(self.header("message-id"))), None)

    @property
    def in_reply_to(self) -> str | None:
        return next(iter(message_ids(self.header("in-reply-to"))), None)

    @property
    def references(self) -> list[str]:
        return message_ids(self.header("references"))

    @cached_property
    def sender(self) -> tuple[str | None, str | None]:
        """Name and address of the first author that has an address."""
        authors = addresses(self._headers.get("from", []))
        name, address = next(iter(authors), ("", ""))
        return name or None, address or None

    @property
    def recipients(self) -> list[str]:
        """The addresses in To, Cc and Bcc (kept in sent copies), members of groups included, each once."""
        headers = [line for name in ("to", "cc", "bcc") for line in self._headers.get(name, [])]
        found = addresses(headers)
        return list(dict.fromkeys(address for _, address in found))

    @property
    def sent_at(self) -> datetime | None:
        """The Date header; None where it is missing or no date."""
        try:
            return parsedate_to_datetime(self.header("date"))
        except (ValueError, TypeError, OverflowError, IndexError):
            return None

    @cached_property
    def _leaves(self) -> list[tuple[str, Message]]:
        """Each part that holds content, as ("plain" or "html" for what is read, "file" for the rest)."""
        return [(_role(part), part) for part in _leaves(self._message)]

    def body(self, role: str) -> str | None:
        """The parts that are read as "plain" or "html", one after another; None where there are none."""
        texts = [_text(part) for kind, part in self._leaves if kind == role]
        return "\n".join(texts) if texts else None

    @property
    def count_attachments(self) -> int:
        """Every part that is not read as text: files, pictures, invitations, forwarded mails."""
        return sum(role == "file" for role, _ in self._leaves)

    def is_automated(self, *, is_inbound: bool) -> bool:
        """Whether a machine sent it; a mailing list's marks count on inbound mail only."""
        return (
            self.header("auto-submitted").partition(";")[0].strip().lower() not in ("", "no")
            or self.header("precedence").lower() in ("bulk", "list", "junk", "auto_reply")
            or (is_inbound and not self._headers.keys().isdisjoint({"list-id", "list-unsubscribe"}))
            or self.header("return-path") == "<>"
            or self._message.get_content_type() == "multipart/report"
            or bool(AUTOMATIC_SENDER.match(self.sender[1] or ""))
        )


def message_ids(header: str) -> list[str]:
    """The identifiers between angle brackets; a bare one counts where nothing is bracketed."""
    found = [name.strip() for name in MESSAGE_ID.findall(header)]
    return [name for name in found if name] or header.split()


def addresses(headers: list[str]) -> list[tuple[str, str]]:
    """The (name, addr-spec) pairs of address headers; entries without an address are left out."""
    pairs = [pair for header in headers if "@" in header for pair in _mailboxes(header)]
    return [(decoded(name).strip(), address.strip()) for name, address in pairs if "@" in address]


def _mailboxes(header: str) -> list[tuple[str, str]]:
    plain = PLAIN_MAILBOX.fullmatch(header)
    return [(plain[1] or "", plain[2])] if plain else getaddresses([header], **LENIENT)


def decoded(text: str) -> str:
    """A header's text with its encoded words decoded."""
    if "=?" not in text:
        return text
    try:
        words = decode_header(text)
    except HeaderParseError:
        return text
    return "".join(
        word if isinstance(word, str) else _decode(word, charset or "") for word, charset in words
    ).strip()


def _from_bytes(header: str) -> str:
    """The parser keeps bytes that are not ASCII as surrogates; this is the text that they stand for."""
    return header if header.isascii() else _decode(header.encode("ascii", "surrogateescape"), "")


def _decode(data: bytes, charset: str) -> str:
    """Bytes as text: by the named charset, else as UTF-8, else as Windows' Latin-1; never an error."""
    named = [] if charset.lower() in NO_CHARSET else [charset]
    for name in (*named, "utf-8", "cp1252"):
        try:
            if codecs.lookup(name).name not in NOT_OF_MAIL:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _leaves(message: Any) -> Iterator[Message]:
    """The parts that are not multiparts; an enclosed message is one part and is not entered."""
    parts = message.get_payload()
    if message.get_content_maintype() == "message" or not isinstance(parts, list):
        yield message
        return
    for part in parts:
        yield from _leaves(part)


def _role(part: Message) -> str:
    is_file = part.get_content_disposition() == "attachment" or part.get_filename()
    kind = part.get_content_type()
    return "file" if is_file or kind not in ("text/plain", "text/html") else kind.removeprefix("text/")


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    text = _decode(data, part.get_content_charset("")) if isinstance(data, bytes) else ""
    return text.replace("\r\n", "\n")
