"""A warehouse with a made-up brand's evidence in it, as the steps before the search leave it."""

from collections.abc import Iterable, Sequence

import duckdb
import psycopg2
import pyarrow as pa

from tests.identity.fragments import Brand
from twoears.identity.tables import TABLES
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

SALES = """
create table staging.stg_sql__products as
select 'p1' as product_id, 'Fell Shoe' as name
union all select 'p2', 'Rain Jacket' union all select 'p3', 'Cap';

create table staging.stg_sql__orders as
select 'o1' as order_id, '1' as customer_id, timestamp with time zone '2026-08-01 00:00:00+00' as ordered_at
union all select 'o2', '1', timestamp with time zone '2026-09-01 00:00:00+00';

create table staging.stg_sql__order_lines as
select 'o1' as order_id, 'p1' as product_id union all select 'o2', 'p2';

create table staging.stg_discourse__posts as
select
    '1' as user_id, 'My FELL SHOE and cap are fine' as body_text,
    cast(null as timestamp with time zone) as deleted_at,
    timestamp with time zone '2026-08-01 00:00:00+00' as created_at
union all
select '2', 'a fell shoe', timestamp with time zone '2026-08-02 00:00:00+00',
    timestamp with time zone '2026-08-01 00:00:00+00';

create table staging.stg_mastodon__statuses as
select
    '2' as account_id, '<p>this rain jacket!</p>' as body_html,
    timestamp with time zone '2026-08-01 00:00:00+00' as created_at
union all
select '2', 'a fell shoe', timestamp with time zone '2026-09-01 00:00:00+00';

create table intermediate.int_accounts_unioned (
    account_id text, source text, vendor text, first_seen_at timestamp with time zone,
    is_staff boolean, is_bot boolean
);
"""
"""One thing each is bought and written about before the moment of the tests, another after it or deleted."""

COLUMNS = ("account_id", "source", "vendor", "first_seen_at", "is_staff", "is_bot")


def store(settings: Settings, brand: Brand) -> None:
    """Fill a new warehouse on the engine of the settings."""
    warehouse = open_warehouse(settings)
    warehouse.prepare()
    _run(settings, SALES, [[row[name] for name in COLUMNS] for row in brand.accounts])
    missing = {"identifiers": {"vendor": "", "is_joining": False}, "account_customers": {"joined_by": None}}
    decided = dict.fromkeys(("decision_id", "kind", "verdict", "decided_by", "because", "decided_at"))
    rows = {
        "identifiers": brand.identifiers,
        "account_customers": brand.members,
        "decisions": brand.decisions,
    }
    for name, written in rows.items():
        filled = [missing.get(name, decided) | row for row in written]
        warehouse.write(name, pa.Table.from_pylist(filled, schema=TABLES[name]))


def _run(settings: Settings, script: str, accounts: Iterable[Sequence[object]]) -> None:
    rows = list(accounts)
    insert = "insert into intermediate.int_accounts_unioned values ({})"
    if settings.engine == "duckdb":
        with duckdb.connect(settings.warehouse / "working.duckdb") as file:
            file.execute(script)
            if rows:
                file.executemany(insert.format(", ".join("?" * len(COLUMNS))), rows)
        return
    server = psycopg2.connect(settings.warehouse_url)
    with server, server.cursor() as cursor:
        cursor.execute(script)
        cursor.executemany(insert.format(", ".join(["%s"] * len(COLUMNS))), rows)
    server.close()
