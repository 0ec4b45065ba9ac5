"""Order lines: prices and quantities as a shop has them. One row per order line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

ROWS = """
    select unit_price, quantity
    from staging.stg_sql__order_lines
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx.ExpectationSuite(
        name="staging.stg_sql__order_lines",
        expectations=[
            gxe.ExpectColumnValuesToBeBetween(
                column="unit_price",
                min_value=0,
                strict_min=True,
                mostly=0.95,
                severity="warning",
                description="Few lines are free or have a price below nothing.",
                meta={"protects": "net amounts from lines that stand for bookkeeping and not for sales"},
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="quantity",
                min_value=0,
                strict_min=True,
                mostly=0.5,
                severity="warning",
                description="More lines are sales than returns.",
                meta={"protects": "net amounts from a shop's export that turned its signs round"},
            ),
        ],
    )
