"""Mails: whether we know who wrote. One row per mail from a customer; the address itself is never read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

ROWS = """
    select
        case when sender_address is not null then 1 end as sender,
        case when coalesce(sent_at, received_at) <= received_at + interval '1' day then 0 else 1 end
            as is_dated_ahead
    from staging.stg_imap__messages
    where direction = 'inbound'
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx.ExpectationSuite(
        name="staging.stg_imap__messages",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(
                column="sender",
                mostly=0.95,
                severity="warning",
                description="Most mails from customers name their sender.",
                meta={"protects": "the share of mails that count for somebody's engagement"},
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="is_dated_ahead",
                max_value=0,
                mostly=0.95,
                severity="warning",
                description="Few mails are dated more than a day after they were received.",
                meta={"protects": "the order of a conversation from senders' wrong clocks"},
            ),
        ],
    )
