"""The same rows, the same hash: on either engine, in any order, and no other rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import psycopg2
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twoears.fingerprints import fingerprint
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

MART = """
    create table marts_blue.sums as
    select
        cast(n as bigint) as number,
        cast(case when n % 3 = 0 then null else 'text ' || n end as text) as words,
        cast(n as numeric(18,2)) / 4 as unscaled_amount,
        cast(cast(n as numeric(18,6)) / 4 as numeric(18,2)) as amount,
        cast(n as double precision) / 7 as score,
        n % 2 = 0 as is_even,
        timestamptz '2026-11-01 00:00:00.000001+09' as seen_at,
        cast('2026-11-01' as date) as seen_date
    from generate_series(1, 200) as counted (n)
"""


def test_both_engines_give_the_same_hash(tmp_path: Path, postgres_database: str) -> None:
    select = "select number, words, amount, score, is_even, seen_at, seen_date from marts_blue.sums"
    hashes = []
    for engine, url in (("duckdb", None), ("postgres", postgres_database)):
        warehouse = open_warehouse(Settings(tmp_path, "lake", engine, url))  # type: ignore[arg-type]
        warehouse.prepare()
        _make(engine, tmp_path, postgres_database)
        for order in ("number", "words desc, number"):
            hashes.append(fingerprint(warehouse.read(f"{select} order by {order}")))
    assert len(set(hashes)) == 1


def _make(engine: str, home: Path, url: str) -> None:
    if engine == "duckdb":
        import duckdb

        with duckdb.connect(home / "warehouse" / "working.duckdb") as file:
            file.execute(MART)
        return
    server = psycopg2.connect(url)
    with server, server.cursor() as cursor:
        cursor.execute(MART)
    server.close()


values = st.none() | st.text(alphabet="a1:-\t\u00e9", max_size=4)
tables = st.lists(st.tuples(values, values), max_size=6)


def _table(rows: list[tuple[str | None, str | None]]) -> pa.Table:
    columns = [[row[position] for row in rows] for position in (0, 1)]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=["a", "b"])


@settings(max_examples=40, deadline=None)
@given(one=tables, two=tables)
def test_hashes_are_equal_exactly_when_the_rows_are(
    one: list[tuple[str | None, str | None]], two: list[tuple[str | None, str | None]]
) -> None:
    def key(row: tuple[str | None, str | None]) -> list[tuple[bool, str]]:
        return [(value is None, value or "") for value in row]

    same = sorted(one, key=key) == sorted(two, key=key)
    assert (fingerprint(_table(one)) == fingerprint(_table(two))) is same


def test_order_of_rows_and_columns_does_not_count() -> None:
    rows = pa.table({"a": np.arange(1000) % 7, "b": np.arange(1000) / 3})
    shuffled = rows.take(np.random.default_rng(1).permutation(1000)).select(["b", "a"])
    assert fingerprint(shuffled) == fingerprint(rows)
    assert fingerprint(rows.rename_columns(["a", "c"])) != fingerprint(rows)
    assert fingerprint(rows.slice(1)) != fingerprint(rows)


def test_a_repeated_row_counts() -> None:
    once = pa.table({"a": [1, 2]})
    assert fingerprint(pa.table({"a": [1, 2, 2]})) != fingerprint(once)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            pa.array([datetime(2026, 11, 1, 9, tzinfo=UTC)], pa.timestamp("us", "UTC")),
            pa.array(
                [datetime(2026, 11, 1, 18, tzinfo=ZoneInfo("Asia/Tokyo"))], pa.timestamp("us", "Asia/Tokyo")
            ),
        ),
        (pa.array([Decimal("1.5")], pa.decimal128(18, 2)), pa.array([Decimal("1.50")], pa.decimal128(38, 2))),
        (pa.array([0.0]), pa.array([-0.0])),
        (pa.array([5], pa.int32()), pa.array([5], pa.int64())),
        (pa.array([None], pa.decimal128(18, 2)), pa.array([None], pa.string())),
    ],
    ids=["zone", "precision", "zero", "width", "null"],
)
def test_ways_of_writing_a_value_do_not_count(one: pa.Array, two: pa.Array) -> None:
    assert fingerprint(pa.table({"a": one})) == fingerprint(pa.table({"a": two}))


def test_a_date_and_an_empty_mart_have_a_hash() -> None:
    empty = pa.table({"a": pa.array([], pa.date32())})
    assert len(fingerprint(empty)) == 64
    assert fingerprint(pa.table({"a": [date(2026, 11, 1)]})) != fingerprint(empty)
