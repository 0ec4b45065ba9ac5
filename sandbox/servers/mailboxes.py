"""Folders of mails for pymap, an IMAP4rev1 server library.

pymap's in-memory backend parses every message when it is stored and copies the whole folder's state
after each command; both are put off here, so that a folder of 60,000 mails stays quick.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.backend.dict.mailbox import Message as DictMessage
from pymap.bytes import Writeable
from pymap.mailbox import MailboxSnapshot
from pymap.message import BaseLoadedMessage
from pymap.mime import MessageContent
from pymap.parsing.command import Command
from pymap.parsing.response import UntaggedResponse
from pymap.parsing.specials import FetchRequirement
from pymap.selected import SelectedMailbox

from sandbox.shapes import Message

FOLDERS = ("INBOX", "Sent")


class StoredMessage(DictMessage):  # type: ignore[misc]
    """A mail kept as its bytes; its MIME parts are read only when a client asks for them."""

    __slots__ = ("_raw",)

    def __init__(self, uid: int, message: Message) -> None:
        self._raw: Final = message.raw
        super().__init__(uid, message.received_at, ())

    @property
    def _content(self) -> MessageContent:
        return MessageContent.parse(self._raw)

    @_content.setter
    def _content(self, content: None) -> None:
        """Pymap's constructor sets the content it was not given."""

    async def load_content(self, requirement: FetchRequirement) -> "RawMessage":
        return RawMessage(self, requirement, self._raw)


class RawMessage(BaseLoadedMessage):  # type: ignore[misc]
    """What a FETCH reads from: the whole message as bytes, parsed for anything less."""

    __slots__ = ("_parsed", "_raw")

    def __init__(self, message: StoredMessage, requirement: FetchRequirement, raw: bytes) -> None:
        super().__init__(message, requirement, None)
        self._raw = raw
        self._parsed: MessageContent | None = None

    @property
    def content(self) -> MessageContent:
        if self._parsed is None:
            self._parsed = MessageContent.parse(self._raw)
        return self._parsed

    def get_body(self, section: Sequence[int] | None = None, binary: bool = False) -> Writeable:
        if section or binary:
            return super().get_body(section, binary)
        return Writeable.wrap(self._raw)

    def get_size(self, section: Sequence[int] | None = None) -> int:
        return int(super().get_size(section)) if section else len(self._raw)


class Folder(MailboxData):  # type: ignore[misc]
    """One folder; UIDs count from 1 in the order in which mails are delivered."""

    def __init__(self, mailboxes: "Mailboxes", uid_validity: int) -> None:
        super().__init__(mailboxes._content_cache, mailboxes._thread_cache)
        self._uid_validity = uid_validity
        self._max_uid = 0

    def deliver(self, messages: Iterable[Message]) -> None:
        first = self._max_uid + 1
        for uid, message in enumerate(messages, first):
            self._messages[uid] = StoredMessage(uid, message)
            self._max_uid = uid
        self._mod_sequences.update(range(first, self._max_uid + 1))
        self._updated.set()

    async def claim_recent(self, selected: SelectedMailbox) -> None:
        """No stored mail counts as recent, so there is nothing to walk through."""

    async def snapshot(self) -> MailboxSnapshot:
        count = len(self._messages)
        return MailboxSnapshot(
            self.mailbox_id,
            self.readonly,
            self.uid_validity,
            self.permanent_flags,
            self.session_flags,
            exists=count,
            recent=0,
            unseen=count,
            first_unseen=None,
            next_uid=self._max_uid + 1,
        )


class Mailboxes(MailboxSet):  # type: ignore[misc]
    """INBOX, Sent and whatever other folder the messages name."""

    def __init__(self, messages: Sequence[Message], uid_validity: int) -> None:
        super().__init__()
        self._delivered: list[Message] = []
        self.renumber(uid_validity)
        self.deliver(messages)

    def deliver(self, messages: Sequence[Message]) -> None:
        by_folder: dict[str, list[Message]] = {}
        for message in messages:
            by_folder.setdefault(message.folder, []).append(message)
        for name, mails in by_folder.items():
            self._folder(name).deliver(mails)
        self._delivered.extend(messages)

    def renumber(self, uid_validity: int) -> None:
        """Begin all folders anew with this UIDVALIDITY; UIDs count from 1 again."""
        self._uid_validity = uid_validity
        self._inbox = Folder(self, uid_validity)
        self._set = {name: Folder(self, uid_validity) for name in FOLDERS if name != "INBOX"}
        delivered, self._delivered = self._delivered, []
        self.deliver(delivered)

    def _folder(self, name: str) -> Folder:
        if name == "INBOX":
            return self._inbox
        return self._set.setdefault(name, Folder(self, self._uid_validity))


class Selected(SelectedMailbox):  # type: ignore[misc]
    """A selected folder that compares its state only when the folder changed."""

    __slots__ = ("_forked_at",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._forked_at = kwargs.get("_mod_sequence")

    def fork(self, command: Command) -> tuple[SelectedMailbox, Iterable[UntaggedResponse]]:
        if self._forked_at is None or self._forked_at != self.mod_sequence or self._is_deleted:
            forked, untagged = super().fork(command)
            return forked, list(untagged)
        return self, ()
