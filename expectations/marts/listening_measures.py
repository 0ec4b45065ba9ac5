"""What was heard in the candidate release: one row of shares, which are compared with the published ones.

A vendor is compared when enough of its texts were read in both releases for a share to mean something: in
narrow bounds where the same version of the reader has read them all, and for surges where another one has,
such as one that a brand has taught. Whoever means a jump, such as by a first load of years of mail, marks the
gate's task as successful.
"""

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twoears.settings import ROOT
from twoears.streams import VENDORS

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

FEWEST_FOR_A_SHARE = 200
"""Of fewer texts a share moves by chance alone."""

SPOKEN = [vendor for source, vendors in VENDORS.items() if source != "orders" for vendor in vendors]
"""The vendors in which customers write."""


def _intents() -> list[str]:
    with (ROOT / "dbt_project/seeds/intents.csv").open(encoding="utf-8", newline="") as seed:
        return [row["intent"] for row in csv.DictReader(seed)]


SHARES = [(intent, vendor) for vendor in SPOKEN for intent in _intents()]


def _of(measure: str, vendor: str, dimension: str = "all", where: str = "") -> str:
    return (
        f"max(case when measure = '{measure}' and vendor = '{vendor}' and dimension = '{dimension}' {where}"
        "then value end)"
    )


def _shares(prefix: str = "", where: str = "") -> str:
    return ",\n        ".join(
        f"{_of('intent_share', vendor, intent, where)} as {prefix}{intent}_{vendor}"
        for intent, vendor in SHARES
    )


def _figures(prefix: str = "", where: str = "") -> str:
    unread = [f"{_of('unread_share', v, where=where)} as {prefix}unread_{v}" for v in SPOKEN]
    moods = [f"{_of('mean_sentiment', v, where=where)} as {prefix}sentiment_{v}" for v in SPOKEN]
    return ",\n        ".join([_shares(prefix, where), *unread, *moods])


ROWS = f"""
    select
        {_figures()}
    from $marts.listening_measures
"""

PUBLISHED = f"""
    with figures as (
        select measure, vendor, dimension, value, false as is_published from $candidate.listening_measures
        union all
        select measure, vendor, dimension, value, true as is_published from $marts.listening_measures
    ),

    comparable as (
        select
            vendor,
            count(distinct case when measure = 'texts_by_version' then dimension end) = 1 as is_same_reader
        from figures
        group by vendor
        having count(case when measure = 'read_texts' and value >= {FEWEST_FOR_A_SHARE} then 1 end) = 2
    ),

    compared as (
        select
            figures.measure, figures.vendor, figures.dimension, figures.value, comparable.is_same_reader
        from figures
        inner join comparable on figures.vendor = comparable.vendor
        where figures.is_published
    )

    select
        {_figures("published_", "and is_same_reader ")},
        {_shares("before_", "and not is_same_reader ")}
    from compared
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the share of an intent may be, counted from a share of the release before, ``{}``."""

    severity: str
    least: str | None
    most: str
    description: str
    protects: str


SHARE_BOUNDS = (
    Bounds(
        "critical",
        least="published_{} * 0.5 - 0.05",
        most="published_{} * 2 + 0.05",
        description="The share of {intent} in what {vendor} gives is no other than what is published.",
        protects="signals and messages from texts that are cut, mixed up or read otherwise",
    ),
    Bounds(
        "warning",
        least="published_{} * 0.75 - 0.02",
        most="published_{} * 1.25 + 0.02",
        description="The share of {intent} in what {vendor} gives is about what is published.",
        protects="the decision to look at what customers suddenly say more or less often",
    ),
    Bounds(
        "critical",
        least=None,
        most="before_{} * 3 + 0.1",
        description="To another reader {intent} is not suddenly everywhere in what {vendor} gives.",
        protects="customers from what a reader hears that was taught wrongly",
    ),
)


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    shares = [_share(bounds, intent, vendor) for bounds in SHARE_BOUNDS for intent, vendor in SHARES]
    return gx.ExpectationSuite(name="marts.listening_measures", expectations=[*shares, *_whole()])


def _share(bounds: Bounds, intent: str, vendor: str) -> "Expectation":
    import great_expectations.expectations as gxe

    column = f"{intent}_{vendor}"
    return gxe.ExpectColumnMaxToBeBetween(
        column=column,
        min_value={"$PARAMETER": bounds.least.format(column)} if bounds.least else None,
        max_value={"$PARAMETER": bounds.most.format(column)},
        severity=bounds.severity,
        description=bounds.description.format(intent=intent, vendor=vendor),
        meta={"protects": bounds.protects},
    )


def _whole() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    unread = [
        gxe.ExpectColumnMaxToBeBetween(
            column=f"unread_{vendor}",
            max_value={"$PARAMETER": f"published_unread_{vendor} + 0.1"},
            severity="critical",
            description=f"Not many more texts of {vendor} than is published are in an unread language.",
            meta={"protects": "every share from texts that arrive garbled and so are in no language"},
        )
        for vendor in SPOKEN
    ]
    moods = [
        gxe.ExpectColumnMaxToBeBetween(
            column=f"sentiment_{vendor}",
            min_value={"$PARAMETER": f"published_sentiment_{vendor} - 0.15"},
            max_value={"$PARAMETER": f"published_sentiment_{vendor} + 0.15"},
            severity="warning",
            description=f"The mean sentiment in {vendor} is about what is published.",
            meta={"protects": "the decision to look at what makes customers gladder or angrier"},
        )
        for vendor in SPOKEN
    ]
    return [*unread, *moods]
