"""The brand's mailbox behind pymap, an IMAP4rev1 server library, for one account."""

import asyncio
import ssl
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from io import BytesIO
from typing import Any

from proxyprotocol.noop import ProxyProtocolNoop
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.backend.dict.filter import FilterSet
from pymap.concurrent import Subsystem
from pymap.context import connection_exit, current_command
from pymap.flags import PermanentFlags, SessionFlags
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.mailbox import MailboxSnapshot
from pymap.parsing.response import Response, ResponseCode, ResponseNo
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from sandbox.servers.faults import FaultPlan
from sandbox.servers.mailboxes import Mailboxes, Selected


class BrandSession(Session):  # type: ignore[misc]
    async def select_mailbox(
        self, name: str, readonly: bool = False
    ) -> tuple[MailboxSnapshot, SelectedMailbox]:
        folder = await self._get_mailbox(name)
        selected = Selected(
            folder.mailbox_id,
            readonly,
            PermanentFlags(folder.permanent_flags),
            SessionFlags(folder.session_flags),
            folder.selected_set,
            name,
        )
        return await folder.snapshot(), await folder.update_selected(selected)


class BrandLogin(Login):  # type: ignore[misc]
    """The one account; anybody else is refused."""

    def __init__(self, config: Config, login: str, password: str, mailboxes: Mailboxes) -> None:
        super().__init__(config)
        self.users_dict[login] = UserMetadata(config, login, password=password)
        self.mailboxes = mailboxes

    async def authorize(self, authenticated: Identity, authzid: str) -> "BrandIdentity":
        await super().authorize(authenticated, authzid)
        return BrandIdentity(authzid, self, None, frozenset())


class BrandIdentity(Identity):  # type: ignore[misc]
    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        yield BrandSession(self.name, self.config, self.login.mailboxes, FilterSet())


class BrandConfig(Config):  # type: ignore[misc]
    @property
    def greeting(self) -> bytes:
        return b"Windrow's mailbox is ready."


def make_login(
    login: str, password: str, mailboxes: Mailboxes, starttls: ssl.SSLContext | None
) -> BrandLogin:
    """The account with its server settings; no hashing, no DNS, no threads of pymap's own."""
    config = BrandConfig(
        Namespace(),
        host=None,
        port=0,
        ssl_context=starttls or ssl.create_default_context(),
        tls_enabled=starttls is not None,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        proxy_protocol=ProxyProtocolNoop(),
        reject_dnsbl=False,
        invalid_user_sleep=0,
        demo_data=False,
        demo_user=login,
        demo_password="",
    )
    return BrandLogin(config, login, password, mailboxes)


class Connection(IMAPConnection):  # type: ignore[misc]
    """pymap's connection, with the faults that a test ordered."""

    __slots__ = ("_faults",)

    def __init__(self, faults: FaultPlan, *args: Any) -> None:
        super().__init__(*args)
        self._faults = faults

    async def write_response(self, resp: Response) -> None:
        """Answer, or fail as ordered: "error" (a NO), "slow", "drop" (half an answer, then end)."""
        command = current_command.get(None)
        name = command.command.decode().removeprefix("UID ") if command else ""
        fault = self._faults.take(name) if command else None
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "error":
            resp = ResponseNo(resp.tag, b"Try again later.", ResponseCode.of(b"UNAVAILABLE"))
        answer = BytesIO()
        await resp.async_write(answer)
        if fault and fault.kind == "drop":
            answer.truncate(answer.tell() // 2)
        self.writer.write(answer.getvalue())
        if fault and fault.kind == "drop":
            self.writer.close()
        else:
            await self._drain()

    async def _drain(self) -> None:
        with suppress(ConnectionError):
            await self.writer.drain()

    @classmethod
    def _print(cls, log_format: str, output: str | bytes) -> None:
        """Log nothing: mails are customers' text."""


async def serve_connection(
    login: BrandLogin,
    faults: FaultPlan,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Speak IMAP on one accepted connection until either side ends it."""
    config = login.config
    info = SocketInfoLocal(writer)
    async with AsyncExitStack() as stack:
        connection_exit.set(stack)
        connection = Connection(faults, config.commands, config, reader, writer, info)
        stack.enter_context(closing(connection))
        await connection.run(ConnectionState(login, config))
