"""Customer lists with known doubles, made by a seed: many kinds of table and of trouble."""

import csv
import random
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from faker import Faker

Row = dict[str, str]
Pair = frozenset[str]
T = TypeVar("T")

POSTAL = ("given_name", "family_name", "street", "city", "postal_code", "date_of_birth")
EVERYTHING = (*POSTAL, "email", "phone", "username")
DOMAINS = ("gmail.com", "web.example", "mail.example", "yahoo.example", "post.test", "x.test")
MAIL_FORMS = ("{g}.{f}{n}", "{g}{n}", "{i}{f}{n}", "{f}.{g}{n}", "{g}_{n}{f}")


@dataclass(slots=True)
class Maker:
    """Makes people, and the mistakes of writing them down twice."""

    seed: int
    names: int = 2000
    chance: random.Random = field(init=False)
    given: list[str] = field(init=False)
    family: list[str] = field(init=False)
    towns: list[tuple[str, str]] = field(init=False)
    handles: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        fake = Faker(["en_GB", "de_DE", "fr_FR"])
        fake.seed_instance(self.seed)
        self.given = list(dict.fromkeys(fake.first_name() for _ in range(self.names)))
        self.family = list(dict.fromkeys(fake.last_name() for _ in range(self.names)))
        self.towns = [(fake.city(), f"{self.chance.randrange(10000, 99999)}") for _ in range(400)]

    def often(self, values: Sequence[T]) -> T:
        """One of the values, the first ones much more often than the last."""
        return values[int(len(values) * self.chance.random() ** 2.5)]

    def home(self) -> Row:
        town, post = self.often(self.towns)
        street = f"{self.chance.randrange(1, 200)} {self.chance.choice(self.family)} Street"
        return {"street": street, "city": town, "postal_code": post, "family_name": self.often(self.family),
                "phone": self.phone()}  # fmt: skip

    def person(self, home: Row | None = None) -> Row:
        row = {**(home or self.home()), "given_name": self.often(self.given), "date_of_birth": self.birth()}
        return self.with_handles(row, own_phone=home is None or self.chance.random() < 0.6)

    def with_handles(self, row: Row, own_phone: bool = True) -> Row:
        email = self.mail(row)
        row = {**row, "email": email, "username": self.username(email)}
        return {**row, "phone": self.phone()} if own_phone else row

    def birth(self, first: int = 1940, last: int = 2005) -> str:
        year, month, day = (self.chance.randrange(*r) for r in ((first, last), (1, 13), (1, 29)))
        return f"{year:04}-{month:02}-{day:02}"

    def phone(self) -> str:
        return f"+44 7{self.chance.randrange(10**8, 10**9)}"

    def mail(self, row: Row) -> str:
        given, family = (row[name].lower().replace(" ", "") for name in ("given_name", "family_name"))
        local, tried = "", 0
        while not local or self.username(local) in self.handles:
            tried += 1
            number = self.chance.choice(
                ["", str(self.chance.randrange(1, 99 * tried**2)), str(self.chance.randrange(1950, 2005))]
            )
            local = self.chance.choice(MAIL_FORMS).format(g=given, f=family, i=given[0], n=number)
        self.handles.add(self.username(local))
        return f"{local}@{self.often(DOMAINS)}"

    def username(self, email: str) -> str:
        return email.split("@")[0].replace(".", "_")

    def double(self, row: Row, mistakes: float, moves: float = 0.1) -> Row:
        """The same person, written down another time."""
        again = {key: self.mistaken(value) if self.chance.random() < mistakes else value
                 for key, value in row.items()}  # fmt: skip
        if self.chance.random() < moves:
            home = self.home()
            again |= {key: home[key] for key in ("street", "city", "postal_code")}
        if self.chance.random() < moves:
            again["email"] = self.mail(row)
        if self.chance.random() < moves:
            again["phone"] = self.phone()
        if self.chance.random() < mistakes / 4:
            again["given_name"], again["family_name"] = again["family_name"], again["given_name"]
        if self.chance.random() < 0.3:
            again["phone"] = again["phone"].replace("+44 ", "0")
        return again

    def mistaken(self, text: str) -> str:
        at = self.chance.randrange(max(1, len(text) - 1))
        digit = text[at : at + 1].isdigit()
        other = self.chance.choice(string.digits if digit else string.ascii_lowercase)
        kind = self.chance.randrange(4)
        if kind == 0 or (digit and kind < 3):
            return text[:at] + other + text[at + 1 :]
        if kind == 1:
            return text[:at] + text[at + 1 :]
        if kind == 2:
            return text[:at] + other + text[at:]
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


@dataclass(slots=True)
class Table:
    """Rows in the order of a file, each with the number of its person."""

    rows: list[Row]
    people: list[int]

    def truth(self) -> set[Pair]:
        rows: dict[int, list[str]] = {}
        for number, person in enumerate(self.people):
            rows.setdefault(person, []).append(f"r{number}")
        return {frozenset(pair) for ids in rows.values() for pair in combinations(ids, 2)}

    def write(self, file: Path, columns: Sequence[str], separator: str = ",") -> Path:
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, delimiter=separator)
            writer.writerow(["id", *columns])
            for number, row in enumerate(self.rows):
                writer.writerow([f"r{number}", *(row.get(column, "") for column in columns)])
        return file


def doubled(
    maker: Maker, people: Iterable[Row], share: float, mistakes: float, blank: float, copies: int = 1
) -> Table:
    """A table of people, a share of them up to ``copies`` more times; a share of the fields is blank."""
    entries = []
    for number, person in enumerate(people):
        entries.append((person, number))
        if maker.chance.random() < share:
            for _ in range(maker.chance.randint(1, copies)):
                entries.append((maker.double(person, mistakes), number))
    maker.chance.shuffle(entries)
    rows = [{k: "" if maker.chance.random() < blank else v for k, v in row.items()} for row, _ in entries]
    return Table(rows, [number for _, number in entries])


def singles(maker: Maker, count: int) -> list[Row]:
    return [maker.person() for _ in range(count)]


def families(maker: Maker, count: int) -> list[Row]:
    """Households: couples who share a phone and a mailbox, children, twins, sons named like their fathers."""
    found: list[Row] = []
    for _ in range(count):
        home = maker.home()
        first, second = maker.person(home), maker.person(home)
        if maker.chance.random() < 0.3:
            second["email"] = first["email"]
        found += [first, second]
        found += [maker.person(home) | {"date_of_birth": maker.birth(1990, 2012)}] * (
            maker.chance.random() < 0.5
        )
        if maker.chance.random() < 0.15:
            birth = maker.birth(1990, 2012)
            found += [maker.person(home) | {"date_of_birth": birth} for _ in range(2)]
        if maker.chance.random() < 0.05:
            son = {**home, "given_name": first["given_name"], "date_of_birth": maker.birth(1975, 2005)}
            found.append(maker.with_handles(son, own_phone=False))
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """How the written pairs stand to the truth."""

    precision: float
    recall: float
    pairs: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def measure(output: Path, truth: set[Pair], threshold: float = 0.0) -> Measured:
    with output.open(encoding="utf-8", newline="") as lines:
        found = {frozenset((row["id_l"], row["id_r"])) for row in csv.DictReader(lines)
                 if float(row["probability"]) >= threshold}  # fmt: skip
    right = len(found & truth)
    return Measured(right / max(1, len(found)), right / max(1, len(truth)), len(found))
