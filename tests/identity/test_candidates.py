"""Customers who may be one person stand in the review queue with reasons; who was decided about does not."""

import json
import logging
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.identity.fragments import Brand, pairs, queue, town
from tests.identity.stored import store
from twoears.identity.candidates import READ, THRESHOLD, Found, find
from twoears.identity.tables import TABLES
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

AS_OF = datetime(2026, 8, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def people() -> tuple[Brand, set[frozenset[str]]]:
    return town(7)


@pytest.fixture(scope="module")
def found(people: tuple[Brand, set[frozenset[str]]]) -> list[dict[str, object]]:
    return queue(people[0])


def test_parted_customers_are_found_and_strangers_are_not(people, found) -> None:
    divided = people[1]
    right = pairs(found) & divided
    assert len(right) >= 0.8 * len(divided)
    assert len(right) >= 0.97 * len(found)


def test_a_pair_is_of_two_customers_with_an_account_of_each(people, found) -> None:
    customers = {row["account_id"]: row["customer_id"] for row in people[0].members}
    assert found
    for row in found:
        assert row["left_customer_id"] < row["right_customer_id"]
        assert row["status"] == "open"
        for side in ("left", "right"):
            assert customers[row[f"{side}_account_id"]] == row[f"{side}_customer_id"]
            evidence = json.loads(row[f"{side}_evidence"])
            assert {customers[told["account_id"]] for told in evidence} == {row[f"{side}_customer_id"]}
    assert len(pairs(found)) == len(found)


@pytest.mark.parametrize(("order", "threads"), [(1, 1), (2, 4)])
def test_the_queue_is_the_same_in_any_order_and_on_any_threads(people, found, order, threads) -> None:
    assert queue(people[0], order, threads) == found


def test_the_weights_add_up_to_the_score_and_the_reasons_say_them(found) -> None:
    for row in found:
        waterfall = json.loads(row["waterfall"])
        bits = sum(step["weight"] for step in waterfall)
        assert row["score"] == pytest.approx(1 / (1 + 2**-bits), abs=1e-3)
        assert row["score"] >= THRESHOLD
        said = [f"{step['comparison']} {step['grade']} {step['weight']:+.1f}" for step in waterfall[1:]]
        assert row["reasons"] == "; ".join(said)
        assert all(math.isfinite(step["weight"]) for step in waterfall)


def test_who_was_decided_about_is_asked_about_no_more(people, found) -> None:
    brand = people[0]
    asked = found[:: max(1, len(found) // 8)]
    decided = Brand(brand.accounts, brand.identifiers, brand.members, wares=brand.wares)
    decided.decisions = [
        {"account_id": row[f"{one}_account_id"], "other_account_id": row[f"{other}_account_id"]}
        for row in asked
        for one, other in (("left", "right"), ("right", "left"))[:: 1 if row["score"] > 0.9 else -1][:1]
    ]
    again = queue(decided)
    assert pairs(again) == pairs(found) - pairs(asked)


def scenes() -> Brand:
    """A crowd, and in it pairs of customers called by what the test says of them."""
    brand = town(3, people=200, split=0.0)[0]
    names = ("Xaver Quittek", "Gesche Ohmert", "Edda Moorkamp", "Ludger Zwirner")
    for n, (name, who) in enumerate(zip(names, ("person", "staff", "bot", "role"), strict=True)):
        brand.add(f"discourse:190{n}", f"{who} a", name=name, username=f"quitterich{n}{who}")
        brand.add(f"{'imap' if who == 'role' else 'mastodon'}:190{n}", f"{who} b", name=name)
        brand.tell(brand.accounts[-1]["account_id"], "username", f"quitterich{n}{who}")
        brand.accounts[-1] |= {"is_staff": who == "staff", "is_bot": who == "bot"}
    brand.tell("imap:1903", "email", "info@ohmert.test", "blocked")
    names = ("Sunniva Brack", "Tilo Harms", "Wiebke Jessen")
    for n, (name, why) in enumerate(zip(names, ("blocked", "over_limit", "trust_too_low"), strict=True)):
        brand.add(f"sql:180{n}", f"{why} a", name=name, phone=f"+4488888{n}")
        brand.add(f"imap:180{n}", f"{why} b", email=f"{why}@x.test", phone=(f"+4488888{n}", why))
    for n, (name, vendor) in enumerate((("Ruthild", "mastodon"), ("Swantje", "discourse"))):
        brand.add(f"discourse:170{n}", f"twice {vendor} a", username=f"{name}finch", name=name)
        brand.add(f"{vendor}:170{n}b", f"twice {vendor} b", username=f"{name}finch", name=name)
    for n, name in enumerate(("Hauke Adomeit", "Imke Adomeit", "")):
        brand.add(f"imap:160{n}" if n > 1 else f"sql:160{n}", f"household {'abc'[n]}", email=HELD)
        if name:
            brand.tell(f"sql:160{n}", "name", name)
    brand.add("sql:1500", "spelt a", name="Gerhild Pannek", email="g@x.test")
    brand.add("discourse:1500", "spelt b", username="gerhild_pannek71")
    for n, handle in enumerate(("hoxtonquill77", "umberlatch31")):
        brand.add(f"discourse:140{n}", f"meant by {n + 1} a", username=handle)
        brand.add(f"mastodon:140{n}", f"meant by {n + 1} b", username=handle, name=f"{'ZB'[n]}ada Zwicky")
    brand.add("mastodon:1403", "meant by 2 c", username="umberlatch31", name="Bruno Yelland")
    return brand


HELD = ("adomeit@x.test", "names_disagree")


@pytest.fixture(scope="module")
def seen() -> set[frozenset[str]]:
    return pairs(queue(scenes()))


@pytest.mark.parametrize(
    ("scene", "is_queued"),
    [
        pytest.param("person", True, id="one name and one handle"),
        pytest.param("staff", False, id="staff"),
        pytest.param("bot", False, id="a machine"),
        pytest.param("role", False, id="a mailbox that a role reads"),
        pytest.param("blocked", False, id="a blocked phone"),
        pytest.param("over_limit", False, id="a phone of too many"),
        pytest.param("trust_too_low", True, id="a phone that was only seen"),
        pytest.param("twice mastodon", True, id="a handle on a forum and a network"),
        pytest.param("household", False, id="one address and two names"),
        pytest.param("spelt", True, id="a handle that spells the name"),
        pytest.param("meant by 1", True, id="a handle that leads to one"),
        pytest.param("meant by 2", False, id="a handle that leads to two who differ"),
    ],
)
def test_a_pair_is_queued_by_what_both_sides_tell(seen, scene, is_queued) -> None:
    queued = {pair for pair in seen if any(name.startswith(scene) for name in pair)}
    assert queued == ({frozenset((f"{scene} a", f"{scene} b"))} if is_queued else set())


BAD = (
    ("name", "\U0001f600\U0001f3fd" * 50, None),
    ("name", "' or 1=1; --", None),
    ("name", "x" * 10_000, None),
    ("name", ",,,,", None),
    ("name", "\u202e\u200b \u0301", None),
    ("email", "a@@b@.test", "not_valid"),
    ("email", "@", None),
    ("phone", "1" * 30, "not_valid"),
    ("username", "", None),
    ("username", "@@", None),
    ("username", "__--..", None),
    ("website", "....", None),
    ("website", "/", None),
    ("profile_link", "x/y/?z#", None),
    ("postal_code", "\x01", None),
    ("no such type", "x", None),
)


def test_bad_evidence_joins_nobody_and_breaks_nothing(people, found) -> None:
    brand = people[0]
    spoilt = Brand(list(brand.accounts), list(brand.identifiers), list(brand.members))
    for n, (kind, value, withheld) in enumerate(BAD):
        for side in range(2):
            spoilt.add(f"sql:bad{n}{side}", f"bad{n}{side}")
            spoilt.tell(f"sql:bad{n}{side}", kind, value, withheld)
    bad = {pair for pair in pairs(queue(spoilt)) if any(name.startswith("bad") for name in pair)}
    assert bad == set()


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_the_queue_is_written_to_the_warehouse_of_either_engine(
    people, found, engine, tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    url = request.getfixturevalue("postgres_database") if engine == "postgres" else None
    settings = Settings(tmp_path, str(tmp_path / "lake"), engine, url)
    warehouse = open_warehouse(settings)
    store(settings, people[0])
    with caplog.at_level(logging.DEBUG):
        told = find(settings, AS_OF, warehouse)
    assert told.queued == len(found) < told.compared
    rows = warehouse.read(
        "select * from identity.identity_review_queue order by score desc, left_customer_id"
    )
    assert sorted(rows.to_pylist(), key=str) == sorted(found, key=str)
    values = {row["value_as_written"] for row in people[0].identifiers if len(row["value_as_written"]) > 5}
    assert not [value for value in values if value in caplog.text]


def test_an_empty_warehouse_gives_an_empty_queue(tmp_path: Path) -> None:
    settings = Settings(tmp_path, str(tmp_path / "lake"), "duckdb")
    store(settings, Brand())
    assert find(settings, AS_OF) == Found(compared=0, queued=0)
    rows = open_warehouse(settings).read("select * from identity.identity_review_queue")
    assert (rows.num_rows, rows.schema) == (0, TABLES["identity_review_queue"])


def test_products_are_found_in_what_people_wrote(tmp_path: Path) -> None:
    settings = Settings(tmp_path, str(tmp_path / "lake"), "duckdb")
    store(settings, Brand())
    wares = open_warehouse(settings).read(READ["wares"].format(as_of=AS_OF.isoformat())).to_pylist()
    assert {tuple(row.values()) for row in wares} == {
        ("sql:1", "p1", True),
        ("discourse:1", "p1", False),
        ("mastodon:2", "p2", False),
    }
