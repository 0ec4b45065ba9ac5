"""A brand small enough to read, on either engine: orders in the lake, marts and a segment written as rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from sqlalchemy import make_url

from twoears.contracts import hold
from twoears.lake import Counts, StreamTable
from twoears.settings import Engine, Settings
from twoears.streams import all_streams, stream_named
from twoears.warehouse import open_warehouse

AS_OF = datetime(2026, 8, 28, tzinfo=UTC)
AT = "2026-08-27T12:00:00+00:00"

STAGED = {"stg_imap__messages": "*, from_address as sender_address"}
"""What staging renames among the columns that gate 1 reads."""

MARTS = {
    "interactions": (
        "'c' || n as customer_id, 'forum' as source, 'inbound' as direction, 1 as weight, "
        "false as is_automated, {at} as occurred_at"
    ),
    "orders": (
        "'c' || n as customer_id, cast(20 as numeric(18, 2)) as gross_amount, false as is_refund, "
        "cast(20 as numeric(18, 2)) as net_amount, false as is_anonymous, {at} as ordered_at"
    ),
    "customers": (
        "'c' || n as customer_id, 2 as count_accounts, 2 as count_sources, false as is_staff, "
        "false as is_bot, cast(1 as numeric(4, 3)) as confidence, {at} as first_seen_at"
    ),
    "identity_measures": (
        "case n when 1 then 'largest_customer' when 2 then 'accounts' when 3 then 'joined_share' "
        "else 'customers_by_size' end as measure, case when n < 4 then 'all' else 'n' || n end as dimension, "
        "cast(case n when 1 then 2 when 2 then 200 else 0.5 end as numeric(18, 6)) as value"
    ),
    "listening_measures": (
        "case n when 1 then 'texts_by_version' when 2 then 'read_texts' else 'intent_share' end as measure, "
        "'imap' as vendor, case n when 1 then 'v1' when 2 then 'all' when 3 then 'praise' "
        "else 'intent' || n end as dimension, "
        "cast(case when n < 3 then 400 else 0.1 end as numeric(18, 6)) as value"
    ),
    "customer_engagement": (
        "'c' || n as customer_id, cast(9 as numeric(18, 6)) as engagement_score, "
        "cast(3 as numeric(18, 6)) as conversation_score, cast(6 as numeric(18, 6)) as advocacy_score, "
        "'advocacy' as main_pillar, 'posted 2 statuses; last today' as reason, {at} as last_interaction_at"
    ),
}
"""The columns of the marts that gates and segments read."""


def settings_on(home: Path, postgres_url: str | None = None) -> Settings:
    engine: Engine = "postgres" if postgres_url else "duckdb"
    return Settings(home=home, lake=str(home / "lake"), engine=engine, warehouse_url=postgres_url)


def land(settings: Settings, stream: str, payloads: list[dict[str, Any]]) -> None:
    """Land payloads as one load; those that the contract refuses are quarantined."""
    table = StreamTable(settings.lake, stream_named(stream))
    rows = hold(table.stream.record, payloads)
    landed = rows["_refusal"].null_count
    counts = Counts(
        pulled=len(payloads), extracted=len(payloads), landed=landed, quarantined=len(payloads) - landed
    )
    table.land(rows, counts, {}, AS_OF)


def order(number: int) -> dict[str, Any]:
    return {
        "order_id": number,
        "customer_id": f"c{number}",
        "ordered_at": AT,
        "status": "paid",
        "currency": "GBP",
        "discount_code": None,
        "updated_at": AT,
    }


def load(settings: Settings) -> None:
    """Bring the lake into the warehouse and stand in for the staging models."""
    open_warehouse(settings).load([StreamTable(settings.lake, stream) for stream in all_streams()])
    for stream in all_streams():
        name, keys = f"stg_{stream.vendor}__{stream.entity}", ", ".join(stream.record.key)
        execute(
            settings,
            f"create or replace view staging.{name} as select {STAGED.get(name, '*')} from ("
            f"select *, row_number() over (partition by {keys} order by _version desc) as newest_first "
            f"from raw.{stream.table}) as versions where newest_first = 1",
        )


def build_marts(settings: Settings, customers: int = 10) -> None:
    """Write candidate marts with one row per customer each."""
    for mart, columns in MARTS.items():
        table = f"marts_{open_warehouse(settings).candidate_colour()}.{mart}"
        selected = columns.format(at=f"timestamptz '{AT}'")
        execute(settings, f"drop table if exists {table}")
        rows = f"generate_series(1, {customers}) as ns(n)"
        execute(settings, f"create table {table} as select {selected} from {rows}")


def publish(settings: Settings) -> None:
    open_warehouse(settings).publish(AS_OF, dict.fromkeys(MARTS, "0" * 64))


def draw_segment(settings: Settings, columns: str, customers: int = 10) -> None:
    """Write the segment; the columns are SQL over the number ``n``."""
    file = "audiences.duckdb"
    execute(settings, "create schema if not exists segments", file)
    execute(settings, "drop table if exists segments.engaged_customers", file)
    drawn = f"select {columns} from generate_series(1, {customers}) as ns(n)"
    execute(settings, f"create table segments.engaged_customers as {drawn}", file)


def execute(settings: Settings, sql: str, file: str = "working.duckdb") -> None:
    """Run a statement as the owner of the warehouse."""
    if settings.warehouse_url is None:
        with duckdb.connect(settings.warehouse / file) as connection:
            connection.execute(sql)
        return
    url = make_url(settings.warehouse_url).set(drivername="postgresql")
    connection = psycopg2.connect(url.render_as_string(hide_password=False))
    try:
        connection.autocommit = True
        connection.cursor().execute(sql)
    finally:
        connection.close()
