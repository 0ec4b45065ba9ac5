"""Whatever a driver gives, a row lands or is refused, and its payload means the same when read again."""

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from twoears.contracts import hold, payload_text
from twoears.sources.sql.records import Order, OrderLine
from twoears.sources.sql.tables import Clock, OrderTable

LINE = {
    "order_id": "1",
    "line_number": 1,
    "product_id": None,
    "description": None,
    "quantity": 1,
    "unit_price": "1",
    "updated_at": "2026-03-01",
}

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.text(st.characters(categories=["Cs"])),
    st.binary(max_size=20),
    st.binary(max_size=20).map(memoryview),
    st.uuids(),
    st.decimals(min_value=-(10**30), max_value=10**30),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.timezones()),
    st.datetimes().map(str),
)


def table(zone: str) -> OrderTable:
    return OrderTable(
        source=sa.table("order_lines"),
        columns={field: sa.column(field) for field in OrderLine.model_fields},
        key=OrderLine.key,
        times=frozenset({"updated_at"}),
        zone=ZoneInfo(zone),
        clock=Clock(sa.column("updated_at"), is_text=False, zone=None),
        has_far_times=False,
    )


def held(**changes: Any) -> dict[str, Any]:
    (row,) = hold(OrderLine, [LINE | changes]).to_pylist()
    return row


@given(
    st.lists(st.tuples(*[VALUES] * len(LINE)), max_size=5),
    st.sampled_from(["UTC", "Europe/London", "Asia/Tokyo"]),
)
@settings(deadline=None, max_examples=150)
def test_any_row_lands_or_is_refused_and_reads_the_same_again(rows: list[tuple[Any, ...]], zone: str) -> None:
    payloads = [table(zone).payload(row) for row in rows]
    first = hold(OrderLine, payloads)
    again = hold(OrderLine, [json.loads(payload_text(payload)) for payload in payloads])
    own = [*OrderLine.model_fields, "_payload", "_hash"]
    assert first.select(own).equals(again.select(own))
    assert first["_refusal"].is_null().equals(again["_refusal"].is_null())


@pytest.mark.parametrize(
    ("value", "price"),
    [
        (2.5500000000000003, "2.55"),
        (0.1 + 0.2, "0.3"),
        (-1e-9, "0"),
        ("2.550000", "2.55"),
        (Decimal("2.5500000000"), "2.55"),
        (3, "3"),
    ],
)
def test_prices_are_exact(value: object, price: str) -> None:
    assert held(unit_price=value)["unit_price"] == Decimal(price)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "missing"),
        (math.inf, "finite_number"),
        (math.nan, "finite_number"),
        (1e30, "decimal_max_digits"),
        ("2,55", "decimal_parsing"),
        ("0.1234567", "decimal_max_places"),
    ],
)
def test_what_is_no_price_is_refused(value: object, reason: str) -> None:
    assert held(unit_price=value)["_refusal"] == f"{reason}:unit_price"


@pytest.mark.parametrize(
    ("value", "key"),
    [(17850.0, "17850"), (Decimal("17850"), "17850"), (17850, "17850"), (1.5, "1.5"), ("A-1", "A-1")],
)
def test_keys_are_text_whatever_their_column_is(value: object, key: str) -> None:
    assert held(order_id=value, product_id=value)["order_id"] == key
    assert held(product_id=value)["product_id"] == key


def test_drivers_own_types_become_plain_ones() -> None:
    row = [UUID(int=5), 1, b"\xff\x00", None, 1, 1, date(2026, 7, 1)]
    payload = table("Europe/London").payload(row)
    assert payload["order_id"] == "00000000-0000-0000-0000-000000000005"
    assert payload["product_id"] == "ff00"


def test_a_day_begins_in_the_zone_of_the_database() -> None:
    payload = table("Europe/London").payload([*[None] * 6, date(2026, 7, 1)])
    assert payload["updated_at"] == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_codes_that_are_numbers_are_text() -> None:
    order = {
        "order_id": 1,
        "customer_id": None,
        "ordered_at": "2026-03-01",
        "status": 3,
        "currency": 978,
        "discount_code": 10,
        "updated_at": "2026-03-01",
    }
    (row,) = hold(Order, [order]).to_pylist()
    assert (row["status"], row["currency"], row["discount_code"]) == ("3", "978", "10")
