"""Ids of customers that stay: from the accounts themselves, and from before where evidence was mended.

An account's natural id is ``'c' || md5(account_id)``, a cluster's that of its oldest account. Hence the same
evidence gives the same ids in any order and over any number of loads, and on a merge the older id stays.
What was before counts only for an id whose founder, the account whose natural id it is, is in the cluster no
longer. Decisions work on top of that and remember nothing, so that undoing one gives every id back.
"""

import duckdb

_AGED = """
    create or replace temp table aged as
    -- one row per account; the oldest has age 1, which names its cluster
    with ages as (
        select account_id, base, final,
            row_number() over (order by first_seen_at nulls last, account_id) as age
        from clustered inner join accounts using (account_id)
    ),
    bases as (select base, min(age) as oldest from ages group by base),
    parts as (select base, final, min(age) as oldest from ages group by base, final)
    select
        account_id, age, 'c' || md5(account_id) as natural_id,
        bases.oldest as base, parts.oldest as part, final
    from ages inner join bases using (base) inner join parts using (base, final)
"""

_CLAIMS = """
    create or replace temp table claims as
    -- one row per earlier id: the base cluster that may keep it
    with shares as (
        select prior.base_id as id, aged.base, count(*) as count_accounts, min(age) as oldest
        from prior inner join aged using (account_id)
        group by all
    ),
    members as (
        select account_id, base_id, links
        from prior
        where base_id in (select id from shares group by id having count(*) > 1)
    ),
    linked as (select account_id, base_id, split_part(unnest(links), ':', 2) as link from members),
    held as (
        select account_id, md5(value) as link, join_key, withheld_because
        from judged
        where join_key is not null or withheld_because in ('over_limit', 'names_disagree')
    ),
    linked_before as (select account_id, split_part(unnest(links), ':', 2) as link from prior),
    crowded as (
        select distinct held.link
        from held anti join linked_before using (account_id, link)
        where withheld_because = 'over_limit' and held.link in (select link from linked)
    ),
    standing as (
        select account_id, link
        from held
        where account_id in (select account_id from members)
            and (withheld_because is distinct from 'over_limit' or link in (from crowded))
    ),
    mended as (
        select base_id as id from members anti join aged using (account_id)
        union
        select base_id from linked anti join standing using (account_id, link)
    )
    select
        id, min(oldest) as oldest,
        arg_min(base, row(if(id in (from mended), -count_accounts, 0), oldest)) as base
    from shares
    group by id
"""
"""Where links, accounts or rules are gone, the part with most of the accounts keeps the id; where only what
was added holds a cluster apart, the part with the oldest. A value over its limit that no account has newly is
over a limit that was lowered: a rule is gone."""

_CANDIDATES = """
    create or replace temp table candidates as
    -- one row per base cluster and id that it may have; the oldest is taken, of one age that of least rank
    select aged.base, natural_id as id, age, if(claims.id is null, 3, 0) as rank
    from aged left join claims on natural_id = claims.id and aged.base = claims.base
    where age = aged.base
    union all
    select
        claims.base, claims.id, coalesce(founders.age, claims.oldest), if(founders.age is null, 2, 1)
    from claims left join aged as founders on claims.id = founders.natural_id
    where claims.base is distinct from founders.base
"""
"""An id kept from a founder elsewhere has rank 1, from one that is gone 2; the natural id 0 if the cluster
had it before, or else 3."""

_GIVE_WAY = """
    delete from candidates
    using (
        select base, arg_min(row(rank, id), row(age, rank, id))::struct(rank int, id text) as first
        from candidates
        where base in (select base from candidates where rank in (1, 2))
        group by base
    ) as chosen
    where candidates.id = chosen.first.id and chosen.first.rank in (1, 2) and candidates.rank = 3
"""
"""A natural id that another cluster keeps is not free; repeated, since who gives way may keep one in turn."""

_BASES = """
    create or replace temp table bases as
    -- one row per base cluster that found its id
    select base as part, unnest(min(row(age, rank, id)::struct(age bigint, rank int, id text)))
    from candidates
    group by base
"""

_PARTS = """
    create or replace temp table parts as
    -- one row per part of a base cluster that decisions leave together, of those that carry the cluster's id
    with named as (
        select distinct unnest([one.account_id, other.account_id]) as account_id
        from decided
        inner join aged as one on decided.account_id = one.account_id
        inner join aged as other on decided.other_account_id = other.account_id
        where verdict = 'apart' and one.base = other.base
    ),
    counted as (
        select base, part, count(*) as count_accounts, count(named.account_id) as count_named
        from aged left join named using (account_id)
        group by base, part
    ),
    carriers as (
        select base, arg_min(part, row(-count_named, -count_accounts, part)) as part
        from counted
        group by base
    )
    select carriers.part, bases.age, bases.rank, bases.id
    from carriers inner join bases on carriers.base = bases.part
"""
"""Accounts that a decision named count before others: growth must not swap the ids of two who were split."""

_NAME_ANEW = """
    insert into {names}
    select age, age, 2 + {number}, 'c' || md5(account_id || '{suffix}') as id
    from aged
    where age in (select {label} from aged except select part from {names}) and id not in ({taken})
"""

_ASSIGNED = """
    create or replace table assigned as
    -- one row per account
    with customers as (
        select final, arg_min(parts.id, row(parts.age, rank, parts.id)) as customer_id
        from aged inner join parts on aged.age = parts.part
        group by final
    )
    select account_id, bases.id as base_id, customer_id
    from aged inner join bases on aged.base = bases.part inner join customers using (final)
"""


def assign(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``assigned`` (account_id, base_id, customer_id): one row an account, one customer a final cluster.

    Reads ``accounts``, ``clustered``, ``judged``, ``decided`` and ``prior``. ``base_id`` is the id of the
    cluster that rules alone make.
    """
    for statement in (_AGED, _CLAIMS, _CANDIDATES):
        connection.execute(statement)
    while _count(connection, _GIVE_WAY):
        pass
    connection.execute(_BASES)
    _name_the_rest(connection, "bases", "base", "select id from bases union all select id from claims")
    connection.execute(_PARTS)
    _name_the_rest(connection, "parts", "part", "select id from bases")
    connection.execute(_ASSIGNED)


def _name_the_rest(connection: duckdb.DuckDBPyConnection, names: str, label: str, taken: str) -> None:
    """Give what has no id its founder's first free one: natural, or with ``#2``, ``#3`` and so on."""
    missing = f"select count(*) from (select {label} from aged except select part from {names})"
    number = 1
    while _count(connection, missing):
        suffix = f"#{number}" if number > 1 else ""
        connection.execute(
            _NAME_ANEW.format(names=names, label=label, taken=taken, number=number, suffix=suffix)
        )
        number += 1


def _count(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    (counted,) = connection.execute(statement).fetchall()[0]
    return int(counted)
