"""The graph of accounts and of the keys that tie them, as arrays of numbers."""

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Numbers = NDArray[np.int64]

DECISION = 1
"""The rank of a pair that somebody accepted: stronger than every rule."""

RANKED = f"""
    select identifier_type, confidence, needs_agreeing_names,
        {DECISION} + row_number() over (order by confidence desc, identifier_type) as rank
    from rules where is_joining"""

STRONGEST_FIRST = "confidence desc, trust_rank desc, join_key, number"
"""The order in which ``ties``, joined to ``keys``, are taken up one after the other."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Edges from accounts (0 to ``accounts`` - 1, the oldest first) to keys or to other accounts.

    The strongest kind of tie has the lowest ``rank``, from 1 on; two kinds never have one rank.
    """

    accounts: int
    left: Numbers
    right: Numbers
    rank: Numbers

    def components(self) -> Numbers:
        """For each account the number of the oldest account that it is tied to over any way."""
        labels = connected_components(self._matrix(), directed=False)[1][: self.accounts]
        backwards = np.arange(self.accounts - 1, -1, -1)
        oldest = np.zeros(int(labels.max(initial=0)) + 1, dtype=np.int64)
        oldest[labels[backwards]] = backwards
        found: Numbers = oldest[labels]
        return found

    def strongest(self) -> "Ties":
        """The ties of the strongest ways: each joins two parts that no stronger tie had joined.

        An edge to a key that leads on to nobody new is none of them.
        """
        tree = minimum_spanning_tree(self._matrix()).tocoo()
        left, right = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
        leads_on = (right < self.accounts) | (np.bincount(right, minlength=1)[right] > 1)
        return Ties(self.accounts, left[leads_on], right[leads_on], tree.data[leads_on].astype(np.int64))

    def _matrix(self) -> "csr_array":
        nodes = max(1, self.accounts, int(self.right.max(initial=0)) + 1)
        return coo_array((self.rank, (self.left, self.right)), shape=(nodes, nodes)).tocsr()


def trust_rank(trust: str) -> str:
    """SQL for the rank of a column's trust: verified 3, typed 2, seen 1, any other 0."""
    return f"coalesce(list_position(['seen', 'typed', 'verified'], {trust}), 0)"


def number_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``numbered`` (account_id, number) from ``accounts``: 0 is the oldest."""
    connection.execute("""
        create or replace temp table numbered as
        select account_id, row_number() over (order by first_seen_at nulls last, account_id) - 1 as number
        from accounts""")


def find_ties(connection: duckdb.DuckDBPyConnection, rules: str = "rules") -> Ties:
    """Make ``keys`` and ``ties`` from ``judged`` and rules, and give the ties' numbers.

    ``keys`` (join_key, key) has what two or more accounts hold; ``ties`` has number and key, the nodes, and
    rank, confidence, trust_rank and needs_agreeing_names. Numbers of keys differ from run to run.
    """
    connection.execute(f"""
        create or replace temp table keys as
        select join_key, row_number() over () - 1 + (select count(*) from numbered) as key
        from judged semi join {rules} using (identifier_type)
        where join_key is not null group by join_key having count(*) > 1""")
    connection.execute(f"""
        create or replace temp table ties as
        select number, key, rank, confidence, {trust_rank("trust")} as trust_rank, needs_agreeing_names
        from judged join keys using (join_key) join numbered using (account_id)
        join ({RANKED}) using (identifier_type)""")
    found = connection.sql("select number, key, rank from ties").to_arrow_table()
    count = connection.execute("select count(*) from numbered").fetchall()[0][0]
    left, right, rank = (column.to_numpy().astype(np.int64) for column in found.columns)
    return Ties(count, left, right, rank)
