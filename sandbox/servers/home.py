"""What a sandbox keeps in its folder: the generated world, the truth and the connections."""

import csv
import hashlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.servers.shop import write_shop
from sandbox.shapes import World

PACKAGE = Path(__file__).parents[1]


def world_key(people: int, days: int, seed: int) -> str:
    """Names a world by its arguments and its generator's source: another key, another world."""
    digest = hashlib.sha256()
    for source in [PACKAGE / "shapes.py", *sorted((PACKAGE / "world").rglob("*"))]:
        if source.suffix in {".py", ".csv"}:
            digest.update(source.name.encode() + source.read_bytes())
    return f"{people}-{days}-{seed}-{digest.hexdigest()[:12]}"


def prepare_home(home: Path, people: int, days: int, seed: int, build: Callable[..., World]) -> World:
    """Build the world, or take it from HOME/world when the same generator made it before.

    Also writes HOME/truth/*.csv and HOME/shop.sqlite, unless they already belong to this world.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = world_key(people, days, seed)
    stored, written, shop = home / "world" / f"{key}.pickle", home / "world" / "written", home / "shop.sqlite"
    world = _load(stored)
    if world is None:
        world = build(people=people, days=days, seed=seed)
        _store(world, stored)
    if not (shop.exists() and written.exists() and written.read_text() == key):
        _write_truth(world, home / "truth")
        write_shop(world.shop, shop)
        written.write_text(key)
    return world


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step; only its owner may read it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(path)


def write_connections(path: Path, content: dict[str, Any]) -> None:
    write_private(path, json.dumps(content, indent=2).encode())


def _load(path: Path) -> World | None:
    """A stored world, if it is a file that only this user could have written."""
    if not path.exists():
        return None
    status = path.stat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        return None
    world: World = pickle.loads(path.read_bytes())
    return world


def _store(world: World, path: Path) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    for old in path.parent.glob("*.pickle"):
        old.unlink()
    write_private(path, pickle.dumps(world, protocol=pickle.HIGHEST_PROTOCOL))


def _write_truth(world: World, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for table, rows in world.truth.items():
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [])
            writer.writeheader()
            writer.writerows(rows)
