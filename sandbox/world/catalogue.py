"""What the brand sells, read from catalogue.csv."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Product:
    """One product; `one` and `many` name its kind in a sentence, `conditions` suit it,
    `parts` break.
    """

    sku: str
    name: str
    category: str
    one: str
    many: str
    price: Decimal
    conditions: tuple[str, ...]
    parts: tuple[str, ...]


def products() -> tuple[Product, ...]:
    """Every product in the order of the file, services last."""
    path = Path(__file__).with_name("catalogue.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_product(row) for row in csv.DictReader(file))


def _product(row: dict[str, str]) -> Product:
    return Product(
        sku=row["sku"],
        name=row["name"],
        category=row["category"],
        one=row["one"],
        many=row["many"],
        price=Decimal(row["price"]),
        conditions=tuple(filter(None, row["conditions"].split(";"))),
        parts=tuple(row["parts"].split(";")),
    )
