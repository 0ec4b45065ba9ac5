"""The generated world repeats itself, holds together, and is as varied as it claims to be."""

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sandbox.shapes import World
from sandbox.world import build
from sandbox.world.shop import PLACEHOLDER_EMAIL

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"people": 60, "days": 20, "seed": 3}
DIGEST = """
import hashlib
from sandbox.world import build
print(hashlib.sha256(repr(build(people=60, days=20, seed=3)).encode()).hexdigest())
"""
INTENTS = {
    "suggestion",
    "purchase_intent",
    "recommendation",
    "defence",
    "experience_shared",
    "help_given",
    "question",
    "complaint",
    "praise",
    "churn_threat",
    "quiet_wish",
}
HOST = re.compile(r"(?:https?://|@)((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)


@cache
def default_world() -> World:
    return build()


@pytest.fixture(scope="module")
def world() -> World:
    return default_world()


@cache
def parsed_mails() -> tuple[Message, ...]:
    return tuple(message_from_bytes(item.raw) for item in default_world().messages)


def body_of(mail: Message) -> str:
    """The first text part, decoded as it says, on one line."""
    part = next(part for part in mail.walk() if part.get_content_maintype() == "text")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return " ".join(unescape(content.decode(part.get_content_charset() or "ascii")).split())


def rows(world: World, table: str, **wanted: object) -> list[dict[str, Any]]:
    """Truth rows whose columns have the wanted values."""
    return [row for row in world.truth[table] if all(row[k] == v for k, v in wanted.items())]


def odd_keys(world: World, vendor: str) -> set[str]:
    return {row["key"] for row in rows(world, "oddities", vendor=vendor)}


def strings(value: object) -> Iterator[str]:
    """Every text inside nested lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_same_arguments_give_the_same_world_in_a_process_with_other_hashes() -> None:
    here = hashlib.sha256(repr(build(**SMALL)).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "4242", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


@pytest.mark.parametrize("part", ["messages", "forum", "social", "shop", "truth"])
def test_another_seed_changes_every_part(part: str) -> None:
    assert getattr(build(**SMALL), part) != getattr(build(**{**SMALL, "seed": 4}), part)


def test_a_world_too_small_to_hold_its_cast_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        build(people=2)


@pytest.mark.parametrize(("people", "days"), [(10, 1), (25, 3), (60, 20)])
def test_small_worlds_hold_together(people: int, days: int) -> None:
    world = build(people=people, days=days, seed=1)
    assert len(rows(world, "people", kind="customer")) == people
    assert world.ended_at - world.started_at == timedelta(days=days)
    assert world.messages
    assert world.forum.posts
    assert world.social.statuses


def test_the_default_world_has_the_promised_size(world: World) -> None:
    people = len(rows(world, "people", kind="customer"))
    assert people == 2000
    assert world.started_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert world.ended_at == world.started_at + timedelta(days=180)
    assert 2 <= len(world.messages) / people <= 3
    assert 3.5 <= len(world.forum.posts) / people <= 5
    assert 3 <= (len(world.social.statuses) + len(world.social.notifications)) / people <= 5
    assert 1.5 <= len(world.shop.orders) / people <= 2.5


def test_activity_is_heavily_skewed(world: World) -> None:
    acts = sorted((row["acts"] for row in rows(world, "people", kind="customer")), reverse=True)
    assert sum(acts[: len(acts) // 10]) > sum(acts) / 2


def test_ids_are_unique_and_ascend(world: World) -> None:
    sequences = {
        "posts": [post["id"] for post in world.forum.posts],
        "topics": [topic["id"] for topic in world.forum.topics],
        "users": [user["id"] for user in world.forum.users],
        "statuses": [int(status["id"]) for status in world.social.statuses],
        "notifications": [int(item["id"]) for item in world.social.notifications],
        "customers": [row["customer_id"] for row in world.shop.customers],
        "orders": [row["order_id"] for row in world.shop.orders],
        "lines": [(row["order_id"], row["line_number"]) for row in world.shop.order_lines],
        "products": [row["product_id"] for row in world.shop.products],
    }
    unsorted = [name for name, ids in sequences.items() if ids != sorted(set(ids))]
    assert unsorted == []


def test_nothing_happens_at_or_after_the_end(world: World) -> None:
    end = world.ended_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    stamp = re.compile(r"^(?!9999)\d{4}-\d\d-\d\dT[\d:.]+Z$")
    vendors = [*world.forum.posts, *world.forum.topics, *world.forum.users]
    vendors += [*world.social.statuses, *world.social.notifications]
    late = [text for item in vendors for text in strings(item) if stamp.match(text) and text >= end]
    assert late == []
    tables = (world.shop.customers, world.shop.orders, world.shop.order_lines, world.shop.products)
    times = [value for table in tables for row in table for value in row.values()]
    moments = [value for value in times if isinstance(value, datetime) and value.year < 9999]
    assert max(moments) < world.ended_at
    received = [message.received_at for message in world.messages]
    assert received == sorted(received)
    assert received[-1] < world.ended_at


def test_every_host_is_reserved_for_tests(world: World) -> None:
    mails = [message.raw.replace(b"=\r\n", b"").decode("utf-8", "replace") for message in world.messages]
    forum, social, shop = world.forum, world.social, world.shop
    records = [forum.posts, forum.topics, forum.users, social.account, social.statuses]
    records += [social.notifications, shop.customers, world.truth["accounts"], world.truth["texts"]]
    hosts = {host for text in [*mails, *strings(records)] for host in HOST.findall(text)}
    real = {host for host in hosts if not host.lower().endswith((".test", ".example"))}
    assert real == set()


def test_forum_references_resolve(world: World) -> None:
    users = {user["id"]: user["username"] for user in world.forum.users}
    topics = {topic["id"]: topic for topic in world.forum.topics}
    categories = {category["id"] for category in world.forum.categories}
    posts = {(post["topic_id"], post["post_number"]): post for post in world.forum.posts}
    for post in world.forum.posts:
        assert users[post["user_id"]] == post["username"]
        assert post["category_id"] in categories
        parent = post["reply_to_post_number"]
        if parent is not None:
            answered = posts[post["topic_id"], parent]
            assert answered["id"] < post["id"]
            assert post["reply_to_user"]["username"] == answered["username"]
    sizes = Counter(post["topic_id"] for post in world.forum.posts)
    for topic in topics.values():
        assert topic["posts_count"] == sizes[topic["id"]]
        assert {poster["user_id"] for poster in topic["posters"]} <= users.keys()
        assert topic["bumped_at"] <= topic["last_posted_at"]


def test_social_references_resolve(world: World) -> None:
    statuses = {status["id"]: status for status in world.social.statuses}
    brand = world.social.account["id"]
    for status in statuses.values():
        parent = status["in_reply_to_id"]
        assert parent is None or int(parent) < int(status["id"])
        assert parent is None or statuses[parent]["account"]["id"] == status["in_reply_to_account_id"]
    for item in world.social.notifications:
        if item["type"] == "follow":
            assert "status" not in item
            continue
        about = statuses[item["status"]["id"]]
        if item["type"] == "mention":
            assert brand in {mention["id"] for mention in about["mentions"]}
        else:
            assert about["account"]["id"] == brand


def test_shop_references_resolve(world: World) -> None:
    customers = {row["customer_id"]: row for row in world.shop.customers}
    orders = {row["order_id"] for row in world.shop.orders}
    products = {row["product_id"] for row in world.shop.products}
    odd = odd_keys(world, "sql")
    assert {row["order_id"] for row in world.shop.order_lines} == orders
    assert {row["product_id"] for row in world.shop.order_lines} <= products
    for order in world.shop.orders:
        if order["customer_id"] is not None and str(order["order_id"]) not in odd:
            assert customers[order["customer_id"]]["created_at"] <= order["ordered_at"]
            assert order["ordered_at"] <= order["updated_at"]


def test_truth_points_at_what_the_vendors_show(world: World) -> None:
    people = {row["person_id"] for row in world.truth["people"]}
    for table in ("accounts", "texts", "mails", "orders"):
        assert {row["person_id"] for row in world.truth[table]} <= people, table
    shown = {
        "discourse": {str(post["id"]) for post in world.forum.posts},
        "mastodon": {status["id"] for status in world.social.statuses},
        "imap": {row["key"] for row in world.truth["mails"]},
    }
    for text in world.truth["texts"]:
        assert text["key"] in shown[text["vendor"]]
    users = {str(user["id"]) for user in world.forum.users if user["username"] != "system"}
    assert {row["account_key"] for row in rows(world, "accounts", vendor="discourse")} == users
    bought_by = {str(row["customer_id"]) for row in world.shop.customers}
    assert {row["account_key"] for row in rows(world, "accounts", vendor="sql")} == bought_by


def test_mail_truth_is_keyed_by_message_id_or_position(world: World) -> None:
    positions: Counter[str] = Counter()
    truth = rows(world, "mails")
    assert len(truth) == len(world.messages)
    for row, message, mail in zip(truth, world.messages, parsed_mails(), strict=True):
        positions[message.folder] += 1
        place = positions[message.folder]
        assert (row["folder"], row["position"]) == (message.folder, place)
        assert row["key"] == (mail["Message-ID"] or f"{message.folder}/{place}")
    assert len({row["key"] for row in truth}) == len(truth)


def test_mails_come_in_every_layout_and_encoding(world: World) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for mail in parsed_mails():
        seen["type"].add(mail.get_content_type())
        for part in mail.walk():
            seen["charset"].add(part.get_content_charset() or "")
            seen["transfer"].add(part.get("Content-Transfer-Encoding", ""))
    assert seen["type"] == {"text/plain", "text/html", "multipart/alternative", "multipart/mixed"}
    assert {"utf-8", "iso-8859-1", "windows-1252"} <= seen["charset"]
    assert {"7bit", "8bit", "quoted-printable", "base64"} <= seen["transfer"]
    heads = [message.raw.partition(b"\r\n\r\n")[0].lower() for message in world.messages]
    assert any(b"=?utf-8?" in head for head in heads)
    assert any(b"=?iso-8859-1?" in head for head in heads)
    assert all(b"\n" not in message.raw.replace(b"\r\n", b"") for message in world.messages)


def test_own_words_can_be_read_from_every_sound_mail(world: World) -> None:
    texts = {row["key"]: row["own_text"] for row in rows(world, "texts", vendor="imap")}
    odd = odd_keys(world, "imap")
    for mail in parsed_mails():
        if mail["Message-ID"] in texts and mail["Message-ID"] not in odd:
            assert texts[mail["Message-ID"]] in body_of(mail)


def test_threads_run_between_inbox_and_sent(world: World) -> None:
    folder_of = {
        mail["Message-ID"]: message.folder
        for message, mail in zip(world.messages, parsed_mails(), strict=True)
        if mail["Message-ID"]
    }
    odd = len([row for row in world.truth["oddities"] if row["reason"] == "missing_message_id"])
    crossings: Counter[tuple[str, str]] = Counter()
    lost = 0
    for message, mail in zip(world.messages, parsed_mails(), strict=True):
        if parent := mail["In-Reply-To"]:
            lost += parent not in folder_of
            crossings[folder_of.get(parent, "?"), message.folder] += 1
    assert crossings["INBOX", "Sent"] > 500
    assert crossings["Sent", "INBOX"] > 100
    assert crossings["INBOX", "INBOX"] == crossings["Sent", "Sent"] == 0
    assert lost <= odd
    assert any("\n> " in message.raw.decode("utf-8", "replace") for message in world.messages)


def test_newsletters_press_on_many_people_over_time(world: World) -> None:
    days: set[date] = set()
    received: Counter[str] = Counter()
    for row, message, mail in zip(rows(world, "mails"), world.messages, parsed_mails(), strict=True):
        if row["kind"] == "newsletter":
            copies = [address for _, address in getaddresses(mail.get_all("Bcc", []))]
            assert len(copies) + 1 == row["count_recipients"]
            days.add(message.received_at.date())
            received.update(copies)
    assert len(days) >= 15
    assert len(received) > 800
    assert max(received.values()) == len(days)


def test_machines_say_so_in_headers(world: World) -> None:
    kinds = {row["key"]: row["kind"] for row in world.truth["mails"]}
    for mail in parsed_mails():
        kind = kinds.get(mail["Message-ID"])
        is_machine = bool(mail["Auto-Submitted"] or mail["Precedence"])
        assert is_machine == (kind in ("newsletter", "offer", "notice", "auto_reply"))
    assert set(kinds.values()) == {"personal", "reply", "newsletter", "offer", "notice", "auto_reply"}


def test_posts_hold_their_words_quotes_mentions_and_boxes(world: World) -> None:
    texts = {row["key"]: row["own_text"] for row in rows(world, "texts", vendor="discourse")}
    odd = odd_keys(world, "discourse")
    for post in world.forum.posts:
        if str(post["id"]) in texts and str(post["id"]) not in odd:
            assert texts[str(post["id"])] in post["raw"]
    cooked = [post["cooked"] for post in world.forum.posts]
    for markup in ('<aside class="quote', 'class="mention"', '<aside class="onebox', "<p>"):
        assert sum(markup in text for text in cooked) > 20, markup
    likes = [action for post in world.forum.posts for action in post["actions_summary"]]
    assert likes
    assert all(action["id"] == 2 and action["count"] > 0 for action in likes)


def test_an_accepted_answer_stands_under_its_question_once(world: World) -> None:
    accepted = Counter(post["topic_id"] for post in world.forum.posts if post["accepted_answer"])
    solved = {topic["id"] for topic in world.forum.topics if topic["has_accepted_answer"]}
    assert accepted.keys() == solved
    assert set(accepted.values()) == {1}


def test_the_forum_has_system_users_staff_and_system_posts(world: World) -> None:
    names = {user["id"]: user["username"] for user in world.forum.users}
    assert (names[-2], names[-1]) == ("discobot", "system")
    roles = Counter((user["admin"], user["moderator"]) for user in world.forum.users if user["id"] > 0)
    assert roles[True, False] == 1
    assert roles[False, True] == 2
    assert {post["post_type"] for post in world.forum.posts} == {1, 3}


def test_snowflakes_tell_the_time(world: World) -> None:
    odd = odd_keys(world, "mastodon")
    for status in world.social.statuses:
        if status["id"] not in odd:
            moment = datetime.fromtimestamp((int(status["id"]) >> 16) / 1000, UTC)
            said = datetime.fromisoformat(status["created_at"])
            assert abs(moment - said) < timedelta(milliseconds=2)


def test_the_social_web_is_varied(world: World) -> None:
    kinds = Counter(item["type"] for item in world.social.notifications)
    assert set(kinds) == {"mention", "favourite", "reblog", "follow"}
    statuses = world.social.statuses
    accounts = {status["account"]["acct"]: status["account"] for status in statuses}
    assert any(account["bot"] for account in accounts.values())
    assert any("@" in name for name in accounts)
    assert any("@" not in name for name in accounts)
    assert any(status["reblog"] for status in statuses)
    assert {"public", "unlisted", "direct"} == {status["visibility"] for status in statuses}
    links = [field for account in accounts.values() for field in account["fields"]]
    assert any("me" in field["value"] and field["verified_at"] for field in links)
    tags = {tag["name"] for status in statuses for tag in status["tags"]}
    assert {"windrow", "windrowrun"} <= tags


def test_favourites_and_boosts_are_counted_once_per_account(world: World) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    fans = set()
    for item in world.social.notifications:
        if item["type"] in ("favourite", "reblog"):
            fans.add((item["type"], item["status"]["id"], item["account"]["id"]))
            counted[item["type"], item["status"]["id"]] += 1
    assert len(fans) == counted.total()
    brand = world.social.account["id"]
    for status in world.social.statuses:
        if status["account"]["id"] == brand and status["reblog"] is None:
            assert status["favourites_count"] == counted["favourite", status["id"]]
            assert status["reblogs_count"] == counted["reblog", status["id"]]


def test_the_cast_has_staff_bots_pairs_and_people_of_two_addresses(world: World) -> None:
    kinds = Counter(row["kind"] for row in world.truth["people"])
    assert kinds["staff"] >= 4
    assert kinds["bot"] >= 5
    customers = rows(world, "people", kind="customer")
    assert any(";" in row["emails"] for row in customers)
    assert sum(";" not in row["channels"] for row in customers) > 200
    home_of = {row["person_id"]: row for row in customers if row["housemate"]}
    assert home_of
    for row in home_of.values():
        mate = home_of[row["housemate"]]
        assert mate["emails"] == row["emails"]
        assert mate["name"] != row["name"]


def test_people_spell_themselves_in_many_ways(world: World) -> None:
    emails: dict[str, set[str]] = defaultdict(set)
    for row in world.truth["accounts"]:
        if row["email"] and row["email"] != PLACEHOLDER_EMAIL:
            emails[row["person_id"]].add(row["email"])
    assert sum(len(found) > len({e.lower() for e in found}) for found in emails.values()) > 50
    assert any("+" in email for found in emails.values() for email in found)
    phones = [row["phone"] for row in world.shop.customers if row["phone"]]
    assert {phone[0] for phone in phones} >= {"+", "0", "("}
    names = [row["name"] for row in world.shop.customers]
    assert any(", " in name for name in names)
    assert any(name.isupper() for name in names)
    assert any(name.islower() for name in names)


def test_the_shop_has_gaps_and_a_placeholder(world: World) -> None:
    customers = world.shop.customers
    assert any(row["email"] is None for row in customers)
    assert any(row["phone"] is None for row in customers)
    owner = {row["account_key"]: row["person_id"] for row in rows(world, "accounts", vendor="sql")}
    at_the_till = [row for row in customers if row["email"] == PLACEHOLDER_EMAIL]
    assert len({owner[str(row["customer_id"])] for row in at_the_till}) >= 3
    assert any(order["customer_id"] is None for order in world.shop.orders)
    assert {order["currency"] for order in world.shop.orders} == {"GBP", "EUR", "USD"}
    assert any(row["updated_at"] > row["created_at"] for row in customers)


def test_what_goes_back_is_what_was_bought(world: World) -> None:
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in world.shop.order_lines:
        lines[line["order_id"]].append(line)
    for order in world.shop.orders:
        bought: Counter[str] = Counter()
        for line in lines[order["order_id"]]:
            bought[line["product_id"]] += line["quantity"]
        kept = sum(bought.values())
        assert min(bought.values()) >= 0
        assert (kept == 0) >= (order["status"] == "cancelled")
        has_return = any(line["quantity"] < 0 for line in lines[order["order_id"]])
        assert has_return == (order["status"] in ("cancelled", "returned"))


def test_bargain_hunters_buy_with_a_code_only(world: World) -> None:
    trait = {row["person_id"]: row["trait"] for row in world.truth["people"]}
    buyer = {row["order_id"]: row["person_id"] for row in world.truth["orders"]}
    with_code: dict[str, list[bool]] = defaultdict(list)
    for order in world.shop.orders:
        with_code[trait[buyer[order["order_id"]]]].append(order["discount_code"] is not None)
    assert all(with_code["bargain"])
    assert sum(with_code["silent_loyal"]) < len(with_code["silent_loyal"]) / 4


def test_about_one_record_in_a_thousand_is_to_be_refused(world: World) -> None:
    refused = Counter(row["vendor"] for row in rows(world, "oddities", expected="quarantined"))
    sizes = {
        "imap": len(world.messages),
        "discourse": len(world.forum.posts),
        "mastodon": len(world.social.statuses),
        "sql": len(world.shop.order_lines) + len(world.shop.orders),
    }
    for vendor, size in sizes.items():
        assert 0.5 <= refused[vendor] / size * 1000 <= 2, vendor
    landed = {row["reason"] for row in rows(world, "oddities", expected="landed")}
    assert landed == {"unknown_charset", "missing_message_id", "missing_date"}


def test_oddities_are_all_the_strangeness_there_is(world: World) -> None:
    posts = {str(p["id"]) for p in world.forum.posts if "\0" in p["raw"] or p["created_at"] > "9"}
    statuses = {s["id"] for s in world.social.statuses if "\0" in s["content"] or s["created_at"] > "9"}
    sold = {str(row["order_id"]) for row in world.shop.orders if row["ordered_at"].year == 9999} | {
        f"{row['order_id']}/{row['line_number']}"
        for row in world.shop.order_lines
        if row["unit_price"] is None or "\0" in row["description"]
    }
    assert posts == odd_keys(world, "discourse")
    assert statuses == odd_keys(world, "mastodon")
    assert sold == odd_keys(world, "sql")


def test_every_intent_is_spoken_on_every_talking_channel(world: World) -> None:
    for vendor in ("imap", "discourse", "mastodon"):
        texts = rows(world, "texts", vendor=vendor)
        heard = {intent for row in texts for intent in row["intents"].split(";")}
        missing = INTENTS - heard - ({"defence", "help_given"} if vendor == "imap" else set())
        assert missing == set(), vendor


def test_texts_are_finished_and_varied(world: World) -> None:
    texts = world.truth["texts"]
    assert not [row for row in texts if not row["own_text"] or re.search(r"[{}]", row["own_text"])]
    assert len({row["own_text"] for row in texts}) > len(texts) / 2
    assert {"en", "de", "fr", "es"} == {row["language"] for row in texts}
    assert any(row["is_incentivised"] for row in texts)
    assert any(row["brands"] for row in texts)


def test_sentences_are_many_and_some_fit_every_product() -> None:
    with (ROOT / "sandbox/world/sentences.csv").open(encoding="utf-8", newline="") as file:
        sentences = list(csv.DictReader(file))
    assert len({row["text"] for row in sentences}) == len(sentences) > 150
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in sentences:
        for where in row["where"]:
            places[row["kind"], where, row["language"]].append(row["about"])
    assert [place for place, groups in places.items() if all(groups)] == []


def test_times_in_texts_are_resolved_against_the_date_of_the_text(world: World) -> None:
    kinds: Counter[str] = Counter()
    for row in world.truth["texts"]:
        written = date.fromisoformat(row["written_at"][:10])
        for time in filter(None, row["times"].split(";")):
            phrase, kind, start, until = time.split("|")
            assert phrase.lower() in row["own_text"].lower()
            assert start <= until
            assert (date.fromisoformat(start) < written) if kind == "past" else True
            assert (date.fromisoformat(until) < written) == (kind == "past")
            kinds[kind] += 1
    assert set(kinds) == {
        "month",
        "weekend",
        "week",
        "season",
        "event",
        "day",
        "deadline",
        "past",
    }


def test_need_and_no_need_never_meet_in_one_text(world: World) -> None:
    for row in world.truth["texts"]:
        assert not (row["needs"] and "no_need" in row["kinds"])
        assert bool(row["needs"]) == ("purchase_intent" in row["intents"])


def test_engaged_people_invest_more_than_others(world: World) -> None:
    acts: dict[bool, list[int]] = {True: [], False: []}
    for row in rows(world, "people", kind="customer"):
        acts[row["engaged"]].append(row["acts"])
    assert 0.15 < len(acts[True]) / 2000 < 0.45
    assert sum(acts[True]) / len(acts[True]) > 4 * sum(acts[False]) / len(acts[False])


def test_lapsing_people_fall_silent_in_the_first_half(world: World) -> None:
    middle = (world.started_at + timedelta(days=91)).strftime("%Y-%m-%d")
    lapsing = [row for row in rows(world, "people", trait="lapsing") if row["last_act_at"]]
    assert lapsing
    assert all(row["last_act_at"] < middle for row in lapsing)


def test_topics_are_listed_with_later_posts_after_earlier_ones(world: World) -> None:
    by_topic: dict[int, list[int]] = defaultdict(list)
    for post in world.forum.posts:
        by_topic[post["topic_id"]].append(post["post_number"])
    for numbers in by_topic.values():
        assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
