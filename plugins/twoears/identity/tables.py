"""The tables of the warehouse's schema ``identity``: what the steps here tell the marts and the command line.

Values of identifiers, the reasons people gave and the evidence in the queue are personal data: readers of
marts never see this schema.
"""

import pyarrow as pa

_MOMENT = pa.timestamp("us", "UTC")


def _typed(*texts: str, **others: pa.DataType) -> pa.Schema:
    return pa.schema([*((name, pa.string()) for name in texts), *others.items()])


TABLES: dict[str, pa.Schema] = {
    "identifiers": _typed(
        "account_id",
        "vendor",
        "identifier_type",
        "value",
        "value_as_written",
        "trust",
        "withheld_because",
        "join_key",
        is_joining=pa.bool_(),
    ),
    "account_customers": _typed("account_id", "customer_id", "joined_by"),
    "customers": _typed("customer_id", "reached_by", count_accounts=pa.int64(), confidence=pa.float64()),
    "customer_id_history": _typed("account_id", "customer_id", valid_from=_MOMENT, valid_to=_MOMENT),
    "identity_changes": _typed(
        "account_id",
        "from_customer_id",
        "to_customer_id",
        "change",
        "evidence_type",
        "other_account_id",
        "decision_id",
        changed_at=_MOMENT,
    ),
    "decisions": _typed(
        "decision_id",
        "kind",
        "verdict",
        "account_id",
        "other_account_id",
        "decided_by",
        "because",
        decided_at=_MOMENT,
    ),
    "identity_review_queue": _typed(
        "left_customer_id",
        "right_customer_id",
        "left_account_id",
        "right_account_id",
        "reasons",
        "waterfall",
        "left_evidence",
        "right_evidence",
        "status",
        score=pa.float64(),
    ),
}
