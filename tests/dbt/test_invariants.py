"""Each arithmetic invariant of the marts fails on marts that are wrong in the way it names."""

import pytest

from tests.dbt.brand import Home
from twoears.errors import ModelError

BREAKS = {
    "assert_pillar_scores_add_up_to_the_engagement_score": (
        "update marts_blue.customer_engagement set help_score = help_score + 0.000001"
    ),
    "assert_engagement_counts_every_weighted_interaction": (
        "update marts_blue.customer_engagement set count_interactions = count_interactions + 1"
    ),
    "assert_every_interaction_is_neither_lost_nor_doubled": (
        "delete from marts_blue.interactions where activity = 'mail_received'"
    ),
    "assert_order_amounts_add_up_to_their_lines": (
        "update marts_blue.orders set net_amount = net_amount + 0.01, gross_amount = gross_amount + 0.01 "
        "where order_id = 'o2'"
    ),
    "assert_every_account_belongs_to_one_customer": (
        "delete from marts_blue.customer_accounts where vendor = 'sql'"
    ),
}


def test_wrong_marts_fail_the_invariant_that_names_it(copied: Home) -> None:
    copied.run("test_type:singular", command="test")
    for sql in BREAKS.values():
        copied.execute(sql)
    with pytest.raises(ModelError) as failure:
        copied.run("test_type:singular", command="test")
    for name in BREAKS:
        assert f"test {name}" in str(failure.value)
