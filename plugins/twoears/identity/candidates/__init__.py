"""Finds the customers who may be one person though no rule joins them, for people to decide.

Nobody is merged here: a pair above the threshold stands in the warehouse's ``identity.identity_review_queue``
with its score, the reasons and the evidence of both sides.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from twoears.errors import WarehouseError
from twoears.identity.candidates.likeness import COMPARISONS, RULES
from twoears.identity.candidates.profiles import make_profiles
from twoears.identity.candidates.review_queue import NAME, QUEUED, review_queue
from twoears.identity.candidates.rivals import FLOOR, weigh_rivals
from twoears.identity.link.blocking import find_candidates
from twoears.identity.link.pairing import before_evidence, judge, learn
from twoears.identity.link.reasons import steps_sql
from twoears.identity.workspace import MEMORY, workspace

if TYPE_CHECKING:
    from twoears.settings import Settings
    from twoears.warehouse import Warehouse

THRESHOLD = 0.8
"""The least probability of a pair that is queued.

Below it stand the pairs that agree in a full name and in little else, of which up to a half are namesakes,
the more the more customers there are. One wrong pair that is accepted joins all accounts of two people, so a
queue that can be accepted whole holds only what is right four times in five or more.
"""

log = logging.getLogger(__name__)

READ = {
    "accounts": """
        select account_id, source, vendor, first_seen_at, is_staff, is_bot
        from intermediate.int_accounts_unioned
    """,
    "identifiers": """
        select account_id, identifier_type, value, value_as_written, trust, withheld_because
        from identity.identifiers
    """,
    "account_customers": "select account_id, customer_id from identity.account_customers",
    "decisions": "select account_id, other_account_id from identity.decisions",
    "wares": """
        with texts as (
            select 'discourse:' || user_id as account_id, lower(body_text) as body
            from staging.stg_discourse__posts
            where deleted_at is null and created_at < cast('{as_of}' as timestamp with time zone)
            union all
            select 'mastodon:' || account_id as account_id, lower(body_html) as body
            from staging.stg_mastodon__statuses
            where created_at < cast('{as_of}' as timestamp with time zone)
        )
        select distinct 'sql:' || orders.customer_id as account_id, order_lines.product_id, true as is_bought
        from staging.stg_sql__orders as orders
        inner join staging.stg_sql__order_lines as order_lines on orders.order_id = order_lines.order_id
        where orders.ordered_at < cast('{as_of}' as timestamp with time zone)
        union all
        select distinct texts.account_id, products.product_id, false as is_bought
        from texts
        inner join staging.stg_sql__products as products on position(lower(products.name) in texts.body) > 0
        where length(products.name) >= 5
    """,
}
"""What the warehouse gives, by the names that the workspace has for it.

``wares`` are the products that an account bought or wrote about.
"""

_UNDECIDED = """
    with decided as (
        select distinct least(one.person, other.person) as l, greatest(one.person, other.person) as r
        from decisions
        join members as one using (account_id)
        join members as other on other_account_id = other.account_id
    )
    select l, r from candidates anti join decided using (l, r)"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run did: pairs of customers compared, and pairs queued."""

    compared: int
    queued: int


def find(settings: "Settings", as_of: datetime, warehouse: "Warehouse | None" = None) -> Found:
    """Compare the customers that rules did not join and replace the review queue.

    Raises:
        WarehouseError: the warehouse cannot be read or written, or the memory is too small.
    """
    from twoears.warehouse import open_warehouse

    warehouse = warehouse or open_warehouse(settings)
    try:
        with workspace() as connection:
            for name, sql in READ.items():
                connection.register(name, warehouse.read(sql.format(as_of=as_of.isoformat())))
            compared = compare(connection)
            queue = review_queue(connection)
    except duckdb.OutOfMemoryException:
        raise WarehouseError(
            f"Comparing customers needs more than {MEMORY} of memory and the room of the disk; free some."
        ) from None
    warehouse.write(NAME, queue)
    log.info("%s pairs of customers compared, %s queued", f"{compared:,}", f"{queue.num_rows:,}")
    return Found(compared, queue.num_rows)


def compare(connection: duckdb.DuckDBPyConnection) -> int:
    """Make ``queued``, the pairs that may be one person, from the tables of ``READ``, and count the compared.

    A pair of customers of whom any two accounts were decided about is left out, whatever the decision.
    """
    rows = make_profiles(connection)
    pairs = find_candidates(connection, [], RULES) if rows > 1 else 0
    if not pairs:
        connection.execute(f"create or replace table queued ({QUEUED})")
        return 0
    model = learn(connection, COMPARISONS, rows, pairs)
    judge(connection, COMPARISONS, model, _UNDECIDED, FLOOR)
    weigh_rivals(connection, COMPARISONS, model)
    connection.execute(f"""
        create or replace table queued as
        select person_l, person_r, probability, {before_evidence(model)!r}::double as prior,
            {steps_sql(COMPARISONS)} as steps, relatives, rivals
        from contested where probability >= {THRESHOLD}""")
    return pairs
