"""Tables that Python writes: typed before they are filled, replaced whole, and never seen in part."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from twoears.errors import WarehouseError
from twoears.identity.tables import TABLES
from twoears.settings import Settings
from twoears.warehouse import Warehouse
from twoears.warehouse.schemas import WRITTEN

Write = Callable[..., None]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def customers(*ids: str) -> pa.Table:
    rows = [{"customer_id": name, "count_accounts": 1, "confidence": 0.875} for name in ids]
    return pa.Table.from_pylist(rows, TABLES["customers"])


def ids(warehouse: Warehouse, relation: str = "identity.customers") -> list[str]:
    found = warehouse.read(f"select customer_id from {relation} order by customer_id")
    return [str(name) for name in found["customer_id"].to_pylist()]


def test_every_table_is_there_empty_and_typed_before_the_first_write(warehouse: Warehouse) -> None:
    warehouse.prepare()
    for schema, tables in WRITTEN.items():
        for name, declared in tables.items():
            empty = warehouse.read(f"select * from {schema}.{name}")
            assert empty.num_rows == 0
            assert empty.schema == declared, name


def test_a_row_is_read_as_it_was_written_whatever_the_order_of_its_columns(warehouse: Warehouse) -> None:
    row = {
        "valid_to": None,
        "valid_from": NOON,
        "customer_id": "c1",
        "account_id": "sql:Grüße, “Ida”\n\t\\N",
    }
    warehouse.write("customer_id_history", pa.Table.from_pylist([row]))
    (read,) = warehouse.read("select * from identity.customer_id_history").to_pylist()
    assert read == row


def test_a_write_replaces_every_row(warehouse: Warehouse) -> None:
    for names in (("c1", "c2"), ("c3",), ("c3",), ()):
        warehouse.write("customers", customers(*names))
        assert ids(warehouse) == list(names)


def test_rows_may_come_as_a_stream_of_batches(warehouse: Warehouse) -> None:
    warehouse.write("customers", customers(*(f"c{n:04}" for n in range(2500))).to_reader(1000))
    assert ids(warehouse) == [f"c{n:04}" for n in range(2500)]


def test_views_on_a_table_live_on(warehouse: Warehouse, write: Write) -> None:
    warehouse.write("customers", customers("c1"))
    write("create view intermediate.known as select customer_id from identity.customers")
    warehouse.write("customers", customers("c2"))
    warehouse.prepare()
    assert ids(warehouse, "intermediate.known") == ["c2"]


def test_a_write_that_fails_leaves_the_rows_that_were_there(warehouse: Warehouse) -> None:
    warehouse.write("customers", customers("c1"))
    schema = TABLES["customers"]

    def break_off() -> Iterator[pa.RecordBatch]:
        yield customers("c2").to_batches()[0]
        raise pa.ArrowInvalid("the source broke off")

    with pytest.raises(Exception, match=r".+"):
        warehouse.write("customers", pa.RecordBatchReader.from_batches(schema, break_off()))
    assert ids(warehouse) == ["c1"]


def test_a_table_whose_columns_changed_is_made_anew(warehouse: Warehouse, write: Write) -> None:
    warehouse.write("customers", customers("c1"))
    write(
        "drop table identity.customers",
        "create table identity.customers (customer_id text, score integer)",
        "insert into identity.customers values ('old', 1)",
        "create view intermediate.known as select score from identity.customers",
    )
    warehouse.prepare()
    assert warehouse.read("select * from identity.customers").schema == TABLES["customers"]
    warehouse.write("customers", customers("c2"))
    assert ids(warehouse) == ["c2"]


@pytest.mark.parametrize("name", ["customers", "nobody_declared"])
def test_other_columns_than_declared_are_refused(warehouse: Warehouse, name: str) -> None:
    with pytest.raises(WarehouseError, match=rf"identity\.{name} is not a table with the columns id"):
        warehouse.write(name, pa.table({"id": ["c1"]}))


HOLD = """
import sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=True):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("settings", ["duckdb"], indirect=True)
def test_a_write_waits_for_a_reader_in_another_process(warehouse: Warehouse, settings: Settings) -> None:
    warehouse.write("customers", customers("c1"))
    command = [sys.executable, "-c", HOLD, str(settings.warehouse / "working.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdout.readline()
        with pytest.raises(WarehouseError, match="Another run"):
            warehouse.prepare()
        threading.Timer(0.5, reader.stdin.close).start()
        warehouse.write("customers", customers("c2"))
    assert ids(warehouse) == ["c2"]
