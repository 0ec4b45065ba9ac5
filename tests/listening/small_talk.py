"""A warehouse with a few texts in it, as the steps before listening leave them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.small_brand import execute
from twoears.listening.tables import TABLES
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

Row = tuple[str, str, str, datetime]
"""Interaction, vendor, text, moment of writing."""

NOON = datetime(2026, 8, 20, 12, tzinfo=UTC)

CANARY = "canary7f3a"
"""A word that stands in every text, so that no text can be shown without it."""

WORDS = (
    ("imap", "Torn again\n\nThe zip of my {} jacket broke after two weeks. I am very disappointed."),
    ("imap", "I need a new rain jacket before next weekend, do you have the {} in stock?"),
    ("imap", "<p>Please stop sending me three mails a week about {}.</p><p>Thanks</p>"),
    ("discourse", "Half sizes\n\nIt would be great if you made the {} shoe in half sizes."),
    ("discourse", "I ran 40 km in the {} last Sunday in the rain and my feet stayed dry. Love it!"),
    ("discourse", "Press both buttons of the {} for five seconds, that worked for me."),
    ("mastodon", "<p>Switched from Norrfell to Windrow and the {} is so much better, get one!</p>"),
    ("mastodon", "<p>Wer hat die {} Schuhe schon einmal im Schnee getragen und kann davon erzählen?</p>"),
    (
        "mastodon",
        "<p>Windrow is getting worse every year, the {} fell apart. I am done, cancel my account.</p>",
    ),
)


def texts(count: int = len(WORDS)) -> list[Row]:
    """So many texts, each written an hour after the one before."""
    return [_text(number) for number in range(count)]


def _text(number: int) -> Row:
    vendor, words = WORDS[number % len(WORDS)]
    return (f"{vendor}:{number}", vendor, words.format(CANARY), NOON + number * timedelta(hours=1))


def settle(settings: Settings, rows: Sequence[Row]) -> None:
    """Make a warehouse in which these texts wait, with a catalogue and the brand's rivals beside them."""
    open_warehouse(settings).prepare()
    execute(
        settings,
        """
        create table staging.stg_sql__products as
        select
            'p1' as product_id, 'Squall rain jacket' as name, 'rain jackets' as category,
            'Keeps a storm out.' as description
        union all select 'p2', 'Corrie trail shoe', 'trail shoes', null
        union all select 'p3', null, null, null
        union all select 'p4', 'Gift card', null, null;
        create table staging.brands (brand text, kind text, names text);
        insert into staging.brands
        values ('Windrow', 'own', 'windrow gear; windrowrunning'), ('Norrfell', 'competitor', null);
        create table intermediate.int_texts_unioned (
            interaction_id text, account_id text, vendor text, text text, written_at timestamptz
        )
        """,
    )
    write(settings, rows)


def write(settings: Settings, rows: Sequence[Row]) -> None:
    """Have these texts come in, in this order."""
    for row in rows:
        values = ", ".join(_quoted(value) for value in (row[0], f"{row[1]}:someone", *row[1:]))
        execute(settings, f"insert into intermediate.int_texts_unioned values ({values})")


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def kept(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """What every table of listening holds, in the order of its keys."""
    warehouse = open_warehouse(settings)
    return {
        name: sorted(
            warehouse.read(f"select {', '.join(schema.names)} from listening.{name}").to_pylist(),
            key=lambda row: (row["interaction_id"], row.get("position", 0)),
        )
        for name, schema in TABLES.items()
    }
