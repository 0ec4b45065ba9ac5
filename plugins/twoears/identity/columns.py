"""Brings the texts of a table into the one form in which they are compared; what is no evidence is null."""

import duckdb

NO_NAMES = (
    "anonymous,anonym,customer,guest,kunde,na,n a,nan,nil,no name,noname,none,not given,null,private,"
    "tba,tbd,test,tester,testing,undefined,unknown,user,xx,xxx,xxxx,first name,last name,name,surname"
).split(",")
"""Words that people and systems write where a name is missing."""

NO_MAILBOXES = (
    "abuse,accounting,accounts,admin,administrator,billing,booking,bookings,contact,customer,customerservice,"
    "enquiries,enquiry,feedback,finance,hello,help,helpdesk,hostmaster,hr,info,information,inquiries,invoice,"
    "invoices,it,jobs,kontakt,legal,mail,mailbox,marketing,media,na,news,newsletter,no,noemail,nomail,none,"
    "no-email,no-reply,no_reply,donotreply,do-not-reply,noreply,nobody,null,office,orders,office1,postmaster,"
    "press,purchasing,reception,register,reservations,returns,root,sales,service,services,shop,spam,staff,"
    "store,subscribe,support,team,test,test1,test123,tester,testing,undefined,unknown,unsubscribe,user,"
    "webmaster,welcome,xxx,a,abc,asdf"
).split(",")
"""Local parts of addresses that are read by a role, by nobody, or that stand in for a missing one."""

NO_USERS = ("admin", "guest", "none", "null", "test", "unknown", "user", "anonymous", "na", "n/a", "root")

MANY = 20
"""A date this often more frequent than an evenly spread one is a form's default, not a birthday."""

MAX_NAMES = 5
"""A mailbox, phone or username used under more initials than this is shared."""

MAX_ROWS = 100
"""The most rows that one mailbox, phone or username may name where names tell people apart."""

MAX_ROWS_NAMELESS = 20
"""The same where a table has no names."""

_TEXT = r"""
create or replace macro plain(x) as
    nullif(trim(regexp_replace(regexp_replace(
        replace(replace(replace(translate(strip_accents(lower(nfc_normalize(x))), 'øłđı', 'oldi'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '[''’`´.\p{M}]', '', 'g'), '[^\p{L}\p{N}]+', ' ', 'g')), '');
create or replace macro person_name(x) as
    nullif(trim(regexp_replace(
        regexp_replace(trim(regexp_replace(plain(left(x, 200)), '\p{N}+', ' ', 'g')),
            '^(mr|mrs|ms|miss|mx|dr|prof|herr|frau|sir) ', ''),
        ' +', ' ', 'g')), '');
create or replace macro mailbox(local, domain) as
    case when domain in ('gmail.com', 'googlemail.com')
        then replace(split_part(local, '+', 1), '.', '') || '@gmail.com'
        else split_part(local, '+', 1) || '@' || domain end;
create or replace macro digits(x) as
    ltrim(regexp_replace(split_part(regexp_replace(lower(x), '(ext|x|#).*$', ''), '/', 1), '[^0-9]', '', 'g'), '0');
create or replace macro one_sign(x) as length(replace(x, left(x, 1), '')) = 0;
create or replace macro sound(x) as
    left(x, 1) || left(translate(
        regexp_replace(replace(substr(x, 2), 'ph', 'f'), '[aeiouyhw ]', '', 'g'), 'cqzvdbgm', 'kksftpkn'), 4);
"""


def _among(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_NAME = f"""
    case when person_name({{0}}) in ({_among(NO_NAMES)}) or not regexp_matches(person_name({{0}}), '\\p{{{{L}}}}')
        then null else person_name({{0}}) end"""

_FORMS = {
    "given_name": _NAME.format("given_name"),
    "family_name": _NAME.format("family_name"),
    "email": f"""
        case when regexp_full_match(lower(trim(email)), '[^@\\s,;<>"()]+@[^@\\s,;<>"()]+\\.[\\p{{L}}0-9-]{{2,}}')
            and length(trim(email)) <= 254
            and split_part(split_part(lower(trim(email)), '@', 1), '+', 1) not in ({_among(NO_MAILBOXES)}, '')
        then mailbox(split_part(lower(trim(email)), '@', 1), split_part(lower(trim(email)), '@', 2)) end""",
    "phone": """
        case when length(digits(phone)) between 6 and 15 and not one_sign(right(digits(phone), 6))
            and right(digits(phone), 9) not in ('123456789', '234567890', '987654321')
            and digits(phone) not in ('123456', '1234567', '12345678')
        then right(digits(phone), 9) end""",
    "street": r"""
        regexp_replace(regexp_replace(regexp_replace(plain(street), '\bstreet\b', 'st'), '\broad\b', 'rd'),
            '(strasse|str)\b', 'str')""",
    "city": f"case when plain(city) in ({_among(NO_NAMES)}) then null else plain(city) end",
    "postal_code": """
        case when length(replace(plain(postal_code), ' ', '')) between 3 and 12
            and not one_sign(replace(plain(postal_code), ' ', ''))
        then replace(plain(postal_code), ' ', '') end""",
    "username": f"""
        case when length(ltrim(lower(trim(username)), '@')) between 3 and 100
            and ltrim(lower(trim(username)), '@') not in ({_among(NO_USERS)})
        then ltrim(lower(trim(username)), '@') end""",
}

DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y")
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y")
PLAIN_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y")


def normalise(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    """Make ``people`` from ``raw``: one row a person, numbered in the order of their ids.

    A text that says nothing about a person is null: placeholders, role mailboxes, impossible dates, values
    that many rows share. ``people`` has the columns of ``raw`` and, beside an email, its ``mailbox``.
    """
    connection.execute(_TEXT)
    forms = [f"{_form(connection, column)} as {column}" for column in columns]
    connection.execute(f"""
        create or replace table people as
        select
            cast(row_number() over (order by try_cast(id as bigint) nulls last, id) as integer) as person,
            id, {", ".join(forms)}
        from raw order by person""")
    for column in {"email", "phone", "username"} & set(columns):
        _forget_shared(connection, column, columns)
    if "date_of_birth" in columns:
        _forget_defaults(connection)
    if "email" in columns:
        connection.execute("alter table people add column mailbox varchar")
        connection.execute("update people set mailbox = split_part(email, '@', 1)")


def _form(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    return _date_form(connection) if column == "date_of_birth" else _FORMS[column]


def _date_form(connection: duckdb.DuckDBPyConnection) -> str:
    """Days or months first is what reads more of the column; months where both read the same only there."""
    text = "regexp_replace(trim(date_of_birth), '[T ][0-9]{2}:.*$|[.]0$', '')"
    read = [f"count(try_strptime({text}, ['{forms[0]}', '{forms[1]}']))" for forms in (DAY_FIRST, MONTH_FIRST)]
    days, months = connection.execute(f"select {', '.join(read)} from raw").fetchall()[0]
    forms = _among([*PLAIN_DATES, *(MONTH_FIRST if months > days else DAY_FIRST)])
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
