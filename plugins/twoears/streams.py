"""A stream: one kind of record from a vendor, how it is pulled and which contract holds it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from twoears.contracts import Payload, Record
from twoears.errors import SettingsError

if TYPE_CHECKING:
    from airflow.sdk import Connection

Cursor = dict[str, Any]
"""Where the next pull starts: JSON that only the stream itself reads. Empty before the first pull."""

VENDORS = {
    "email": ("imap",),
    "forum": ("discourse",),
    "social": ("mastodon",),
    "orders": ("sql",),
}
"""The vendors of each kind of source; each has ``twoears.sources.<vendor>.streams.STREAMS``."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a vendor gave at once, and where the next pull may start once this much has landed.

    ``size`` is in bytes and bounds how much is held in memory before it is landed.
    """

    payloads: list[Payload]
    cursor: Cursor
    size: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The interval of a run: ``until`` is the data interval's end.

    ``since`` is where a stream without a cursor begins; any other it only takes further back, so that
    nothing between the two is passed over.
    """

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of record from a vendor.

    ``pull`` yields pages in the order in which the cursor advances. ``rereads`` says that a pull also gives
    records that were pulled before (an overlap, a snapshot); those that did not change are not landed
    again. ``changed_at`` names the time field that tells how far back such an overlap reaches.
    """

    source: str
    vendor: str
    entity: str
    record: type[Record]
    pull: Callable[["Connection", Cursor, Window], Iterator[Page]]
    rereads: bool = False
    changed_at: str | None = None

    @property
    def name(self) -> str:
        return f"{self.vendor}.{self.entity}"

    @property
    def table(self) -> str:
        """The name of the stream's table in the warehouse's ``raw`` schema."""
        return f"{self.vendor}_{self.entity}"

    @property
    def connection_id(self) -> str:
        return f"{self.source}_{self.vendor}"


def streams_of(source: str) -> list[Stream]:
    """All streams of a kind of source, connected or not.

    Raises:
        SettingsError: no such kind of source.
    """
    if source not in VENDORS:
        raise SettingsError(f"There is no source {source!r}; choose one of {', '.join(VENDORS)}.")
    modules = [import_module(f"twoears.sources.{vendor}.streams") for vendor in VENDORS[source]]
    return [stream for module in modules for stream in module.STREAMS]


def all_streams() -> list[Stream]:
    return [stream for source in VENDORS for stream in streams_of(source)]


def stream_named(name: str) -> Stream:
    """The stream called ``vendor.entity``.

    Raises:
        SettingsError: no such stream.
    """
    found = [stream for stream in all_streams() if stream.name == name]
    if not found:
        known = ", ".join(stream.name for stream in all_streams())
        raise SettingsError(f"There is no stream {name!r}; choose one of {known}.")
    return found[0]
