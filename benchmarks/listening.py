"""How well the reader hears brands it was never trained on, and how fast it reads.

`python -m benchmarks.listening` prints how well; with `--report` it also times reading and writes all figures
to listening.md.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks import listening_speed
from twoears.listening.brands import read_brands
from twoears.listening.catalogue import read_catalogue
from twoears.listening.heldout import Scores, without
from twoears.listening.labelled import ROOT, LabelledText, all_labelled, held_out_brands
from twoears.listening.model import SHIPPED, model_of, read_model
from twoears.listening.reader import Reader
from twoears.listening.reading import INTENTS, Reading
from twoears.listening.training import Examples, examples_of, trained

REPORT = Path(__file__).with_suffix(".md")
TEXTS = 100_000
WRITTEN_ON = date(2026, 11, 24)
KINDS = {"usual": "Texts as they usually are", "rare": "Rare and misleading ways of saying it"}

HOW = """
All texts were written for this reader; none is anybody's. Each brand is read by a reader whose weights were
trained without any of its texts, and without any sentence that shares six words in a row with one of its
sentences. Of the rare texts each has its phrasing named, and texts of a phrasing that occurs in the brand are
left out too. Thresholds, one an intent, and the strength of training were chosen on the same five brands.
An intent counts as heard where it is heard anywhere in a text. The cues of intents were written without sight
of the texts of banking and garden; when those of needs and the rules of what is needed were written, some
texts of all five brands had been seen.
"""


@dataclass(slots=True)
class Heard:
    """Counts of one brand: intents by kind of text, and what else was labelled."""

    intents: dict[str, dict[str, Scores]]
    sides: Counter[tuple[int, int]] = field(default_factory=Counter)
    topics: Scores = field(default_factory=lambda: Scores(0, 0, 0))
    needs: Scores = field(default_factory=lambda: Scores(0, 0, 0))
    stances: Counter[bool] = field(default_factory=Counter)
    incentives: Scores = field(default_factory=lambda: Scores(0, 0, 0))


def measured(labelled: Sequence[LabelledText], examples: Examples, brand: str) -> Heard:
    """Read a brand's texts with a reader that was never trained on it."""
    model = model_of(trained(without(labelled, examples, brand), read_model(SHIPPED).thresholds))
    texts = [text for text in labelled if text.brand == brand]
    products, brands = (
        read_catalogue(ROOT / brand / "catalogue.csv"),
        read_brands(ROOT / brand / "brands.csv"),
    )
    reader = Reader.of(model, products, brands, version="held out")
    readings = reader.read([text.text for text in texts], [WRITTEN_ON] * len(texts))
    pairs = list(zip(texts, readings, strict=True))
    heard = Heard({kind: _intents([p for p in pairs if kind_of(p[0]) == kind]) for kind in KINDS})
    heard.sides = sides_of(pairs)
    detailed = [(text, reading) for text, reading in pairs if text.phrasing]
    heard.topics = _sets(
        (text.categories, (t.category for t in reading.topics)) for text, reading in detailed
    )
    heard.needs = _sets((text.needs, (n.category for n in reading.needs)) for text, reading in pairs)
    heard.incentives = _sets(
        (("y",) * text.is_incentivised, ("y",) * reading.is_incentivised) for text, reading in detailed
    )
    heard.stances = _stances(detailed)
    return heard


def kind_of(text: LabelledText) -> str:
    return "rare" if text.phrasing else "usual"


def _intents(pairs: Sequence[tuple[LabelledText, Reading]]) -> dict[str, Scores]:
    return {
        intent: Scores.of(
            {n for n, (text, _) in enumerate(pairs) if any(label.mark == intent for label in text.labels)},
            {n for n, (_, reading) in enumerate(pairs) if any(i.intent == intent for i in reading.intents)},
        )
        for intent in INTENTS
    }


def sides_of(pairs: Iterable[tuple[LabelledText, Reading]]) -> Counter[tuple[int, int]]:
    """How often which side was told for which."""
    return Counter(
        (text.sentiment, ((reading.sentiment or 0) > 0) - ((reading.sentiment or 0) < 0))
        for text, reading in pairs
        if text.sentiment is not None
    )


def macro_recall(sides: Counter[tuple[int, int]]) -> float:
    recalls = []
    for side in (-1, 0, 1):
        total = sum(count for (wanted, _), count in sides.items() if wanted == side)
        recalls.append(sides[side, side] / max(1, total))
    return sum(recalls) / 3


def _sets(pairs: Iterable[tuple[Iterable[str], Iterable[str]]]) -> Scores:
    hits = false = missed = 0
    for wanted, heard in ((set(wanted), set(heard)) for wanted, heard in pairs):
        hits, false, missed = (
            hits + len(wanted & heard),
            false + len(heard - wanted),
            missed + len(wanted - heard),
        )
    return Scores(hits, false, missed)


