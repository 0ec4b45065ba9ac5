"""The whole project built on a brand of four people: what the marts then say."""

import hashlib
from decimal import Decimal

from tests.dbt.brand import AS_OF, DAY_BEFORE, MARTS, Home, Row
from twoears.transform import PROJECT


def customer_of(oldest_account: str) -> str:
    """A customer is called by the oldest account; of two that were first seen at once, by the lesser id."""
    return "c" + hashlib.md5(oldest_account.encode()).hexdigest()


ANN = customer_of("discourse:1")
BRAND = customer_of("discourse:2")
SOCIAL = customer_of("mastodon:9")


def account_of(address: str) -> str:
    return "imap:" + hashlib.md5(address.encode()).hexdigest()


def of_customer(rows: list[Row], customer: str) -> Row:
    (row,) = [row for row in rows if row["customer_id"] == customer]
    return row


def test_accounts_with_one_address_are_one_customer(built: Home) -> None:
    ann = of_customer(built.mart("customers"), ANN)
    assert ann["count_accounts"] == 3
    assert ann["sources"] == "email, forum, orders"
    assert ann["last_seen_at"] == DAY_BEFORE
    assert ann["reached_by"] == "email"
    assert ann["confidence"] == Decimal("0.980")


def test_an_account_says_what_ties_it_and_whether_its_owner_is_staff(built: Home) -> None:
    accounts = {row["account_id"]: row for row in built.mart("customer_accounts")}
    assert accounts["sql:c1"]["customer_id"] == ANN
    assert accounts["sql:c1"]["joined_by"] == "email"
    assert accounts["mastodon:9"]["joined_by"] is None
    staff = {name for name, row in accounts.items() if row["is_staff"]}
    assert staff == {"discourse:2", "mastodon:8", account_of("us@brand.example")}


def test_evidence_is_one_row_an_account_type_and_value(built: Home) -> None:
    found = built.execute(
        "select account_id, value, is_joining from intermediate.int_identifiers "
        "where identifier_type = 'email' and value = 'ann@people.example' order by account_id"
    )
    accounts = ["discourse:1", account_of("ann@people.example"), "sql:c1"]
    assert found == [
        {"account_id": account, "value": "ann@people.example", "is_joining": True} for account in accounts
    ]


def test_the_first_run_begins_everybodys_history(built: Home) -> None:
    history = built.mart("customer_id_history")
    assert {row["account_id"] for row in history} == {
        row["account_id"] for row in built.mart("customer_accounts")
    }
    assert {(row["valid_from"], row["valid_to"]) for row in history} == {(AS_OF, None)}
    assert all(row["customer_id"] == row["current_customer_id"] for row in history)
    assert built.mart("identity_changes") == []


def test_figures_say_how_well_people_were_told_apart(built: Home) -> None:
    measures = {(row["measure"], row["dimension"]): row["value"] for row in built.mart("identity_measures")}
    assert measures["accounts", "all"] == 10
    assert measures["largest_customer", "all"] == 3
    assert measures["customers_by_size", "3"] == 1
    assert measures["customers_by_reach", "email"] == 2
    assert measures["joined_share", "all"] == Decimal("0.5")
    assert measures["joined_share", "discourse"] == Decimal("0.666666")
    assert measures["joined_share", "mastodon"] == 0


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
    assert people == {ANN, SOCIAL, customer_of("discourse:3")}


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


def test_texts_are_what_customers_wrote_before_as_of(built: Home) -> None:
    """Neither the brand's posts, nor a machine's mail, nor what was taken down."""
    found = built.execute("select interaction_id from intermediate.int_texts_unioned order by 1")
    mail = f"imap:{hashlib.md5(b'in@ann').hexdigest()}"
    texts = ["discourse:post:1", "discourse:post:2", mail, "mastodon:status:1"]
    assert [row["interaction_id"] for row in found] == texts
    read = built.execute("select interaction_id from listening.texts order by 1")
    assert [row["interaction_id"] for row in read] == texts


def test_figures_say_how_much_was_read_and_heard(built: Home) -> None:
    measures = {
        (row["measure"], row["vendor"], row["dimension"]): row["value"]
        for row in built.mart("listening_measures")
    }
    assert measures["texts", "all", "all"] == 4
    assert measures["texts", "discourse", "all"] == 2
    assert measures["read_texts", "all", "all"] == 4
    assert measures["waiting_texts", "all", "all"] == 0
    assert measures["unread_share", "imap", "all"] == 0
    assert measures["intent_share", "discourse", "suggestion"] == Decimal("0.5")


def test_no_address_is_published(built: Home) -> None:
    for mart in MARTS:
        assert "example" not in repr(built.mart(mart))


def test_the_segment_holds_those_above_the_threshold(built: Home) -> None:
    segment = built.execute("select * from segments.engaged_customers")
    assert [row["customer_id"] for row in segment] == [ANN]


def test_nothing_is_written_beside_the_models(built: Home) -> None:
    committed = {"dbt_project.yml", "macros", "models", "seeds", "tests"}
    assert {path.name for path in PROJECT.iterdir()} == committed
