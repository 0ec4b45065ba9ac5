"""The step listening: reads what customers wrote and is not read yet, and keeps what it says.

Each batch is one transaction, so that a step that was killed goes on where it stopped and ends in the same
tables. What it costs follows the texts that are new. Import it in tasks only: a reader takes time to load.
"""

import logging
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from twoears.listening.brands import Brand
from twoears.listening.catalogue import Product
from twoears.listening.columns import Texts, tables_of
from twoears.listening.crew import FEW, Brief, read_all
from twoears.listening.reader import Reader
from twoears.listening.waiting import counted, gone, waiting
from twoears.warehouse import Warehouse, open_warehouse

if TYPE_CHECKING:
    import pyarrow as pa

    from twoears.settings import Settings

log = logging.getLogger(__name__)

READ_AT_MOST = 500_000
"""Texts a run; the rest waits for the next ones, so that a new version of the reader holds up no build."""

BATCH = 2_000
GONE_AT_ONCE = 100_000

PRODUCTS = """
    select
        product_id, name, coalesce(category, '') as category, coalesce(description, '') as description
    from staging.stg_sql__products
    where name is not null
"""

BRANDS = "select brand, kind, coalesce(names, '') as names from staging.brands"


@dataclass(frozen=True, slots=True)
class Listened:
    """What a run did.

    ``texts`` counts those there are, ``taken`` those of this run, of which ``read`` are in the reader's
    language and ``unread_language`` are not, ``intents`` what was heard in them, ``waiting`` what is left to
    later runs, and ``removed`` the readings whose text is gone.
    """

    texts: int
    taken: int
    read: int
    unread_language: int
    intents: int
    waiting: int
    removed: int


def listen(settings: "Settings", warehouse: Warehouse | None = None, at_most: int = READ_AT_MOST) -> Listened:
    """Read the texts that wait in the warehouse, at most so many, and write what they say.

    Run again, it reads what is left, and where nothing is left it writes nothing.

    Raises:
        WarehouseError: the warehouse cannot be read or written.
        ListeningError: a process that reads was ended.
    """
    warehouse = warehouse or open_warehouse(settings)
    brief = Brief.of(settings, _catalogue(warehouse), _brands(warehouse))
    reader = brief.reader()
    removed = _remove_gone(warehouse)
    (found,) = warehouse.read(counted(reader.version)).to_pylist()
    texts, unread, read_otherwise = (int(found[name]) for name in ("texts", "unread", "read_otherwise"))
    due = unread + read_otherwise
    log.info("listening: %s texts to read, %s of them anew", f"{due:,}", f"{read_otherwise:,}")
    heard = _heard(warehouse, reader, brief, min(due, at_most)) if due else Counter[str]()
    taken, read = heard["taken"], heard["read"]
    listened = Listened(texts, taken, read, taken - read, heard["intents"], due - taken, removed)
    log.info("listening: %s", ", ".join(f"{count:,} {name}" for name, count in asdict(listened).items()))
    return listened


def _heard(warehouse: Warehouse, reader: Reader, brief: Brief, count: int) -> Counter[str]:
    """Read so many of the texts that wait, batch by batch; counts of texts and of what was heard."""
    counts: Counter[str] = Counter()
    with warehouse.stream(waiting(reader.version, count), BATCH) as rows:
        batches = map(Texts.of, rows)
        for tables in read_all(reader, brief, tables_read, batches, are_few=count <= FEW):
            texts = tables["texts"]
            warehouse.replace_readings([str(name) for name in texts["interaction_id"].to_pylist()], tables)
            read = sum(map(bool, texts["is_read"].to_pylist()))
            counts.update(taken=texts.num_rows, read=read, intents=tables["intents"].num_rows)
    return counts


def tables_read(reader: Reader, texts: Texts) -> "dict[str, pa.Table]":
    """The rows of every table of ``listening`` for some texts."""
    return tables_of(texts, reader.read(texts.text, texts.written_on), reader.version)


def _remove_gone(warehouse: Warehouse) -> int:
    """Take away the readings of what is no text any more; how many."""
    removed = 0
    while rows := warehouse.read(gone(GONE_AT_ONCE)).to_pylist():
        warehouse.replace_readings([str(row["interaction_id"]) for row in rows], {})
        removed += len(rows)
    return removed


def _catalogue(warehouse: Warehouse) -> list[Product]:
    """The shop's products, in an order that is no engine's own."""
    rows = warehouse.read(PRODUCTS).to_pylist()
    columns = ("product_id", "name", "category", "description")
    return sorted(Product(*(str(row[column]) for column in columns)) for row in rows)


def _brands(warehouse: Warehouse) -> list[Brand]:
    """The brand and its rivals, as the seed ``brands`` has them."""
    rows = warehouse.read(BRANDS).to_pylist()
    return sorted(Brand(str(row["brand"]), str(row["kind"]), _names(str(row["names"]))) for row in rows)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(";") if name.strip())
