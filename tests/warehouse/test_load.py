"""Load twice, count once: what the lake committed is in raw, each accepted row once."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import psycopg2
import pytest

from tests.warehouse.shop import AS_OF, SALES, Sale, land, sale
from twoears.lake import StreamTable
from twoears.settings import Settings
from twoears.streams import Stream
from twoears.warehouse import Loaded, Warehouse, open_warehouse


def count(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.read(f"select count(*) as rows from {table}")["rows"][0].as_py())


def test_a_row_arrives_as_it_was_landed(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(7, note="Grüße, “Ida”\n\t\\N", price="-12.345600"))
    warehouse.load([sales])
    assert warehouse.read("select * from raw.shop_sales").to_pylist() == [
        {
            "sale_id": "7",
            "sold_at": datetime(2026, 10, 31, 17, tzinfo=UTC),
            "price": Decimal("-12.345600"),
            "note": "Grüße, “Ida”\n\t\\N",
            "is_paid": False,
            "count_items": 7,
            "_version": 1,
            "_ordinal": 0,
        }
    ]


def test_loading_twice_counts_once(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1), sale(2))
    assert warehouse.load([sales]) == [Loaded("shop.sales", 2, 2)]
    assert warehouse.load([sales]) == [Loaded("shop.sales", 0, 2)]
    assert count(warehouse, "raw.shop_sales") == 2
    assert count(warehouse, "raw.loads") == 1


def test_only_new_versions_are_added(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1))
    warehouse.load([sales])
    land(sales, sale(2), sale(3))
    land(sales)
    land(sales, sale(4))
    assert warehouse.load([sales]) == [Loaded("shop.sales", 3, 4)]
    assert warehouse.read("select sale_id from raw.shop_sales order by _version, _ordinal")[
        "sale_id"
    ].to_pylist() == ["1", "2", "3", "4"]


def test_a_stream_without_rows_is_empty_and_typed(warehouse: Warehouse, sales: StreamTable) -> None:
    assert warehouse.load([sales]) == [Loaded("shop.sales", 0, 0)]
    empty = warehouse.read("select * from raw.shop_sales")
    land(sales, sale(1))
    warehouse.load([sales])
    filled = warehouse.read("select * from raw.shop_sales")
    assert empty.num_rows == 0
    assert empty.schema == filled.schema
    assert str(empty.schema.field("price").type) == "decimal128(18, 6)"
    assert str(empty.schema.field("sold_at").type) == "timestamp[us, tz=UTC]"


def test_a_stream_with_only_refused_rows_is_empty(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1, price="a lot"))
    assert warehouse.load([sales]) == [Loaded("shop.sales", 0, 0)]
    assert count(warehouse, "raw.shop_sales") == 0


def test_every_commit_and_every_refusal_is_noted_once(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1), sale(2, sale_id=None))
    warehouse.load([sales])
    land(sales, sale(3, sold_at="9999-01-01"), sale(4))
    warehouse.load([sales])
    warehouse.load([sales])
    assert warehouse.read("select * from raw.quarantine order by version").to_pylist() == [
        {"stream": "shop.sales", "reason": "missing:sale_id", "version": 1, "ordinal": 1},
        {"stream": "shop.sales", "reason": "date_out_of_range:sold_at", "version": 2, "ordinal": 0},
    ]
    one = {"pulled": 2, "unchanged": 0, "extracted": 2, "landed": 1, "quarantined": 1}
    assert warehouse.read("select * from raw.loads order by version").to_pylist() == [
        {"stream": "shop.sales", "version": 1, "until": AS_OF, **one},
        {"stream": "shop.sales", "version": 2, "until": AS_OF, **one},
    ]


def test_compaction_changes_nothing(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1))
    land(sales, sale(2))
    warehouse.load([sales])
    sales.delta.optimize.compact()
    assert warehouse.load([sales])[0].total == 2
    sales.delta.vacuum(0, dry_run=False, enforce_retention_duration=False)
    land(sales, sale(3))
    assert warehouse.load([sales]) == [Loaded("shop.sales", 1, 3)]
    assert count(warehouse, "raw.shop_sales") == 3


def test_what_the_lake_erased_goes_from_raw(warehouse: Warehouse, sales: StreamTable) -> None:
    land(sales, sale(1), sale(2), sale(3, price="a lot"))
    warehouse.load([sales])
    sales.delta.delete("sale_id = '1' or _refusal is not null")
    land(sales, sale(4))
    assert warehouse.load([sales])[0].total == 2
    assert warehouse.read("select sale_id from raw.shop_sales order by 1")["sale_id"].to_pylist() == [
        "2",
        "4",
    ]
    assert count(warehouse, "raw.quarantine") == 0
    assert count(warehouse, "raw.loads") == 2


def test_a_lake_made_anew_replaces_the_old(warehouse: Warehouse, sales: StreamTable, tmp_path: Path) -> None:
    land(sales, sale(1), sale(2))
    warehouse.load([sales])
    renewed = StreamTable(str(tmp_path / "another lake"), SALES)
    land(renewed, sale(3))
    assert warehouse.load([renewed])[0].total == 1
    assert count(warehouse, "raw.loads") == 1


def test_a_new_field_of_a_contract_is_null_in_older_rows(
    warehouse: Warehouse, sales: StreamTable, settings: Settings
) -> None:
    class Longer(Sale):
        channel: str | None = None

    land(sales, sale(1))
    warehouse.load([sales])
    longer = StreamTable(settings.lake, Stream("orders", "shop", "sales", Longer, SALES.pull))
    warehouse.load([longer])
    assert warehouse.read("select channel from raw.shop_sales").to_pylist() == [{"channel": None}]


LOAD_FOR_EVER = """
import sys
from pathlib import Path
from tests.warehouse.shop import SALES, land, sale
from twoears.lake import StreamTable
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

home, engine, url = sys.argv[1:]
settings = Settings(Path(home), f"{home}/lake", engine, url or None)
warehouse = open_warehouse(settings)
print("ready", flush=True)
while True:
    table = StreamTable(settings.lake, SALES)
    land(table, *(sale(number, sold_at="2026-01-01", price="1") for number in range(3000)))
    warehouse.load([table])
"""


def test_a_load_killed_at_any_moment_leaves_whole_versions(settings: Settings) -> None:
    for pause in (0.4, 1.1):
        arguments = [str(settings.home), settings.engine, settings.warehouse_url or ""]
        loader = subprocess.Popen(
            [sys.executable, "-c", LOAD_FOR_EVER, *arguments],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        assert loader.stdout is not None
        loader.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            loader.wait(pause)
        loader.kill()
        loader.wait()
        loader.stdout.close()
        warehouse = open_warehouse(settings)
        warehouse.prepare()
        held = warehouse.read(
            "select (select coalesce(sum(landed), 0) from raw.loads) as noted, "
            "(select coalesce(sum(count_rows), 0) from ops.loaded_versions) as marked"
        ).to_pylist()[0]
        assert held["noted"] == held["marked"]
        table = StreamTable(settings.lake, SALES)
        total = warehouse.load([table])[0].total
        assert total == sum(load.counts.landed for load in table.loads())
        assert count(warehouse, "raw.shop_sales") == total


def test_postgres_keeps_utc_for_sessions_of_other_tools(postgres_database: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path, str(tmp_path / "lake"), "postgres", postgres_database)
    open_warehouse(settings).prepare()
    connection = psycopg2.connect(postgres_database)
    with connection.cursor() as cursor:
        cursor.execute("show timezone")
        assert cursor.fetchone() == ("UTC",)
    connection.close()
