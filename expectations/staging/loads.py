"""Every load of the lake: nothing that was pulled is left over. One row per load."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

LABEL = "stream"

ROWS = """
    select
        stream,
        pulled,
        unchanged + extracted as unchanged_or_extracted,
        extracted,
        landed + quarantined as landed_or_quarantined
    from raw.loads
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx
    import great_expectations.expectations as gxe

    return gx.ExpectationSuite(
        name="staging.loads",
        expectations=[
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="extracted",
                column_B="landed_or_quarantined",
                severity="critical",
                description="Every extracted record landed or was quarantined.",
                meta={"protects": "the promise that no record of a customer is lost between vendor and lake"},
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="pulled",
                column_B="unchanged_or_extracted",
                severity="critical",
                description="Every pulled record was extracted or was held unchanged already.",
                meta={"protects": "the promise that leaving out unchanged records leaves out nothing else"},
            ),
        ],
    )
