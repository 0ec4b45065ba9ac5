"""Segments as files for campaign tools: what is in it now; who came, who left and who has a new id since."""

import logging
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from twoears.errors import SettingsError, WarehouseError
from twoears.exports.files import described, read_ids, write_csv, write_ids, write_jsonl, write_renamed
from twoears.exports.following import Changes, compare
from twoears.exports.manifest import MANIFEST, Manifest, exports_of, previous_export
from twoears.moments import compact
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

log = logging.getLogger(__name__)

KEY = "customer_id"
"""A segment has one row per customer."""

LATEST = "latest"


def export(
    segment: str, settings: Settings, as_of: datetime, warehouse: "Warehouse | None" = None
) -> Manifest:
    """Write a built segment that has passed gate 3 to ``<exports>/<segment>/<as_of>/``.

    The folder appears at once or not at all, and ``latest`` then points to the newest. The same data for the
    same ``as_of`` replaces nothing. ``warehouse`` is an open one to use instead of that of ``settings``.

    Raises:
        SettingsError: the segment's name is not a plain word.
        WarehouseError: the segment was not built, or nothing is published.
    """
    warehouse = warehouse or open_warehouse(settings)
    rows, release = _read(segment, warehouse)
    changes = _changes(segment, rows, settings.exports, as_of, warehouse)
    home = settings.exports / segment
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
    try:
        manifest = _write(draft, segment, rows, release, as_of, changes)
        manifest = _keep(draft, home / compact(as_of), manifest)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _point_to_latest(settings.exports, segment)
    log.info(
        "%s: %s rows, %s added, %s removed, %s renamed",
        segment,
        manifest.rows,
        manifest.added,
        manifest.removed,
        manifest.renamed,
    )
    return manifest


def previous_rows(segment: str, settings: Settings, as_of: datetime) -> int | None:
    """How many rows the newest export before ``as_of`` had; nothing when there is none."""
    found = previous_export(settings.exports, segment, _iso(as_of))
    return found[1].rows if found else None


def _read(segment: str, warehouse: "Warehouse") -> tuple[pa.Table, int]:
    """The segment in an order that every engine shares, and the number of the published release."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", segment):
        raise SettingsError("A segment is named by lower-case letters, digits and underscores only.")
    current = [release.number for release in warehouse.releases() if release.is_current]
    if not current:
        raise WarehouseError(f"{segment}: nothing is published yet; run build_marts first.")
    rows = warehouse.read(f"select * from segments.{segment}")
    if KEY not in rows.column_names:
        raise WarehouseError(f"{segment}: a segment has a column {KEY}; add it to the segment's model.")
    return rows.sort_by(KEY), current[0]


def _changes(segment: str, rows: pa.Table, exports: Path, as_of: datetime, warehouse: "Warehouse") -> Changes:
    """What is new since the newest export before ``as_of``; everybody where there is none."""
    now = {str(customer) for customer in rows[KEY].to_pylist()}
    before = previous_export(exports, segment, _iso(as_of))
    if before is None:
        return Changes(since=None, added=now, removed=set(), renamed={})
    folder, manifest = before
    return compare(read_ids(folder / f"{segment}.jsonl", KEY), now, manifest.as_of, warehouse)


def _write(
    draft: Path, segment: str, rows: pa.Table, release: int, as_of: datetime, changes: Changes
) -> Manifest:
    """Write all files of an export into a folder of its own."""
    write_csv(draft / f"{segment}.csv", rows)
    write_jsonl(draft / f"{segment}.jsonl", rows)
    write_ids(draft / "added.csv", KEY, changes.added)
    write_ids(draft / "removed.csv", KEY, changes.removed)
    write_renamed(draft / "renamed.csv", KEY, changes.renamed)
    manifest = Manifest(
        segment=segment,
        as_of=_iso(as_of),
        release=release,
        rows=rows.num_rows,
        columns=tuple(rows.column_names),
        previous=changes.since,
        added=len(changes.added),
        removed=len(changes.removed),
        renamed=len(changes.renamed),
        files={path.name: described(path) for path in sorted(draft.iterdir())},
    )
    (draft / MANIFEST).write_text(manifest.to_json(), "utf-8")
    for path in draft.iterdir():
        path.chmod(0o600)
    return manifest


def _keep(draft: Path, folder: Path, manifest: Manifest) -> Manifest:
    """Put the draft in its place, unless the same data is there."""
    if not folder.exists():
        draft.rename(folder)
        return manifest
    there = Manifest.read(folder)
    if there.same_data(manifest):
        return there
    outdated = draft.with_name(f"{draft.name}-outdated")
    folder.rename(outdated)
    draft.rename(folder)
    shutil.rmtree(outdated)
    return manifest


def _point_to_latest(exports: Path, segment: str) -> None:
    newest, _manifest = exports_of(exports, segment)[-1]
    link = exports / segment / f".{LATEST}.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(newest.name, target_is_directory=True)
    link.replace(exports / segment / LATEST)


def _iso(as_of: datetime) -> str:
    return as_of.astimezone(UTC).isoformat()
