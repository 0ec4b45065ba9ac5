"""Orders of the candidate release. One row per order, without saying whose."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROWS = """
    select
        gross_amount,
        net_amount,
        case when is_refund then 1.0 else 0.0 end as is_refund,
        case when is_anonymous then 1.0 else 0.0 end as is_anonymous
    from $marts.orders
"""

PUBLISHED = """
    select
        count(*) as published_rows,
        avg(gross_amount) as published_gross_amount,
        avg(case when is_anonymous then 1.0 else 0.0 end) as published_anonymous_share
    from $marts.orders
    where ordered_at <= $as_of
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(name="marts.orders", expectations=[*_volume(), *_people(), *_amounts()])


def _volume() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "published_rows * 0.5"},
            severity="critical",
            description="The candidate holds at least half of the orders that are published.",
            meta={"protects": "turnover in BI from a shop that was read only in part"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="gross_amount",
            min_value={"$PARAMETER": "published_gross_amount * 0.5"},
            max_value={"$PARAMETER": "published_gross_amount * 2"},
            severity="warning",
            description="The mean order is worth half to double of what is published.",
            meta={"protects": "turnover from a change of unit, such as cents for euros"},
        ),
    ]


def _people() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnMeanToBeBetween(
            column="is_anonymous",
            max_value={"$PARAMETER": "published_anonymous_share + 0.1"},
            severity="warning",
            description="The share of anonymous orders has not risen since the published release.",
            meta={"protects": "the value axis from a shop that stopped sending customers"},
        ),
    ]


def _amounts() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="is_refund",
            max_value=0,
            mostly=0.7,
            severity="warning",
            description="At most three orders in ten are refunds.",
            meta={"protects": "net amounts from sales that were read as returns"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="net_amount",
            min_value=-1_000_000,
            max_value=1_000_000,
            severity="warning",
            description="No order is worth more than a million either way.",
            meta={"protects": "turnover from one mistyped quantity or price"},
        ),
    ]
