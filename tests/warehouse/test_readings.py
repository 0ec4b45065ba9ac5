"""Readings are replaced text by text, in all tables or in none; rows stream while others are written."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from twoears.errors import WarehouseError
from twoears.listening.tables import TABLES
from twoears.warehouse import Warehouse

Write = Callable[..., None]


@pytest.fixture(autouse=True)
def _prepared(warehouse: Warehouse) -> None:
    warehouse.prepare()


def texts(*names: str, version: str = "1") -> pa.Table:
    rows = [{"interaction_id": name, "reader_version": version} for name in names]
    return pa.Table.from_pylist(rows, TABLES["texts"])


def times(*names: str, until: date | None = None) -> pa.Table:
    rows = [
        {"interaction_id": name, "position": position, "from_date": date(2026, 2, 28), "until_date": until}
        for name in names
        for position in (1, 2)
    ]
    return pa.Table.from_pylist(rows, TABLES["times"])


def held(warehouse: Warehouse, table: str, column: str) -> list[tuple[str, Any]]:
    rows = warehouse.read(f"select interaction_id, {column} as held from listening.{table}").to_pylist()
    return sorted((row["interaction_id"], row["held"]) for row in rows)


def test_only_the_readings_of_the_named_texts_are_replaced(warehouse: Warehouse) -> None:
    warehouse.replace_readings(["a", "b"], {"texts": texts("a", "b"), "times": times("a", "b")})
    warehouse.replace_readings(["b", "c"], {"texts": texts("b", "c", version="2"), "times": times("c")})
    assert held(warehouse, "texts", "reader_version") == [("a", "1"), ("b", "2"), ("c", "2")]
    assert held(warehouse, "times", "position") == [("a", 1), ("a", 2), ("c", 1), ("c", 2)]


def test_the_same_readings_again_are_there_once(warehouse: Warehouse) -> None:
    for _ in range(2):
        warehouse.replace_readings(["a"], {"texts": texts("a"), "times": times("a")})
    assert held(warehouse, "texts", "reader_version") == [("a", "1")]
    assert held(warehouse, "times", "position") == [("a", 1), ("a", 2)]


def test_a_day_is_a_day_on_every_engine(warehouse: Warehouse) -> None:
    day = date(2028, 2, 29)
    warehouse.replace_readings(["a"], {"times": times("a", until=day)})
    (read, _) = warehouse.read("select from_date, until_date from listening.times").to_pylist()
    assert read == {"from_date": date(2026, 2, 28), "until_date": day}


def test_without_new_readings_nothing_is_left_of_a_text(warehouse: Warehouse) -> None:
    warehouse.replace_readings(["a", "b"], {"texts": texts("a", "b"), "times": times("a", "b")})
    warehouse.replace_readings(["a"], {})
    assert held(warehouse, "texts", "reader_version") == [("b", "1")]
    assert held(warehouse, "times", "position") == [("b", 1), ("b", 2)]


def test_a_replacement_that_fails_leaves_every_table_as_it_was(warehouse: Warehouse, write: Write) -> None:
    warehouse.replace_readings(["a"], {"texts": texts("a"), "times": times("a")})
    write("drop table listening.times", "create table listening.times (interaction_id text not null)")
    with pytest.raises(WarehouseError):
        warehouse.replace_readings(["a"], {"texts": texts("a", version="2"), "times": times("a")})
    assert held(warehouse, "texts", "reader_version") == [("a", "1")]


def test_readings_of_other_columns_than_declared_are_refused(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match=r"listening\.texts is not a table with the columns id"):
        warehouse.replace_readings(["a"], {"texts": pa.table({"id": ["a"]})})


def test_rows_stream_in_their_order_while_others_are_written(warehouse: Warehouse) -> None:
    """The stream is of the moment at which it began, whatever is written meanwhile."""
    names = [f"t{n:04}" for n in range(5000)]
    warehouse.replace_readings(names, {"texts": texts(*names)})
    seen: list[str] = []
    with warehouse.stream(
        "select interaction_id from listening.texts order by interaction_id desc", 999
    ) as batches:
        for batch in batches:
            assert 0 < batch.num_rows <= 999
            taken = batch.column("interaction_id").to_pylist()
            warehouse.replace_readings(taken, {"texts": texts(*taken, version="2")})
            seen += taken
    assert seen == names[::-1]
    assert held(warehouse, "texts", "reader_version") == [(name, "2") for name in names]


def test_a_stream_that_is_left_early_holds_nothing(warehouse: Warehouse) -> None:
    """Not even while the error that ended it is looked at."""
    names = [f"t{n:04}" for n in range(5000)]
    warehouse.replace_readings(names, {"texts": texts(*names)})
    with (
        pytest.raises(ZeroDivisionError) as broken,
        warehouse.stream("select interaction_id from listening.texts", 10) as batches,
    ):
        [1 / 0 for _ in batches]
    assert broken.value.__traceback__ is not None
    assert len(held(warehouse, "texts", "reader_version")) == 5000


def test_a_stream_that_cannot_begin_says_why(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError), warehouse.stream("select * from nowhere", 10) as batches:
        next(batches)
