"""Customers of the candidate release. One row per customer, without saying who."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROWS = """
    select
        count_accounts,
        confidence,
        case when count_sources > 1 then 1.0 else 0.0 end as is_joined,
        case when is_staff then 1.0 else 0.0 end as is_staff,
        case when is_bot then 1.0 else 0.0 end as is_bot
    from $marts.customers
"""

PUBLISHED = """
    select
        count(*) as published_rows,
        avg(count_accounts) as published_accounts,
        avg(confidence) as published_confidence,
        avg(case when count_sources > 1 then 1.0 else 0.0 end) as published_joined_share
    from $marts.customers
    where first_seen_at is null or first_seen_at <= $as_of
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(
        name="marts.customers", expectations=[*_volume(), *_accounts(), *_ties(), *_outsiders()]
    )


def _volume() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "published_rows * 0.5"},
            severity="critical",
            description="The candidate holds at least half of the customers that are published.",
            meta={"protects": "everybody's history from a merge of people who are not the same"},
        ),
    ]


def _accounts() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="count_accounts",
            min_value=1,
            max_value=500,
            severity="critical",
            description="No customer is made of more than 500 accounts.",
            meta={"protects": "people from being shown as one because of a placeholder address"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="count_accounts",
            max_value=25,
            severity="warning",
            description="No customer is made of more accounts than one person keeps.",
            meta={"protects": "the decision to look for an address that many people share"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="count_accounts",
            max_value={"$PARAMETER": "published_accounts * 1.5"},
            severity="warning",
            description="Customers have about as many accounts as in the published release.",
            meta={"protects": "who is who, from a rule that began to join too much"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="is_joined",
            min_value={"$PARAMETER": "published_joined_share - 0.1"},
            severity="warning",
            description="The share of customers known on several sources has not sunk.",
            meta={"protects": "the view across channels, from a source that lost its addresses"},
        ),
    ]


def _ties() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="confidence",
            min_value=0,
            strict_min=True,
            max_value=1,
            severity="critical",
            description="Every confidence is a probability, and no customer is held together by nothing.",
            meta={"protects": "who acts on a customer only from some confidence on"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="confidence",
            min_value={"$PARAMETER": "published_confidence - 0.05"},
            severity="warning",
            description="Customers are about as sure as in the published release.",
            meta={"protects": "the decision to look at a rule or a source whose evidence is weak"},
        ),
    ]


def _outsiders() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="is_staff",
            max_value=0,
            mostly=0.9,
            severity="warning",
            description="Few customers are the brand's own staff.",
            meta={"protects": "customers from being left out as staff by a mapping error"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="is_bot",
            max_value=0,
            mostly=0.8,
            severity="warning",
            description="Few customers are robots.",
            meta={"protects": "customers from being left out as robots by a mapping error"},
        ),
    ]
