"""Who is who in the candidate release: one row of figures, which are compared with the published ones.

Shares are not compared when a vendor gives much more than it gave to the published release, as in first loads
or with a new vendor, since that may tie many accounts; and nothing is when a moment before the published
release is built again. Whoever means a jump, such as by a new rule, marks the gate's task as successful.
"""

from typing import TYPE_CHECKING

from twoears.streams import VENDORS

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

FEWEST_FOR_A_SHARE = 100
"""With fewer accounts, the share of joined ones says nothing."""

MOST_GROWTH = 0.2
"""More new accounts or identifiers than this share of a vendor's change who can be joined at all ..."""

LEAST_GROWTH = 0.02
"""... unless they are fewer than this share of all accounts."""

LARGEST_UNASKED = 25
"""A customer of so many accounts stops nothing, however small the largest one was before."""

PARTS = {"all": "accounts"} | {v: f"accounts of {v}" for some in VENDORS.values() for v in some}


def _of(measure: str, dimension: str, value: str = "value") -> str:
    return f"max(case when measure = '{measure}' and dimension = '{dimension}' then {value} end)"


OVER_LIMIT = """coalesce(
            sum(case when measure = 'withheld_values' and dimension like '%: over_limit' then value end), 0
        )"""

ROWS = f"""
    select
        {_of("largest_customer", "all")} as largest_customer,
        {OVER_LIMIT} as values_over_limit,
        {", ".join(f"{_of('joined_share', part)} as joined_share_{part}" for part in PARTS)}
    from $marts.identity_measures
"""

PUBLISHED = f"""
    with known as (
        select measure, dimension, value
        from $marts.identity_measures
        where measure in ('accounts', 'identifiers')
    ),

    grown as (
        select now.dimension
        from $candidate.identity_measures as now
        left join known on now.measure = known.measure and now.dimension = known.dimension
        left join known as total on total.measure = 'accounts' and total.dimension = 'all'
        where
            now.measure in ('accounts', 'identifiers')
            and now.value - coalesce(known.value, 0)
            > {MOST_GROWTH} * coalesce(known.value, 0) + {LEAST_GROWTH} * coalesce(total.value, 0)
    ),

    compared as (
        select figures.measure, figures.dimension, figures.value
        from $marts.identity_measures as figures
        left join known on known.measure = 'accounts' and known.dimension = figures.dimension
        where
            not exists (select 1 from $marts.customers where first_seen_at > $as_of)
            and (
                figures.measure <> 'joined_share'
                or known.value >= {FEWEST_FOR_A_SHARE} and not exists (select 1 from grown)
            )
    )

    select
        {_of("largest_customer", "all", f"greatest(2 * value, {LARGEST_UNASKED})")} as largest_allowed,
        case when count(*) > 0 then {OVER_LIMIT} end as published_over_limit,
        {", ".join(f"{_of('joined_share', part)} as published_{part}" for part in PARTS)}
    from compared
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(name="marts.identity_measures", expectations=[*_sizes(), *_shares()])


def _sizes() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnMaxToBeBetween(
            column="largest_customer",
            max_value={"$PARAMETER": "largest_allowed"},
            severity="critical",
            description="No customer has more than twice the accounts of the largest published one.",
            meta={"protects": "strangers from being shown as one, by a value or a rule that joins too much"},
        ),
        gxe.ExpectColumnMaxToBeBetween(
            column="values_over_limit",
            max_value={"$PARAMETER": "published_over_limit * 1.5 + 5"},
            severity="warning",
            description="About as many values as in the published release are over their limit.",
            meta={"protects": "the decision to block a placeholder or to mend a mapping that fills one in"},
        ),
    ]


def _shares() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnMaxToBeBetween(
            column=f"joined_share_{part}",
            min_value={"$PARAMETER": f"published_{part} - 0.1"},
            max_value={"$PARAMETER": f"published_{part} + 0.1"},
            severity="critical",
            description=f"The share of {said} that share a customer is about what is published.",
            meta={
                "protects": "who is who, and every history, from evidence that went missing or joins anybody"
            },
        )
        for part, said in PARTS.items()
    ]
