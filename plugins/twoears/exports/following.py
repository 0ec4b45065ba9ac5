"""Follow people from one export to the next: an id is given up when accounts turn out to be one person."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from twoears.warehouse.candidates import marts_in

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

HISTORY = "customer_id_history"

GIVEN_UP = """
with held as (
    select customer_id as old_customer_id, current_customer_id as customer_id
    from marts.{history}
    where
        valid_from <= timestamptz '{at}'
        and (valid_to > timestamptz '{at}' or valid_to is null)
),

given_up as (
    select old_customer_id
    from held
    group by old_customer_id
    having bool_and(customer_id is distinct from old_customer_id)
)

select held.old_customer_id, held.customer_id, count(*) as count_accounts
from held
inner join given_up on held.old_customer_id = given_up.old_customer_id
where held.customer_id is not null
group by held.old_customer_id, held.customer_id
"""
"""The ids that no account of theirs holds any more, with the ids that those accounts hold now."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Who came and who left since an earlier export, and who stayed under another id: new ids by old ones.

    ``since`` is the ``as_of`` of that export, nothing when there is none.
    """

    since: str | None
    added: Set[str]
    removed: Set[str]
    renamed: Mapping[str, str]


def compare(earlier: Set[str], now: Set[str], since: str, warehouse: "Warehouse") -> Changes:
    """Compare the customers of an export that was made for ``since``, in ISO 8601, with those of now."""
    gone = earlier - now
    renamed = _follow(gone, now, datetime.fromisoformat(since), warehouse)
    return Changes(
        since=since,
        added=now - earlier - set(renamed.values()),
        removed=gone - renamed.keys(),
        renamed=renamed,
    )


def _follow(gone: Set[str], now: Set[str], since: datetime, warehouse: "Warehouse") -> dict[str, str]:
    """The new ids, among those in ``now``, of people whose ids in ``gone`` were given up, by the old id.

    A person is where most accounts are that had the id at ``since`` (then, the least id). An id that one of
    its accounts still holds is followed nowhere. A release of before there was a history follows nobody.
    """
    if not gone or HISTORY not in warehouse.read(marts_in("marts"))["mart"].to_pylist():
        return {}
    sql = GIVEN_UP.format(history=HISTORY, at=since.astimezone(UTC).isoformat())
    best: dict[str, tuple[int, str]] = {}
    for move in warehouse.read(sql).to_pylist():
        old, new = move["old_customer_id"], move["customer_id"]
        if old in gone and new in now:
            weighed = (-int(move["count_accounts"]), new)
            best[old] = min(best.get(old, weighed), weighed)
    return {old: new for old, (_weight, new) in best.items()}
