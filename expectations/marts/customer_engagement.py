"""Engagement of the candidate release. One row per customer who has invested anything."""

from typing import TYPE_CHECKING

from twoears.quality.leakage import PERSONAL

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

ROWS = """
    select
        engagement_score,
        conversation_score / nullif(engagement_score, 0) as conversation_share,
        advocacy_score / nullif(engagement_score, 0) as advocacy_share,
        reason
    from $marts.customer_engagement
"""

PUBLISHED = """
    select
        count(*) as published_rows,
        avg(engagement_score) as published_score,
        avg(conversation_score / nullif(engagement_score, 0)) as published_conversation_share,
        avg(advocacy_score / nullif(engagement_score, 0)) as published_advocacy_share
    from $marts.customer_engagement
    where last_interaction_at <= $as_of
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(
        name="marts.customer_engagement", expectations=[*_scores(), *_parts(), *_whole()]
    )


def _scores() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="engagement_score",
            min_value=0,
            severity="critical",
            description="No score is below nothing.",
            meta={"protects": "the ranking from a weight or a decay with the wrong sign"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="engagement_score",
            max_value=10_000,
            severity="warning",
            description="No score is beyond what one person can invest.",
            meta={"protects": "the ranking from a robot that was not recognised"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="engagement_score",
            min_value=0.01,
            mostly=0.5,
            severity="warning",
            description="Most scores have not decayed to nothing.",
            meta={"protects": "the ranking, which says little when everything in it is long ago"},
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="engagement_score",
            min_value={"$PARAMETER": "published_score * 0.5"},
            max_value={"$PARAMETER": "published_score * 2"},
            severity="warning",
            description="The mean score is half to double of what is published.",
            meta={"protects": "segments with a fixed threshold from a scale that moved"},
        ),
    ]


def _parts() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnMeanToBeBetween(
            column=f"{pillar}_share",
            min_value={"$PARAMETER": f"published_{pillar}_share - 0.25"},
            max_value={"$PARAMETER": f"published_{pillar}_share + 0.25"},
            severity="warning",
            description=f"The share of {pillar} in the scores is about what is published.",
            meta={"protects": "the reasons given for a score from a source that drowns the others"},
        )
        for pillar in ("conversation", "advocacy")
    ]


def _whole() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectTableRowCountToBeBetween(
            min_value={"$PARAMETER": "published_rows * 0.5"},
            severity="critical",
            description="The candidate holds at least half of the engaged customers that are published.",
            meta={"protects": "campaigns from a segment that shrinks because a source is missing"},
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="reason",
            regex=PERSONAL,
            severity="critical",
            description="No reason holds an address, a link or a long number.",
            meta={"protects": "customers' privacy: reasons are shown in BI tools and leave with segments"},
        ),
    ]
