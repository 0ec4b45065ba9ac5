"""Who is who over the whole line: the same people however the evidence came, and every step can be undone."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from sandbox.shapes import World
from sandbox.world import build as build_world
from tests.end_to_end.lakes import pull_all, served
from tests.end_to_end.truth import people_of, score
from tests.small_brand import execute, land
from twoears.fingerprints import fingerprints_of
from twoears.identity.decisions import Decisions
from twoears.identity.resolve import resolve
from twoears.lake import StreamTable
from twoears.settings import Settings
from twoears.streams import VENDORS, all_streams
from twoears.transform import SELECTIONS, run_dbt
from twoears.warehouse import Layer, open_warehouse
from twoears.warehouse.candidates import candidate

PEOPLE = 200
SLICES = 4
HOUR = timedelta(hours=1)
PRECISION, RECALL = 0.98, 0.80
"""What a brand this small must reach; benchmarks/identity.md has the figures of a larger one."""


@dataclass(frozen=True, slots=True)
class Brand:
    """A world, a lake that holds all of it, and the same pulled bit by bit: one lake a slice of time."""

    world: World
    lake: Path
    slices: list[tuple[Path, datetime]]


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    world, folder = build_world(people=PEOPLE), tmp_path_factory.mktemp("brand")
    length = (world.ended_at - world.started_at) / SLICES
    moments = [world.started_at + length * number for number in range(1, SLICES)] + [world.ended_at]
    slices = []
    with served(world, folder) as told:
        pull_all(folder / "whole", told)
        for number, until in enumerate(moments):
            pull_all(folder / "growing", told, until)
            slices.append((folder / f"slice{number}", until))
            shutil.copytree(folder / "growing", slices[-1][0])
    return Brand(world, folder / "whole", slices)


@pytest.fixture(scope="module")
def modelled(brand: Brand, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A DuckDB warehouse with everything before the evidence of who is who."""
    settings = Settings(home=tmp_path_factory.mktemp("modelled"), lake=str(brand.lake), engine="duckdb")
    load(settings)
    model(settings, brand.world, "seeds", "staging")
    return settings


