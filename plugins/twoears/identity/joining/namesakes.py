"""Which of the names that meet in one place are one person's: at one address, or in one cluster."""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from twoears.identity.joining.names import compare_names, define_names, read_names

WORK = (
    "written_names", "read_texts", "names", "account_names", "short_forms",
    "met", "thronged", "nodes", "alike", "same", "people", "disputed", "placed",
)  # fmt: skip
"""The temporary tables that this work leaves; whoever begins it drops them."""


def find_names(connection: duckdb.DuckDBPyConnection, accounts: str, proven: str) -> None:
    """Make ``account_names`` (account_id, person, name, is_full) and ``names``.

    Args:
        connection: the workspace.
        accounts: a table of the ``account_id`` that need names.
        proven: a table of ``account_id`` and ``person``: accounts known to be one person's need no agreeing
            names, and have each other's.
    """
    define_names(connection)
    connection.execute(f"""
        create or replace temp table written_names as
        select account_id, value_as_written as text from judged semi join {accounts} using (account_id)
        where identifier_type = 'name' and coalesce(withheld_because, '') not in ('not_valid', 'blocked')""")
    read_names(connection, "select text from written_names")
    connection.execute(f"""
        create or replace temp table account_names as
        with own as (
            select distinct account_id, person, name, parts.family is not null as is_full
            from written_names join read_texts using (text) join names using (name)
            left join {proven} using (account_id)
        )
        select account_id, person, name, is_full from own
        union
        select {proven}.account_id, person, name, is_full from own join {proven} using (person)""")


def group_names(connection: duckdb.DuckDBPyConnection, held: str, many: int) -> None:
    """Say where names disagree, and who is who there.

    Makes ``disputed`` (place), where full names of two people meet, and ``placed`` (place, account_id,
    leader) of the accounts there that are one of them; ``leader`` stands for the person.

    Args:
        connection: the workspace.
        held: a table of ``place`` and ``account_id``.
        many: a place with more names than that is disputed, and nobody is placed there.
    """
    connection.execute(f"""
        create or replace temp table met as
        select place, name from {held} join account_names using (account_id)
        where is_full group by place, name qualify count(*) over (partition by place) > 1""")
    connection.execute(f"""
        create or replace temp table thronged as
        select place from met group by place having count(*) > {many}""")
    connection.execute("""
        create or replace temp table nodes as
        select place, name, row_number() over () - 1 as node from met anti join thronged using (place)""")
    compare_names(
        connection,
        """
        select distinct one.name, two.name as other
        from nodes as one join nodes as two on one.place = two.place and one.name < two.name""",
    )
    _group_same(connection, held)
    _group_forms(connection)
    _place(connection, held)


def _group_same(connection: duckdb.DuckDBPyConnection, held: str) -> None:
    """Make ``same`` (place, name, same_as): the same names of a place have one number, so have a person's."""
    edges = connection.sql(f"""
        select one.node as l, two.node as r from nodes as one
        join alike on alike.name = one.name and is_same
        join nodes as two on two.place = one.place and two.name = alike.other
        union all
        select node, min(node) over (partition by place, person) from nodes
        join (
            select distinct place, person, name from {held} join account_names using (account_id)
            where person is not null
        ) using (place, name)""").to_arrow_table()
    count = connection.execute("select count(*) from nodes").fetchall()[0][0]
    left, right = (column.to_numpy() for column in edges.columns)
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(max(1, count), max(1, count)))
    labels = connected_components(graph.tocsr(), directed=False)[1]
    table = pa.table({"node": pa.array(np.arange(len(labels))), "same_as": pa.array(labels)})
    connection.register("labels", table)
    connection.execute("""
        create or replace temp table same as
        select place, name, same_as from nodes join labels using (node)""")
    connection.unregister("labels")


def _group_forms(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``people`` (place, name, leader): a form joins its name; one that fits two who differ, nobody.

    Once those are gone, to fit is an equivalence. Their names have no leader.
    """
    connection.execute("""
        create or replace temp table people as
        with one_way as (
            select one.same_as, two.same_as as fits
            from same as one
            join alike on alike.name = one.name
            join same as two on two.place = one.place and two.name = alike.other
        ), fitting as (
            select same_as, fits from one_way
            union
            select fits, same_as from one_way
            union
            select same_as, same_as from same
        ), torn as (
            select distinct one.same_as from fitting as one join fitting as two using (same_as)
            anti join fitting as three on three.same_as = one.fits and three.fits = two.fits
        ), led as (
            select same_as, min(fits) as leader from fitting
            where same_as not in (from torn) and fits not in (from torn) group by same_as
        )
        select place, name, leader from same left join led using (same_as)""")


def _place(connection: duckdb.DuckDBPyConnection, held: str) -> None:
    """Make ``disputed`` and ``placed``; who has a given name alone is placed if one person there has it."""
    connection.execute("""
        create or replace temp table disputed as
        select place from thronged
        union
        select place from people group by place
        having count(distinct leader) <> 1 or count(leader) < count(*)""")
    connection.execute(f"""
        create or replace temp table placed as
        with there as (
            select place, account_id, name, is_full,
                bool_or(is_full) over (partition by place, account_id) as has_full
            from {held} semi join disputed using (place) join account_names using (account_id)
        ), led as (
            select place, account_id, leader from there join people using (place, name) where is_full
            union
            select there.place, account_id, leader from there
            join people on people.place = there.place
            join names as mine on mine.name = there.name
            join names as theirs on theirs.name = people.name
            where not has_full and list_contains(mine.parts.called, theirs.parts.spelt)
        )
        select place, account_id, min(leader) as leader from led
        group by place, account_id having count(distinct leader) = 1""")
