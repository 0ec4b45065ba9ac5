"""How to reach a mailbox: connection, TLS and login, and what each failure means to the reader."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from pydantic import BaseModel, PositiveFloat, ValidationError

from twoears.errors import VendorError

if TYPE_CHECKING:
    from airflow.sdk import Connection

Direction = Literal["inbound", "outbound"]

STREAM = "imap.messages"
EXTRA = "the extra of the Airflow connection email_imap"

DEFAULT_PORTS = {"tls": 993, "starttls": 143, "plain": 143}

LOST = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError)
"""What imaplib and imap-tools raise when a server refuses, answers nonsense or goes away."""


class Options(BaseModel):
    """The connection's extra.

    ``folders`` says whether the mails of a folder came from people or went to them. ``ca_file`` is a PEM file
    of authorities to trust beside the system's own.
    """

    security: Literal["tls", "starttls", "plain"] = "tls"
    verify: bool = True
    ca_file: str | None = None
    folders: dict[str, Direction] = {"INBOX": "inbound", "Sent": "outbound"}
    timeout_seconds: PositiveFloat = 60


def read_options(connection: "Connection") -> Options:
    """Read the connection's extra.

    Raises:
        VendorError: a value that cannot work.
    """
    try:
        return Options.model_validate(connection.extra_dejson)
    except ValidationError as invalid:
        error = invalid.errors(include_input=False)[0]
        where = ".".join(str(part) for part in error["loc"])
        problem = f"{where} in {EXTRA} cannot work ({error['msg'].lower()})"
        raise VendorError(STREAM, problem, "correct it") from None


@contextmanager
def opened(connection: "Connection", options: Options) -> Iterator[BaseMailBox]:
    """Connect and log in while the block runs; whatever goes wrong on the line becomes a VendorError."""
    mailbox = _connect(connection, options)
    try:
        _log_in(mailbox, connection)
        yield mailbox
    except LOST as error:
        raise VendorError(
            STREAM,
            f"{connection.host} broke off or refused a command ({type(error).__name__})",
            "run it again; it goes on where it stopped",
        ) from None
    finally:
        with suppress(*LOST, ValueError):
            mailbox.logout()


def _connect(connection: "Connection", options: Options) -> BaseMailBox:
    port = connection.port or DEFAULT_PORTS[options.security]
    host = connection.host
    if not host:  # imaplib would take it as this machine
        raise VendorError(STREAM, "the Airflow connection email_imap names no host", "set the mail server's")
    try:
        if options.security == "plain":
            return MailBoxUnencrypted(host, port, options.timeout_seconds)
        kind = MailBox if options.security == "tls" else MailBoxStartTls
        return kind(host, port, options.timeout_seconds, ssl_context=_tls(options))
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", None) or error.reason or "no TLS there"
        raise VendorError(
            STREAM,
            f"TLS with {host}:{port} failed ({reason})",
            f"check ca_file, verify and security (tls, starttls or plain) in {EXTRA}",
        ) from None
    except LOST as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise VendorError(
            STREAM,
            f"no IMAP server answers at {host}:{port} ({reason})",
            "check that it is up, and host, port and security of the Airflow connection email_imap",
        ) from None


def _tls(options: Options) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not options.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        if options.ca_file:
            context.load_verify_locations(options.ca_file)
    except OSError:
        raise VendorError(
            STREAM, f"ca_file {options.ca_file} is no readable PEM file", f"correct it in {EXTRA}"
        ) from None
    return context


def _log_in(mailbox: BaseMailBox, connection: "Connection") -> None:
    login, password = connection.login or "", connection.password or ""
    is_ascii = login.isascii() and password.isascii()
    try:
        (mailbox.login if is_ascii else mailbox.login_utf8)(login, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, ImapToolsError):
        raise VendorError(
            STREAM,
            f"{connection.host} refused the login",
            "correct login and password of the Airflow connection email_imap",
        ) from None
