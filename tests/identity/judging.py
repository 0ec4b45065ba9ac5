"""A workspace with a few accounts and what they hold, as judge and cluster find it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from twoears.identity.clusters import cluster
from twoears.identity.joining import judge
from twoears.identity.workspace import workspace
from twoears.settings import ROOT

BIRTHDAY = datetime(2026, 1, 1, tzinfo=UTC)

TABLES = """
create table accounts (
    account_id text, vendor text, first_seen_at timestamptz, is_staff boolean, is_bot boolean);
create table identifiers (
    account_id text, vendor text, identifier_type text, value text, value_as_written text, trust text,
    withheld_because text);
create table rules (
    identifier_type text, is_joining boolean, from_trust text, limit_per_vendor bigint,
    needs_agreeing_names boolean, confidence double, description text);
create table blocked (identifier_type text, part text, text text, reason text);
create table decided (decision_id text, verdict text, account_id text, other_account_id text);
"""

Pair = tuple[str, str]
Decided = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """An identifier of an account whose id begins with its vendor."""

    account: str
    kind: str
    value: str
    trust: str = "typed"
    withheld: str | None = None

    @property
    def row(self) -> list[str | None]:
        value = self.value.lower() if self.kind == "name" else self.value
        vendor = self.account.split(":")[0]
        return [self.account, vendor, self.kind, value, self.value, self.trust, self.withheld]


def seed(name: str) -> list[list[str | None]]:
    """The rows of one of the seeds that an analyst edits."""
    with (ROOT / "dbt_project" / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [[field or None for field in row] for row in list(csv.reader(lines))[1:]]


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    if rows := list(rows):
        places = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
        connection.execute(f"insert into {table} values {places}", [field for row in rows for field in row])


def accounts_of(names: Iterable[str]) -> list[list[Any]]:
    """A row of ``accounts`` each; the age of an account is in the number that ends its id."""
    return [
        [name, name.split(":")[0], BIRTHDAY + timedelta(hours=int(name.split(":")[1])), False, False]
        for name in names
    ]


@contextmanager
def judged(
    held: Sequence[Held],
    *,
    accounts: Iterable[str] = (),
    decided: Sequence[Decided] = (),
    blocked: Sequence[Sequence[str]] = (),
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A workspace in which the evidence has been judged by the shipped rules, and clustered."""
    with workspace() as connection:
        connection.execute(TABLES)
        named = dict.fromkeys([*accounts, *(one.account for one in held)])
        fill(connection, "accounts", accounts_of(named))
        fill(connection, "identifiers", (one.row for one in held))
        fill(connection, "rules", seed("identity_rules"))
        fill(connection, "blocked", blocked)
        fill(connection, "decided", decided)
        judge(connection)
        cluster(connection)
        yield connection


def groups(connection: duckdb.DuckDBPyConnection, column: str = "base") -> set[frozenset[str]]:
    """The clusters of two and more accounts."""
    rows = connection.execute(
        f"select list(account_id) from clustered group by {column} having count(*) > 1"
    ).fetchall()
    return {frozenset(accounts) for (accounts,) in rows}


def reasons(connection: duckdb.DuckDBPyConnection, kind: str) -> dict[str, str | None]:
    """Why the row of each account does not join, for accounts with one row of a kind."""
    rows = connection.execute(
        "select account_id, withheld_because from judged where identifier_type = ?", [kind]
    )
    return dict(rows.fetchall())
