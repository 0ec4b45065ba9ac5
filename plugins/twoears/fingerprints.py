"""A hash of every mart: the same rows give the same sha256 on every engine, in whatever order they come."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from twoears.warehouse.candidates import marts_in

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

BATCH_ROWS = 100_000


def fingerprints_of(warehouse: "Warehouse", schema: str) -> dict[str, str]:
    """The fingerprint of every mart in a schema, by name."""
    names = [str(name) for name in warehouse.read(marts_in(schema))["mart"].to_pylist()]
    return {name: fingerprint(warehouse.read(f'select * from {schema}."{name}"')) for name in names}


def fingerprint(rows: pa.Table) -> str:
    """The sha256 of the columns' names and of the rows' own sha256s, both sorted.

    A row is its values as text, each after its length, so that no two different rows read the same. Decimals
    are written with their declared scale, times as microseconds since 1970 in UTC.
    """
    names = sorted(rows.column_names)
    digest = hashlib.sha256(json.dumps(names).encode())
    values = " || ".join(_framed(_as_text(rows.schema.field(name))) for name in names)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("mart", rows)
        hashes = connection.sql(f"select unhex(sha256({values})) as row_hash from mart order by row_hash")
        for batch in hashes.to_arrow_reader(BATCH_ROWS):
            digest.update(_bytes(batch.column(0)))
    return digest.hexdigest()


def _as_text(field: "pa.Field[Any]") -> str:
    column = '"' + field.name.replace('"', '""') + '"'
    if pa.types.is_timestamp(field.type):
        return f"cast(epoch_us({column}) as varchar)"
    if pa.types.is_floating(field.type):
        return f"cast({column} + 0.0 as varchar)"  # negative zero becomes zero
    return f"cast({column} as varchar)"


def _framed(text: str) -> str:
    return f"coalesce(strlen({text}) || ':' || {text}, '-')"


def _bytes(hashes: "pa.Array[Any]") -> memoryview:
    fixed = hashes.cast(pa.binary(32))
    data = fixed.buffers()[1]
    return memoryview(data or b"")[fixed.offset * 32 : (fixed.offset + len(fixed)) * 32]
