"""The evidence of a sandbox's people, from every vendor's records to values, against the truth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from sandbox.shapes import World
from sandbox.world import build
from tests.dbt.brand import Home
from tests.end_to_end.truth import account_id
from twoears.contracts import hold
from twoears.identity.evidence import normalise
from twoears.streams import Stream, all_streams
from twoears.transform import LOGIC_IS_PROVEN, SELECTIONS
from twoears.warehouse.raw import columns

FORUM = "forum.windrow.example/u/"
DIRECTIONS = {"INBOX": "inbound", "Sent": "outbound"}

Identifier = tuple[str, str, str, str]
"""Account, type, value and trust."""


@pytest.fixture(scope="module")
def world() -> World:
    return build(people=200, days=90)


@pytest.fixture(scope="module")
def home(world: World, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse with the evidence of the whole sandbox."""
    home = Home(tmp_path_factory.mktemp("evidence"))
    home.variables["as_of"] = world.ended_at.isoformat()
    home.fill({})
    with duckdb.connect(home.output["path"]) as connection:
        for stream in all_streams():
            write(connection, stream, PAYLOADS[stream.name](world))
    home.run(*SELECTIONS["staging"], *SELECTIONS["evidence"], flags=LOGIC_IS_PROVEN)
    return home


@pytest.fixture(scope="module")
def written(home: Home) -> pa.Table:
    with duckdb.connect(home.output["path"]) as connection:
        return connection.sql("from intermediate.int_identifiers_unioned").to_arrow_table()


@pytest.fixture(scope="module")
def seen(home: Home) -> set[str]:
    """The accounts that the line has met: a silent one of the truth shows itself nowhere."""
    return {row["account_id"] for row in home.execute("from intermediate.int_accounts_unioned")}


@pytest.fixture(scope="module")
def found(written: pa.Table) -> set[Identifier]:
    """The identifiers that are values of their type."""
    with duckdb.connect() as connection:
        connection.register("given", written)
        connection.execute("create table written as from given")
        normalise(connection)
        return set(
            connection.execute("""
                select account_id, identifier_type, value, trust from identifiers
                where withheld_because is null""").fetchall()
        )


def write(connection: duckdb.DuckDBPyConnection, stream: Stream, payloads: Sequence[dict[str, Any]]) -> None:
    connection.register("held", hold(stream.record, payloads))
    names = ", ".join("1 as _version" if name == "_version" else name for name in columns(stream))
    connection.execute(
        f"insert into raw.{stream.table} by name select {names} from held where _refusal is null"
    )
    connection.unregister("held")


def mails(world: World) -> list[dict[str, Any]]:
    return [
        {
            "folder": mail.folder,
            "direction": DIRECTIONS[mail.folder],
            "uid_validity": 1,
            "uid": uid,
            "received_at": mail.received_at,
            "message": mail.raw.decode("latin-1"),
        }
        for uid, mail in enumerate(world.messages)
    ]


def statuses(world: World) -> list[dict[str, Any]]:
    own = world.social.account["id"]
    found_by = {True: "account", False: "hashtag"}
    return [s | {"found_by": found_by[s["account"]["id"] == own]} for s in world.social.statuses]


PAYLOADS: Mapping[str, Callable[[World], list[dict[str, Any]]]] = {
    "imap.messages": mails,
    "discourse.categories": lambda world: world.forum.categories,
    "discourse.topics": lambda world: world.forum.topics,
    "discourse.posts": lambda world: world.forum.posts,
    "discourse.users": lambda world: world.forum.users,
    "mastodon.statuses": statuses,
    "mastodon.notifications": lambda world: world.social.notifications,
    "sql.customers": lambda world: world.shop.customers,
    "sql.orders": lambda world: world.shop.orders,
    "sql.order_lines": lambda world: world.shop.order_lines,
    "sql.products": lambda world: world.shop.products,
}


def accounts(world: World, seen: set[str], *vendors: str) -> list[dict[str, Any]]:
    """The truth's accounts of some vendors that were met."""
    met = [row for row in world.truth["accounts"] if row["vendor"] in vendors and account_id(row) in seen]
    assert len(met) > 40
    return met


def mailbox(address: str) -> str:
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def of_type(found: Iterable[Identifier], kind: str, *vendors: str) -> set[Identifier]:
    return {row for row in found if row[1] == kind and row[0].partition(":")[0] in vendors}


def test_every_account_that_was_met_is_known_by_something(seen: set[str], found: set[Identifier]) -> None:
    assert {row[0] for row in found} == seen


def test_every_address_is_known_and_no_other(world: World, seen: set[str], found: set[Identifier]) -> None:
    trust = {"discourse": "verified", "sql": "typed"}
    expected = {
        (account_id(row), "email", mailbox(row["email"]), trust[row["vendor"]])
        for row in accounts(world, seen, "discourse", "sql")
        if row["email"]
    }
    met = of_type(found, "email", "discourse", "sql")
    assert {row for row in met if not row[0].startswith("discourse:-")} == {
        row for row in expected if not row[0].startswith("discourse:-")
    }
    mailing = {(account_id(row), mailbox(row["email"])) for row in accounts(world, seen, "imap")}
    assert mailing <= {row[::2] for row in of_type(found, "email", "imap")}


def test_every_profile_is_known_by_its_own_address_and_username(
    world: World, seen: set[str], found: set[Identifier]
) -> None:
    for row in accounts(world, seen, "discourse"):
        handle = row["shown_as"].lower()
        assert (account_id(row), "profile_link", FORUM + handle, "verified") in found
        assert (account_id(row), "username", handle, "verified") in found
    for row in accounts(world, seen, "mastodon"):
        username, _, server = row["shown_as"].partition("@")
        own = f"{server or 'running.example'}/@{username}".lower()
        assert (account_id(row), "profile_link", own, "verified") in found
        assert (account_id(row), "username", username.lower(), "verified") in found


def test_links_to_the_forum_lead_to_the_same_person(world: World, found: set[Identifier]) -> None:
    behind = {account_id(row): row["person_id"] for row in world.truth["accounts"]}
    forum = {value: account for account, _, value, _ in of_type(found, "profile_link", "discourse")}
    linked = [row for row in of_type(found, "profile_link", "mastodon") if row[2].startswith(FORUM)]
    assert len(linked) > 20
    for account, _, value, _ in linked:
        assert behind[account] == behind[forum[value]]


def test_customers_are_known_by_number_and_by_the_phone_they_meant(
    world: World, seen: set[str], found: set[Identifier]
) -> None:
    people = {row["person_id"]: row for row in world.truth["people"]}
    shop = {account_id(row): people[row["person_id"]] for row in accounts(world, seen, "sql")}
    assert {row[0] for row in of_type(found, "order_customer_id", "sql")} == set(shop)
    assert {row[0] for row in of_type(found, "name", "sql")} == set(shop)
    phones = of_type(found, "phone", "sql")
    assert len(phones) > 50
    assert all(value == shop[account]["phone"] for account, _, value, _ in phones)


def test_a_signature_is_its_writer_s(world: World, found: set[Identifier]) -> None:
    people = {row["person_id"]: row for row in world.truth["people"]}
    writers = {account_id(row): set[str]() for row in world.truth["accounts"]}
    for row in world.truth["accounts"]:
        writers[account_id(row)].add(people[row["person_id"]]["phone"])
    seen = of_type(found, "phone", "imap")
    assert len(seen) > 3
    assert all(value in writers[account] for account, _, value, _ in seen)


def test_nothing_is_written_twice(written: pa.Table) -> None:
    keys = written.select(["account_id", "identifier_type", "value_as_written"]).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == len(keys) > 500
