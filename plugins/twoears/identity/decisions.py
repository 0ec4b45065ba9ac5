"""What people decided about people: kept in the lake for ever, and stronger than every rule."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from twoears.errors import DecisionError, LakeError
from twoears.identity.state import StateTable
from twoears.identity.tables import TABLES

VERDICTS = {"accept": "together", "reject": "apart", "split": "apart"}
"""What each kind of decision says of its pairs of accounts."""

TRIES = 20
"""How often an act is put behind those of others who decide at the same moment."""


class Decisions:
    """The table of decisions: rows are only ever added, and one act is one commit."""

    def __init__(self, lake: str) -> None:
        self._state = StateTable(lake, "decisions", TABLES["decisions"])

    def add(
        self,
        kind: str,
        pairs: Sequence[tuple[str, str]],
        decided_by: str,
        because: str,
        decided_at: datetime,
    ) -> str:
        """Keep one act, a row a pair of accounts, and return its id.

        Args:
            kind: ``accept``, ``reject`` or ``split``. Accounts that leave a customer make one ``split``: each
                of them with each account that stays.
            pairs: of account ids, in any order; a pair named twice is kept once.
            decided_by: who answers for it.
            because: the reason, for whoever asks later.
            decided_at: when, with its time zone.

        Raises:
            DecisionError: an unknown kind, no pair, an account against itself, nobody or no reason given.
            LakeError: the lake cannot be written, or too many others write to it.
        """
        _check(kind, pairs, decided_by, because)
        ordered = sorted({(min(pair), max(pair)) for pair in pairs})
        for _ in range(TRIES):
            decision_id = f"d{_last(self.table()) + 1:06d}"
            act = (decision_id, kind, decided_by.strip(), because.strip(), decided_at)
            if self._state.append(_rows(ordered, *act)):
                return decision_id
        raise LakeError(
            f"{self._state.name}: others decided at the same time, {TRIES} times over; decide again."
        )

    def table(self) -> pa.Table:
        """All that was ever decided, oldest act first."""
        order = ("decided_at", "decision_id", "account_id", "other_account_id")
        self._state.refresh()
        return self._state.rows().sort_by([(name, "ascending") for name in order])

    def winning(self) -> pa.Table:
        """What counts of all that was ever decided, see ``winning``."""
        return winning(self.table())


def winning(made: pa.Table) -> pa.Table:
    """The newest decision about each pair, as decision_id, verdict, account_id and other_account_id.

    The ``account_id`` of a pair is the lesser one. Of two made at one moment the higher id counts.

    Args:
        made: decisions in the order of ``Decisions.table``.
    """
    pair = ["account_id", "other_account_id"]
    newest = made.group_by(pair, use_threads=False).aggregate([("decision_id", "last"), ("verdict", "last")])
    newest = newest.rename_columns([*pair, "decision_id", "verdict"])
    return newest.select(["decision_id", "verdict", *pair]).sort_by([(name, "ascending") for name in pair])


def _last(made: pa.Table) -> int:
    """The number of the newest act, 0 before the first."""
    return max((int(str(decision_id)[1:]) for decision_id in made["decision_id"].unique()), default=0)


def _check(kind: str, pairs: Sequence[tuple[str, str]], decided_by: str, because: str) -> None:
    if kind not in VERDICTS:
        raise DecisionError(f"{kind!r} is no kind of decision; say {', '.join(VERDICTS)}.")
    if not pairs:
        raise DecisionError(f"{kind}: no pair of accounts was named; name two accounts.")
    if alone := [one for one, other in pairs if one == other]:
        raise DecisionError(f"{kind}: {alone[0]} was named as both sides; name two accounts.")
    if not decided_by.strip():
        raise DecisionError(f"{kind}: nobody answers for it; say who decides.")
    if not because.strip():
        raise DecisionError(f"{kind}: the reason is empty; say why, for whoever asks later.")


def _rows(
    pairs: Sequence[tuple[str, str]],
    decision_id: str,
    kind: str,
    decided_by: str,
    because: str,
    decided_at: datetime,
) -> pa.Table:
    same = {
        "decision_id": decision_id,
        "kind": kind,
        "verdict": VERDICTS[kind],
        "decided_by": decided_by,
        "because": because,
        "decided_at": decided_at,
    }
    rows = [same | {"account_id": one, "other_account_id": other} for one, other in pairs]
    return pa.Table.from_pylist(rows, TABLES["decisions"])
