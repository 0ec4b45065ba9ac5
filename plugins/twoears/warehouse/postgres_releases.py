"""Releases on PostgreSQL: two colours of tables, and views in ``marts`` that show one of them.

All views are switched in one transaction. As there are two colours, the release before the current can be
switched back to until a build writes its colour; older ones are gone.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from twoears.errors import WarehouseError
from twoears.warehouse import Colour, Release
from twoears.warehouse.candidates import already_made, candidate, marts_in, other, require_checked
from twoears.warehouse.postgres_connect import transaction

READER = "twoears_bi"
TRIES = 60
LOCK_MILLISECONDS = 500
"""Less than PostgreSQL's ``deadlock_timeout`` of a second: a publish gives way before a reader is ended."""

RELEASES = """
    create table if not exists ops.releases (
        number bigint primary key, as_of timestamptz not null, colour text not null unique,
        is_current boolean not null, fingerprints text not null
    )
"""


def listed(connection: Connection) -> list[Release]:
    """The releases that are here, newest first."""
    rows: Iterable[Any] = connection.execute(
        text("select number, as_of, colour, is_current, fingerprints from ops.releases order by number desc")
    )
    return [_release(*row) for row in rows]


def _release(number: int, as_of: datetime, colour: Colour, is_current: bool, fingerprints: str) -> Release:
    return Release(number, as_of, colour, is_current, json.loads(fingerprints))


def current(connection: Connection) -> Release | None:
    return next((release for release in listed(connection) if release.is_current), None)


def publish(url: URL, as_of: datetime, fingerprints: Mapping[str, str]) -> Release:
    """Switch to the candidate that the newest build made.

    Raises:
        WarehouseError: the candidate is empty, unchecked or older than the current release.
    """
    return _when_unread(url, lambda connection: _publish(connection, as_of, fingerprints))


def _publish(connection: Connection, as_of: datetime, fingerprints: Mapping[str, str]) -> Release:
    now = current(connection)
    if made := already_made(now, _began_on(connection), as_of):
        return made
    colour = other(now.colour if now else None)
    require_checked(candidate(colour), marts(connection, candidate(colour)), fingerprints)
    number = max((known.number for known in listed(connection)), default=0) + 1
    release = Release(number, as_of, colour, True, fingerprints)
    connection.execute(text("delete from ops.releases where colour = :colour"), {"colour": colour})
    connection.execute(
        text("insert into ops.releases values (:number, :as_of, :colour, false, :fingerprints)"),
        {"number": number, "as_of": as_of, "colour": colour, "fingerprints": json.dumps(dict(fingerprints))},
    )
    _show(connection, release)
    return release


def switch_back(url: URL, release: Release) -> Release:
    """Switch to a release that is still here as it was published."""

    def show(connection: Connection) -> Release:
        _show(connection, release)
        return replace(release, is_current=True)

    return _when_unread(url, show)


def marts(connection: Connection, schema: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(text(marts_in(schema)))]


def grant_reader(connection: Connection) -> None:
    """Let the role for BI, where there is one, read published marts and nothing else."""
    if connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": READER}).first():
        connection.execute(text(f"grant usage on schema marts to {READER}"))
        connection.execute(text(f"grant select on all tables in schema marts to {READER}"))


def _began_on(connection: Connection) -> int | None:
    found = connection.execute(text("select began_on from ops.build")).first()
    return int(found[0]) if found else None


def _when_unread(url: URL, switch: Callable[[Connection], Release]) -> Release:
    """Switch in one transaction that first has all views to itself, giving way to readers until it has.

    Raises:
        WarehouseError: some reader never let go.
    """
    for _ in range(TRIES):
        with transaction(url) as connection:
            if _has_views_to_itself(connection):
                return switch(connection)
        time.sleep(LOCK_MILLISECONDS / 1000)
    raise WarehouseError(
        "Readers hold the published marts, so the release was not switched; end long queries on schema marts "
        "and publish again."
    )


def _has_views_to_itself(connection: Connection) -> bool:
    connection.execute(text("select pg_advisory_xact_lock(hashtext('twoears.publish'))"))
    connection.execute(text(f"set local lock_timeout = {LOCK_MILLISECONDS}"))
    views = ", ".join(f'marts."{name}"' for name in marts(connection, "marts"))
    try:
        if views:
            connection.execute(text(f"lock table {views} in access exclusive mode"))
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != "55P03":
            raise
        connection.rollback()
        return False
    return True


def _show(connection: Connection, release: Release) -> None:
    """Point every view at a release's colour; views of marts that it does not have go."""
    source = candidate(release.colour)
    names = marts(connection, source)
    for gone in set(marts(connection, "marts")) - set(names):
        connection.execute(text(f'drop view marts."{gone}"'))
    for name in names:
        _point(connection, name, source)
    grant_reader(connection)
    connection.execute(
        text("update ops.releases set is_current = (number = :number)"), {"number": release.number}
    )


def _point(connection: Connection, name: str, source: str) -> None:
    """Replace a view, which keeps its grants; one whose columns changed has to be made anew."""
    view = f'view marts."{name}" as select * from {source}."{name}"'
    try:
        with connection.begin_nested():
            connection.execute(text(f"create or replace {view}"))
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) != "42P16":
            raise
        connection.execute(text(f'drop view marts."{name}"'))
        connection.execute(text(f"create {view}"))
