"""The order database: products, customers as they typed themselves, orders and their lines."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sandbox.shapes import Shop
from sandbox.world import spelling
from sandbox.world.catalogue import Product, products
from sandbox.world.chance import count
from sandbox.world.orders import Clerk
from sandbox.world.people import Person
from sandbox.world.timeline import Window, hours
from sandbox.world.truth import Ledger

PLACEHOLDER_EMAIL = "till@pos.example"
VENDOR = "sql"
_FIRST_CUSTOMER = 10_001


@dataclass(slots=True)
class _Visit:
    """One purchase to come: who, when, and through which of the person's accounts."""

    at: datetime
    person: Person
    account: int
    is_anonymous: bool


@dataclass(slots=True)
class _Account:
    """One row of customers before it has an id."""

    person: Person
    number: int
    row: dict[str, Any]


def open_shop(rng: Random, people: list[Person], span: Window, truth: Ledger) -> Shop:
    """Everything that was bought within `span`; rows ascend by id and time."""
    visits = _visits(rng, people, span)
    accounts = _accounts(rng, people, visits, span)
    keys = _number(accounts, truth)
    clerk = Clerk(rng, products(), span)
    for visit in visits:
        key = None if visit.is_anonymous else keys[visit.person.person_id, visit.account]
        order = clerk.sell(visit.at, key, visit.person)
        truth.tables["orders"].append({"order_id": order, "person_id": visit.person.person_id})
    _spoil(rng, clerk, truth)
    return Shop(
        customers=[account.row for account in accounts],
        orders=clerk.orders,
        order_lines=clerk.lines,
        products=_product_rows(span),
    )


def _visits(rng: Random, people: list[Person], span: Window) -> list[_Visit]:
    visits = [
        _Visit(person.active.moment(rng), person, _which_account(rng, person), rng.random() < 0.04)
        for person in people
        if person.kind == "customer" and person.has("shop")
        for _ in range(_orders_of(rng, person, span))
    ]
    return sorted(visits, key=lambda visit: visit.at)


def _orders_of(rng: Random, person: Person, span: Window) -> int:
    mean = person.nature.rates["shop"] * person.intensity * person.active.days / 180
    return count(rng, min(mean, 40.0))


def _which_account(rng: Random, person: Person) -> int:
    """0 is the registered account, 1 a guest checkout with the second address, if any."""
    return 1 if len(person.emails) > 1 and rng.random() < 0.4 else 0


def _accounts(rng: Random, people: list[Person], visits: list[_Visit], span: Window) -> list[_Account]:
    first_visit: dict[tuple[str, int], datetime] = {}
    for visit in visits:
        first_visit.setdefault((visit.person.person_id, visit.account), visit.at)
    accounts = [
        _account(rng, person, number, first_visit.get((person.person_id, number)), span)
        for person in people
        if person.kind == "customer" and person.has("shop")
        for number in (0, 1)
        if number == 0 or (person.person_id, number) in first_visit
    ]
    _use_placeholder(rng, accounts)
    return sorted(accounts, key=lambda account: account.row["created_at"])


def _account(rng: Random, person: Person, number: int, first: datetime | None, span: Window) -> _Account:
    created = _created_at(rng, person, first, span)
    changed = span.after(created, hours(rng, 24 * 60)) if rng.random() < 0.15 else None
    email = person.emails[number]
    phone = person.phone if number == 1 or rng.random() < 0.75 else None
    has_email = number == 1 or rng.random() < 0.98
    return _Account(
        person,
        number,
        {
            "customer_id": 0,
            "email": spelling.typed_email(rng, email) if has_email else None,
            "name": spelling.typed_name(rng, person.given, person.middle, person.family),
            "phone": spelling.typed_phone(rng, phone, person.country) if phone else None,
            "country": person.country.code,
            "created_at": created,
            "updated_at": changed or created,
        },
    )


def _created_at(rng: Random, person: Person, first: datetime | None, span: Window) -> datetime:
    """Registered long before the window, or minutes before the first purchase within it."""
    if rng.random() < 0.6 and person.active.start == span.start:
        return span.start - timedelta(seconds=rng.randrange(86_400, 3 * 365 * 86_400))
    moment = first or person.active.moment(rng)
    return max(moment - timedelta(minutes=rng.randint(2, 40)), span.start)


def _use_placeholder(rng: Random, accounts: list[_Account]) -> None:
    """Some customers were typed in at a till that puts one address for everybody."""
    wanted = max(3, round(len(accounts) * 0.006))
    plain = [account for account in accounts if not account.person.housemate]
    for account in rng.sample(plain, min(wanted, len(plain))):
        account.row["email"] = PLACEHOLDER_EMAIL


def _number(accounts: list[_Account], truth: Ledger) -> dict[tuple[str, int], int]:
    keys: dict[tuple[str, int], int] = {}
    for key, account in enumerate(accounts, _FIRST_CUSTOMER):
        row = account.row
        row["customer_id"] = keys[account.person.person_id, account.number] = key
        truth.account(account.person, VENDOR, key, row["email"], row["name"])
    return keys


def _product_rows(span: Window) -> list[dict[str, Any]]:
    return [_product_row(product, span) for product in products()]


def _product_row(product: Product, span: Window) -> dict[str, Any]:
    return {
        "product_id": product.sku,
        "name": product.name,
        "category": product.category,
        "description": _description(product),
        "updated_at": span.start - timedelta(days=30),
    }


def _description(product: Product) -> str:
    """What the shop's page says of it: its kind, and what it is made for."""
    made_for = " and ".join(product.conditions)
    return f"{product.one.capitalize()}, made for {made_for}." if made_for else f"{product.one.capitalize()}."


def _spoil(rng: Random, clerk: Clerk, truth: Ledger) -> None:
    """About one row in a thousand holds what no pipeline should let in."""
    wanted = 2 * max(1, len(clerk.lines) // 2000)
    for at, line in enumerate(rng.sample(clerk.lines, min(wanted, len(clerk.lines)))):
        key = f"{line['order_id']}/{line['line_number']}"
        if at % 2:
            line["description"] += "\x00"
            truth.oddity(VENDOR, "order_lines", key, "nul_in_text", "quarantined")
        else:
            line["unit_price"] = None
            truth.oddity(VENDOR, "order_lines", key, "missing_price", "quarantined")
    late = max(1, len(clerk.orders) // 1000)
    for order in rng.sample(clerk.orders, min(late, len(clerk.orders))):
        order["ordered_at"] = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        truth.oddity(VENDOR, "orders", order["order_id"], "date_out_of_range", "quarantined")
