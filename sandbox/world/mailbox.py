"""The brand's mailbox: letters on their way to becoming messages, and their truth."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sandbox.shapes import Message
from sandbox.world.mime import Draft, render
from sandbox.world.people import Person
from sandbox.world.texts import Text
from sandbox.world.truth import Ledger

INBOX, SENT = "INBOX", "Sent"
VENDOR, STREAM = "imap", "messages"
_Damage = Callable[[bytes], bytes]


@dataclass(slots=True)
class Letter:
    """A mail with its author; `text` is what the author wrote, None for machine mail."""

    folder: str
    received_at: datetime
    author: Person
    kind: str
    draft: Draft
    text: Text | None = None
    raw: bytes = b""
    has_message_id: bool = True


@dataclass(slots=True)
class Mailbox:
    """Letters in any order until `close` sorts, renders and records them."""

    rng: Random
    letters: list[Letter] = field(default_factory=list)
    _ids: int = 0

    def put(self, folder: str, author: Person, kind: str, draft: Draft, text: Text | None = None) -> None:
        """Add a mail; one that comes in arrives some seconds after it was sent."""
        delay = timedelta(seconds=self.rng.randint(1, 50)) if folder == INBOX else timedelta()
        received = draft.sent_at.astimezone(draft.sent_at.tzinfo) + delay
        self.letters.append(Letter(folder, received, author, kind, draft, text))

    def message_id(self, domain: str) -> str:
        """A Message-ID that nobody else in this world has."""
        self._ids += 1
        return f"<{self.rng.getrandbits(40):010x}.{self._ids}@{domain}>"

    def close(self, until: datetime, truth: Ledger) -> list[Message]:
        """Messages received before `until`, by time, with their truth written down."""
        kept = [letter for letter in self.letters if letter.received_at < until]
        kept.sort(key=lambda letter: letter.received_at)
        for letter in kept:
            letter.raw = render(letter.draft)
        damaged = _damage(self.rng, kept)
        _record(kept, damaged, truth)
        return [Message(item.folder, _utc(item.received_at), item.raw) for item in kept]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _without(header: bytes) -> _Damage:
    pattern = re.compile(rb"^" + header + rb":.*\r\n", re.MULTILINE)
    return lambda raw: pattern.sub(b"", raw, count=1)


def _unknown_charset(raw: bytes) -> bytes:
    return re.sub(rb"charset=[\w-]+", b"charset=x-windrow-unknown", raw)


def _year_9999(raw: bytes) -> bytes:
    date = b"\r\nDate: Fri, 31 Dec 9999 23:59:59 +0000\r\n"
    return re.sub(rb"\r\nDate: .*\r\n", date, raw, count=1)


def _nul(raw: bytes) -> bytes:
    head, gap, body = raw.partition(b"\r\n\r\n")
    return head + gap + b"=00" + body


_KINDS: tuple[tuple[str, str, _Damage], ...] = (
    ("nul_in_text", "quarantined", _nul),
    ("date_out_of_range", "quarantined", _year_9999),
    ("unknown_charset", "landed", _unknown_charset),
    ("missing_message_id", "landed", _without(b"Message-ID")),
    ("missing_date", "landed", _without(b"Date")),
)


def _damage(rng: Random, letters: list[Letter]) -> list[tuple[Letter, str, str]]:
    """Spoil about one letter in a thousand per kind, of those that a customer began."""
    open_to_it = [
        letter
        for letter in letters
        if letter.kind == "personal"
        and letter.draft.layout == "plain"
        and letter.draft.transfer == "quoted-printable"
        and not letter.draft.attachments
    ]
    each = max(1, len(letters) // 2000)
    chosen = rng.sample(open_to_it, min(each * len(_KINDS), len(open_to_it)))
    damaged = []
    for at, letter in enumerate(chosen):
        reason, expected, spoil = _KINDS[at % len(_KINDS)]
        letter.raw = spoil(letter.raw)
        letter.has_message_id = reason != "missing_message_id"
        damaged.append((letter, reason, expected))
    return damaged


def _record(letters: list[Letter], damaged: list[tuple[Letter, str, str]], truth: Ledger) -> None:
    """Mails, texts and oddities; a mail's key is its Message-ID or else folder/position."""
    positions: Counter[str] = Counter()
    keys: dict[int, str] = {}
    _record_accounts(letters, truth)
    for letter in letters:
        positions[letter.folder] += 1
        position = positions[letter.folder]
        message_id = letter.draft.message_id if letter.has_message_id else None
        keys[id(letter)] = key = message_id or f"{letter.folder}/{position}"
        _record_mail(letter, key, position, truth)
        if letter.text:
            at = _utc(letter.draft.sent_at)
            truth.text(letter.author, VENDOR, STREAM, key, at, letter.text)
    for letter, reason, expected in damaged:
        truth.oddity(VENDOR, STREAM, keys[id(letter)], reason, expected)


def _record_accounts(letters: list[Letter], truth: Ledger) -> None:
    """One account for each person and address that wrote, as it was first written."""
    seen: set[tuple[str, str]] = set()
    for letter in letters:
        name, email = letter.draft.sender
        account = (letter.author.person_id, email.lower())
        if account not in seen:
            seen.add(account)
            truth.account(letter.author, VENDOR, email.lower(), email, name)


def _record_mail(letter: Letter, key: str, position: int, truth: Ledger) -> None:
    truth.tables["mails"].append(
        {
            "key": key,
            "folder": letter.folder,
            "position": position,
            "person_id": letter.author.person_id,
            "kind": letter.kind,
            "count_recipients": len(letter.draft.to) + len(letter.draft.bcc),
        }
    )
