"""A handful of accounts as evidence in a warehouse, with each kind of tie and of reason to withhold one."""

import json
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.small_brand import execute
from twoears.identity.resolve import resolve
from twoears.identity.tables import TABLES
from twoears.settings import ROOT, Settings
from twoears.warehouse import open_warehouse

AS_OF = datetime(2026, 8, 28, tzinfo=UTC)
SEEDS = ROOT / "dbt_project" / "seeds"

SEEDED = {
    "identity_rules": "identifier_type, is_joining, from_trust, limit_per_vendor",
    "blocked_identifiers": "identifier_type, part, text, reason",
}
"""What the commands read of the seeds."""

ANNA = ("sql:17", "imap:e1", "discourse:5")
"""One customer by her address; mastodon:9 may be she."""

EVIL = "Anna\x1b[2J Lee\u202e"
"""A name that would clear the screen and turn the order of letters round."""

WRITTEN = (
    *(("sql:17", kind, text, "typed") for kind, text in (("name", "Anna Lee"), ("email", "Anna@X.example"))),
    *(("imap:e1", kind, text, "typed") for kind, text in (("name", EVIL), ("email", "anna@x.example"))),
    ("discourse:5", "email", "anna@x.example", "verified"),
    ("discourse:5", "username", "annalee", "typed"),
    ("discourse:5", "name", "Anna Lee", "typed"),
    ("mastodon:9", "username", "@annalee", "typed"),
    ("mastodon:9", "name", "Anna Lee", "typed"),
    ("sql:18", "email", "info@shop.example", "typed"),
    ("discourse:6", "email", "info@shop.example", "verified"),
    *((f"sql:{n}", "email", "hill@x.example", "typed") for n in (20, 21)),
    ("sql:20", "name", "Tom Hill", "typed"),
    ("sql:21", "name", "Susan Hill", "typed"),
    *((f"sql:{n}", "email", "crowd@x.example", "typed") for n in range(30, 36)),
    ("sql:40", "phone", "+44 20 7946 0123", "typed"),
    ("imap:e4", "phone", "+44 20 7946 0123", "seen"),
    ("sql:41", "email", "two@@x.example", "typed"),
    ("discourse:7", "email", "two@@x.example", "verified"),
)
"""Account, type of identifier, value as written, trust."""


def customer_of(founder: str) -> str:
    """The id of the customer whose oldest account this is."""
    return f"c{md5(founder.encode()).hexdigest()}"


def fill(settings: Settings, as_of: datetime = AS_OF) -> None:
    """Bring the evidence into the warehouse, resolve it and queue the one candidate."""
    open_warehouse(settings).prepare()
    for name in ("identity_rules", "blocked_identifiers"):
        _replace(settings, f"staging.{name}", f"select * from read_csv('{SEEDS / name}.csv')")
    rows = [(account, account.split(":")[0], kind, text, trust) for account, kind, text, trust in WRITTEN]
    evidence = ", ".join(f"({', '.join(_quoted(cell) for cell in row)})" for row in rows)
    written = f"(values {evidence}) as w(account_id, vendor, identifier_type, value_as_written, trust)"
    _replace(
        settings,
        "intermediate.int_identifiers_unioned",
        f"select *, cast(null as text) as country from {written}",
    )
    accounts = list(dict.fromkeys(row[:2] for row in rows))
    found = ", ".join(f"('{account}', '{vendor}', {age})" for age, (account, vendor) in enumerate(accounts))
    _replace(
        settings,
        "intermediate.int_accounts_unioned",
        "select account_id, vendor, timestamptz '2026-01-01 00:00:00+00' + age * interval 1 day as "
        "first_seen_at, false as is_staff, false as is_bot "
        f"from (values {found}) as a(account_id, vendor, age)",
    )
    run(settings, as_of)


def run(settings: Settings, as_of: datetime = AS_OF) -> None:
    """Do again what a build does about people: resolve, then look for candidates among who is not joined."""
    resolve(settings, as_of)
    members = {row["account_id"]: row["customer_id"] for row in read(settings, "account_customers")}
    left, right = members["sql:17"], members["mastodon:9"]
    rows = [] if left == right else [_candidate(left, right)]
    queue = "identity_review_queue"
    open_warehouse(settings).write(queue, pa.Table.from_pylist(rows, schema=TABLES[queue]))


def copy(home: Settings, other: Settings) -> None:
    """Bring who is who, and the seeds that say so, to another warehouse."""
    open_warehouse(other).prepare()
    for name in TABLES:
        rows = open_warehouse(home).read(f"select * from identity.{name}")
        open_warehouse(other).write(name, rows)
    for name, columns in SEEDED.items():
        seed = open_warehouse(home).read(f"select {columns} from staging.{name}").to_pylist()
        values = ", ".join(f"({', '.join(_literal(cell) for cell in row.values())})" for row in seed)
        execute(other, f"create table staging.{name} as select * from (values {values}) as s({columns})")


def read(settings: Settings, table: str) -> list[dict[str, Any]]:
    """The rows of a table of schema ``identity``, in one order."""
    rows = open_warehouse(settings).read(f"select * from identity.{table}").to_pylist()
    return sorted(rows, key=repr)


def _candidate(left: str, right: str) -> dict[str, Any]:
    weights = [("before any evidence", "", -11.2), ("name", "equal", 8.2), ("username", "equal", 9.1)]
    steps = [dict(zip(("comparison", "grade", "weight"), step, strict=True)) for step in weights]
    return {
        "left_customer_id": left,
        "right_customer_id": right,
        "left_account_id": "sql:17",
        "right_account_id": "mastodon:9",
        "score": 0.98552,
        "reasons": "name equal +8.2; username equal +9.1",
        "waterfall": json.dumps(steps),
        "left_evidence": _evidence_of(*ANNA),
        "right_evidence": _evidence_of("mastodon:9"),
        "status": "open",
    }


def _evidence_of(*accounts: str) -> str:
    keys = ("account_id", "identifier_type", "value_as_written", "trust")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in WRITTEN if row[0] in accounts])


def _replace(settings: Settings, table: str, sql: str) -> None:
    execute(settings, f"create or replace table {table} as {sql}")


def _literal(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else "null" if value is None else str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def settings_at(home: Path) -> Settings:
    return Settings(home=home, lake=str(home / "lake"), engine="duckdb")
