"""What we take from a mail; the payload holds the mail itself, byte for byte."""

import hashlib
from typing import Any, ClassVar

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from twoears.contracts import Identifier, Integer, JsonText, Moment, Payload, Record, Text
from twoears.sources.imap.mime import Mail

BYTES = "latin-1"
"""The charset in which a payload's ``message`` is written: one character a byte, so that none is lost."""


class Message(Record):
    """A mail in a folder of the brand's.

    ``message_key`` is the Message-ID, or the hash of the mail where it has none; copies of a mail share it.
    """

    key: ClassVar = ("folder", "message_key", "received_at")
    place: ClassVar = ("uid_validity", "uid")

    message_key: Identifier
    folder: Text
    direction: Text
    uid_validity: Integer
    uid: Integer
    message_id: Text | None
    in_reply_to: Text | None
    thread_references: JsonText
    from_address: Text | None
    from_name: Text | None
    to_addresses: JsonText
    subject: Text | None
    sent_at: Moment | None
    received_at: Moment
    body_text: Text | None
    body_html: Text | None
    is_automated: bool
    count_attachments: Integer

    @model_validator(mode="before")
    @classmethod
    def read_mail(cls, payload: Payload) -> Payload:
        """Take the mail apart. Any failure refuses this mail alone: mails are written by anybody."""
        try:
            raw = payload["message"].encode(BYTES)
            return payload | _fields(raw, is_inbound=payload["direction"] == "inbound")
        except Exception:
            raise PydanticCustomError("unreadable_mail", "no parser can read the mail") from None


def _fields(raw: bytes, *, is_inbound: bool) -> dict[str, Any]:
    mail = Mail(raw)
    name, address = mail.sender
    return {
        "message_key": mail.message_id or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "thread_references": mail.references,
        "from_address": address,
        "from_name": name,
        "to_addresses": mail.recipients,
        "subject": mail.subject,
        "sent_at": mail.sent_at,
        "body_text": mail.body("plain"),
        "body_html": mail.body("html"),
        "is_automated": mail.is_automated(is_inbound=is_inbound),
        "count_attachments": mail.count_attachments,
    }
