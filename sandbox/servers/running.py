"""Start the servers on free ports of 127.0.0.1 in threads of this process, and stop them again."""

import asyncio
import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import uvicorn
from starlette.types import ASGIApp

from sandbox.servers.certificate import make_certificate
from sandbox.servers.faults import FaultPlan
from sandbox.servers.imap import make_login, serve_connection
from sandbox.servers.mailboxes import Mailboxes
from sandbox.shapes import Message

HOST = "127.0.0.1"
START_SECONDS = 30.0

Security = Literal["tls", "starttls", "plain"]


@contextmanager
def running_app(app: ASGIApp) -> Iterator[str]:
    """Serve an ASGI app while the block runs; gives its base URL, without a closing slash."""
    listener = _listen()
    config = uvicorn.Config(
        app,
        log_level=logging.CRITICAL,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@dataclass(frozen=True)
class RunningImap:
    """A mailbox that can be reached; `ca_file` is None where the port speaks no TLS."""

    host: str
    port: int
    login: str
    password: str
    security: Security
    ca_file: Path | None
    faults: FaultPlan
    mailboxes: Mailboxes = field(repr=False)
    loop: asyncio.AbstractEventLoop = field(repr=False)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Add mails to their folders, as if they had just arrived."""
        self._call(self.mailboxes.deliver, messages)

    def renumber(self, uid_validity: int) -> None:
        """Number all mails afresh under another UIDVALIDITY, as a restored server does."""
        self._call(self.mailboxes.renumber, uid_validity)

    def _call(self, function: Any, *args: Any) -> None:
        async def call() -> None:
            function(*args)

        asyncio.run_coroutine_threadsafe(call(), self.loop).result()


@contextmanager
def running_imap(
    messages: Sequence[Message],
    *,
    folder: Path | None = None,
    security: Security = "plain",
    login: str = "service@windrow.example",
    password: str | None = None,
    uid_validity: int = 1,
) -> Iterator[RunningImap]:
    """Serve mails while the block runs; `folder` receives the certificate and is needed for TLS.

    The password is random unless given.
    """
    mailboxes = Mailboxes(messages, uid_validity)
    password = password or secrets.token_hex(16)
    context, ca_file = _tls(folder, security)
    account = make_login(login, password, mailboxes, context if security == "starttls" else None)
    faults = FaultPlan()
    listener = _listen()
    with _event_loop() as loop:
        start = asyncio.start_server(
            partial(serve_connection, account, faults),
            sock=listener,
            ssl=context if security == "tls" else None,
        )
        server = asyncio.run_coroutine_threadsafe(start, loop).result(START_SECONDS)
        port = listener.getsockname()[1]
        try:
            yield RunningImap(HOST, port, login, password, security, ca_file, faults, mailboxes, loop)
        finally:
            loop.call_soon_threadsafe(server.close)


def _tls(folder: Path | None, security: Security) -> tuple[ssl.SSLContext | None, Path | None]:
    if security == "plain":
        return None, None
    if folder is None:
        raise ValueError("a folder for the certificate is needed to serve IMAP over TLS")
    certificate, key = make_certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context, certificate


def _listen() -> socket.socket:
    """A socket that already accepts, so that a client may connect before the server's loop runs."""
    return socket.create_server((HOST, 0), backlog=128)


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_tasks(), loop).result(START_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
