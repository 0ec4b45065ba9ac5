"""Lakes filled from the sandbox's servers, over real sockets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from airflow.sdk import Connection

from sandbox.servers.serving import serving
from sandbox.servers.shop import write_shop
from sandbox.shapes import World
from twoears.ingest import ingest
from twoears.lake import Counts, StreamTable
from twoears.streams import Stream, Window, all_streams


@contextmanager
def served(world: World, folder: Path) -> Iterator[dict[str, Any]]:
    """Serve a world from a folder while the block runs; gives what the sandbox tells of its connections."""
    write_shop(world.shop, folder / "shop.sqlite")
    with serving(world, folder, uid_validity=1) as told:
        yield told


def pull(stream: Stream, lake: Path, told: dict[str, Any], until: datetime | None = None) -> Counts:
    """Pull what a stream has until a moment, by default the end of the world."""
    fields = told["connections"][stream.connection_id]
    connection = Connection(
        conn_id=stream.connection_id, **fields | {"extra": json.dumps(fields.get("extra", {}))}
    )
    window = Window(until=until or datetime.fromisoformat(told["as_of"]))
    return ingest(StreamTable(str(lake), stream), connection, window)


def pull_all(lake: Path, told: dict[str, Any], until: datetime | None = None) -> dict[str, Counts]:
    """Pull every stream; what became of each one's records, by its name."""
    return {stream.name: pull(stream, lake, told, until) for stream in all_streams()}
