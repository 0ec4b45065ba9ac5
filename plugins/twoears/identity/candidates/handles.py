"""What people call themselves on platforms, and how much of that their names do not explain already."""

from twoears.identity.placeholders import NO_MAILBOXES, NO_USERS, among

MOST = 20
"""A handle that more customers have is a word and nobody's own."""

LISTED = 8
"""The most handles of one customer that are compared."""

_YEAR_BITS = 6.0
_DIGIT_BITS = 3.3
_LETTER_BITS = 3.0
_MOST_DIGIT_BITS = 10.0

_HANDLES = f"""
create or replace table handles as
with texts as (
    select person, split_part(ltrim(value, '@'), '@', 1) as text from facts where kind = 'username'
    union all
    select person, split_part(split_part(value, '@', 1), '+', 1) from facts where kind = 'email' and is_own
    union all
    select person, regexp_extract(value, '/[@~]?([^/?#]+)$', 1) from facts
    where kind in ('profile_link', 'website') and is_own
    union all
    select person, unnest(string_split(value, '.')[:-2]) from facts
    where kind = 'website' and is_own and not contains(value, '/')
), spaced as (
    select distinct person, plain(left(text, 100)) as spaced, replace(spaced, ' ', '') as handle
    from texts where text not in ({among([*NO_MAILBOXES, *NO_USERS])})
)
select person, handle, regexp_replace(handle, '[0-9]+', '', 'g') as stem, min(spaced) as spaced
from spaced where length(handle) between 3 and 60
group by person, handle, stem
qualify count(*) over (partition by handle) <= {MOST}
    and row_number() over (partition by person order by handle) <= {LISTED}"""
"""Usernames, what stands before the @ of an address, the end of a profile's address and a site's own name."""

_FORMS = """
create or replace table forms as
select person, given, family, given || family as given_family, family || given as family_given,
    left(given, 1) || family as initial_family, family || left(given, 1) as family_initial,
    given || left(family, 1) as given_initial
from names where family is not null and length(given) > 1"""

_WORDS = f"""
create or replace table handle_words as
with main as (
    select person, first(given order by rank) as given, coalesce(first(family order by rank), '') as family,
        string_agg(joined, ' ' order by rank) as joined
    from names group by person
), cut as (
    select person, handle, unnest(regexp_extract_all(spaced, '[0-9]+|[^0-9 ]+')) as word from handles
), explained as (
    select cut.*, case
        when given is null or regexp_matches(word, '[0-9]') then word
        when contains(joined, word) or word in (left(given, 1) || family, family || left(given, 1),
            given || left(family, 1), family || given) then ''
        when length(family) > 2 and starts_with(word, family) then substr(word, length(family) + 1)
        when length(family) > 2 and ends_with(word, family) then left(word, length(word) - length(family))
        when length(given) > 2 and starts_with(word, given) then substr(word, length(given) + 1)
        when length(given) > 2 and ends_with(word, given) then left(word, length(word) - length(given))
        else word end as rest
    from cut left join main using (person)
), counted as (
    select rest, count(distinct person) as n from (
        select person, rest from explained
        union all
        select person, unnest([given, family]) from names
    ) group by rest
), total as (
    select count(distinct person) as n from cut
)
select person, handle, word, regexp_matches(rest, '^[^0-9]') as is_word, case
        when rest = '' then 0
        when regexp_matches(rest, '^(19|20)[0-9]{{2}}$') then {_YEAR_BITS}
        when regexp_matches(rest, '^[0-9]') then least({_DIGIT_BITS} * length(rest), {_MOST_DIGIT_BITS})
        else least(log2(total.n / counted.n), {_LETTER_BITS} * length(rest)) end as bits
from explained join counted using (rest), total"""
"""The words and numbers of each handle: ``bits`` is how much each tells that the name does not.

It goes by how many customers have the word in a handle or as a name.
"""

_TELLING = """
create or replace table telling as
select person, handle, sum(bits) as bits, coalesce(sum(bits) filter (is_word), 0) as word_bits
from handle_words group by person, handle"""

STATEMENTS = (_HANDLES, _FORMS, _WORDS, _TELLING)
"""From ``facts`` and ``names`` to ``handles``, ``forms``, ``handle_words`` and ``telling``."""
