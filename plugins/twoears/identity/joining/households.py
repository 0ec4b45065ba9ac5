"""Holds people apart who share a mailbox, a phone or a way to each other, but no name."""

import duckdb
import numpy as np
import pyarrow as pa

from twoears.identity.clusters.graph import Numbers, find_ties, number_accounts
from twoears.identity.joining.namesakes import WORK, find_names, group_names
from twoears.identity.joining.partings import Tie, part

MANY = 50
"""A value used under so many names is an office's or a form's: it ties nobody."""

MANY_IN_CLUSTER = 1000
"""In a cluster under so many names, nothing that needs agreeing names ties anybody."""


def hold_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Withhold from ``judged`` what needs agreeing names and would tie people whose names disagree.

    A value whose holders' names disagree ties them in groups whose names agree; who has no name, or one that
    fits no other holder or several who disagree, is tied to nobody by it. A way over several values from
    one name to another that disagrees is cut where it is weakest. Accounts that ties without need of names
    join have each other's names.
    """
    number_accounts(connection)
    _find_holders(connection)
    _find_proven(connection)
    find_names(connection, "sharing", "proven")
    group_names(connection, "holders", MANY)
    _keep_groups(connection)
    _cut_ways(connection)
    connection.execute("drop view holders")
    for table in (*WORK, "sharing", "proven", "settled", "members", "ties", "keys", "numbered"):
        connection.execute(f"drop table {table}")


def _find_holders(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``sharing`` (account_id, join_key); of what needs names, ``holders`` (place, account_id)."""
    connection.execute("""
        create or replace temp table sharing as
        select account_id, identifier_type, join_key from judged
        semi join (
            select join_key from judged where join_key is not null group by join_key having count(*) > 1
        ) using (join_key)""")
    connection.execute("""
        create or replace temp view holders as
        select join_key as place, account_id from sharing
        semi join (from rules where needs_agreeing_names) using (identifier_type)""")


def _find_proven(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``proven`` (account_id, person) of accounts joined by ties that need no agreeing names."""
    found = find_ties(connection, "(from rules where not needs_agreeing_names)")
    _register(connection, found.components())
    connection.execute("""
        create or replace temp table proven as
        select account_id, cluster as person from numbered join found using (number)
        semi join ties using (number)""")
    connection.unregister("found")


def _register(connection: duckdb.DuckDBPyConnection, clusters: Numbers) -> None:
    """Make ``found`` (number, cluster)."""
    numbers = np.arange(len(clusters))
    connection.register("found", pa.table({"number": pa.array(numbers), "cluster": pa.array(clusters)}))


def _keep_groups(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the rows of disputed values the key of their group, if anybody else is in it."""
    connection.execute("""
        create or replace temp table settled as
        with led as (
            select account_id, place, leader from holders
            semi join disputed using (place) left join placed using (place, account_id)
        )
        select account_id, place,
            case
                when leader is not null and count(*) over same > 1 then place || min(account_id) over same
            end as join_key
        from led window same as (partition by place, leader)""")
    connection.execute("""
        update judged set
            join_key = settled.join_key,
            withheld_because = case when settled.join_key is null then 'names_disagree' end
        from settled where judged.account_id = settled.account_id and judged.join_key = place""")


def _cut_ways(connection: duckdb.DuckDBPyConnection) -> None:
    """Withhold the weakest ties of clusters in which names disagree."""
    _register(connection, find_ties(connection).components())
    connection.execute("""
        create or replace temp table members as
        select cluster as place, account_id, number from numbered join found using (number)
        semi join ties using (number)""")
    connection.unregister("found")
    group_names(connection, "members", MANY_IN_CLUSTER)
    refused = [*_thronged_ties(connection), *_refused_ties(connection)]
    if refused:
        numbers, keys = (list(column) for column in zip(*refused, strict=True))
        connection.register("refused", pa.table({"number": numbers, "key": keys}))
        connection.execute("""
            update judged set join_key = null, withheld_because = 'names_disagree'
            from refused join numbered using (number) join keys using (key)
            where judged.account_id = numbered.account_id and judged.join_key = keys.join_key""")
        connection.unregister("refused")


def _thronged_ties(connection: duckdb.DuckDBPyConnection) -> list[Tie]:
    return connection.execute("""
        select number, key from ties join members using (number) semi join thronged using (place)
        where needs_agreeing_names""").fetchall()


def _refused_ties(connection: duckdb.DuckDBPyConnection) -> list[Tie]:
    """The ties that would bring two people together."""
    people = connection.execute("""
        select number, leader from placed join members using (place, account_id)""").fetchall()
    rows = connection.execute("""
        select (needs_agreeing_names, -confidence, -trust_rank), number, key
        from ties join members using (number)
        semi join disputed using (place) anti join thronged using (place)
        order by all""").fetchall()
    return part(dict(people), rows)
