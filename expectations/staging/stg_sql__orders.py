"""Orders: whether we know who bought. One row per order; the customer's id itself is never read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

ROWS = """
    select case when customer_id is not null then 1 end as customer
    from staging.stg_sql__orders
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx.ExpectationSuite(
        name="staging.stg_sql__orders",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(
                column="customer",
                mostly=0.6,
                severity="warning",
                description="Most orders name a customer.",
                meta={
                    "protects": "the value axis from a shop that stopped sending customers with its orders"
                },
            ),
        ],
    )
