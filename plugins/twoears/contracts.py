"""What a stream promises: the fields we take, their types and the key; and how a batch is held to it."""

import hashlib
import json
import types
import typing
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import pyarrow as pa
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

Payload = dict[str, Any]

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

LAKE_COLUMNS: dict[str, pa.DataType] = {
    "_payload": pa.string(),
    "_hash": pa.string(),
    "_refusal": pa.string(),
    "_version": pa.int64(),
    "_ordinal": pa.int64(),
}
"""What the lake adds to every stream's own fields."""


def _utc_in_range(moment: datetime) -> datetime:
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        in_range = EARLIEST <= moment < LATEST
    except OverflowError:  # the year 1 or 9999 moved over the calendar's edge by its zone
        in_range = False
    if not in_range:
        raise PydanticCustomError("date_out_of_range", "the date is before 1971 or after 2099")
    return moment


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def _as_json(value: Any) -> Any:
    value = json.loads(value) if isinstance(value, str) else value
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text.replace("\\\\", ""):  # an escaped NUL, not an escaped backslash before u0000
        raise PydanticCustomError("nul_in_text", "the text holds a NUL")
    return text


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\z")]
"""Text that every engine can hold: PostgreSQL has no NUL."""

Identifier = Annotated[str, BeforeValidator(_number_as_text), StringConstraints(pattern=r"^[^\x00]+\z")]
"""A vendor's own key as text, whatever type the vendor gives it."""

JsonText = Annotated[str, BeforeValidator(_as_json), StringConstraints(pattern=r"^[^\x00]*\z")]
"""A list or an object, kept as JSON text."""

Integer = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""A whole number that fits a bigint."""

Moment = Annotated[datetime, AfterValidator(_utc_in_range)]
"""A point in time in UTC; a time without a zone is taken as UTC."""

Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
"""Money or a price, exact."""


class Record(BaseModel):
    """The contract of one stream's records. Field names are the lake's column names.

    ``place`` names what a payload says of where the record lies and not of what it is: a record that has only
    moved is no changed one.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True)
    key: ClassVar[tuple[str, ...]]
    place: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """The columns of the lake's table: the contract's fields, then the lake's own."""
        own = {name: _arrow_type(info.annotation) for name, info in cls.model_fields.items()}
        return pa.schema(own | LAKE_COLUMNS)


def _arrow_type(annotation: Any) -> pa.DataType:
    types_of: dict[Any, pa.DataType] = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", "UTC"),
        Decimal: pa.decimal128(18, 6),
    }
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        (annotation,) = (a for a in typing.get_args(annotation) if a is not type(None))
    if typing.get_origin(annotation) is Annotated:
        annotation = typing.get_args(annotation)[0]
    return types_of[annotation]


def payload_text(payload: Payload) -> str:
    """The payload as JSON text in ASCII, so that NULs and lone surrogates survive as escapes."""
    return json.dumps(payload, default=str, separators=(",", ":"))


def hold(contract: type[Record], payloads: Sequence[Payload]) -> pa.Table:
    """Hold payloads to a contract.

    Returns a table of ``contract.arrow_schema()`` with one row a payload, in order: accepted rows typed,
    refused ones with ``_refusal`` as ``reason:field`` and no typed values. ``_version`` is left null.
    """
    records, refusals = _validate(contract, payloads)
    texts = [payload_text(payload) for payload in payloads]
    own: dict[str, Sequence[Any]] = {
        "_payload": texts,
        "_hash": _hashes(contract, payloads, texts),
        "_refusal": [refusals.get(position) for position in range(len(payloads))],
        "_version": [None] * len(payloads),
        "_ordinal": range(len(payloads)),
    }
    schema = contract.arrow_schema()
    columns = [
        pa.array(
            own[name] if name in own else [record and getattr(record, name) for record in records],
            type=schema.field(name).type,
        )
        for name in schema.names
    ]
    return pa.table(columns, schema=schema)


def hold_again(contract: type[Record], texts: "pa.ChunkedArray[Any]") -> pa.Table:
    """Hold payloads to a contract that the lake kept as ``payload_text``; see ``hold``."""
    return hold(contract, [json.loads(str(text)) for text in texts.to_pylist()])


def _hashes(contract: type[Record], payloads: Sequence[Payload], texts: Sequence[str]) -> list[str]:
    """A hash of what each payload says, by which a repeated pull is recognised."""
    if contract.place:
        texts = [payload_text(payload | dict.fromkeys(contract.place)) for payload in payloads]
    return [hashlib.sha256(text.encode("ascii")).hexdigest() for text in texts]


def _validate(
    contract: type[Record], payloads: Sequence[Payload]
) -> tuple[list[Record | None], dict[int, str]]:
    """Validate all at once; only a batch with refusals is validated a second time, without them."""
    adapter = TypeAdapter(list[contract])  # type: ignore[valid-type]
    try:
        return list(adapter.validate_python(payloads)), {}
    except ValidationError as invalid:
        refusals = _refusals(invalid)
    good = [payload for position, payload in enumerate(payloads) if position not in refusals]
    accepted = iter(adapter.validate_python(good))
    return [None if position in refusals else next(accepted) for position in range(len(payloads))], refusals


def _refusals(invalid: ValidationError) -> dict[int, str]:
    """The first reason for each refused position, as ``reason:field``."""
    refusals: dict[int, str] = {}
    for error in invalid.errors(include_url=False):
        position, *where = error["loc"]
        field = ".".join(str(part) for part in where)
        refusals.setdefault(int(position), f"{_reason(error)}:{field}" if field else _reason(error))
    return refusals


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "missing" or error["input"] is None:
        return "missing"
    if error["type"] == "string_pattern_mismatch":
        return "nul_in_text" if "\0" in error["input"] else "empty"
    return "invalid_unicode" if error["type"] == "string_unicode" else error["type"]
