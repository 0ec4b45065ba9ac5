"""A small made-up vendor: one stream of sales."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from twoears.contracts import Amount, Identifier, Moment, Record, Text, hold
from twoears.lake import Counts, StreamTable
from twoears.streams import Stream

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


class Sale(Record):
    key: ClassVar[tuple[str, ...]] = ("sale_id",)
    sale_id: Identifier
    sold_at: Moment
    price: Amount | None
    note: Text | None
    is_paid: bool
    count_items: int


SALES = Stream("orders", "shop", "sales", Sale, lambda *_: iter(()))


def sale(number: int, **other: Any) -> dict[str, Any]:
    """A payload that satisfies the contract, unless ``other`` spoils it."""
    payload = {
        "sale_id": number,
        "sold_at": (AS_OF - timedelta(hours=number)).isoformat(),
        "price": f"{number}.25",
        "note": f"note {number}",
        "is_paid": number % 2 == 0,
        "count_items": number,
    }
    return payload | other


def land(table: StreamTable, *payloads: dict[str, Any]) -> None:
    rows = hold(table.stream.record, payloads)
    landed = rows["_refusal"].null_count
    counts = Counts(len(payloads), 0, len(payloads), landed, len(payloads) - landed)
    table.land(rows, counts, {"seen": table.version}, AS_OF)
