"""The segment of engaged customers, before it leaves the house. One row per customer."""

from typing import TYPE_CHECKING

from twoears.quality.leakage import PERSONAL

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROWS = """
    select customer_id, main_pillar, reason
    from segments.engaged_customers
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(name="segments.engaged_customers", expectations=[*_size(), *_leakage()])


def _size() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "previous_rows * 0.25"},
            severity="critical",
            description="The segment holds at least a quarter of what was exported before.",
            meta={"protects": "campaigns from taking nearly everybody off a list by mistake"},
        ),
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "previous_rows * 0.7"},
            max_value={"$PARAMETER": "previous_rows * 1.5 + 10"},
            severity="warning",
            description="The segment is about as large as what was exported before.",
            meta={"protects": "the budget of a campaign from an audience that jumps"},
        ),
    ]


def _leakage() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToNotMatchRegex(
            column=column,
            regex=regex,
            severity="critical",
            description=f"No {column.replace('_', ' ')} holds personal data.",
            meta={"protects": "customers' privacy: the file goes to systems that need no address from here"},
        )
        for column, regex in {"customer_id": "@", "main_pillar": PERSONAL, "reason": PERSONAL}.items()
    ]
