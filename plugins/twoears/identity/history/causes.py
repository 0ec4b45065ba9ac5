"""Why accounts changed their customer: the evidence or the decision that tied two groups or parted them."""

import duckdb

_MOVES = """
    create or replace temp table moves as
    -- one row per earlier customer and another one that accounts of it are now
    with shares as (
        select prior.customer_id as from_customer_id, assigned.customer_id as to_customer_id,
            count(*) as count_accounts
        from prior inner join assigned using (account_id)
        group by all
    ),
    wholes as (
        select from_customer_id, sum(count_accounts) as count_accounts from shares group by from_customer_id
    )
    select
        from_customer_id, to_customer_id,
        case
            when shares.count_accounts = wholes.count_accounts then 'merged'
            when to_customer_id in (select customer_id from prior) then 'moved'
            else 'split'
        end as change
    from shares inner join wholes using (from_customer_id)
    where from_customer_id <> to_customer_id
"""
"""All accounts of a customer merge into another; some split off as a new one, or move to one there was."""

_PEOPLE = """
    create or replace temp table people as
    -- one row per account, there or gone, of a customer that accounts left or came to
    select
        account_id, prior.customer_id as was, assigned.customer_id as is_now,
        prior.base_id as base_was, assigned.base_id as base_now, prior.links
    from prior full join assigned using (account_id)
    where prior.customer_id in (select from_customer_id from moves)
        or assigned.customer_id in (select to_customer_id from moves)
"""

_GAINED = {
    "name": "gained",
    "whole": "is_now",
    "side": "was",
    "apart": "base_was",
    "joined": "base_now",
    "verdict": "together",
    "keys": "select account_id, identifier_type, join_key as key from tied",
}
_LOST = {
    "name": "lost",
    "whole": "was",
    "side": "is_now",
    "apart": "base_now",
    "joined": "base_was",
    "verdict": "apart",
    "keys": """
        select account_id, split_part(key, ':', 1) as identifier_type, key
        from (select account_id, unnest(links) as key from people)
    """,
}
"""Two sides of one customer of now, and of one before. Evidence did it where rules alone tie the sides at
one of the times only; else it was a decision. One that changes nothing is no reason."""

_EVIDENCE = """
    -- one row per customer, side of it and value that both sides share: one account of either
    with sides as (
        select {whole} as whole, coalesce({side}, '') as side, identifier_type, key,
            min(account_id) as account_id
        from people inner join ({keys}) using (account_id)
        where {whole} is not null
        group by all
    ),
    firsts as (
        select * from sides qualify row_number() over (partition by whole, key order by account_id) <= 2
    )
    select
        sides.whole, sides.side, sides.account_id, firsts.account_id as other_account_id,
        sides.identifier_type as evidence_type, null as decision_id, coalesce(confidence, 0) as strength
    from sides
    inner join firsts on sides.whole = firsts.whole and sides.key = firsts.key and sides.side <> firsts.side
    inner join people as one on sides.account_id = one.account_id
    inner join people as other on firsts.account_id = other.account_id
    left join rules on sides.identifier_type = rules.identifier_type
    where one.{apart} is distinct from other.{apart} and one.{joined} is not distinct from other.{joined}
"""
"""The first two sides of a value are enough to show any side another one: no value makes more than rows."""

_DECISIONS = """
    -- one row per customer, side of it and decision between the sides
    select
        one.{whole} as whole, one.{side} as side, one.account_id, other.account_id as other_account_id,
        'decision' as evidence_type, decision_id, 2 as strength
    from (
        select decision_id, verdict, account_id, other_account_id from decided
        union all
        select decision_id, verdict, other_account_id, account_id from decided
    ) as pairs
    inner join people as one on pairs.account_id = one.account_id
    inner join people as other on pairs.other_account_id = other.account_id
    where verdict = '{verdict}' and one.{whole} = other.{whole} and one.{side} is distinct from other.{side}
        and (one.{apart} is not distinct from other.{apart} or one.{joined} is distinct from other.{joined})
"""

_REASONS = """
    create or replace temp table {name} as
    -- one row per customer and side of it: the strongest reason; decisions before evidence, the newest first
    select
        whole, side,
        arg_min(
            struct_pack(evidence_type, other_account_id, decision_id),
            row(-strength, -coalesce(substr(decision_id, 2)::bigint, 0), evidence_type, account_id,
                other_account_id)
        ) as reason
    from (({evidence}) union all by name ({decisions}))
    group by whole, side
"""

_CAUSES = """
    create or replace temp table causes as
    -- one row per earlier customer and another one that accounts of it are now
    select from_customer_id, to_customer_id, change,
        unnest(if(change = 'split', lost.reason, coalesce(gained.reason, lost.reason)))
    from moves
    left join gained on to_customer_id = gained.whole and from_customer_id = gained.side
    left join lost on from_customer_id = lost.whole and to_customer_id = lost.side
"""


def find_causes(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``causes``: for two customer ids that accounts went between, the change and what did it.

    Reads ``prior``, ``assigned``, ``tied``, ``decided`` and ``rules``. Columns: from_customer_id,
    to_customer_id, change (merged, moved or split), evidence_type (``decision`` for one), other_account_id,
    which is on its other side, and decision_id. The last three are null where only ages of accounts changed.
    """
    connection.execute(_MOVES)
    connection.execute(_PEOPLE)
    for reasons in (_GAINED, _LOST):
        evidence, decisions = _EVIDENCE.format(**reasons), _DECISIONS.format(**reasons)
        connection.execute(_REASONS.format(**reasons, evidence=evidence, decisions=decisions))
    connection.execute(_CAUSES)
