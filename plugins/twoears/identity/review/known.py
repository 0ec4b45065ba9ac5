"""Reads for the command line what the last run of identity knew, and what was decided.

What people type is never put into SQL: it is looked for by its md5, which both engines take over UTF-8.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5
from typing import TYPE_CHECKING, Any

from twoears.errors import WarehouseError
from twoears.identity.deciding import Decision, Standing, standing
from twoears.identity.explain import Evidence
from twoears.identity.explain.withheld import Blocked, Rule, Rules

if TYPE_CHECKING:
    from twoears.settings import Settings

HAS_RUN = "select 1 as found from information_schema.tables where table_schema = 'identity'"

EVIDENCE = """
with mine as (
    select identifiers.*
    from identity.identifiers as identifiers
    inner join identity.account_customers as members on identifiers.account_id = members.account_id
    where md5(members.customer_id) in ({keys})
),

counted as (
    select identifiers.identifier_type, identifiers.value, count(*) as count_accounts
    from identity.identifiers as identifiers
    inner join (select distinct identifier_type, value from mine) as mine
        on identifiers.identifier_type = mine.identifier_type and identifiers.value = mine.value
    group by identifiers.identifier_type, identifiers.value
)

select
    mine.account_id, mine.vendor, mine.identifier_type, mine.value, mine.value_as_written, mine.trust,
    mine.join_key, mine.withheld_because, counted.count_accounts
from mine
inner join counted on mine.identifier_type = counted.identifier_type and mine.value = counted.value
"""

CUSTOMERS = """
select customer_id, count_accounts, confidence, reached_by
from identity.customers
where md5(customer_id) in ({keys})
"""

QUEUE = """
select
    left_customer_id, right_customer_id, left_account_id, right_account_id,
    score, reasons, waterfall, left_evidence, right_evidence
from identity.identity_review_queue
order by score desc, left_account_id, right_account_id
"""

MEMBERS = "select account_id, customer_id from identity.account_customers where md5(account_id) in ({keys})"

RULES = "select identifier_type, is_joining, from_trust, limit_per_vendor from staging.identity_rules"

BLOCKED = """
select identifier_type, part, coalesce(text, 'null') as text, reason from staging.blocked_identifiers
"""

KEY = 6
"""Letters of a candidate's key."""


@dataclass(frozen=True, slots=True)
class Customer:
    """What a run said of a customer: how sure it is, and by which types of evidence it was reached."""

    customer_id: str
    count_accounts: int
    confidence: float
    reached_by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of the review queue. ``key`` means the same two accounts in every run."""

    key: str
    score: float
    left_customer_id: str
    right_customer_id: str
    left_account_id: str
    right_account_id: str
    reasons: str
    waterfall: list[dict[str, Any]]
    left_evidence: list[dict[str, Any]]
    right_evidence: list[dict[str, Any]]


class Known:
    """The tables of schema ``identity`` and the decisions, each read when it is asked for."""

    def __init__(self, settings: "Settings") -> None:
        from twoears.warehouse import open_warehouse

        self._warehouse = open_warehouse(settings)
        self._lake = settings.lake
        if not self.rows(HAS_RUN):
            raise WarehouseError("Nobody has worked out yet who is who; run `twoears build` first.")

    def customers_of(self, accounts: Iterable[str]) -> dict[str, str]:
        """The customer of each account that the last run knew."""
        wanted = sorted(accounts)
        rows = self.rows(MEMBERS, *wanted) if wanted else []
        return {row["account_id"]: row["customer_id"] for row in rows}

    def evidence(self, *customer_ids: str) -> list[Evidence]:
        """All evidence of all accounts of some customers, ordered by account, type and value."""
        rows = self.rows(EVIDENCE, *customer_ids)
        return sorted((Evidence(**row) for row in rows), key=lambda row: (row.account_id, row.key))

    def customer(self, customer_id: str) -> Customer:
        return Customer(**self.rows(CUSTOMERS, customer_id)[0])

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The review queue, best first."""
        return [_candidate(row) for row in self.rows(QUEUE)]

    @cached_property
    def rules(self) -> Rules:
        rules = (Rule(**row) for row in self.rows(RULES))
        blocked = (Blocked(**row) for row in self.rows(BLOCKED))
        return Rules({rule.identifier_type: rule for rule in rules}, tuple(blocked))

    @cached_property
    def decisions(self) -> list[Decision]:
        """All that was ever decided, in the order of time."""
        from twoears.identity.decisions import Decisions

        rows = (Decision(**row) for row in Decisions(self._lake).table().to_pylist())
        return sorted(rows, key=lambda row: (row.decided_at, row.decision_id, row.account_id))

    @cached_property
    def standing(self) -> Standing:
        """The decision that counts for each pair."""
        return standing(self.decisions)

    @cached_property
    def in_effect(self) -> frozenset[str]:
        """The ids of the decisions that the last run knew."""
        rows = self.rows("select distinct decision_id from identity.decisions")
        return frozenset(row["decision_id"] for row in rows)

    def rows(self, sql: str, *texts: str) -> list[dict[str, Any]]:
        keys = ", ".join(f"'{md5_of(text)}'" for text in texts)
        return self._warehouse.read(sql.format(keys=keys)).to_pylist()


def _candidate(row: dict[str, Any]) -> Candidate:
    pair = "\n".join(sorted((row["left_account_id"], row["right_account_id"])))
    read = {name: json.loads(row[name]) for name in ("waterfall", "left_evidence", "right_evidence")}
    return Candidate(**row | read, key=md5_of(pair)[:KEY])


def md5_of(text: str) -> str:
    return md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
