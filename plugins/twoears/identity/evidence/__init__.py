"""Brings identifiers as they were written into the one form in which accounts share them."""

import duckdb
import pyarrow as pa

from twoears.identity.columns import TEXT
from twoears.identity.evidence import phones, signatures
from twoears.identity.placeholders import among

LONGEST = 200
"""What is no value of its type is kept up to so many characters."""

_MACROS = r"""
create or replace macro bare(x) as
    regexp_replace(replace(nfc_normalize(x), chr(304), 'i' || chr(775)),
        '^[\s\p{Zs}\p{Cf}]+|[\s\p{Zs}\p{Cf}]+$', '', 'g');  -- lower() takes a dotted İ for an i
create or replace macro mail_form(x) as case when not starts_with(x, 'null@') then email_form(x) end;
create or replace macro link_form(x) as
    case when length(x) <= 500 and regexp_full_match(x, '(?:(?:https?:)?//)?(?:[\p{L}\p{M}\p{N}_-]+\.)+'
            || '\p{L}[\p{L}\p{M}\p{N}-]+(?::[0-9]{1,5})?(?:[/?#][^\s<>"\p{C}]*)?')
        then rtrim(regexp_replace(regexp_replace(x, '#.*$', ''), '^(https?:)?(//)?(www\.)?', ''), '/?') end;
create or replace macro username_form(x) as
    case when regexp_full_match(x, '@?[\p{L}\p{M}\p{N}_.-]{1,100}(@[^@\s]+)?')
        then nullif(split_part(ltrim(x, '@'), '@', 1), 'null') end;
create or replace macro name_form(x) as
    nullif(person_name(case when length(x) <= 200 and not regexp_matches(x, '\S@\S') then x end), 'null');
create or replace macro number_form(x) as
    case when regexp_full_match(x, '[\p{L}\p{N}]{4,64}') and not one_sign(x) and x <> 'NULL' then x end;
"""

_FORMS = {
    "email": "mail_form(lower(bare(value_as_written)))",
    "profile_link": "link_form(lower(bare(value_as_written)))",
    "website": "link_form(lower(bare(value_as_written)))",
    "username": "username_form(lower(bare(value_as_written)))",
    "name": "name_form(bare(value_as_written))",
    "postal_code": "postal_form(replace(plain(left(value_as_written, 200)), ' ', ''))",
    "loyalty_number": r"number_form(regexp_replace(upper(value_as_written), '[\s./-]', '', 'g'))",
}
"""The form of a type's texts; phones are read apart, and of any other type the text is its own form."""


def normalise(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``identifiers`` from ``written``: one row per account, type and value.

    The strongest trust of a value stays, and of the texts that have it the least by its bytes. What is no
    value of its type keeps its text, cut to 200 characters, and is withheld as ``not_valid``.
    """
    connection.execute(TEXT + _MACROS)
    _read_signatures(connection)
    _read_phones(connection)
    _form_texts(connection)
    connection.execute(f"""
        create or replace table identifiers as
        with valued as (
            select *, coalesce(form, left(value_as_written, {LONGEST})) as value,
                case trust when 'verified' then '1' when 'typed' then '2' else '3' end as doubt
            from formed
        ), told as (
            select account_id, min(vendor) as vendor, identifier_type, value,
                min(doubt || value_as_written) as surest, count(form) as forms
            from valued group by account_id, identifier_type, value
        )
        select account_id, vendor, identifier_type, value, substr(surest, 2) as value_as_written,
            case left(surest, 1) when '1' then 'verified' when '2' then 'typed' else 'seen' end as trust,
            case when forms = 0 then 'not_valid' end as withheld_because
        from told""")
    connection.execute("drop table texts; drop table phone_forms; drop table formed")


def _form_texts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``formed``: ``texts`` with their form, null where there is none.

    A link to the own profile of an account that is known is a profile_link, whoever shows it.
    """
    formed = " union all ".join(
        f"""
        select account_id, vendor, identifier_type, value_as_written, trust, {form} as form
        from texts where identifier_type = '{identifier_type}'"""
        for identifier_type, form in _FORMS.items()
    )
    connection.execute(f"""
        create or replace table formed as {formed}
        union all
        select account_id, vendor, identifier_type, value_as_written, trust,
            nullif(left(bare(value_as_written), {LONGEST}), '')
        from texts where identifier_type not in ('phone', {among(_FORMS)})
        union all
        select account_id, vendor, identifier_type, value_as_written, trust, form
        from texts join phone_forms using (value_as_written)
        where identifier_type = 'phone' and phone_forms.country is not distinct from texts.country""")
    connection.execute("""
        update formed set identifier_type = 'profile_link' where identifier_type = 'website' and form in (
            select form from formed where identifier_type = 'profile_link' and trust = 'verified')""")


def _read_signatures(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``texts``: ``written`` with what signatures hold in place of the signatures."""
    found = connection.execute(
        "select distinct value_as_written from written where identifier_type = 'signature' order by 1"
    ).fetchall()
    held = [(text, *pair) for (text,) in found for pair in signatures.read(text)]
    columns = zip(*held, strict=True) if held else ((), (), ())
    names = ("signature", "identifier_type", "value_as_written")
    rows = {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    connection.register("held", pa.table(rows))
    connection.execute("""
        create or replace table texts as
        select account_id, vendor, identifier_type, value_as_written, country, trust
        from written where identifier_type <> 'signature' and value_as_written is not null
        union all
        select account_id, vendor, held.identifier_type, held.value_as_written, country, trust
        from written join held on signature = written.value_as_written
        where written.identifier_type = 'signature'""")
    connection.unregister("held")


def _read_phones(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``phone_forms`` (value_as_written, country, form) of all phones among ``texts``."""
    rows = connection.sql("""
        select value_as_written, country, bare(value_as_written) as text
        from (select distinct value_as_written, country from texts where identifier_type = 'phone')
    """).to_arrow_table()
    forms = phones.e164(rows["text"].to_pylist(), rows["country"].to_pylist())
    connection.register("read", rows.append_column("form", pa.array(forms, pa.string())))
    connection.execute("create or replace table phone_forms as select * from read")
    connection.unregister("read")
