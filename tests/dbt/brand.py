"""A brand of four people in raw, by name of the raw table; every row shows only what it is there for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from twoears.identity.resolve import resolve
from twoears.listening.keeping import listen
from twoears.settings import Settings
from twoears.streams import all_streams
from twoears.transform import SELECTIONS, ModelResult, built_before, run_dbt
from twoears.warehouse import Layer, open_warehouse
from twoears.warehouse.raw import columns

Row = dict[str, Any]
Raw = Mapping[str, Sequence[Row]]

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 6, 30, 9, tzinfo=UTC)
HALF_LIFE_BEFORE = datetime(2026, 4, 2, tzinfo=UTC)
AFTER = datetime(2026, 7, 1, 0, 0, 1, tzinfo=UTC)

MARTS = (
    "customer_accounts",
    "customer_engagement",
    "customer_id_history",
    "customers",
    "identity_changes",
    "identity_measures",
    "interactions",
    "listening_measures",
    "orders",
)
BUILT: tuple[Layer, ...] = ("staging", "evidence", "marts")


def mail(key: str, sender: str, *recipients: str, **others: Any) -> Row:
    addresses = ", ".join(f'"{address}"' for address in recipients)
    row = {"message_key": key, "direction": "inbound", "from_address": sender, "is_automated": False}
    return row | {"to_addresses": f"[{addresses}]", "received_at": DAY_BEFORE} | others


def post(key: int, user: str, number: int, **others: Any) -> Row:
    row = {"post_id": str(key), "topic_id": "1", "user_id": user, "username": f"user{user}", "post_type": 1}
    times = {"created_at": DAY_BEFORE, "updated_at": DAY_BEFORE}
    return row | {"post_number": number, "is_accepted_answer": False, "is_staff": False} | times | others


def user(key: str, address: str, **others: Any) -> Row:
    row = {"user_id": key, "username": f"user{key}", "email": address, "created_at": DAY_BEFORE}
    return row | {"is_admin": False, "is_moderator": False} | others


def social(account: str, **others: Any) -> Row:
    return {"account_id": account, "is_bot": False, "created_at": DAY_BEFORE} | others


def order(key: str, customer: str | None, **others: Any) -> Row:
    row = {"order_id": key, "customer_id": customer, "currency": "GBP", "status": "paid"}
    return row | {"ordered_at": DAY_BEFORE, "updated_at": DAY_BEFORE} | others


def line(order_key: str, number: int, quantity: int, price: str) -> Row:
    row = {"order_id": order_key, "line_number": number, "updated_at": DAY_BEFORE}
    return row | {"quantity": quantity, "unit_price": Decimal(price)}


RAW: Raw = {
    "imap_messages": [
        mail("in@ann", " Ann@People.EXAMPLE", "us@brand.example", subject="Torn", body_text="My coat tore."),
        mail("robot@ann", "ann@people.example", "us@brand.example", is_automated=True, body_text="Away."),
        mail("late@ann", "ann@people.example", "us@brand.example", received_at=AFTER),
        mail("news@list", "news@list.example", "us@brand.example", is_automated=True),
        mail("out@ann", "us@brand.example", "ANN@people.example", "ann@people.example", direction="outbound"),
        mail("out@ann", "us@brand.example", "us@brand.example", _version=2),
    ],
    "discourse_users": [
        user("1", "ann@people.example"),
        user("2", "us@brand.example", is_admin=True),
    ],
    "discourse_posts": [
        post(1, "3", 1, raw="Could you please add a loop to the coat?"),
        post(2, "1", 2, raw="Sew one on.", reply_to_post_number=1, is_accepted_answer=True),
        post(3, "2", 3, raw="We will think about it.", reply_to_post_number=1),
        post(4, "3", 4, raw="Nobody reads this.", deleted_at=DAY_BEFORE),
    ],
    "discourse_topics": [{"topic_id": "1", "title": "A loop for the coat"}],
    "mastodon_statuses": [
        social("9", status_id="1", found_by="hashtag", created_at=HALF_LIFE_BEFORE, content="<p>Lovely</p>"),
        social("8", status_id="2", found_by="account", content="<p>News</p>"),
    ],
    "mastodon_notifications": [
        social("9", notification_id="1", type="mention"),
        social("9", notification_id="2", type="favourite"),
    ],
    "sql_customers": [
        {"customer_id": "c1", "email": "ann@people.example", "updated_at": DAY_BEFORE},
    ],
    "sql_orders": [
        order("o1", "c1"),
        order("o2", None),
        order("o3", "c2"),
        order("o3", "c2", status="returned", updated_at=AS_OF),
        order("o4", "c1", ordered_at=AFTER),
    ],
    "sql_order_lines": [
        line("o1", 1, 3, "0.333"),
        line("o1", 2, -1, "0.10"),
        line("o2", 1, 2, "2.50"),
        line("o3", 1, -1, "9.95"),
    ],
}


@dataclass(frozen=True, slots=True)
class Home:
    """A DuckDB warehouse with raw in it, and the folder of dbt's artifacts beside it."""

    folder: Path
    variables: dict[str, str] = field(
        default_factory=lambda: {
            "as_of": AS_OF.isoformat(),
            "marts_schema": "marts_blue",
            "engaged_from_score": "5",
        }
    )

    @property
    def settings(self) -> Settings:
        return Settings(home=self.folder, lake=str(self.folder / "lake"), engine="duckdb")

    @property
    def output(self) -> dict[str, Any]:
        """The working file for every layer: nothing is published here."""
        return open_warehouse(self.settings).dbt_output("staging")

    @property
    def artifacts(self) -> Path:
        return self.settings.dbt_artifacts

    def run(self, *selection: str, command: str = "build", flags: Sequence[str] = ()) -> list[ModelResult]:
        return run_dbt(command, selection, self.output, self.variables, self.artifacts, flags)

    def build(
        self, layers: Sequence[Layer] = tuple(SELECTIONS), flags: Sequence[str] = ()
    ) -> list[ModelResult]:
        """Build layers one after the other as the line does; with the evidence, resolve and listen."""
        results = []
        for layer in layers:
            results += self.run(*SELECTIONS[layer], flags=[*flags, *built_before(layer)])
            if layer == "evidence":
                resolve(self.settings, AS_OF)
                listen(self.settings)
        return results

    def execute(self, sql: str) -> list[Row]:
        """Run a statement and give its rows as dicts."""
        with duckdb.connect(self.output["path"]) as connection:
            connection.execute("set timezone = 'UTC'")
            found = connection.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def mart(self, name: str) -> list[Row]:
        """A mart's rows, in the order of their text."""
        return sorted(self.execute(f"select * from marts_blue.{name}"), key=repr)

    def fill(self, raw: Raw) -> None:
        """Write raw tables, typed by the streams' contracts; what a row does not say is null."""
        open_warehouse(self.settings).prepare()
        with duckdb.connect(self.output["path"]) as connection:
            for stream in all_streams():
                _write(connection, f"raw.{stream.table}", columns(stream), raw.get(stream.table, ()))


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, kinds: Mapping[str, str], rows: Sequence[Row]
) -> None:
    typed = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    connection.execute(f"create or replace table {table} ({typed})")
    for ordinal, row in enumerate(rows):
        numbered = {"_version": 1, "_ordinal": ordinal} | row
        assert set(numbered) <= set(kinds), f"{table} has no {set(numbered) - set(kinds)}"
        marks = ", ".join("?" * len(kinds))
        values = [numbered.get(name) for name in kinds]
        connection.execute(f"insert into {table} values ({marks})", values)
