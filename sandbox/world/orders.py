"""One sale after another: lines, discounts, what became of the order, and returns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sandbox.world.catalogue import SERVICE, Product
from sandbox.world.people import Person
from sandbox.world.slots import CODES
from sandbox.world.timeline import Window, hours

_RATES = {"GBP": Decimal("1.00"), "EUR": Decimal("1.20"), "USD": Decimal("1.30")}
_FIRST_ORDER = 50_001
_CENT = Decimal("0.01")
_STEPS = (("paid", 0.2), ("shipped", 30.0), ("delivered", 72.0))


class Clerk:
    """Writes orders and order lines; a cancelled order's lines are taken back in full."""

    def __init__(self, rng: Random, products: Sequence[Product], span: Window) -> None:
        self.rng, self.span = rng, span
        self.goods = [product for product in products if product.category != SERVICE]
        self.services = [product for product in products if product.category == SERVICE]
        self.orders: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    def sell(self, at: datetime, customer: int | None, person: Person) -> int:
        """Write one order placed `at` and return its id."""
        order_id = _FIRST_ORDER + len(self.orders)
        code = self._discount(person)
        bought = self._basket(order_id, at, person, code)
        status, updated = self._fate(at)
        updated = self._take_back(bought, status, updated) or updated
        self.lines += bought
        self.orders.append(
            {
                "order_id": order_id,
                "customer_id": customer,
                "ordered_at": at,
                "status": self._final_status(status, bought),
                "currency": person.country.currency,
                "discount_code": code,
                "updated_at": updated,
            }
        )
        return order_id

    def _discount(self, person: Person) -> str | None:
        chance = person.nature.discount_chance
        return self.rng.choice(CODES) if self.rng.random() < chance else None

    def _basket(self, order_id: int, at: datetime, person: Person, code: str | None) -> list[dict[str, Any]]:
        rng = self.rng
        chosen = rng.sample(self.goods, rng.choices((1, 2, 3, 4, 6), weights=(50, 27, 13, 7, 3))[0])
        if rng.random() < 0.3:
            chosen.append(rng.choice(self.services))
        return [
            self._line(order_id, number, product, at, person.country.currency, code)
            for number, product in enumerate(chosen, 1)
        ]

    def _line(
        self,
        order_id: int,
        number: int,
        product: Product,
        at: datetime,
        currency: str,
        code: str | None,
    ) -> dict[str, Any]:
        price = product.price * _RATES[currency]
        if code and product.category != SERVICE:
            price *= 1 - Decimal("".join(filter(str.isdigit, code))) / 100
        many = product.category == "socks" and self.rng.random() < 0.5
        return {
            "order_id": order_id,
            "line_number": number,
            "product_id": product.sku,
            "description": product.name,
            "quantity": self.rng.randint(2, 5) if many else 1,
            "unit_price": price.quantize(_CENT),
            "updated_at": at,
        }

    def _fate(self, at: datetime) -> tuple[str, datetime]:
        if self.rng.random() < 0.03:
            moved = self.span.after(at, hours(self.rng, 10))
            return ("cancelled", moved) if moved else ("placed", at)
        status, updated = "placed", at
        for step, mean in _STEPS:
            moved = self.span.after(updated, hours(self.rng, mean))
            if moved is None:
                break
            status, updated = step, moved
        return status, updated

    def _take_back(self, lines: list[dict[str, Any]], status: str, updated: datetime) -> datetime | None:
        """Add negative lines for a cancelled order at once, for a return some days later."""
        if status == "cancelled":
            back, at = list(lines), updated
        elif status == "delivered" and self.rng.random() < 0.09:
            later = self.span.after(updated, timedelta(days=1) + hours(self.rng, 150))
            if later is None:
                return None
            back, at = self.rng.sample(lines, self.rng.randint(1, len(lines))), later
        else:
            return None
        number = len(lines)
        for line in back:
            number += 1
            changed = {"line_number": number, "quantity": -line["quantity"], "updated_at": at}
            lines.append({**line, **changed})
        return at

    def _final_status(self, status: str, lines: list[dict[str, Any]]) -> str:
        returned = any(line["quantity"] < 0 for line in lines)
        return "returned" if returned and status == "delivered" else status
