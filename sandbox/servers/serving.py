"""Serve a whole world from one folder until somebody ends it."""

import gc
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

from sandbox.servers.discourse import discourse_app
from sandbox.servers.home import prepare_home, world_key, write_connections
from sandbox.servers.mastodon import mastodon_app
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.running import RunningImap, Security, running_app, running_imap
from sandbox.shapes import World
from sandbox.world import build

HASHTAGS = ["windrow", "windrowrun"]
API_USERNAME = "system"
SECURITIES: tuple[Security, Security] = ("tls", "plain")
PARENT_POLL_SECONDS = 0.5


def serve(
    home: Path,
    people: int,
    days: int,
    seed: int,
    parent_pid: int | None = None,
    announce: Callable[[str], object] = lambda line: None,
) -> None:
    """Serve until SIGTERM, SIGINT or the parent's death.

    HOME/connections.json (mode 0600) is there exactly while every server accepts.
    """
    home = home.resolve()
    connections_file = home / "connections.json"
    connections_file.unlink(missing_ok=True)
    if parent_pid is not None:
        threading.Thread(target=_follow_parent, args=[parent_pid], daemon=True).start()
    world = prepare_home(home, people, days, seed, build)
    uid_validity = crc32(world_key(people, days, seed).encode()) or 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with serving(world, home, uid_validity) as content:
        gc.freeze()  # the world never changes: without this, each full collection walks all of it
        write_connections(connections_file, content)
        announce(f"The sandbox serves {people} people; connections are in {connections_file}")
        stop.wait()
        connections_file.unlink(missing_ok=True)


@contextmanager
def serving(world: World, home: Path, uid_validity: int) -> Iterator[dict[str, Any]]:
    """Run all servers while the block runs; gives what connections.json says."""
    with ExitStack() as stack:
        tls, plain = (
            stack.enter_context(
                running_imap(
                    world.messages, folder=home / "imap", security=security, uid_validity=uid_validity
                )
            )
            for security in SECURITIES
        )
        connections = {
            "email_imap": _imap_connection(tls),
            "forum_discourse": stack.enter_context(_serving_forum(world)),
            "social_mastodon": stack.enter_context(_serving_social(world)),
            "orders_sql": {
                "conn_type": "generic",
                "extra": {"url": f"sqlite:///{home / 'shop.sqlite'}"},
            },
        }
        yield {
            "as_of": world.ended_at.isoformat(),
            "connections": connections,
            "plain_imap": _imap_connection(plain),
            "pid": os.getpid(),
        }


@contextmanager
def _serving_forum(world: World) -> Iterator[dict[str, Any]]:
    """The limit makes the first pull wait once, for a second, and is generous from then on."""
    key = secrets.token_hex(32)
    limit = RateLimit(10, seconds=1, growth=1000)
    app = discourse_app(world.forum, api_key=key, api_username=API_USERNAME, limit=limit)
    with running_app(app) as url:
        yield {"conn_type": "http", "host": url, "login": API_USERNAME, "password": key}


@contextmanager
def _serving_social(world: World) -> Iterator[dict[str, Any]]:
    """Limited like the forum."""
    token = secrets.token_hex(32)
    limit = RateLimit(15, seconds=1, growth=1000)
    with running_app(mastodon_app(world.social, access_token=token, limit=limit)) as url:
        extra = {"hashtags": HASHTAGS}
        yield {"conn_type": "http", "host": url, "password": token, "extra": extra}


def _imap_connection(server: RunningImap) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "security": server.security,
        "verify": True,
        "folders": {"INBOX": "inbound", "Sent": "outbound"},
    }
    if server.ca_file:
        extra["ca_file"] = str(server.ca_file)
    return {
        "conn_type": "imap",
        "host": server.host,
        "port": server.port,
        "login": server.login,
        "password": server.password,
        "extra": extra,
    }


def _follow_parent(parent_pid: int) -> None:
    """End this process, through its own SIGTERM, when the parent is no more."""
    is_child = os.getppid() == parent_pid
    pause = threading.Event()
    while (os.getppid() == parent_pid) if is_child else _is_alive(parent_pid):
        pause.wait(PARENT_POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
