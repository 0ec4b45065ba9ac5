"""A batch is held to its contract: nothing is lost, and what is refused says why."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasPath, Field

from twoears.contracts import Amount, Identifier, Integer, JsonText, Moment, Record, Text, hold


class Line(Record):
    key: ClassVar = ("line_id",)

    line_id: Identifier
    author: Text = Field(validation_alias=AliasPath("account", "name"))
    tags: JsonText
    price: Amount
    count: Integer = 0
    sold_at: Moment
    note: Text | None = None


def line(**changes: object) -> dict[str, object]:
    return {
        "line_id": 7,
        "account": {"name": "Ada"},
        "tags": ["cold", "rain"],
        "price": "2.55",
        "sold_at": "2026-03-01T10:00:00+02:00",
    } | changes


def test_an_accepted_record_is_typed() -> None:
    (row,) = hold(Line, [line()]).to_pylist()
    assert row["line_id"] == "7"
    assert row["author"] == "Ada"
    assert json.loads(row["tags"]) == ["cold", "rain"]
    assert row["price"] == Decimal("2.550000")
    assert row["sold_at"] == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert row["_refusal"] is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price": None}, "missing:price"),
        ({"account": {}}, "missing:account.name"),
        ({"account": {"name": "A\0da"}}, "nul_in_text:account.name"),
        ({"account": {"name": "\ud800"}}, "invalid_unicode:account.name"),
        ({"sold_at": "9999-12-31T23:59:59Z"}, "date_out_of_range:sold_at"),
        ({"sold_at": "0001-01-01T00:00:00+14:00"}, "date_out_of_range:sold_at"),
        ({"sold_at": "soon"}, "datetime_from_date_parsing:sold_at"),
        ({"line_id": ""}, "empty:line_id"),
        ({"tags": ["a\0b"]}, "nul_in_text:tags"),
        ({"tags": "[broken"}, "value_error:tags"),
        ({"count": 2**63}, "less_than:count"),
        ({"price": "NaN"}, "finite_number:price"),
    ],
)
def test_a_refused_record_is_kept_whole_with_its_reason(changes: dict, reason: str) -> None:
    bad = line(**changes)
    rows = hold(Line, [line(), bad, line()]).to_pylist()
    assert [row["_refusal"] for row in rows] == [None, reason, None]
    assert json.loads(rows[1]["_payload"]) == bad
    assert rows[1]["line_id"] is None
    assert rows[2]["line_id"] == "7"


def test_no_payloads_give_an_empty_table_of_the_contracts_schema() -> None:
    assert hold(Line, []) == Line.arrow_schema().empty_table()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
JSON = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.just("name"), SCALARS)
PAYLOADS = st.fixed_dictionaries({}, optional=dict.fromkeys([*line(), "note", "count"], JSON))


@given(st.lists(PAYLOADS, max_size=4))
def test_whatever_comes_every_record_is_accepted_or_refused(payloads: list[dict]) -> None:
    rows = hold(Line, payloads)
    assert rows.num_rows == len(payloads)
    assert [json.loads(text) for text in rows["_payload"].to_pylist()] == payloads
    typed = rows["line_id"].is_valid()
    assert typed == rows["_refusal"].is_null()


@given(st.text(), st.decimals(-(10**11), 10**11, places=6))
def test_a_payload_read_again_gives_the_same_record(note: str, price: Decimal) -> None:
    first = hold(Line, [line(note=note, price=price)])
    again = hold(Line, [json.loads(first["_payload"][0].as_py())])
    assert first == again


def test_every_type_of_a_contract_has_a_column_type() -> None:
    assert pa.types.is_decimal(Line.arrow_schema().field("price").type)
    assert Line.arrow_schema().field("note").type == pa.string()
