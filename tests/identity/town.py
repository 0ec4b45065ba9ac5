"""A town of accounts that hold values in common, who is who there, and how that changes over its days.

A value that more than ``LIMIT`` accounts hold joins none of them, so that what is added can part them too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable

from twoears.identity.decisions import Decisions
from twoears.identity.history import Memberships
from twoears.identity.resolve import WRITTEN, identify
from twoears.identity.workspace import workspace

LIMIT = 4
BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
RULES = pa.table(
    {
        "identifier_type": ["email", "phone"],
        "is_joining": [True, True],
        "needs_agreeing_names": [False, False],
        "confidence": [0.98, 0.95],
    }
)
JUDGED = (
    "account_id",
    "vendor",
    "identifier_type",
    "value",
    "value_as_written",
    "trust",
    "withheld_because",
    "join_key",
)
MOMENT = pa.timestamp("us", "UTC")


@dataclass(frozen=True, slots=True)
class Town:
    """What is known on a day: when each account was first seen, what each holds, and what is blocked.

    A value that begins with + is a phone, any other an email.
    """

    seen: Mapping[str, int | None]
    held: frozenset[tuple[str, str]] = frozenset()
    blocked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Day:
    """What a run made: ids by account, each with and without decisions, with the numbers of the clusters that
    they name, every table it writes, and how often the lake's memberships were written.
    """

    customers: Mapping[str, str]
    bases: Mapping[str, str]
    numbers: Mapping[str, tuple[int, int]]
    tables: Mapping[str, list[dict[str, Any]]] = field(repr=False)
    version: int


def town(told: str) -> Town:
    """A town such as ``abc v:ab w:bc !w``: accounts, what some of them hold in common, and what is blocked.

    Accounts were first seen in the order of the alphabet.
    """
    accounts, *words = told.split()
    groups = [word.split(":") for word in words if not word.startswith("!")]
    held = frozenset((account, value) for value, holders in groups for account in holders)
    blocked = frozenset(word[1:] for word in words if word.startswith("!"))
    return Town({account: ord(account) for account in accounts}, held, blocked)


def natural(account: str, number: int = 1) -> str:
    """An account's own id, or its second or third one where another customer keeps the first."""
    text = account if number == 1 else f"{account}#{number}"
    return "c" + md5(text.encode(), usedforsecurity=False).hexdigest()


def on(day: int) -> datetime:
    return BIRTH + timedelta(days=day)


def run(lake: Path, now: Town, day: int, order: int = 0) -> Day:
    """Work out who is who in a town on a day; ``order`` shuffles its rows."""
    memberships, decisions = Memberships(str(lake)), Decisions(str(lake))
    tables = _evidence(now, Random(order))
    tables |= {"decisions": decisions.table(), "decided": decisions.winning(), "rules": RULES}
    with workspace() as connection:
        connection.execute("create macro trust_rank(trust) as 2")
        for name, rows in tables.items():
            connection.register("read", rows)
            connection.execute(f"create table {name} as from read")
            connection.unregister("read")
        identify(connection, memberships, on(day))
        written = {name: connection.sql(sql).to_arrow_table().to_pylist() for name, sql in WRITTEN.items()}
        found = connection.execute("""
            select account_id, customer_id, base_id, row(final, base)
            from assigned inner join clustered using (account_id)""").fetchall()
    customers, bases, numbers = ({row[0]: row[column] for row in found} for column in (1, 2, 3))
    version = DeltaTable(str(lake / "identity" / "memberships")).version()
    return Day(customers, bases, numbers, written, version)


def _evidence(now: Town, chance: Random) -> dict[str, pa.Table]:
    accounts = chance.sample(sorted(now.seen), len(now.seen))
    held = sorted(now.held)
    chance.shuffle(held)
    judged = [_judged(now, account, value) for account, value in held]
    return {
        "accounts": pa.table(
            {
                "account_id": pa.array(accounts, pa.string()),
                "vendor": pa.array(["sql"] * len(accounts), pa.string()),
                "first_seen_at": pa.array([_moment(now.seen[account]) for account in accounts], MOMENT),
            }
        ),
        "judged": pa.Table.from_pylist(judged, pa.schema([(name, pa.string()) for name in JUDGED])),
    }


def _judged(now: Town, account: str, value: str) -> dict[str, str | None]:
    kind = "phone" if value.startswith("+") else "email"
    crowd = Counter(name for _, name in now.held)[value]
    withheld = "blocked" if value in now.blocked else "over_limit" if crowd > LIMIT else None
    key = None if withheld else f"{kind}|{value}|"
    texts = (account, "sql", kind, value, value, "typed", withheld, key)
    return dict(zip(JUDGED, texts, strict=True))


def _moment(day: int | None) -> datetime | None:
    return None if day is None else BIRTH - timedelta(days=1000 - day)
