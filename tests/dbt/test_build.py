"""The whole project built on a brand of four people: what the marts then say."""

import hashlib
from decimal import Decimal

from tests.dbt.brand import AS_OF, DAY_BEFORE, MARTS, Home, Row
from twoears.transform import PROJECT

ANN = "c" + hashlib.md5(b"ann@people.example").hexdigest()
BRAND = "c" + hashlib.md5(b"us@brand.example").hexdigest()
SOCIAL = "c" + hashlib.md5(b"mastodon:9").hexdigest()


def of_customer(rows: list[Row], customer: str) -> Row:
    (row,) = [row for row in rows if row["customer_id"] == customer]
    return row


def test_accounts_with_one_address_are_one_customer(built: Home) -> None:
    ann = of_customer(built.mart("customers"), ANN)
    assert ann["count_accounts"] == 3
    assert ann["sources"] == "email, forum, orders"
    assert ann["last_seen_at"] == DAY_BEFORE


def test_the_brand_and_its_machines_are_told_apart(built: Home) -> None:
    customers = built.mart("customers")
    assert of_customer(customers, BRAND)["is_staff"]
    assert sum(row["is_staff"] for row in customers) == 2
    assert sum(row["is_bot"] for row in customers) == 1


def test_a_score_is_the_sum_of_decayed_weights(built: Home) -> None:
    ann = of_customer(built.mart("customer_engagement"), ANN)
    mailed, helped, answered = (Decimal(str(round(weight * 0.5 ** (1 / 90), 6))) for weight in (1, 2, 5))
    assert ann["conversation_score"] == mailed
    assert ann["help_score"] == helped + answered
    assert ann["engagement_score"] == ann["conversation_score"] + ann["help_score"]
    assert ann["main_pillar"] == "help"
    assert ann["engagement_rank"] == 1
    assert ann["reason"] == "had 1 answer accepted, gave help 1 time, wrote 1 mail; last 1 day ago"


def test_a_status_is_worth_half_after_a_half_life(built: Home) -> None:
    social = of_customer(built.mart("customer_engagement"), SOCIAL)
    assert social["advocacy_score"] == Decimal("1.500000")


def test_engagement_leaves_out_staff_bots_and_buyers(built: Home) -> None:
    people = {row["customer_id"] for row in built.mart("customer_engagement")}
    asker = "c" + hashlib.md5(b"discourse:3").hexdigest()
    assert people == {ANN, SOCIAL, asker}


def test_a_mail_to_two_spellings_is_one_contact(built: Home) -> None:
    received = [row for row in built.mart("interactions") if row["activity"] == "mail_received"]
    assert [row["customer_id"] for row in received] == [ANN]
    assert received[0]["direction"] == "outbound"
    assert received[0]["weight"] == 0


def test_the_sent_copy_of_a_mail_says_more_than_one_that_came_back(built: Home) -> None:
    brand = [row["activity"] for row in built.mart("interactions") if row["customer_id"] == BRAND]
    assert "mail_written" not in brand
    assert "mail_received" not in brand


def test_orders_keep_returns_anonymous_ones_and_their_newest_state(built: Home) -> None:
    orders = {row["order_id"]: row for row in built.mart("orders")}
    amounts = ("gross_amount", "returned_amount", "net_amount")
    assert set(orders) == {"o1", "o2", "o3"}
    assert [orders["o1"][name] for name in amounts] == [Decimal("1.00"), Decimal("0.10"), Decimal("0.90")]
    assert [orders["o2"]["is_anonymous"], orders["o2"]["customer_id"]] == [True, None]
    assert [orders["o3"]["is_refund"], orders["o3"]["status"]] == [True, "returned"]


def test_nothing_later_than_as_of_is_seen(built: Home) -> None:
    assert all(row["occurred_at"] < AS_OF for row in built.mart("interactions"))


def test_no_address_is_published(built: Home) -> None:
    for mart in MARTS:
        assert "example" not in repr(built.mart(mart))


def test_the_segment_holds_those_above_the_threshold(built: Home) -> None:
    segment = built.execute("select * from segments.engaged_customers")
    assert [row["customer_id"] for row in segment] == [ANN]


def test_nothing_is_written_beside_the_models(built: Home) -> None:
    committed = {"dbt_project.yml", "macros", "models", "seeds", "tests"}
    assert {path.name for path in PROJECT.iterdir()} == committed
