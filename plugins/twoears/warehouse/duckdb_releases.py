"""Releases on DuckDB: one file each, and the link ``published.duckdb`` that names the current one.

A file is complete and on disk before its name exists, and the link is replaced in one atomic rename, so a
crash leaves readers with the old release or the new one.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from twoears.errors import WarehouseError
from twoears.warehouse import Colour, Release
from twoears.warehouse.candidates import candidate, marts_in, require_checked
from twoears.warehouse.duckdb_connect import attach, connected

KEPT = 5
NAME = re.compile(r"release_(\d+)\.duckdb")


class ReleaseFiles:
    """The releases below a warehouse's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = folder / "releases"
        self._link = folder / "published.duckdb"

    def current_number(self) -> int:
        """The number of the current release; 0 before the first."""
        try:
            named = NAME.fullmatch(Path(os.readlink(self._link)).name)
        except FileNotFoundError:
            return 0
        return int(named[1]) if named else 0

    def current_path(self) -> Path | None:
        """The file itself, so that who opens it stays with one release."""
        number = self.current_number()
        return self._path(number) if number else None

    def current(self) -> Release | None:
        number = self.current_number()
        return self._read(number) if number else None

    def all(self) -> list[Release]:
        """What can be switched to, newest first."""
        return [self._read(number) for number in sorted(self._numbers(), reverse=True)]

    def publish(
        self, working: Path, colour: Colour, as_of: datetime, fingerprints: Mapping[str, str]
    ) -> Release:
        """Copy a candidate into a file of its own and switch to it.

        Raises:
            WarehouseError: the candidate is empty or not what the fingerprints name.
        """
        number = max(self._numbers(), default=0) + 1
        self._files.mkdir(parents=True, exist_ok=True)
        unfinished = self._clean()
        with connected(self._folder) as connection:
            attach(connection, working, "working")
            attach(connection, unfinished, "made", read_only=False)
            _copy(connection, candidate(colour), fingerprints)
            _describe(connection, Release(number, as_of, colour, False, fingerprints))
            connection.execute("detach made")
        _sync(unfinished)
        unfinished.rename(self._path(number))
        _sync(self._files)
        self._switch(number)
        self._prune()
        return self._read(number)

    def rollback(self, number: int | None) -> Release:
        """Switch to a release that is still here; by default to the newest before the current.

        Raises:
            WarehouseError: there is no such release.
        """
        here, current = self._numbers(), self.current_number()
        wanted = number or max((n for n in here if n < current), default=0)
        if wanted not in here:
            asked = f"release {number}" if number else "a release before the current one"
            known = ", ".join(str(n) for n in sorted(here)) or "none"
            raise WarehouseError(f"There is no {asked.removeprefix('a ')}; these are kept: {known}.")
        self._switch(wanted)
        return self._read(wanted)

    def _path(self, number: int) -> Path:
        return self._files / f"release_{number}.duckdb"

    def _numbers(self) -> set[int]:
        found = [NAME.fullmatch(path.name) for path in self._files.glob("release_*.duckdb")]
        return {int(match[1]) for match in found if match}

    def _clean(self) -> Path:
        """The path of a release in the making, without what an interrupted publish left there."""
        unfinished = self._files / "unfinished.duckdb"
        for left in self._files.glob(f"{unfinished.name}*"):
            left.unlink()
        return unfinished

    def _switch(self, number: int) -> None:
        fresh = self._link.with_suffix(".next")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self._path(number).relative_to(self._folder))
        fresh.replace(self._link)
        _sync(self._folder)

    def _prune(self) -> None:
        """Remove all but the newest releases and the current one; who still reads one, reads on."""
        for number in sorted(self._numbers(), reverse=True)[KEPT:]:
            if number != self.current_number():
                self._path(number).unlink()

    def _read(self, number: int) -> Release:
        with connected(self._folder) as connection:
            attach(connection, self._path(number), "published")
            noted = connection.execute(
                "select as_of, colour, fingerprints from published.ops.release"
            ).fetchone()
        assert noted is not None
        as_of, colour, fingerprints = noted
        is_current = number == self.current_number()
        return Release(number, as_of.astimezone(UTC), colour, is_current, json.loads(fingerprints))


def _copy(connection: DuckDBPyConnection, schema: str, fingerprints: Mapping[str, str]) -> None:
    found = connection.execute(marts_in(schema)).fetchall()
    names = require_checked(schema, (name for (name,) in found), fingerprints)
    connection.execute("create schema made.marts")
    for name in names:
        connection.execute(f'create table made.marts."{name}" as from working.{schema}."{name}"')


def _describe(connection: DuckDBPyConnection, release: Release) -> None:
    connection.execute("create schema made.ops")
    connection.execute(
        "create table made.ops.release as select ? as number, ?::timestamptz as as_of, ? as colour, "
        "? as fingerprints",
        [release.number, release.as_of, release.colour, json.dumps(dict(release.fingerprints))],
    )


def _sync(path: Path) -> None:
    """Have a file's content, or a folder's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
