"""How right what was heard in texts is, by what the sandbox knows of them.

The truth holds what was drawn into the sentences. What else stands there counts as wrongly heard though it
is not: a product in a title, the weather in a product's name, "today" in small talk. So of categories,
conditions and times the recall tells more than the precision.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from typing import Any

from sandbox.shapes import World
from twoears.warehouse import Warehouse

Row = Mapping[str, Any]
Things = set[tuple[Any, ...]]
"""What was heard, or is true: the text and one thing about it."""

SIDES = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Share:
    """Things of one kind: heard, true, and both of it."""

    heard: int
    true: int
    right: int

    @classmethod
    def of(cls, heard: Things, true: Things) -> "Share":
        return cls(len(heard), len(true), len(heard & true))

    @property
    def precision(self) -> float:
        return self.right / self.heard if self.heard else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.heard + self.true) if self.heard + self.true else 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """The figures of one warehouse.

    ``missing`` are customers' texts of the truth that the warehouse does not have, such as those that were
    refused. ``sentiment`` is the share of texts whose side is right, ``macro_recall`` the mean over sides.
    """

    texts: int
    missing: int
    english: Share
    intents: Mapping[str, Share]
    sentiment: float
    macro_recall: float
    others: Mapping[str, Share]

    @property
    def macro_f1(self) -> float:
        return sum(share.f1 for share in self.intents.values()) / len(self.intents)

    def lines(self) -> Iterator[str]:
        """The figures for people."""
        yield f"{self.texts:,} texts, {self.missing:,} of the truth are missing"
        shares = {"english": self.english, **self.intents, **self.others}
        for name, share in shares.items():
            yield (
                f"  {name:22} precision {share.precision:.3f}  recall {share.recall:.3f}  F1 {share.f1:.3f}"
                f"  ({share.heard:,} heard, {share.true:,} true)"
            )
        yield f"  intents, macro F1 {self.macro_f1:.3f}"
        yield f"  sentiment, right side {self.sentiment:.3f}, macro recall {self.macro_recall:.3f}"


def compare(warehouse: Warehouse, world: World) -> Heard:
    """Compare what a warehouse has of a world's texts with what they say in truth."""
    texts = {str(row["interaction_id"]): row for row in _rows(warehouse, "texts")}
    truth = _truth(world)
    known = {name: row for name, row in truth.items() if name in texts}
    english = {name for name, row in known.items() if row["language"] == "en"}
    read = {name for name in known if texts[name]["is_read"]}
    heard = _heard_things(warehouse, known.keys())
    true = _true_things({name: known[name] for name in english})
    intents = sorted({intent for _, intent in heard["intents"] | true["intents"]})
    sides = Counter(
        (int(known[name]["sentiment"]), _side(texts[name]["sentiment"])) for name in read & english
    )
    return Heard(
        texts=len(texts),
        missing=len(truth) - len(known),
        english=Share.of({(name,) for name in read}, {(name,) for name in english}),
        intents={
            intent: Share.of(_only(heard["intents"], intent), _only(true["intents"], intent))
            for intent in intents
        },
        sentiment=sum(count for (one, other), count in sides.items() if one == other) / sides.total(),
        macro_recall=_macro_recall(sides),
        others={kind: Share.of(heard[kind], true[kind]) for kind in true if kind != "intents"},
    )


def interaction_id(row: Row) -> str:
    """What the line calls a text of the truth."""
    if row["vendor"] == "imap":
        key = row["key"].strip("<>").encode()
        return f"imap:{md5(key, usedforsecurity=False).hexdigest()}"
    return f"{row['vendor']}:{'post' if row['vendor'] == 'discourse' else 'status'}:{row['key']}"


def _truth(world: World) -> dict[str, Row]:
    customers = {row["person_id"] for row in world.truth["people"] if row["kind"] == "customer"}
    return {interaction_id(row): row for row in world.truth["texts"] if row["person_id"] in customers}


def _heard_things(warehouse: Warehouse, known: Iterable[str]) -> dict[str, Things]:
    """What was heard in the texts that the truth knows, by kind, as ``_true_things``."""
    names = set(known)
    rivals = {
        row["brand"]
        for row in warehouse.read("select brand from staging.brands where kind <> 'own'").to_pylist()
    }
    rows = {
        table: [row for row in _rows(warehouse, table) if row["interaction_id"] in names]
        for table in ("texts", "intents", "topics", "circumstances", "times", "brand_mentions", "needs")
    }
    mentions = [row for row in rows["brand_mentions"] if row["brand"] in rivals]
    conditions = [row for row in rows["circumstances"] if row["kind"] == "condition"]
    return {
        "intents": _things(rows["intents"], "intent"),
        "categories": _things(rows["topics"], "category"),
        "needs": _things(rows["needs"], "category"),
        "conditions": _things(conditions, "name"),
        "times": _things(rows["times"], "from_date", "until_date"),
        "rivals": _things(mentions, "brand"),
        "stances": _things(mentions, "brand", "stance"),
        "incentivised": {(row["interaction_id"],) for row in rows["texts"] if row["is_incentivised"]},
    }


def _true_things(truth: Mapping[str, Row]) -> dict[str, Things]:
    things: defaultdict[str, Things] = defaultdict(set)
    for name, row in truth.items():
        for kind in ("intents", "categories", "needs", "conditions"):
            things[kind] |= {(name, value) for value in _parts(row[kind])}
        for time in _parts(row["times"]):
            _, _, since, until = time.split("|")
            things["times"].add((name, date.fromisoformat(since), date.fromisoformat(until)))
        for brand, stance in (mention.split("|") for mention in _parts(row["brands"])):
            things["rivals"].add((name, brand))
            things["stances"].add((name, brand, SIDES[int(stance) + 1]))
        if row["is_incentivised"]:
            things["incentivised"].add((name,))
    return dict(things)


def _parts(joined: str) -> list[str]:
    return [part for part in joined.split(";") if part]


def _things(rows: Sequence[Row], *columns: str) -> Things:
    return {(row["interaction_id"], *(row[column] for column in columns)) for row in rows}


def _only(things: Things, wanted: str) -> Things:
    return {thing for thing in things if thing[1] == wanted}


def _side(sentiment: float | None) -> int:
    return ((sentiment or 0) > 0) - ((sentiment or 0) < 0)


def _macro_recall(sides: Counter[tuple[int, int]]) -> float:
    """The mean of the shares of the texts of each side that were heard to be on it."""
    recalls = []
    for side in (-1, 0, 1):
        count = sum(found for (true, _), found in sides.items() if true == side)
        recalls.append(sides[side, side] / count if count else 1.0)
    return sum(recalls) / len(recalls)


def _rows(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = warehouse.read(f"select * from listening.{table}").to_pylist()
    return rows
