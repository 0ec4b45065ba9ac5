"""What we take from an order database, in its default shape; numbers may stand where text is wanted."""

import math
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field

from twoears.contracts import Identifier, Integer, Moment, Record, Text


def _key(value: Any) -> Any:
    """A whole number is written as one, whichever numeric type its column has."""
    whole = isinstance(value, float | Decimal) and math.isfinite(value) and value == int(value)
    return int(value) if whole else value


def _price(value: Any) -> Any:
    """A float is read as its shortest decimal form, rounded to six places: 2.5500000000000003 meant 2.55."""
    is_number = isinstance(value, float) and math.isfinite(value)
    return Decimal(repr(round(value, 6))) if is_number else value


Key = Annotated[Identifier, BeforeValidator(_key)]
Price = Annotated[Decimal, BeforeValidator(_price), Field(max_digits=18, decimal_places=6)]


class OrderRecord(Record):
    """A field with a default is of a column that only some shops have."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class Customer(OrderRecord):
    key: ClassVar = ("customer_id",)

    customer_id: Key
    email: Text | None
    name: Text | None
    phone: Text | None
    country: Text | None
    postal_code: Text | None = None
    loyalty_number: Text | None = None
    created_at: Moment | None
    updated_at: Moment


class Order(OrderRecord):
    key: ClassVar = ("order_id",)

    order_id: Key
    customer_id: Key | None
    ordered_at: Moment
    status: Text | None
    currency: Text
    discount_code: Text | None
    updated_at: Moment


class OrderLine(OrderRecord):
    key: ClassVar = ("order_id", "line_number")

    order_id: Key
    line_number: Integer
    product_id: Key | None
    description: Text | None
    quantity: Integer
    unit_price: Price
    updated_at: Moment


class Product(OrderRecord):
    key: ClassVar = ("product_id",)

    product_id: Key
    name: Text | None
    category: Text | None
    description: Text | None = None
    updated_at: Moment
