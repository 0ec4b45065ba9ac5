"""A made-up brand's accounts and their evidence in bulk: what the models of layer `evidence` would give."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from sandbox.world.names import COUNTRIES, pools

HOPS = 1_000

MACROS = (
    "address(n) as 'p' || n || '@' || ['mailhaven.example', 'post.test'][1 + n % 2]",
    "pick(names, draw) as names[1 + (draw % len(names))::int]",
)

PEOPLE = """
create table people as
select
    n,
    n - (n % 100 = 1)::int as home,
    names.country,
    pick(names.given, hash(n)) as given,
    pick(names.family, hash(n - (n % 100 = 1)::int, 1)) as family,
    names.dial,
    names.mobile || lpad((n * 7919 % (10 ** digits)::bigint)::text, digits::int, '0') as phone,
    timestamptz '2023-01-01 00:00:00+00' + to_minutes((hash(n, 2) % 1500000)::int) as first_seen_at
from range({people}) as numbers (n)
inner join names on names.number = n % (select count(*) from names)
"""
"""Each hundredth person shares the address and the family name of the one before: `home` is whose."""

ACCOUNTS = """
create table accounts as
with placed as (
    select 'sql:' || n as account_id, 'orders' as source, 'sql' as vendor, first_seen_at from people
    union all
    select 'imap:' || md5(address(n)), 'email', 'imap', first_seen_at from people where n % 2 = 0
    union all
    select 'discourse:' || n, 'forum', 'discourse', first_seen_at from people where n % 10 in (0, 3, 6)
    union all
    select 'mastodon:' || n, 'social', 'mastodon', first_seen_at from people where n % 5 = 0
    union all
    select 'sql:chain' || n, 'orders', 'sql', timestamptz '2023-01-01 00:00:00+00'
    from range({hops} + 1) as chain (n)
)
select
    account_id, source, vendor, null::text as email_address, null::text as normalised_address,
    null::text as name, hash(account_id) % 5000 = 0 as is_staff, hash(account_id) % 5000 = 1 as is_bot,
    first_seen_at
from placed
"""

IDENTIFIERS = """
create table identifiers as
with written as (
    select 'sql:' || n as account_id, 'sql' as vendor, 'email' as identifier_type, case
        when n % 100 = 7 then 'till@brand.test'
        when n % 100 = 17 and n % 200 = 17 then 'info@company' || n % 900 || '.test'
        when n % 1000 = 27 then 'two@at@signs' || n || '.test'
        when n % 3 = 0 then upper(address(home))
        else address(home)
    end as value_as_written, country, 'typed' as trust from people
    union all
    select 'sql:' || n, 'sql', 'phone', case
        when n % 1000 = 22 then repeat('5', 30)
        when n % 200 = 12 then '+441632960000'
        when n % 3 = 0 then '+' || dial || ' ' || phone
        when country = 'US' then '(' || phone[1:3] || ') ' || phone[4:6] || '-' || phone[7:]
        when country = 'ES' then phone
        else '0' || phone
    end, country, 'typed' from people where n % 10 in (2, 4, 5, 9)
    union all
    select 'sql:' || n, 'sql', 'name', given || ' ' || family, country, 'typed'
    from people where n % 100 in (0, 1) or n % 10 in (3, 6)
    union all
    select 'imap:' || md5(address(n)), 'imap', 'email', address(n), null, 'typed' from people where n % 2 = 0
    union all
    select 'imap:' || md5(address(n)), 'imap', 'name', case
        when n % 5000 = 4 then repeat('🏃', 3)
        when n % 3 = 0 then upper(family) || ', ' || given
        else given[1] || '. ' || family
    end, null, 'typed' from people where n % 10 in (4, 6)
    union all
    select 'discourse:' || n, 'discourse', 'email', address(n), null, 'verified'
    from people where n % 10 in (0, 3, 6)
    union all
    select 'discourse:' || n, 'discourse', 'profile_link', 'https://forum.brand.test/u/runner' || n, null,
        'verified'
    from people where n % 10 in (0, 3)
    union all
    select 'mastodon:' || n, 'mastodon', 'profile_link', 'https://forum.brand.test/u/Runner' || n || '/',
        null, 'verified'
    from people where n % 10 = 0
    union all
    select 'mastodon:' || n, 'mastodon', 'name', given, null, 'typed' from people where n % 10 = 5
    union all
    select 'sql:chain' || n, 'sql', 'email', 'link' || n + hop || '@chain.test', 'GB', 'typed'
    from range({hops} + 1) as chain (n) cross join range(2) as hops (hop)
)
select account_id, vendor, identifier_type, value_as_written, country, trust from written
"""


@contextmanager
def brand(accounts: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the tables `accounts` and `identifiers`, half as many again, of so many accounts.

    A chain of 1,000 hops, households at one address with two names, values over every limit, addresses of
    roles and values that are not valid are among them. The same arguments give the same rows.
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("names", _names())
        for macro in MACROS:
            connection.execute(f"create macro {macro}")
        connection.execute(PEOPLE.format(people=(accounts - HOPS - 1) // 2))
        connection.execute(ACCOUNTS.format(hops=HOPS))
        connection.execute(IDENTIFIERS.format(hops=HOPS))
        connection.execute("drop table people")
        yield connection


def _names() -> pa.Table:
    drawn = pools(seed=7)
    return pa.table(
        {
            "number": list(range(len(COUNTRIES))),
            "country": [country.code for country in COUNTRIES],
            "dial": [country.dial for country in COUNTRIES],
            "mobile": [country.mobile for country in COUNTRIES],
            "digits": [country.digits for country in COUNTRIES],
            "given": [list(drawn[country.code].given) for country in COUNTRIES],
            "family": [list(drawn[country.code].family) for country in COUNTRIES],
        }
    )
