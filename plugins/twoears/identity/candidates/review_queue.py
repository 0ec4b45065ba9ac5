"""The rows of the review queue: pairs with their reasons, the weights in bits and both sides' evidence."""

import json
from typing import Any

import duckdb
import pyarrow as pa

from twoears.identity.tables import TABLES

NAME = "identity_review_queue"

LEAST = -0.0005
"""What takes off less, in bits, is no step of a waterfall."""

QUEUED = """
    person_l integer, person_r integer, probability double, prior double,
    steps struct(comparison text, "grade" text, weight double)[], relatives double, rivals double"""
"""The columns of a table ``queued``."""

_SIDES = """
    with speakers as (
        select person, customer_id, account_id from members
        qualify row_number() over (
            partition by person
            order by 'c' || md5(account_id) <> customer_id, first_seen_at nulls last, account_id
        ) = 1
    ), told as (
        select person, list({
            'account_id': account_id, 'identifier_type': identifier_type, 'value': value,
            'value_as_written': value_as_written, 'trust': trust, 'withheld_because': withheld_because
        } order by account_id, identifier_type, value) as evidence
        from members join identifiers using (account_id)
        where person in (select person_l from queued union all select person_r from queued)
        group by person
    )
    select
        l.customer_id as left_customer_id, r.customer_id as right_customer_id,
        l.account_id as left_account_id, r.account_id as right_account_id,
        probability, prior, steps, relatives, rivals,
        coalesce(left_told.evidence, []) as left_evidence, coalesce(right_told.evidence, []) as right_evidence
    from queued
    join speakers as l on l.person = person_l join speakers as r on r.person = person_r
    left join told as left_told on left_told.person = person_l
    left join told as right_told on right_told.person = person_r
    order by probability desc, person_l, person_r"""
"""For a customer speaks its founder, whose account its id is made of, or else its oldest account."""

Row = dict[str, Any]


def review_queue(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The queue, best first, from ``queued``, ``members`` and ``identifiers``."""
    found = connection.execute(_SIDES)
    names = [column[0] for column in found.description or ()]
    rows = [_row(dict(zip(names, values, strict=True))) for values in found.fetchall()]
    return pa.Table.from_pylist(rows, schema=TABLES[NAME])


def _row(found: Row) -> Row:
    waterfall = _waterfall(found)
    told = [f"{step['comparison']} {step['grade']} {step['weight']:+.1f}" for step in waterfall[1:]]
    ids = ("left_customer_id", "right_customer_id", "left_account_id", "right_account_id")
    return {name: found[name] for name in ids} | {
        "score": round(found["probability"], 6),
        "reasons": "; ".join(told),
        "waterfall": _json(waterfall),
        "left_evidence": _json(found["left_evidence"]),
        "right_evidence": _json(found["right_evidence"]),
        "status": "open",
    }


def _waterfall(found: Row) -> list[Row]:
    """The steps whose weights add up to the score: score = 1 / (1 + 2^-sum)."""
    others = [
        ("relatives", "could agree as much", found["relatives"]),
        ("others", "could be meant as well", found["rivals"]),
    ]
    steps = [
        ("evidence", "none yet", found["prior"]),
        *((step["comparison"], step["grade"], step["weight"]) for step in found["steps"]),
        *(step for step in others if step[2] <= LEAST),
    ]
    return [{"comparison": name, "grade": grade, "weight": round(bits, 4)} for name, grade, bits in steps]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
