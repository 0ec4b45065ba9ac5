"""Who was which customer when: kept in the lake, so that ids stay and every change can be told.

The table holds a row per account and change; valid at a moment is each account's newest row until then. A run
for a moment starts from the rows of earlier ones and replaces those of its own: run again, it does the same,
and what was done and undone for one moment leaves no trace.
"""

import logging
from datetime import UTC, datetime

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from twoears.errors import Overtaken
from twoears.identity.history.causes import find_causes
from twoears.identity.state import StateTable

log = logging.getLogger(__name__)

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("account_id", "base_id", "customer_id")),
        ("links", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("change", "evidence_type", "other_account_id", "decision_id")),
        ("valid_from", pa.timestamp("us", "UTC")),
    ]
)
"""``base_id`` is the id by rules alone, and ``links`` the ``type:md5(value)`` that tie the account by them.
Ids are null where an account is gone; ``valid_to`` is the ``valid_from`` of the account's next row."""

_PRIOR = """
    create or replace table prior as
    -- one row per account that the newest earlier run knew
    with retold as (
        select account_id, max(valid_from) as newest from memberships group by account_id having count(*) > 1
    )
    select account_id, base_id, customer_id, links
    from memberships left join retold using (account_id)
    where valid_from = coalesce(newest, valid_from) and base_id is not null
"""

_TIES = """
    create or replace temp table tied as
    -- one row per account and value that tied it to another account by rules
    select account_id, customer_id, identifier_type, join_key, identifier_type || ':' || md5(value) as link
    from judged inner join assigned using (account_id)
    where join_key in (select join_key from judged group by join_key having count(*) > 1)
"""

_CHANGED = """
    create or replace table changed as
    -- one row per account that is not what it was
    with linked as (select account_id, list(link order by link) as links from tied group by account_id),
    now as (
        select account_id, base_id, customer_id, coalesce(links, []) as links
        from assigned left join linked using (account_id)
    )
    select
        account_id, now.base_id, now.customer_id, coalesce(now.links, []) as links, change, evidence_type,
        other_account_id, decision_id, $as_of as valid_from
    from now
    full join prior using (account_id)
    left join causes on prior.customer_id = from_customer_id and now.customer_id = to_customer_id
    where row(now.base_id, now.customer_id, now.links)
        is distinct from row(prior.base_id, prior.customer_id, prior.links)
"""

_STORY = """
    create or replace temp table story as
    -- one row per account and change of its customer
    with told as (from memberships union all by name from changed),
    retold as (select account_id from told group by account_id having count(*) > 1),
    turns as (
        select *, lag(customer_id) over (partition by account_id order by valid_from) as former
        from told semi join retold using (account_id)
        qualify customer_id is distinct from former
    )
    select *, null as former, null as valid_to from told anti join retold using (account_id)
    union all by name
    select *, lead(valid_from) over (partition by account_id order by valid_from) as valid_to from turns
"""

_INTERVALS = """
    create or replace temp table intervals as
    -- one row per account and time at which it was one customer's
    select account_id, customer_id, valid_from, valid_to from story where customer_id is not null
"""

_CHANGES = """
    create or replace temp table changes as
    -- one row per account and moment at which it came to another customer
    select
        valid_from as changed_at, account_id, former as from_customer_id, customer_id as to_customer_id,
        change, evidence_type, other_account_id, decision_id
    from story
    where former is not null and customer_id is not null
"""

_VALID_FROM = pc.field("valid_from")


class Memberships:
    """The table of memberships in the lake."""

    def __init__(self, lake: str) -> None:
        self._state = StateTable(lake, "memberships", SCHEMA)

    def before(self, as_of: datetime) -> pa.Table:
        """All rows of runs for earlier moments, in no order; ``keep`` writes upon what is read here."""
        self._state.refresh()
        return self._state.rows(pc.less(_VALID_FROM, _moment(as_of)))

    def keep(self, as_of: datetime, rows: pa.Table) -> bool:
        """Put rows in the place of those of this moment; False where nothing is written.

        That is where they are the same, and in a replay of the past, whose future is kept already.

        Raises:
            Overtaken: another run kept its rows since ``before`` was read.
            LakeError: the lake cannot be written.
        """
        kept = self._state.rows(pc.greater_equal(_VALID_FROM, _moment(as_of))).sort_by("account_id")
        rows = rows.select(SCHEMA.names).cast(SCHEMA).sort_by("account_id")
        if any(moment.as_py() > as_of for moment in kept["valid_from"].unique()):
            log.warning("%s: runs for later moments are kept, so this one keeps nothing", self._state.name)
            return False
        if kept.equals(rows):
            return False
        if not self._state.replace(rows, f"valid_from = '{as_of.astimezone(UTC).isoformat()}'"):
            raise Overtaken(
                f"{self._state.name}: another run wrote to {self._state.uri} at the same time, so nothing of "
                "this one was kept; let one build run at a time and run it again."
            )
        return True


def remember(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
    """Make ``memberships``, the rows of earlier runs, and ``prior``, what was valid at the end of them."""
    connection.register("kept", rows)
    connection.execute("create or replace table memberships as from kept")
    connection.unregister("kept")
    connection.execute(_PRIOR)


def compare(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Set what is ``assigned`` against what was before.

    Makes ``tied``, ``changed`` with the rows to keep, ``intervals``, which never overlap, and ``changes``,
    each with the evidence or the decision that did it.
    """
    connection.execute(_TIES)
    find_causes(connection)
    connection.execute(_CHANGED, {"as_of": as_of})
    for statement in (_STORY, _INTERVALS, _CHANGES):
        connection.execute(statement)


def _moment(as_of: datetime) -> pc.Expression:
    return pc.scalar(pa.scalar(as_of, SCHEMA.field("valid_from").type))
