"""How right the identities of a sandbox brand are, why the others are wrong, and how long a million take.

`python -m benchmarks.identity` pulls a generated brand through its own servers, finds out who is who by the
rules, then again as if every queued candidate had been accepted, and scores both against the truth. With
`--report` it also measures a million accounts on each engine, and writes all figures to identity.md.
"""

import argparse
import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks import identity_scale
from sandbox.shapes import World
from sandbox.world import build
from tests.end_to_end.lakes import pull_all, served
from tests.end_to_end.truth import Score, kinds, missing_pairs, people_of, score, wrong_pairs
from twoears.identity.candidates import find
from twoears.identity.decisions import Decisions
from twoears.settings import Settings
from twoears.tasks import STEPS
from twoears.warehouse import open_warehouse

REPORT = Path(__file__).with_suffix(".md")
EVIDENCE = ("account_id", "identifier_type", "value", "withheld_because")
MOST_KINDS = 12
SEEDS = (7, 8, 21)
ACCOUNTS = 1_000_000

HOW = """
Pairs of accounts that stand with one customer, against the pairs that belong to one person in the sandbox's
truth: staff, bots, a shared mailbox and a till's placeholder address are among them. An address that two
people of a household share belongs to both, so that no mapping can have every pair. Accounts that the vendors
never showed are not counted.
"""


@dataclass(frozen=True, slots=True)
class Quality:
    """The scores of one brand: by the rules alone, and with every queued candidate accepted."""

    seed: int
    by_rules: Score
    queued: int
    accepted: Score


@contextmanager
def _told(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"{what:12} {time.monotonic() - started:6.1f} s", flush=True)


def measured(people: int, seed: int, home: Path) -> Quality:
    """Score a brand; its lake is made in ``home`` or, when it is there, used again without its decisions."""
    world, lake = build(people=people, seed=seed), home / f"lake-{people}-{seed}"
    with _told("ingest"):
        _fill(lake, world)
    shutil.rmtree(lake / "identity", ignore_errors=True)
    os.environ |= {"TWOEARS_HOME": str(home / "home"), "TWOEARS_LAKE": str(lake), "TWOEARS_ENGINE": "duckdb"}
    settings = Settings.from_environment()
    _run(["load", "staging", "identity"], world.ended_at)
    by_rules = _scored(f"{people:,} people, seed {seed}, by the rules", world, settings)
    queued = _accept_all(settings, world.ended_at)
    _run(["identity"], world.ended_at)
    accepted = _scored(f"with all {queued:,} candidates accepted", world, settings)
    return Quality(seed, by_rules, queued, accepted)


def _fill(lake: Path, world: World) -> None:
    if not lake.exists():
        with tempfile.TemporaryDirectory() as folder, served(world, Path(folder)) as told:
            pull_all(lake, told)


def _run(steps: list[str], as_of: datetime) -> None:
    for step in steps:
        with _told(step):
            STEPS[step](as_of.isoformat())


def _accept_all(settings: Settings, as_of: datetime) -> int:
    """Accept every pair that stands in the review queue; returns how many there are."""
    with _told("candidates"):
        find(settings, as_of)
    queue = open_warehouse(settings).read(
        "select left_account_id, right_account_id from identity.identity_review_queue"
    )
    pairs = [(str(pair["left_account_id"]), str(pair["right_account_id"])) for pair in queue.to_pylist()]
    if pairs:
        Decisions(settings.lake).add("accept", pairs, "benchmark", "every candidate is accepted", as_of)
    return len(pairs)


def _scored(title: str, world: World, settings: Settings) -> Score:
    """Score what the warehouse holds now; prints it and the kinds of errors."""
    warehouse, people = open_warehouse(settings), people_of(world)
    rows = warehouse.read("select account_id, customer_id from identity.account_customers").to_pylist()
    customers = {str(row["account_id"]): str(row["customer_id"]) for row in rows}
    found = score(customers, people)
    print(
        f"\n{title}: precision {found.precision:.4f}, recall {found.recall:.4f}, F1 {found.f1:.4f} "
        f"({found.right:,} right of {found.together:,} together and {found.true:,} true)\n"
        f"{found.accounts:,} accounts of the truth are known, {found.missing:,} are not; "
        f"{len(customers) - found.accounts:,} known ones are not in the truth"
    )
    identifiers = warehouse.read(f"select {', '.join(EVIDENCE)} from identity.identifiers")
    _print_kinds("together, but wrong", kinds(wrong_pairs(customers, people), identifiers))
    _print_kinds("missing", kinds(missing_pairs(customers, people), identifiers))
    return found


def _print_kinds(title: str, found: Counter[tuple[str, str]]) -> None:
    print(f"{title}: {found.total():,} pairs")
    for (vendors, common), count in found.most_common(MOST_KINDS):
        print(f"  {count:6,}  {vendors:24} {common}")


def _table(people: int, brands: list[Quality]) -> str:
    head = (
        "| seed | pairs that are true | precision | recall | candidates queued | precision, all accepted "
        "| recall, all accepted |\n|---|---|---|---|---|---|---|"
    )
    rows = [
        f"| {brand.seed} | {brand.by_rules.true:,} | {brand.by_rules.precision:.4f} "
        f"| {brand.by_rules.recall:.4f} | {brand.queued:,} | {brand.accepted.precision:.4f} "
        f"| {brand.accepted.recall:.4f} |"
        for brand in brands
    ]
    return "\n".join([f"## {people:,} people", HOW, head, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seed", type=int, nargs="+", default=[7])
    parser.add_argument("--home", type=Path, help="keep the lake here for the next time")
    parser.add_argument("--report", action="store_true", help="measure everything and write identity.md")
    wanted = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        home = wanted.home or Path(folder)
        seeds = SEEDS if wanted.report else wanted.seed
        brands = [measured(wanted.people, seed, home) for seed in seeds]
        if wanted.report:
            parts = ["# Who is who", _table(wanted.people, brands), identity_scale.report(ACCOUNTS, home)]
            REPORT.write_text("\n\n".join(parts) + "\n")
            print(f"written to {REPORT}")


if __name__ == "__main__":
    main()
