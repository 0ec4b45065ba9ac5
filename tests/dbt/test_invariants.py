"""Each arithmetic invariant of the marts fails on marts that are wrong in the way it names."""

import json

import pytest

from tests.dbt.brand import Home
from twoears.errors import ModelError
from twoears.transform import PROJECT

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
    "assert_sizes_of_customers_add_up_to_the_accounts": (
        "update marts_blue.identity_measures set value = value + 1 where measure = 'customers_by_size'"
    ),
    "assert_every_account_has_one_open_history_row_of_its_customer": (
        "update marts_blue.customer_id_history set customer_id = 'c0' where valid_to is null"
    ),
    "assert_every_change_of_customer_stands_in_the_history": (
        "insert into marts_blue.identity_changes (changed_at, account_id, from_customer_id, to_customer_id) "
        "values ('2026-07-01 00:00:00+00', 'sql:c1', 'c0', 'c1')"
    ),
    "assert_every_text_is_read_unread_or_waiting": (
        "update marts_blue.listening_measures set value = value + 1 where measure = 'waiting_texts'"
    ),
    "assert_every_text_is_an_inbound_interaction": (
        "delete from marts_blue.interactions where activity = 'status_posted'"
    ),
    "assert_every_account_belongs_to_one_customer": (
        "delete from marts_blue.customer_accounts where vendor = 'sql'"
    ),
}


def test_wrong_marts_fail_the_invariant_that_names_it(copied: Home) -> None:
    copied.run("test_type:singular", command="test")
    for sql in BREAKS.values():
        copied.execute(sql)
    with pytest.raises(ModelError):
        copied.run("test_type:singular", command="test")
    kept = json.loads((copied.artifacts / "run_results.json").read_text())
    failed = {result["unique_id"].split(".")[-1] for result in kept["results"] if result["status"] == "fail"}
    assert failed == set(BREAKS) == {path.stem for path in (PROJECT / "tests").glob("*.sql")}
