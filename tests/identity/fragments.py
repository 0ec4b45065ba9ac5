"""A made-up brand's customers as the rules left them: what each account tells, and who is one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import md5
from random import Random
from typing import Any

import duckdb
import pyarrow as pa

from tests.identity.tables import Maker
from twoears.identity.candidates import compare
from twoears.identity.candidates.review_queue import review_queue

Row = dict[str, Any]

ACCOUNTS = pa.schema(
    [
        *((name, pa.string()) for name in ("account_id", "source", "vendor")),
        ("first_seen_at", pa.timestamp("us", "UTC")),
        *((name, pa.bool_()) for name in ("is_staff", "is_bot")),
    ]
)
IDENTIFIERS = pa.schema(
    (name, pa.string())
    for name in ("account_id", "identifier_type", "value", "value_as_written", "trust", "withheld_because")
)
MEMBERS = pa.schema((name, pa.string()) for name in ("account_id", "customer_id"))
DECISIONS = pa.schema((name, pa.string()) for name in ("account_id", "other_account_id"))
WARES = pa.schema([("account_id", pa.string()), ("product_id", pa.string()), ("is_bought", pa.bool_())])
VENDORS = {"sql": "orders", "imap": "email", "discourse": "forum", "mastodon": "social"}


@dataclass(slots=True)
class Brand:
    """The tables that the search for candidates reads."""

    accounts: list[Row] = field(default_factory=list)
    identifiers: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    wares: list[Row] = field(default_factory=list)

    def add(self, account: str, customer: str, **told: str | tuple[str, str]) -> None:
        """An account such as ``sql:1`` of a customer; a value may come with why it was withheld."""
        vendor = account.split(":")[0]
        self.accounts.append(
            {"account_id": account, "source": VENDORS[vendor], "vendor": vendor, "first_seen_at": None}
            | {"is_staff": False, "is_bot": False}
        )
        self.members.append({"account_id": account, "customer_id": customer})
        for kind, value in told.items():
            self.tell(account, kind, *((value,) if isinstance(value, str) else value))

    def tell(self, account: str, kind: str, value: str, withheld: str | None = None) -> None:
        if kind in ("name", "username", "postal_code"):
            withheld = withheld or "no_rule"
        row = {"account_id": account, "identifier_type": kind, "value_as_written": value, "trust": "typed"}
        self.identifiers.append(row | {"value": value.lower(), "withheld_because": withheld})

    def tables(self, order: int | None = None) -> dict[str, pa.Table]:
        """As Arrow, in the order in which it was made or in one that a number draws."""
        made = {
            "accounts": (self.accounts, ACCOUNTS),
            "identifiers": (self.identifiers, IDENTIFIERS),
            "account_customers": (self.members, MEMBERS),
            "decisions": (self.decisions, DECISIONS),
            "wares": (self.wares, WARES),
        }
        return {
            name: pa.Table.from_pylist(_drawn(rows, order), schema=schema)
            for name, (rows, schema) in made.items()
        }


def _drawn(rows: Sequence[Row], order: int | None) -> list[Row]:
    return list(rows) if order is None else Random(order).sample(rows, len(rows))


def queue(brand: Brand, order: int | None = None, threads: int = 2) -> list[Row]:
    """The rows that the search queues."""
    with duckdb.connect(config={"threads": threads}) as connection:
        for name, rows in brand.tables(order).items():
            connection.register(name, rows)
        compare(connection)
        rows: list[Row] = review_queue(connection).to_pylist()
    return rows


def pairs(rows: Sequence[Row]) -> set[frozenset[str]]:
    """The pairs of customers in a queue."""
    return {frozenset((row["left_customer_id"], row["right_customer_id"])) for row in rows}


def town(seed: int, people: int = 300, split: float = 0.25) -> tuple[Brand, set[frozenset[str]]]:
    """Customers with a shop account and often others, of whom a share are two customers; and those pairs."""
    maker, brand, divided = Maker(seed, names=400), Brand(), set()
    chance = maker.chance
    for n in range(people):
        person = maker.person()
        name = f"{person['given_name']} {person['family_name']}"
        animal = chance.choice(("fox", "owl", "elk"))
        handle = f"{person['given_name'][:3]}{animal}{chance.randrange(1000)}".lower()
        customer, other = (f"c{md5(f'{kind}{n}'.encode()).hexdigest()}" for kind in ("whole", "part"))
        brand.add(f"sql:{n}", customer, name=name, email=person["email"], phone=f"+44{n:09}")
        brand.add(f"discourse:{n}", customer, username=handle, email=person["email"])
        apart = chance.random() < split
        if apart:
            divided.add(frozenset((customer, other)))
        username = handle if chance.random() < 0.8 else maker.username(person["email"])
        brand.add(f"mastodon:{n}", other if apart else customer, username=username, name=person["given_name"])
    return brand, divided
