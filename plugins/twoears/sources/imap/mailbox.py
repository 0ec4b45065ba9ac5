"""How mails are read from a mailbox over IMAP4rev1 (RFC 3501): read-only, by UID, in bounded chunks."""

import imaplib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from imap_tools import AND, BaseMailBox
from imap_tools.errors import MailboxFolderSelectError

from twoears.errors import VendorError
from twoears.sources.imap.client import EXTRA, STREAM

CHUNK_MAILS = 500
CHUNK_BYTES = 8 * 1024 * 1024

UID = re.compile(rb"\bUID (\d+)", re.I)
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.I)
RECEIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"', re.I)
EMPTY_BODY = re.compile(rb'\bBODY\[\] (?:""|NIL)', re.I)


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail as the server keeps it; ``received_at`` is its INTERNALDATE, None where that is no date."""

    uid: int
    received_at: datetime | None
    raw: bytes


def select(mailbox: BaseMailBox, folder: str) -> int:
    """Select a folder read-only and return its UIDVALIDITY.

    Raises:
        VendorError: no such folder; the message names those there are.
    """
    try:
        mailbox.folder.set(folder, readonly=True)
    except MailboxFolderSelectError:
        names = ", ".join(sorted(found.name for found in mailbox.folder.list()))
        raise VendorError(
            STREAM,
            f"there is no folder {folder!r} that can be read; there are {names}",
            f"correct folders in {EXTRA}",
        ) from None
    _, (value, *_) = mailbox.client.response("UIDVALIDITY")
    return int(value or 0)


def uids(mailbox: BaseMailBox, criteria: AND) -> list[int]:
    """The UIDs that match a SEARCH, ascending."""
    return sorted(int(uid) for uid in mailbox.uids(criteria, charset=None))


def fetch(mailbox: BaseMailBox, wanted: Sequence[int]) -> Iterator[list[StoredMail]]:
    """Fetch mails in chunks of bounded number and size, in the order of ``wanted``, which ascends.

    A mail that was deleted meanwhile is left out; nothing is marked as read.
    """
    for start in range(0, len(wanted), CHUNK_MAILS):
        for chunk in _bounded(_sizes(mailbox, wanted[start : start + CHUNK_MAILS])):
            mails = _mails(_answers(mailbox, chunk, "(UID INTERNALDATE BODY.PEEK[])"))
            if mails:
                yield mails


def _sizes(mailbox: BaseMailBox, chunk: Sequence[int]) -> dict[int, int]:
    sizes = {}
    for answer in _answers(mailbox, chunk, "(UID RFC822.SIZE)"):
        uid, size = UID.search(answer), SIZE.search(answer)
        if uid and size:
            sizes[int(uid[1])] = int(size[1])
    return {uid: sizes[uid] for uid in chunk if uid in sizes}


def _bounded(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Group UIDs so that a group's mails are CHUNK_BYTES at most, or one mail."""
    group: list[int] = []
    total = 0
    for uid, size in sizes.items():
        if group and total + size > CHUNK_BYTES:
            yield group
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group


def _answers(mailbox: BaseMailBox, chunk: Sequence[int], items: str) -> list[Any]:
    """What imaplib gives for a UID FETCH: bytes, or (bytes before a literal, the literal)."""
    status, answers = mailbox.client.uid("FETCH", ",".join(map(str, chunk)), items)
    if status != "OK":
        raise imaplib.IMAP4.error("FETCH refused")
    return [answer for answer in answers if answer]


def _mails(answers: list[Any]) -> list[StoredMail]:
    """Put answers together: a server may tell the UID and the date before the mail's literal or after it."""
    told: list[tuple[bytes, bytes]] = []
    for answer in answers:
        if isinstance(answer, tuple):
            told.append(answer)
        elif EMPTY_BODY.search(answer):
            told.append((answer, b""))
        elif told:
            told[-1] = (told[-1][0] + answer, told[-1][1])
    mails = [_mail(attributes, raw) for attributes, raw in told]
    return sorted((mail for mail in mails if mail), key=lambda mail: mail.uid)


def _mail(attributes: bytes, raw: bytes) -> StoredMail | None:
    uid, received = UID.search(attributes), RECEIVED.search(attributes)
    return StoredMail(int(uid[1]), _moment(received[1]) if received else None, raw) if uid else None


def _moment(internal_date: bytes) -> datetime | None:
    """``17-Jul-1996 02:44:25 -0700``; with blanks for its first two hyphens it is a mail's own date."""
    try:
        return parsedate_to_datetime(internal_date.decode("ascii", "replace").replace("-", " ", 2))
    except (ValueError, TypeError):
        return None