def _stances(pairs: Iterable[tuple[LabelledText, Reading]]) -> Counter[bool]:
    """Whether the stance is right, of the brands that were found where somebody labelled them."""
    right: Counter[bool] = Counter()
    for text, reading in pairs:
        heard = {mention.brand: mention.stance for mention in reversed(reading.brands)}
        right.update(heard[brand] == stance for brand, stance in text.stances if brand in heard)
    return right


def _posts(labelled: Sequence[LabelledText], examples: Examples) -> list[str]:
    """Sentiment of public posts by a reader that learned from customers' texts only, beside VADER."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    model = model_of(trained(without(labelled, examples, "posts"), read_model(SHIPPED).thresholds))
    texts = [text for text in labelled if text.brand == "posts"]
    pairs = list(
        zip(
            texts,
            Reader.of(model, (), (), "held out").read([t.text for t in texts], [None] * len(texts)),
            strict=True,
        )
    )
    vader = SentimentIntensityAnalyzer()
    scores = [vader.polarity_scores(text.text)["compound"] for text in texts]
    theirs = Counter(
        (t.sentiment or 0, (s >= 0.05) - (s <= -0.05)) for t, s in zip(texts, scores, strict=True)
    )
    ours, usual = macro_recall(sides_of(pairs)), macro_recall(theirs)
    return [
        "## Sentiment",
        f"Macro recall over three classes. Of {len(texts):,} public posts, none of which was learned from, "
        f"it is {ours:.3f}; VADER's, by its usual bounds, {usual:.3f}.",
    ]


def _tables(heard: Mapping[str, Heard]) -> list[str]:
    parts = []
    for kind, title in KINDS.items():
        rows = [
            f"## {title}",
            f"| intent | {' | '.join(heard)} | mean |",
            "|---|" + "---|" * (len(heard) + 1),
        ]
        for intent in INTENTS:
            scores = [one.intents[kind][intent] for one in heard.values()]
            cells = [f"{s.precision:.2f} / {s.recall:.2f} / {s.f1:.2f}" for s in scores]
            rows.append(f"| {intent} | {' | '.join(cells)} | {sum(s.f1 for s in scores) / len(scores):.2f} |")
        macros = [sum(s.f1 for s in one.intents[kind].values()) / len(INTENTS) for one in heard.values()]
        cells = [f"**{macro:.3f}**" for macro in macros]
        rows.append(f"| macro F1 | {' | '.join(cells)} | **{sum(macros) / len(macros):.3f}** |")
        parts += [rows[0], "Precision / recall / F1.", "\n".join(rows[1:])]
    return [*parts, *_others(heard)]


def _others(heard: Mapping[str, Heard]) -> list[str]:
    rows = [f"| what | {' | '.join(heard)} |", "|---|" + "---|" * len(heard)]
    for what in ("topics", "needs", "incentives"):
        scores: list[Scores] = [getattr(one, what) for one in heard.values()]
        rows.append(
            f"| {what} | {' | '.join(f'{s.precision:.2f} / {s.recall:.2f} / {s.f1:.2f}' for s in scores)} |"
        )
    right = [one.stances[True] / max(1, one.stances.total()) for one in heard.values()]
    rows.append(f"| stance toward a brand, right | {' | '.join(f'{share:.2f}' for share in right)} |")
    sides = [macro_recall(one.sides) for one in heard.values()]
    rows.append(f"| sentiment, macro recall | {' | '.join(f'{recall:.2f}' for recall in sides)} |")
    told = "Categories of a text against those labelled (topics and incentives: in the rare texts only)."
    return ["## Topics, needs, stances", told, "\n".join(rows)]


def _head(labelled: Sequence[LabelledText], brands: Sequence[str]) -> list[str]:
    counts = Counter(kind_of(text) for text in labelled if text.brand in brands)
    usual, rare = counts["usual"], counts["rare"]
    return [
        "# Listening",
        f"{len(labelled):,} labelled texts. Of the five brands held out in turn are {usual:,} usual ones and "
        f"{rare:,} rare; {len(labelled) - usual - rare:,} are of other firms or public posts.",
        HOW.strip(),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--report", action="store_true", help="time reading too and write listening.md")
    parser.add_argument("--texts", type=int, default=TEXTS, help="texts of 60 words to time")
    wanted = parser.parse_args()
    labelled, brands = all_labelled(), held_out_brands()
    examples = examples_of(labelled)
    heard = {brand: measured(labelled, examples, brand) for brand in brands}
    parts = [*_head(labelled, brands), *_tables(heard), *_posts(labelled, examples)]
    if wanted.report:
        parts += listening_speed.report(wanted.texts)
        REPORT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()
