"""Texts with what they say, written for this reader: one folder a brand, and public posts beside them.

`texts.csv` holds many ways of saying a thing, most of them rare, and many texts that mislead; `plain.csv`
holds texts as they usually are, `needs.csv` texts that tell what is needed and what is not, labelled with
care for that alone. Folders without a catalogue are for training only. The words that show an intent stand as
``{intent|the words}``, those that show two as ``{praise+experience_shared|the words}``.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = ("texts", "plain", "needs")
ROOT = Path(__file__).parent
MARKED = re.compile(r"\{([a-z_+]+)\|([^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Label:
    """One of MARKS and the words that show it."""

    mark: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and what it says.

    ``phrasing`` names the way it is said, so that no way is in training and in test. ``is_for_needs``: it
    teaches needs and nothing else. ``stances`` is by brand; ``sentiment`` is -1, 0 or 1, or None where nobody
    said.
    """

    brand: str
    phrasing: str
    text: str
    labels: tuple[Label, ...]
    sentiment: int | None
    is_for_needs: bool = False
    is_incentivised: bool = False
    categories: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    stances: tuple[tuple[str, str], ...] = ()


def brands() -> list[str]:
    """The folders of labelled texts, by name."""
    return sorted({path.parent.name for path in ROOT.glob("*/*.csv")})


def held_out_brands() -> list[str]:
    """The brands that the reader is measured on, each by a model that was never trained on it."""
    return sorted(path.parent.name for path in ROOT.glob("*/catalogue.csv"))


def read_labelled(file: Path, brand: str) -> Iterator[LabelledText]:
    """The texts of one file."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            text, labels = unmarked(row["text"])
            yield LabelledText(
                brand=brand,
                phrasing=row.get("phrasing", ""),
                text=text,
                labels=labels,
                sentiment=int(row["sentiment"]) if row.get("sentiment") else None,
                is_for_needs=file.stem == "needs",
                is_incentivised=row.get("is_incentivised") == "y",
                categories=_parts(row.get("categories", "")),
                needs=_parts(row.get("needs", "")),
                stances=tuple(_stance(part) for part in _parts(row.get("stances", ""))),
            )


def all_labelled() -> list[LabelledText]:
    """Every labelled text there is, brand after brand."""
    files = sorted(file for name in KINDS for file in ROOT.glob(f"*/{name}.csv"))
    return [text for file in files for text in read_labelled(file, file.parent.name)]


def unmarked(marked: str) -> tuple[str, tuple[Label, ...]]:
    """A text without its marks, and what they said."""
    plain: list[str] = []
    labels: list[Label] = []
    length = position = 0
    for match in MARKED.finditer(marked):
        plain += marked[position : match.start()], match[2]
        length += match.start() - position
        labels += (Label(intent, length, length + len(match[2])) for intent in match[1].split("+"))
        length += len(match[2])
        position = match.end()
    return "".join((*plain, marked[position:])), tuple(labels)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _stance(part: str) -> tuple[str, str]:
    brand, _, stance = part.rpartition("=")
    return brand, stance
