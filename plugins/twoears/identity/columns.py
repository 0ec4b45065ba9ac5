"""Brings the texts of a table into the one form in which they are compared; what is no evidence is null."""

import duckdb

from twoears.identity.placeholders import NO_MAILBOXES, NO_NAMES, NO_PHONES, NO_USERS, among

MANY = 20
"""A date this often more frequent than an evenly spread one is a form's default, not a birthday."""

MAX_NAMES = 5
"""A mailbox, phone or username used under more initials than this is shared."""

MAX_ROWS = 100
"""The most rows that one mailbox, phone or username may name where names tell people apart."""

MAX_ROWS_NAMELESS = 20
"""The same where a table has no names."""

TEXT = r"""
create or replace macro plain(x) as
    nullif(trim(regexp_replace(regexp_replace(
        replace(replace(replace(translate(strip_accents(lower(nfc_normalize(x))), 'øłđı', 'oldi'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '[''\x{2019}`\x{B4}.\p{M}]', '', 'g'), '[^\p{L}\p{N}]+', ' ', 'g')), '');
create or replace macro person_name(x) as
    nullif(trim(regexp_replace(
        regexp_replace(trim(regexp_replace(plain(left(x, 200)), '\p{N}+', ' ', 'g')),
            '^(mr|mrs|ms|miss|mx|dr|prof|herr|frau|sir) ', ''),
        ' +', ' ', 'g')), '');
create or replace macro mailbox(local, domain) as
    case when domain in ('gmail.com', 'googlemail.com')
        then replace(split_part(local, '+', 1), '.', '') || '@gmail.com'
        else split_part(local, '+', 1) || '@' || domain end;
create or replace macro email_form(x) as
    case when length(x) <= 254 and regexp_full_match(x, '[^@+\s,;<>"()\p{C}][^@\s,;<>"()\p{C}]*'
            || '@([\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}\p{N}-]{2,}')
            and regexp_matches(x, '^[^@+]*[\p{L}\p{N}][^@]*@')
        then mailbox(split_part(x, '@', 1), split_part(x, '@', 2)) end;
create or replace macro postal_form(x) as
    case when length(x) between 3 and 12 and not one_sign(x) then x end;
create or replace macro digits(x) as
    ltrim(regexp_replace(regexp_replace(lower(x), '(ext|x|#|/).*$', ''), '[^0-9]', '', 'g'), '0');
create or replace macro only_digits(x) as regexp_replace(x, '[^0-9]', '', 'g');
create or replace macro one_sign(x) as length(replace(x, left(x, 1), '')) = 0;
create or replace macro sound(x) as
    left(x, 1) || left(translate(
        regexp_replace(replace(substr(x, 2), 'ph', 'f'), '[aeiouyhw ]', '', 'g'), 'cqzvdbgm', 'kksftpkn'), 4);
"""
"""Macros that write texts alike; a form is null where the text is nothing of its kind."""

_NAME = f"""
    case when {{0}} not in ({among(NO_NAMES)}) and regexp_matches({{0}}, '\\p{{{{L}}}}') then {{0}} end"""

_CLEANED = {
    "given_name": "person_name(given_name)",
    "family_name": "person_name(family_name)",
    "email": "lower(trim(email))",
    "phone": "digits(phone)",
    "street": "plain(street)",
    "city": "plain(city)",
    "postal_code": "replace(plain(postal_code), ' ', '')",
    "username": "ltrim(lower(trim(username)), '@')",
}
"""How each column is written alike."""

_KEPT = {
    "given_name": _NAME.format("given_name"),
    "family_name": _NAME.format("family_name"),
    "email": f"""
        case when split_part(split_part(email, '@', 1), '+', 1) not in ({among(NO_MAILBOXES)})
        then email_form(email) end""",
    "phone": f"""
        case when length(phone) between 6 and 15 and not one_sign(right(phone, 6))
            and right(phone, 9) not in ({among(NO_PHONES)})
        then right(phone, 9) end""",
    "street": r"""
        regexp_replace(regexp_replace(regexp_replace(street, '\bstreet\b', 'st'), '\broad\b', 'rd'),
            '(strasse|str)\b', 'str')""",
    "city": f"case when city not in ({among(NO_NAMES)}) then city end",
    "postal_code": "postal_form(postal_code)",
    "username": f"""
        case when length(username) between 3 and 100 and username not in ({among(NO_USERS)})
        then username end""",
}
"""What of that says who somebody is."""

DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y")
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y")
PLAIN_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y")


def normalise(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    """Make ``people`` from ``raw``: one row a person, numbered in the order of their ids.

    A text that says nothing about a person is null: placeholders, role mailboxes, impossible dates, values
    that many rows share. ``people`` has the columns of ``raw`` and the handles of ``_add_handles``.
    """
    connection.execute(TEXT)
    cleaned = [f"{_CLEANED.get(column, column)} as {column}" for column in columns]
    kept = [f"{_KEPT.get(column) or _date_form(connection)} as {column}" for column in columns]
    connection.execute(f"""
        create or replace table people as
        select
            cast(row_number() over (order by try_cast(id as bigint) nulls last, id) as integer) as person,
            id, {", ".join(kept)}
        from (select id, {", ".join(cleaned)} from raw) order by person""")
    for column in {"email", "phone", "username"} & set(columns):
        _forget_shared(connection, column, columns)
    if "date_of_birth" in columns:
        _forget_defaults(connection)
    _add_handles(connection, columns)


def _add_handles(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    """The part of an email before its @, and the digits in it and in a username."""
    added = []
    if "email" in columns:
        added += ["split_part(email, '@', 1) as mailbox", "only_digits(mailbox) as mailbox_number"]
    if "username" in columns:
        added.append("only_digits(username) as username_number")
    if added:
        connection.execute(f"""
            create or replace table people as
            select *, {", ".join(added)} from people order by person""")


def _date_form(connection: duckdb.DuckDBPyConnection) -> str:
    """Days or months first is what reads more of the column; months where both read the same only there."""
    text = "regexp_replace(trim(date_of_birth), '[T ][0-9]{2}:.*$|[.]0$', '')"
    read = [
        f"count(try_strptime({text}, ['{forms[0]}', '{forms[1]}']))" for forms in (DAY_FIRST, MONTH_FIRST)
    ]
    days, months = connection.execute(f"select {', '.join(read)} from raw").fetchall()[0]
    forms = among([*PLAIN_DATES, *(MONTH_FIRST if months > days else DAY_FIRST)])
    date = f"cast(try_strptime({text}, [{forms}]) as date)"
    return f"case when year({date}) between 1901 and 2100 then strftime({date}, '%Y-%m-%d') end"


def _forget_shared(connection: duckdb.DuckDBPyConnection, column: str, columns: list[str]) -> None:
    names = [f"left({name}, 1)" for name in ("given_name", "family_name") if name in columns]
    shared = f"count(*) > {MAX_ROWS}" if names else f"count(*) > {MAX_ROWS_NAMELESS}"
    if names:
        shared += f" or count(distinct {' || '.join(names)}) > {MAX_NAMES}"
    connection.execute(f"""
        update people set {column} = null where {column} in (
            select {column} from people where {column} is not null group by 1 having {shared})""")


def _forget_defaults(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"""
        update people set date_of_birth = null where date_of_birth in (
            select date_of_birth from people where date_of_birth is not null group by 1
            having count(*) > greatest(
                if(right(date_of_birth, 5) = '01-01', {MANY // 2}, {2 * MANY}),
                if(right(date_of_birth, 5) = '01-01', {MANY // 4}, {MANY})
                    * (select count(date_of_birth) from people) / 25000))""")