def load(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    warehouse.prepare()
    warehouse.load([StreamTable(settings.lake, stream) for stream in all_streams()])


def model(settings: Settings, world: World, *layers: Layer) -> None:
    """Build layers as the line does, in one start of dbt and without their data tests, which others hold."""
    warehouse = open_warehouse(settings)
    variables = {"as_of": world.ended_at.isoformat(), **warehouse.dbt_vars("marts")}
    selection = [selected for layer in layers for selected in SELECTIONS[layer]]
    output, artifacts = warehouse.dbt_output("marts"), settings.dbt_artifacts / "all"
    run_dbt(
        "build", selection, output, variables, artifacts, ["--exclude-resource-types", "test", "unit_test"]
    )


def identify(settings: Settings, world: World, as_of: datetime | None = None) -> dict[str, str]:
    """Load what the lake has and find out who is who, by default at the end; the customer of each account."""
    load(settings)
    model(settings, world, "evidence")
    return resolved(settings, as_of or world.ended_at)


def resolved(settings: Settings, as_of: datetime) -> dict[str, str]:
    """Find out who is who from evidence that is there; the customer of each account."""
    resolve(settings, as_of)
    rows = open_warehouse(settings).read("select account_id, customer_id from identity.account_customers")
    return {row["account_id"]: row["customer_id"] for row in rows.to_pylist()}


@pytest.fixture(scope="module")
def customers(modelled: Settings, brand: Brand) -> dict[str, str]:
    """Who is who when everything comes at once."""
    return identify(modelled, brand.world)


@pytest.fixture
def settings(modelled: Settings, brand: Brand, customers: dict[str, str], tmp_path: Path) -> Settings:
    """A copy of the warehouse and of the lake in which everybody is identified, for the test's own."""
    shutil.copytree(modelled.home, tmp_path / "home")
    shutil.copytree(brand.lake, tmp_path / "lake")
    return replace(modelled, home=tmp_path / "home", lake=str(tmp_path / "lake"))


def test_the_rules_find_most_pairs_and_hardly_a_wrong_one(brand: Brand, customers: dict[str, str]) -> None:
    found = score(customers, people_of(brand.world))
    assert found.true > 200
    assert found.precision >= PRECISION
    assert found.recall >= RECALL


def test_slices_of_time_end_in_the_same_customers(
    brand: Brand, settings: Settings, customers: dict[str, str]
) -> None:
    """Every slice is identified when it has come, so that ids have a past."""
    known = [
        identify(replace(settings, lake=str(lake)), brand.world, until)
        for lake, until in continued(brand.slices)
    ]
    sizes = [len(found) for found in known]
    assert sizes == sorted(set(sizes))
    assert known[-1] == customers
    history = open_warehouse(settings).read("select * from identity.customer_id_history").to_pylist()
    assert len(history) > len(customers)
    assert {row["account_id"]: row["customer_id"] for row in history if not row["valid_to"]} == customers


def continued(slices: list[tuple[Path, datetime]]) -> Iterator[tuple[Path, datetime]]:
    """Each slice with the state that identifying the one before left in its lake."""
    before: Path | None = None
    for lake, until in slices:
        if before:
            shutil.copytree(before / "identity", lake / "identity")
        yield lake, until
        before = lake


def test_vendors_that_come_one_after_the_other_end_in_the_same_customers_on_postgres(
    brand: Brand, tmp_path: Path, postgres_database: str, customers: dict[str, str]
) -> None:
    there = Settings(
        home=tmp_path / "home",
        lake=str(tmp_path / "lake"),
        engine="postgres",
        warehouse_url=postgres_database,
    )
    load(there)
    model(there, brand.world, "seeds", "staging")
    sizes = []
    for hours, source in enumerate(reversed(VENDORS), 1 - len(VENDORS)):
        for vendor in VENDORS[source]:
            shutil.copytree(brand.lake / vendor, tmp_path / "lake" / vendor, dirs_exist_ok=True)
        found = identify(there, brand.world, brand.world.ended_at + hours * HOUR)
        sizes.append(len(found))
    assert sizes == sorted(set(sizes))
    assert found == customers


def test_a_merge_and_its_split_leave_every_mart_as_it_was(settings: Settings, brand: Brand) -> None:
    """Byte for byte: the ids, the history and everything that is counted by customer."""
    ended = brand.world.ended_at
    found = resolved(settings, ended)
    before = marts(settings, brand.world)
    one, other = two_accounts(found)
    decisions = Decisions(settings.lake)
    decisions.add("accept", [(one, other)], "tester", "they look alike", ended)
    merged = resolved(settings, ended)
    assert merged[one] == merged[other]
    assert len(set(merged.values())) == len(set(found.values())) - 1
    changed = marts(settings, brand.world)
    assert {name for name in before if changed[name] != before[name]} >= {"customers", "customer_accounts"}
    staying, leaving = ([a for a in found if found[a] == found[side]] for side in (one, other))
    decisions.add("split", [*product(staying, leaving)], "tester", "they are two", ended + HOUR)
    assert resolved(settings, ended) == found
    assert marts(settings, brand.world) == before


def marts(settings: Settings, world: World) -> dict[str, str]:
    """The fingerprint of every mart, built anew."""
    model(settings, world, "marts")
    warehouse = open_warehouse(settings)
    return fingerprints_of(warehouse, candidate(warehouse.candidate_colour()))


def two_accounts(customers: dict[str, str]) -> list[str]:
    """One account of each of the two customers who have the most."""
    sizes = Counter(customers.values())
    largest = sorted(sizes, key=lambda customer: (-sizes[customer], customer))[:2]
    return [min(a for a in customers if customers[a] == customer) for customer in largest]


BAD = {
    "two_ats": {"email": "ann@bob@people.test"},
    "no_mailbox": {"email": "@people.test"},
    "long": {"email": "a" * 5000 + "@people.test"},
    "digits": {"phone": "5" * 30},
    "words": {"phone": "call me", "name": "\u202egnp.nna\u202c"},
    "emoji": {"name": "🏃🏃🏃", "email": "🏃@🏃🏃.test"},
    "quotes": {"name": "x'); drop table people; --", "email": "'--@people.test;"},
    "spaces": {"name": " \t ", "email": " \n ", "phone": " "},
    "placeholder": {"email": "n/a", "phone": "00000000", "name": "-"},
}
"""What is no evidence of anybody, each typed into two accounts of the shop."""


def test_bad_evidence_joins_nobody_and_breaks_nothing(
    settings: Settings, brand: Brand, customers: dict[str, str]
) -> None:
    land(settings, "sql.customers", [shop_customer(kind, number) for kind in BAD for number in (1, 2)])
    found = identify(settings, brand.world)
    bad = {f"sql:{kind}{number}" for kind in BAD for number in (1, 2)}
    assert bad <= found.keys()
    assert len({found[account] for account in bad}) == len(bad)
    assert {account: found[account] for account in found.keys() - bad} == customers


def shop_customer(kind: str, number: int) -> dict[str, Any]:
    row = {"customer_id": f"{kind}{number}", "email": None, "name": None, "phone": None, "country": "GB"}
    moments = {"created_at": "2026-05-01T00:00:00+00:00", "updated_at": "2026-05-01T00:00:00+00:00"}
    return row | moments | BAD[kind]


def test_a_lower_limit_repairs_old_merges_and_the_old_limit_gives_every_id_back(
    settings: Settings, brand: Brand, customers: dict[str, str]
) -> None:
    ended = brand.world.ended_at
    assert resolved(settings, ended) == customers
    assert mailboxes_with_two_accounts(settings) > 0
    set_limit(settings, 1)
    apart = resolved(settings, ended + HOUR)
    assert len(set(apart.values())) > len(set(customers.values()))
    assert mailboxes_with_two_accounts(settings) == 0
    set_limit(settings, 4)
    assert resolved(settings, ended + 2 * HOUR) == customers


def set_limit(settings: Settings, limit: int) -> None:
    """Edit the seed of rules as an analyst would, in its table."""
    rules = "staging.identity_rules"
    execute(settings, f"update {rules} set limit_per_vendor = {limit} where identifier_type = 'email'")


def mailboxes_with_two_accounts(settings: Settings) -> int:
    """How many addresses tie several accounts of one vendor."""
    return (
        open_warehouse(settings)
        .read("""
        select value, vendor from identity.identifiers
        where identifier_type = 'email' and is_joining
        group by value, vendor having count(*) > 1
    """)
        .num_rows
    )
