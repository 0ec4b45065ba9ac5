"""Which pairs are worth comparing: those that share a value that not too many share."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

EVERY_PAIR = 1_000_000
"""A table with at most so many pairs is compared whole."""

LEAST = 300_000
"""Pairs that every rule may give, however small the table."""

SAMPLE = 250_000
"""Pairs drawn at random to see how often strangers agree."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one value of ``key`` are compared; ``room`` is how many pairs a row the rule may give."""

    columns: tuple[str, ...]
    key: str
    room: int = 2


_GIVEN, _FAMILY, _BIRTH, _POST = "given_name", "family_name", "date_of_birth", "postal_code"

RULES = (
    Rule(("email",), "email", 6),
    Rule(("phone",), "phone", 6),
    Rule(("username",), "username", 6),
    Rule((_GIVEN, _FAMILY), "least(given_name, family_name) || '|' || greatest(given_name, family_name)", 4),
    Rule((_GIVEN, _FAMILY, _BIRTH), "left(given_name, 1) || left(family_name, 1) || '|' || date_of_birth", 4),
    Rule((_BIRTH, _POST), "date_of_birth || '|' || postal_code", 4),
    Rule((_GIVEN, _BIRTH), "given_name || '|' || date_of_birth", 4),
    Rule((_FAMILY, _BIRTH), "family_name || '|' || date_of_birth", 4),
    Rule((_FAMILY, _POST), "family_name || '|' || postal_code", 3),
    Rule((_FAMILY, "street"), "family_name || '|' || street", 3),
    Rule(("street", _POST), "street || '|' || postal_code", 3),
    Rule(("street", "city"), "street || '|' || city", 2),
    Rule((_GIVEN, _POST), "given_name || '|' || postal_code", 2),
    Rule((_GIVEN, "street"), "given_name || '|' || street", 2),
    Rule(("email",), "if(length(mailbox) >= 4, mailbox, null)", 2),
    Rule(("email",), "left(mailbox, 4) || '|' || split_part(email, '@', 2)", 1),
    Rule(("email",), "right(mailbox, 4) || '|' || split_part(email, '@', 2)", 1),
    Rule(("phone",), "right(phone, 6)", 1),
    Rule(("phone",), "left(phone, length(phone) - 3)", 1),
    Rule(("username",), "left(username, 6)", 1),
    Rule((_GIVEN, _FAMILY), "sound(given_name) || '|' || sound(family_name)"),
    Rule((_GIVEN, _FAMILY), "family_name || '|' || left(given_name, 1)"),
    Rule((_GIVEN, _FAMILY), "given_name || '|' || left(family_name, 1)"),
    Rule((_GIVEN, _BIRTH), "left(given_name, 3) || '|' || right(date_of_birth, 5)"),
    Rule((_GIVEN, _BIRTH), "given_name || '|' || left(date_of_birth, 7)"),
    Rule((_FAMILY, _BIRTH), "sound(family_name) || '|' || left(date_of_birth, 7)"),
    Rule((_FAMILY, _BIRTH), "family_name || '|' || right(date_of_birth, 5)"),
    Rule((_FAMILY, _BIRTH), "family_name || '|' || left(date_of_birth, 4)"),
    Rule((_BIRTH,), "date_of_birth"),
    Rule(("city", _BIRTH), "city || '|' || date_of_birth"),
    Rule((_FAMILY, "city"), "sound(family_name) || '|' || city"),
    Rule((_GIVEN, "city"), "sound(given_name) || '|' || city", 1),
    Rule((_FAMILY,), "family_name", 1),
    Rule((_GIVEN,), "given_name", 1),
    Rule((_POST,), "postal_code", 1),
)


def find_candidates(
    connection: duckdb.DuckDBPyConnection, columns: list[str], rules: Sequence[Rule] = RULES
) -> int:
    """Make ``candidates`` (``l`` < ``r``, numbers of people) and say how many there are.

    The values of a rule block from the rarest on, until the rule's room is used up: a value shared by too
    many rows does not block, so the work grows with the rows and not with their square.
    """
    people = _count(connection, "people")
    if people * (people - 1) // 2 <= EVERY_PAIR:
        connection.execute("""
            create or replace table candidates as
            select l.person as l, r.person as r from people as l join people as r on l.person < r.person""")
        return _count(connection, "candidates")
    connection.execute("create or replace table found (l integer, r integer)")
    for rule in rules:
        if set(rule.columns) <= set(columns):
            _block(connection, rule, max(LEAST, rule.room * people))
    connection.execute("create or replace table candidates as select distinct l, r from found")
    connection.execute("drop table found")
    return _count(connection, "candidates")


def _block(connection: duckdb.DuckDBPyConnection, rule: Rule, room: int) -> None:
    connection.execute(f"""
        create or replace temp table keyed as
        select person, k, count(*) over (partition by k) as n
        from (select person, {rule.key} as k from people) where k is not null
        qualify n > 1""")
    sizes = connection.execute("select n, count(*) // n from keyed group by n order by n").fetchall()
    most, pairs = 1, 0
    for size, blocks in sizes:
        pairs += blocks * size * (size - 1) // 2
        if pairs > room:
            break
        most = size
    connection.execute(f"""
        insert into found
        select l.person, r.person from keyed as l join keyed as r on l.k = r.k and l.person < r.person
        where l.n <= {most} and r.n <= {most}""")
    connection.execute("drop table keyed")


def draw_strangers(connection: duckdb.DuckDBPyConnection) -> int:
    """Make ``strangers``, pairs at random that are no candidates, and say how many pairs they stand for.

    The draw depends on the order of the ids alone: the i-th person meets those at fixed, scattered
    distances further on.
    """
    people = _count(connection, "people")
    rounds = min(people // 2, SAMPLE // people + 1)
    connection.execute(f"""
        create or replace table strangers as
        with steps as (
            select distinct 1 + (hash(i) % ({people} - 1))::integer as step from range({rounds}) as t(i)
        ), drawn as (
            select distinct least(p.person, 1 + (p.person - 1 + step) % {people}) as l,
                greatest(p.person, 1 + (p.person - 1 + step) % {people}) as r
            from people as p, steps where hash(p.person, step) % {max(1, people * rounds // SAMPLE)} = 0
        )
        select l, r from drawn anti join candidates using (l, r)""")
    return people * (people - 1) // 2 - _count(connection, "candidates")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
