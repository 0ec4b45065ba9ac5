"""Interactions of the candidate release. One row per interaction, without saying whose."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

SOURCES = ("email", "forum", "social", "orders")


def _inbound_from(source: str) -> str:
    return f"case when direction = 'inbound' and source = '{source}' then 1.0 else 0.0 end"


ROWS = f"""
    select
        weight,
        case when direction = 'inbound' then 1.0 else 0.0 end as is_inbound,
        case when direction = 'outbound' then null when is_automated then 1.0 else 0.0 end as is_robot,
        {", ".join(f"{_inbound_from(source)} as is_from_{source}" for source in SOURCES)},
        extract(epoch from ($as_of - occurred_at)) / 86400.0 as age_days
    from $marts.interactions
"""

PUBLISHED = f"""
    select
        count(*) as published_rows,
        avg(weight) as published_weight,
        {", ".join(f"sum({_inbound_from(source)}) as published_{source}" for source in SOURCES)},
        avg(case when direction = 'inbound' then 1.0 else 0.0 end) as published_inbound_share
    from $marts.interactions
    where occurred_at <= $as_of
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(name="marts.interactions", expectations=[*_volume(), *_sources(), *_kinds()])


def _volume() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "published_rows * 0.5"},
            severity="critical",
            description="The candidate holds at least half of the interactions that are published.",
            meta={"protects": "readers of every mart from a release that holds a part only"},
        ),
        gxe.ExpectTableRowCountToBeBetween(
            max_value={"$PARAMETER": "published_rows * 3 + 10"},
            severity="warning",
            description="The candidate holds at most three times what is published.",
            meta={"protects": "engagement scores from a source that is counted twice"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="age_days",
            min_value=0,
            severity="critical",
            description="Nothing is later than the moment that the release stands for.",
            meta={"protects": "recency and decay, and that the same as_of gives the same marts"},
        ),
    ]


def _sources() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnSumToBeBetween(
            column=f"is_from_{source}",
            min_value={"$PARAMETER": f"published_{source} * 0.5"},
            severity="critical",
            description=f"Customers did at least half of what is published from the source {source}.",
            meta={"protects": "every score from one source that is missing behind the volume of others"},
        )
        for source in SOURCES
    ]


def _kinds() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnMeanToBeBetween(
            column="is_inbound",
            min_value={"$PARAMETER": "published_inbound_share - 0.25"},
            max_value={"$PARAMETER": "published_inbound_share + 0.25"},
            severity="warning",
            description="Customers and the brand speak in about the same proportion as published.",
            meta={"protects": "investment and pressure from a folder or a direction that was swapped"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="weight",
            min_value={"$PARAMETER": "published_weight * 0.5"},
            max_value={"$PARAMETER": "published_weight * 2"},
            severity="warning",
            description="An interaction weighs half to double of what is published.",
            meta={"protects": "scores from an activity that was read as another"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="is_robot",
            max_value=0,
            mostly=0.5,
            severity="warning",
            description="Most of what reached the brand came from people.",
            meta={"protects": "the decision to look for a robot that writes to the brand"},
        ),
    ]
