"""Names and places by country, drawn once from Faker's local word lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from faker import Faker

_POOL = 350
NICKNAMES = {
    "Elizabeth": "Liz",
    "Katherine": "Kate",
    "Margaret": "Maggie",
    "Deborah": "Debbie",
    "Jennifer": "Jen",
    "Rebecca": "Becky",
    "Victoria": "Vicky",
    "Kimberly": "Kim",
    "Patricia": "Trish",
    "Pamela": "Pam",
    "Samantha": "Sam",
    "Christopher": "Chris",
    "Christine": "Chris",
    "Matthew": "Matt",
    "Michael": "Mike",
    "Nicholas": "Nick",
    "Anthony": "Tony",
    "Benjamin": "Ben",
    "Jonathan": "Jon",
    "Stephen": "Steve",
    "Gregory": "Greg",
    "Timothy": "Tim",
    "William": "Bill",
    "Robert": "Bob",
    "Richard": "Rick",
    "Thomas": "Tom",
    "Andrew": "Andy",
    "Daniel": "Dan",
    "David": "Dave",
    "James": "Jim",
    "Joseph": "Joe",
    "Edward": "Ted",
    "Alexander": "Alex",
    "Charles": "Charlie",
    "Susan": "Sue",
    "Joshua": "Josh",
    "Jeffrey": "Jeff",
    "Ronald": "Ron",
    "Leonard": "Len",
    "Raymond": "Ray",
    "Katharina": "Kathi",
    "Johannes": "Hannes",
    "Sebastian": "Basti",
    "Francisco": "Paco",
    "Frédéric": "Fred",
}


@dataclass(frozen=True, slots=True)
class Country:
    """One country the brand sells to; `offset` is its clock's distance from UTC in hours."""

    code: str
    locale: str
    language: str
    currency: str
    dial: str
    mobile: str
    digits: int
    offset: int
    share: float


COUNTRIES = (
    Country("GB", "en_GB", "en", "GBP", "44", "7", 9, 0, 0.46),
    Country("IE", "en_IE", "en", "EUR", "353", "8", 8, 0, 0.08),
    Country("US", "en_US", "en", "USD", "1", "503", 7, -5, 0.18),
    Country("DE", "de_DE", "de", "EUR", "49", "15", 9, 1, 0.14),
    Country("FR", "fr_FR", "fr", "EUR", "33", "6", 8, 1, 0.08),
    Country("ES", "es_ES", "es", "EUR", "34", "6", 8, 1, 0.06),
)
BY_CODE = {country.code: country for country in COUNTRIES}


@dataclass(frozen=True, slots=True)
class NamePool:
    """Given names, family names and places that one country's people draw from."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[tuple[str, str], ...]

    def full_name(self, rng: Random) -> tuple[str, str]:
        """A given and a family name."""
        return rng.choice(self.given), rng.choice(self.family)


def pools(seed: int) -> dict[str, NamePool]:
    """One pool for each country code."""
    return dict(_pools(seed))


def _pools(seed: int) -> Iterator[tuple[str, NamePool]]:
    for country in COUNTRIES:
        fake = Faker(country.locale)
        fake.seed_instance(f"{seed}/{country.code}")
        yield (
            country.code,
            NamePool(
                given=_unique(fake.first_name() for _ in range(_POOL)),
                family=_unique(fake.last_name() for _ in range(_POOL)),
                places=tuple((fake.city(), fake.postcode()) for _ in range(_POOL)),
            ),
        )


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
