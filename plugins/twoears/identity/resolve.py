"""Works out who is who for one moment: from evidence, rules and decisions to ids and their history.

Everything is worked out anew in a database in memory, the same for every engine; the warehouse gives the
evidence and takes the results, and the lake keeps what must outlive a warehouse.
The lake's library is imported with this module, so import it in tasks only.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from twoears.errors import WarehouseError
from twoears.identity.clusters import cluster
from twoears.identity.decisions import Decisions, winning
from twoears.identity.evidence import normalise
from twoears.identity.history import Memberships, compare, remember
from twoears.identity.ids import assign
from twoears.identity.joining import judge
from twoears.identity.workspace import MEMORY, workspace
from twoears.warehouse import Warehouse, open_warehouse

if TYPE_CHECKING:
    from twoears.settings import Settings

log = logging.getLogger(__name__)

READ = {
    "accounts": """
        select account_id, vendor, first_seen_at, is_staff, is_bot from intermediate.int_accounts_unioned
    """,
    "written": """
        select account_id, vendor, identifier_type, value_as_written, country, trust
        from intermediate.int_identifiers_unioned
    """,
    "rules": """
        select
            identifier_type, is_joining, from_trust, limit_per_vendor, needs_agreeing_names, confidence,
            description
        from staging.identity_rules
    """,
    "blocked": """
        select identifier_type, part, coalesce(text, 'null') as text, reason from staging.blocked_identifiers
    """,
}
"""What the warehouse gives, by the names that the workspace has for it."""

WRITTEN = {
    "identifiers": """
        select
            account_id, vendor, identifier_type, value, value_as_written, trust,
            join_key is not null as is_joining, withheld_because, join_key
        from judged
        order by account_id, identifier_type, value
    """,
    "account_customers": """
        with shared as (
            select customer_id, join_key from tied group by customer_id, join_key having count(*) > 1
        ),
        accepted as (
            select account_id, other_account_id
            from decided
            inner join assigned as one using (account_id)
            inner join assigned as other on other_account_id = other.account_id
            where verdict = 'together' and one.customer_id = other.customer_id
        ),
        types as (
            select account_id, identifier_type from tied semi join shared using (customer_id, join_key)
            union
            select unnest([account_id, other_account_id]), 'decision' from accepted
        ),
        joined as (
            select account_id, string_agg(identifier_type, ', ' order by identifier_type) as joined_by
            from types
            group by account_id
        )
        select account_id, customer_id, joined_by
        from assigned left join joined using (account_id)
        order by account_id
    """,
    "customers": """
        select
            customer_id, count(*) as count_accounts, round(min(confidence), 3) as confidence,
            min(reached_by) as reached_by
        from assigned inner join clustered using (account_id)
        group by customer_id
        order by customer_id
    """,
    "customer_id_history": """
        select account_id, customer_id, valid_from, valid_to
        from intervals
        order by account_id, valid_from
    """,
    "identity_changes": """
        select
            changed_at, account_id, from_customer_id, to_customer_id, change, evidence_type,
            other_account_id, decision_id
        from changes
        order by changed_at, account_id
    """,
    "decisions": "from decisions order by decided_at, decision_id, account_id, other_account_id",
}
"""The tables of schema ``identity``, from those of the workspace."""

BATCH = 100_000
"""Rows that are handed to the warehouse at once."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a run found.

    ``joined`` counts the accounts that are not alone, ``withheld`` the identifiers of a joining type that
    join nobody, and ``changes`` the accounts that came to another customer.
    """

    accounts: int
    customers: int
    joined: int
    withheld: int
    changes: int


def resolve(settings: "Settings", as_of: datetime, warehouse: Warehouse | None = None) -> Resolved:
    """Work out who is who, keep it in the lake and write it to the warehouse's schema ``identity``.

    Run again for the same moment it does the same, and where nothing changed nothing is kept.

    Raises:
        LakeError, WarehouseError: either cannot be read or written, or the memory is too small.
    """
    warehouse = warehouse or open_warehouse(settings)
    memberships = Memberships(settings.lake)
    try:
        with workspace() as connection:
            _read(connection, warehouse, settings.lake)
            normalise(connection)
            judge(connection)
            connection.execute("drop table written; drop table identifiers")
            identify(connection, memberships, as_of)
            return _write(connection, warehouse, as_of)
    except duckdb.OutOfMemoryException:
        raise WarehouseError(
            f"Working out who is who needs more than {MEMORY} of memory and the room of the disk; free some."
        ) from None


def identify(connection: duckdb.DuckDBPyConnection, memberships: Memberships, as_of: datetime) -> None:
    """Go from judged evidence to ids and their history, and keep in the lake what changed.

    Reads ``accounts``, ``rules``, ``judged`` and ``decided``; makes ``clustered``, ``assigned``, ``tied``,
    ``intervals`` and ``changes``.
    """
    cluster(connection)
    remember(connection, memberships.before(as_of))
    assign(connection)
    compare(connection, as_of)
    memberships.keep(as_of, connection.sql("from changed").to_arrow_table())


def _read(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, lake: str) -> None:
    made = Decisions(lake).table()
    _put(connection, "decisions", made)
    _put(connection, "decided", winning(made))
    for name, sql in READ.items():
        _put(connection, name, warehouse.read(sql))


def _put(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("read", rows)
    connection.execute(f"create table {name} as from read")
    connection.unregister("read")
    log.info("identity: %s rows of %s", f"{rows.num_rows:,}", name)


def _write(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, as_of: datetime) -> Resolved:
    for name, sql in WRITTEN.items():
        warehouse.write(name, connection.sql(sql).to_arrow_reader(BATCH))
    return _counted(connection, as_of)


def _counted(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> Resolved:
    counts = connection.execute(
        """
        with sizes as (select count(*) as size from assigned group by customer_id)
        select
            coalesce(sum(size), 0), count(*), coalesce(sum(size) filter (size > 1), 0),
            (select count(*) from judged semi join (from rules where is_joining) using (identifier_type)
                where withheld_because is not null),
            (select count(*) from changes where changed_at = $as_of)
        from sizes
        """,
        {"as_of": as_of},
    ).fetchall()
    resolved = Resolved(*map(int, counts[0]))
    told = ", ".join(f"{count:,} {name}" for name, count in asdict(resolved).items())
    log.info("identity: %s", told)
    return resolved
