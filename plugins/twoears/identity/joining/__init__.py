"""Which identifiers tie accounts together, and why the others do not."""

import duckdb

from twoears.identity.clusters.graph import trust_rank
from twoears.identity.joining.households import hold_apart

_MACROS = """
create or replace macro domain_of(x) as
    case when contains(x, '@') then split_part(x, '@', -1) else split_part(x, '/', 1) end;
"""


def judge(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``judged`` from ``identifiers``, ``rules``, ``blocked`` and ``accounts``.

    ``judged`` has every row of ``identifiers`` with ``join_key``, which the rows of one person share, or else
    with ``withheld_because``: not_valid, blocked, no_rule, trust_too_low, over_limit or names_disagree.
    """
    connection.execute(_MACROS)
    _find_blocked(connection)
    _find_crowded(connection)
    _judge_values(connection)
    for table in ("blocked_values", "crowded_values"):
        connection.execute(f"drop table {table}")
    hold_apart(connection)


def _find_blocked(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``blocked_values`` (identifier_type, value); a blocked mail domain blocks what is below it too."""
    connection.execute("""
        create or replace temp table blocked_values as
        with held as (
            select distinct identifier_type, value from identifiers
            where identifier_type in (select identifier_type from blocked)
        ), listed as (
            select distinct identifier_type, part, lower(trim(text)) as text from blocked
        ), domains as (
            select held.identifier_type, domain from (
                select distinct identifier_type, domain_of(value) as domain, contains(value, '@') as is_mail
                from held
            ) as held
            join listed on listed.identifier_type = held.identifier_type and part = 'domain'
                and (domain = text or (is_mail and ends_with(domain, '.' || text)))
        )
        select held.identifier_type, value from held
        join listed on listed.identifier_type = held.identifier_type and part = 'value'
            and text = lower(value)
        union
        select held.identifier_type, value from held
        join listed on listed.identifier_type = held.identifier_type and part = 'mailbox'
            and contains(value, '@') and text = split_part(value, '@', 1)
        union
        select identifier_type, value from held
        semi join domains
            on domains.identifier_type = held.identifier_type and domain = domain_of(value)""")


def _find_crowded(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``crowded_values`` (identifier_type, value): more accounts of one vendor hold it than may."""
    connection.execute(f"""
        create or replace temp table crowded_values as
        select distinct identifier_type, value from identifiers join rules using (identifier_type)
        where withheld_because is null and {trust_rank("trust")} >= {trust_rank("from_trust")}
        group by identifier_type, value, vendor, limit_per_vendor having count(*) > limit_per_vendor""")


def _judge_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``judged`` as far as it depends on no names."""
    connection.execute(f"""
        create or replace table judged as
        with reasoned as (
            select identifiers.* exclude (withheld_because),
                case
                    when identifiers.withheld_because is not null then identifiers.withheld_because
                    when blocked_values.value is not null then 'blocked'
                    when not coalesce(is_joining, false) then 'no_rule'
                    when {trust_rank("trust")} < {trust_rank("from_trust")} then 'trust_too_low'
                    when crowded_values.value is not null then 'over_limit'
                end as withheld_because
            from identifiers
            left join rules using (identifier_type)
            left join blocked_values using (identifier_type, value)
            left join crowded_values using (identifier_type, value)
        )
        select *,
            case when withheld_because is null then identifier_type || '|' || value || '|' end as join_key
        from reasoned""")
