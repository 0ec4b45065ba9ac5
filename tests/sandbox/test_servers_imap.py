"""The IMAP server, spoken to with imap-tools over real sockets."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imap_tools import MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxFetchError

from sandbox.servers.running import RunningImap, running_imap
from sandbox.shapes import Message


def connect(server: RunningImap) -> MailBoxUnencrypted:
    box = MailBoxUnencrypted(server.host, server.port)
    box.login(server.login, server.password)
    return box


def test_every_mail_of_a_folder_arrives_byte_for_byte(messages: list[Message]) -> None:
    with running_imap(messages) as server, connect(server) as box:
        for folder in ("INBOX", "Sent"):
            box.folder.set(folder)
            sent = [message.raw for message in messages if message.folder == folder]
            uids = box.uids("ALL")
            _, answers = box.client.uid("FETCH", "1:*", "(UID INTERNALDATE BODY.PEEK[])")
            assert uids == [str(number) for number in range(1, len(sent) + 1)]
            assert [answer[1] for answer in answers if isinstance(answer, tuple)] == sent


def test_the_internal_date_is_the_time_of_arrival(messages: list[Message]) -> None:
    with running_imap(messages) as server, connect(server) as box:
        _, answer = box.client.uid("FETCH", "1", "(INTERNALDATE)")
    stamp = answer[0].decode().split('"')[1]
    inbox = [message for message in messages if message.folder == "INBOX"]
    arrived_at = datetime.strptime(stamp, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    assert arrived_at == inbox[0].received_at


def test_a_range_of_uids_gives_the_mails_in_it(messages: list[Message]) -> None:
    with running_imap(messages) as server, connect(server) as box:
        assert box.uids("UID 38:*") == ["38", "39", "40"]
        found = list(box.fetch("UID 3:5", mark_seen=False, bulk=True))
    assert [mail.uid for mail in found] == ["3", "4", "5"]


def test_parts_and_searches_read_the_stored_mail(messages: list[Message]) -> None:
    with running_imap(messages) as server, connect(server) as box:
        assert len(box.uids('SUBJECT "Mail 7"')) == 1
        (head,) = box.fetch("UID 1", mark_seen=False, headers_only=True)
        assert head.subject == "Mail 1"
        assert head.text == ""


@pytest.mark.parametrize(("login", "password"), [(None, "wrong"), ("nobody", None)])
def test_wrong_credentials_are_refused(
    messages: list[Message], login: str | None, password: str | None
) -> None:
    with running_imap(messages) as server:
        box = MailBoxUnencrypted(server.host, server.port)
        with pytest.raises(MailboxLoginError, match="NO"):
            box.login(login or server.login, password or server.password)


def test_tls_holds_with_the_servers_own_authority_and_with_no_other(
    messages: list[Message], tmp_path: Path
) -> None:
    with running_imap(messages, folder=tmp_path, security="tls") as server:
        trusting = ssl.create_default_context(cafile=str(server.ca_file))
        for host in ("127.0.0.1", "localhost"):
            with MailBox(host, server.port, ssl_context=trusting).login(server.login, server.password) as box:
                assert len(box.uids()) == 40
        with pytest.raises(ssl.SSLCertVerificationError):
            MailBox(server.host, server.port, ssl_context=ssl.create_default_context())


def test_starttls_secures_a_plain_connection(messages: list[Message], tmp_path: Path) -> None:
    with running_imap(messages, folder=tmp_path, security="starttls") as server:
        trusting = ssl.create_default_context(cafile=str(server.ca_file))
        box = MailBoxStartTls(server.host, server.port, ssl_context=trusting)
        with box.login(server.login, server.password):
            assert isinstance(box.client.sock, ssl.SSLSocket)
            assert len(box.uids()) == 40


def test_uidvalidity_is_what_it_was_given(messages: list[Message]) -> None:
    for _ in range(2):
        with running_imap(messages, uid_validity=77) as server, connect(server) as box:
            assert box.folder.status("Sent")["UIDVALIDITY"] == 77


def test_delivered_mails_get_the_next_uids(messages: list[Message]) -> None:
    with running_imap(messages[:10]) as server:
        with connect(server) as box:
            before = box.folder.status("INBOX")
        server.deliver(messages[10:])
        with connect(server) as box:
            assert box.uids(f"UID {before['UIDNEXT']}:*") == [str(uid) for uid in range(9, 41)]


def test_a_renumbered_mailbox_has_its_mails_and_another_uidvalidity(
    messages: list[Message],
) -> None:
    with running_imap(messages, uid_validity=1) as server:
        server.renumber(2)
        with connect(server) as box:
            assert box.folder.status("INBOX")["UIDVALIDITY"] == 2
            assert len(box.uids()) == 40


def test_a_flag_that_is_set_stays(messages: list[Message]) -> None:
    with running_imap(messages) as server:
        with connect(server) as box:
            box.flag(["1"], [r"\Seen"], True)
        with connect(server) as box:
            assert box.uids("SEEN") == ["1"]


def test_an_ordered_error_is_answered_once(messages: list[Message]) -> None:
    with running_imap(messages) as server, connect(server) as box:
        server.faults.next("error", path="FETCH")
        with pytest.raises(MailboxFetchError):
            list(box.fetch(mark_seen=False, bulk=True))
        assert len(list(box.fetch(mark_seen=False, bulk=True))) == 40


def test_an_ordered_drop_ends_the_connection_within_the_answer(messages: list[Message]) -> None:
    with running_imap(messages) as server:
        box = connect(server)
        server.faults.next("drop", path="FETCH")
        with pytest.raises((box.client.abort, OSError)):
            list(box.fetch(mark_seen=False, bulk=True))
        box.client.shutdown()
