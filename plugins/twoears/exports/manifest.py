"""What an export says about itself, and where the exports of a segment lie."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export: its digest in hexadecimal and its size."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One export of a segment.

    ``as_of`` is ISO 8601 in UTC, ``release`` the number of the published marts that it was read from,
    ``previous`` the ``as_of`` of the export that ``added``, ``removed`` and ``renamed`` are counted against.
    """

    segment: str
    as_of: str
    release: int
    rows: int
    columns: tuple[str, ...]
    previous: str | None
    added: int
    removed: int
    renamed: int = 0
    files: dict[str, ExportedFile] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        stored["files"] = {name: ExportedFile(**about) for name, about in stored["files"].items()}
        stored["columns"] = tuple(stored["columns"])
        return cls(**stored)

    def same_data(self, other: "Manifest") -> bool:
        """Whether the files hold the same, whichever release they were read from."""
        return self.files == other.files and self.columns == other.columns


def exports_of(home: Path, segment: str) -> list[tuple[Path, Manifest]]:
    """The finished exports of a segment with their folders, oldest ``as_of`` first."""
    folders = [path.parent for path in (home / segment).glob(f"[0-9]*/{MANIFEST}")]
    return sorted(((folder, Manifest.read(folder)) for folder in folders), key=lambda found: found[1].as_of)


def previous_export(home: Path, segment: str, as_of: str) -> tuple[Path, Manifest] | None:
    """The newest export before a moment; the same whether this moment was exported already or not."""
    earlier = [found for found in exports_of(home, segment) if found[1].as_of < as_of]
    return earlier[-1] if earlier else None
