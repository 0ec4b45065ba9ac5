"""The shop's own catalogue: its products and their categories, from any CSV file of such."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from twoears.errors import ListeningError
from twoears.listening.csv_files import read_csv

COLUMNS = {
    "name": ("name", "title", "product", "product_name"),
    "category": ("category", "product_type", "type", "department"),
    "product_id": ("product_id", "sku", "id", "handle"),
    "description": ("description", "body", "details"),
}
"""The headers that mean the columns of a catalogue; the first two are needed."""


@dataclass(frozen=True, slots=True, order=True)
class Product:
    product_id: str
    name: str
    category: str
    description: str = ""


def read_catalogue(file: Path) -> list[Product]:
    """The products of a CSV file.

    Raises:
        ListeningError: the file cannot be read, or has no columns for name and category.
    """
    rows = read_csv(file)
    header = rows[0] if rows else {}
    found = {kind: next((n for n in names if n in header), "") for kind, names in COLUMNS.items()}
    if not (found["name"] and found["category"]):
        raise ListeningError(
            f"{file.name} has no columns name and category; a catalogue needs both, and may have product_id "
            "and description."
        )
    return [_product(row, found) for row in rows if (row[found["name"]] or "").strip()]


def _product(row: Mapping[str, str | None], found: Mapping[str, str]) -> Product:
    values = {kind: (row.get(name) or "").strip() for kind, name in found.items() if name}
    return Product(
        values.get("product_id", ""), values["name"], values["category"], values.get("description", "")
    )
