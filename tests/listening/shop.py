"""A small shop of its own, and a reader for it."""

from datetime import date
from functools import cache

from twoears.listening.brands import Brand
from twoears.listening.catalogue import Product
from twoears.listening.reader import Reader
from twoears.listening.reading import Reading

PRODUCTS = (
    Product("p1", "Squall rain jacket", "rain jackets", "Waterproof shell for wet days."),
    Product("p2", "Drizzle rain jacket", "rain jackets", "Thin, waterproof, taped seams."),
    Product("p3", "Corrie trail shoe", "trail shoes", "Deep lugs for mud."),
    Product("p4", "Brae trail shoe", "trail shoes", "Lugs and a rock plate."),
    Product("p5", "Lantern headlamp", "lights", "A lamp of 400 lumen for night runs."),
    Product("p6", "Tarn beanie", "hats", "Warm merino for winter."),
)
BRANDS = (
    Brand("Windrow", "own", ("@windrowrun", "Windrow Running")),
    Brand("Norrfell", "competitor", ("@norrfell",)),
    Brand("Orange", "competitor", ("@orangegear",)),
)
DAY = date(2026, 3, 10)


@cache
def reader() -> Reader:
    return Reader.load(PRODUCTS, BRANDS)


def read(text: str, written_on: date | None = DAY) -> Reading:
    """What one text says."""
    (reading,) = reader().read([text], [written_on])
    return reading


def intents(text: str) -> set[str]:
    return {intent.intent for intent in read(text).intents}
