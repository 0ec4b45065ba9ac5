"""What is pulled from a mailbox: the mails of each folder, by UID."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from imap_tools import AND, BaseMailBox, U

from twoears.contracts import Payload
from twoears.sources.imap.client import Direction, opened, read_options
from twoears.sources.imap.mailbox import StoredMail, fetch, select, uids
from twoears.sources.imap.records import BYTES, Message
from twoears.streams import Cursor, Page, Stream, Window

if TYPE_CHECKING:
    from airflow.sdk import Connection


def pull(connection: "Connection", cursor: Cursor, window: Window) -> Iterator[Page]:
    """The mails of each folder above its last UID.

    The cursor is ``{folder: {"uid_validity": n, "uid": n}}``; under another UIDVALIDITY a folder is read
    afresh. A window's start also reaches back to mails received since then, and is where a folder without a
    cursor begins. Its end does not bound what is read: UIDs tell the order of arrival, and a mail moved here
    keeps its old date, so to stop at a date would be to stay there or to lose mails.
    """
    options = read_options(connection)
    with opened(connection, options) as mailbox:
        for folder, direction in options.folders.items():
            for page in _pull_folder(mailbox, folder, direction, cursor, window.since):
                cursor = page.cursor
                yield page


def _pull_folder(
    mailbox: BaseMailBox, folder: str, direction: Direction, cursor: Cursor, since: datetime | None
) -> Iterator[Page]:
    uid_validity = select(mailbox, folder)
    place = cursor.get(folder)
    last = place["uid"] if place and place["uid_validity"] == uid_validity else 0
    wanted = _begun(mailbox, since) if since and not place else _continued(mailbox, last, since)
    for mails in fetch(mailbox, wanted):
        last = max(last, mails[-1].uid)
        payloads = [_payload(mail, folder, direction, uid_validity) for mail in mails]
        size = sum(len(mail.raw) for mail in mails)
        yield Page(payloads, cursor | {folder: {"uid_validity": uid_validity, "uid": last}}, size)


def _begun(mailbox: BaseMailBox, since: datetime) -> list[int]:
    """The mails received since a day before: SEARCH knows whole days only, in the server's own zone."""
    return uids(mailbox, AND(date_gte=since.date() - timedelta(days=1)))


def _continued(mailbox: BaseMailBox, last: int, since: datetime | None) -> list[int]:
    """The mails above a UID; those not above it are dropped, since ``n:*`` always gives the last mail."""
    above = [uid for uid in uids(mailbox, AND(uid=U(str(last + 1), "*"))) if uid > last]
    return sorted({*above, *_begun(mailbox, since)}) if since else above


def _payload(mail: StoredMail, folder: str, direction: Direction, uid_validity: int) -> Payload:
    return {
        "folder": folder,
        "direction": direction,
        "uid_validity": uid_validity,
        "uid": mail.uid,
        "received_at": mail.received_at.isoformat() if mail.received_at else None,
        "message": mail.raw.decode(BYTES),
    }


STREAMS = (
    Stream(
        source="email",
        vendor="imap",
        entity="messages",
        record=Message,
        pull=pull,
        rereads=True,
        changed_at="received_at",
    ),
)
