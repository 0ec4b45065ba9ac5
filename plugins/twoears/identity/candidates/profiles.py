"""One profile a customer: everything that its accounts tell of who it is, as lists to compare."""

import duckdb

from twoears.identity.candidates import handles
from twoears.identity.joining.names import define_names
from twoears.identity.placeholders import NO_NAMES, among

MOST = 20
"""A value that more customers have tells of none of them."""

LISTED = 8
"""The most names of one customer that are compared."""

USUAL, RARE = 7, 10
"""Bits from which on a name is no common one and a rare one: one in 128, one in 1,024 has it."""

KNOWN_FROM = 500
"""Fewer customers do not show how rare a name is: what one of them has counts as one of so many."""

TELLING, UNIQUE = 5, 12
"""Bits that a handle tells beyond the name, from which on it is more than usual and a rare one."""

_MEMBERS = """
create or replace table members as
with role_mailboxes as (
    select account_id from identifiers join accounts using (account_id)
    where identifier_type = 'email' and withheld_because = 'blocked' and source = 'email'
), theirs as (
    select customer_id, account_id, source, accounts.vendor, first_seen_at
    from account_customers join accounts using (account_id)
    where account_id not in (from role_mailboxes)
    qualify not coalesce(bool_or(is_staff or is_bot) over (partition by customer_id), false)
)
select dense_rank() over (order by customer_id)::integer as person, * from theirs"""
"""Staff, machines and mailboxes that a role reads are nobody's candidates."""

_FACTS = f"""
create or replace table facts as
with told as (
    select distinct person, account_id, identifier_type as kind, value, value_as_written as written,
        coalesce(withheld_because, '') in ('trust_too_low', 'no_rule') as is_unproven
    from identifiers join members using (account_id)
    where coalesce(withheld_because, '') not in ('not_valid', 'blocked', 'over_limit')
), counted as (
    select kind, value, count(distinct person) as n from told group by kind, value
)
select told.*, n = 1 as is_own from told join counted using (kind, value)
where n <= {MOST} or kind in ('name', 'postal_code')"""

_NAMES = f"""
create or replace table names as
with texts as (
    select person, account_id,
        name_words(regexp_replace(written, '(\\p{{L}})-(\\p{{L}})', '\\1\\2', 'g')) as words,
        array_to_string(words, ' ') as name
    from facts where kind = 'name' and is_of_one(written)
), fullest as (
    select person, name, words, count(distinct account_id) as n
    from texts
    where len(words) <= 8 and name not in ({among(NO_NAMES)}) and words[1] not in ({among(NO_NAMES)})
    group by person, name, words
    qualify not coalesce(starts_with(lead(name) over (partition by person order by name), name || ' '), false)
), named as (
    select person, words[1] as given, if(len(words) > 1, words[-1], null) as family,
        string_agg(array_to_string(words, ''), ' ' order by name) as joined, sum(n)::bigint as n
    from fullest group by all
)
select person, given, family, joined, coalesce(called, []) as called, row_number() over (
    partition by person order by (family is null or length(given) = 1), n desc, given, family
) as rank
from named left join short_forms on given = word
qualify rank <= {LISTED}"""
"""A hyphen joins, since Eva-Maria is no given and family name; what another name of the same customer begins
with, Eva Maria beside Eva Maria Lind, is dropped."""

_NAMED = f"""
create or replace table named as
with given as (
    select given, count(distinct person) as n from names group by given
), family as (
    select family, count(distinct person) as n from names group by family
), total as (
    select greatest(count(distinct person), {KNOWN_FROM}) as n from names
)
select person,
    list(distinct given) filter (length(given) > 1) as given_name,
    list(distinct given) filter (length(given) > 1 and log2(total.n / given.n) >= {USUAL}) as given_usual,
    list(distinct given) filter (length(given) > 1 and log2(total.n / given.n) >= {RARE}) as given_rare,
    list(distinct given) filter (length(given) = 1) as initials,
    list(distinct left(given, 1)) as first_letters,
    list_concat(list(spelt(given)) filter (length(given) > 1), flatten(list(called))) as called,
    flatten(list([
        if(is_cut(left(given, 3), given), left(given, 3), null),
        if(is_cut(left(given, 4), given), left(given, 4), null),
        if(is_cut(left(given, 5), given), left(given, 5), null)
    ])) as given_short,
    list(distinct family) filter (family is not null) as family_name,
    list(distinct family) filter (log2(total.n / family.n) >= {USUAL}) as family_usual,
    list(distinct family) filter (log2(total.n / family.n) >= {RARE}) as family_rare,
    first(given order by rank) as given_main, first(family order by rank) as family_main
from names join given using (given) left join family using (family), total
group by person"""

_PEOPLE = f"""
create or replace table people as
with ids as (
    select person, customer_id as id, list(distinct vendor) as vendors,
        list(distinct vendor) filter (source in ('forum', 'social')) as single
    from members group by person, customer_id
), spelt as (
    select person, list(distinct least(given, family) || ' ' || greatest(given, family)) as full_name,
        flatten(list([given_family, family_given])) as spelt_full,
        flatten(list([initial_family, family_initial])) as spelt_family,
        list(given_initial) as spelt_given
    from forms group by person
), handled as (
    select person, list(distinct handle) as handles, list(distinct stem) filter (length(stem) >= 3) as stems,
        list(distinct handle) filter (bits >= {TELLING}) as handles_usual,
        list(distinct handle) filter (bits >= {UNIQUE}) as handles_rare,
        list(distinct stem) filter (word_bits >= {USUAL} and length(stem) >= 5) as stems_telling
    from handles left join telling using (person, handle) group by person
), worded as (
    select person, list(distinct word) as handle_words from handle_words
    where length(word) >= 3 and not regexp_matches(word, '[0-9]') group by person
), valued as (
    select person,
        list(distinct value) filter (kind = 'email') as emails,
        list(distinct value) filter (kind = 'phone') as phones,
        list(distinct value) filter (kind = 'email' and is_unproven) as unproven_emails,
        list(distinct value) filter (kind = 'phone' and is_unproven) as unproven_phones,
        list(distinct value) filter (kind in ('profile_link', 'website')) as links,
        list(distinct value) filter (kind = 'postal_code') as postal_codes
    from facts group by person
), traded as (
    select person, list(distinct product_id) filter (is_bought) as bought,
        list(distinct product_id) filter (not is_bought) as written_about
    from wares join members using (account_id) group by person
)
select * from ids
left join named using (person) left join spelt using (person) left join handled using (person)
left join worded using (person) left join valued using (person) left join traded using (person)
order by person"""


def make_profiles(connection: duckdb.DuckDBPyConnection) -> int:
    """Make ``people``, one row a customer, and say how many there are.

    Reads ``accounts``, ``account_customers``, ``identifiers`` and ``wares``; also makes ``members`` and
    ``facts``, the accounts and values that count. The order of a list means nothing.
    """
    define_names(connection)
    for statement in (_MEMBERS, _FACTS, _NAMES, *handles.STATEMENTS, _NAMED, _PEOPLE):
        connection.execute(statement)
    return int(connection.execute("select count(*) from people").fetchall()[0][0])
