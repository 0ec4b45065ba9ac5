"""Every suite: a good batch passes, and for each expectation there is a bad batch that fails it.

The batches lie beside this file, at the path of the suite they belong to: ``GOOD`` (columns), ``NUMBERS`` (of
the published release), ``BAD`` (the columns that change, by the expectation's description) and
``BAD_NUMBERS`` (the numbers that change).
"""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from twoears.quality.outcomes import Outcome
from twoears.quality.suites import Gate, GatedTable, gated_tables, quiet_context, validate

TABLES = [table for gate in get_args(Gate) for table in gated_tables(gate)]
CASES = [
    pytest.param(table, one.description, id=f"{table.name}: {one.description}")
    for table in TABLES
    for one in table.suite().expectations
]

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def context() -> Any:
    return quiet_context()


@cache
def batches(table: GatedTable) -> ModuleType:
    path = Path(__file__).parent / table.layer / f"{table.table}.py"
    spec = importlib.util.spec_from_file_location(f"batches.{table.name}", path)
    assert spec is not None
    assert spec.loader is not None, f"{table.name} has no batches to try it on; write {path.name}"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(
    context: Any, table: GatedTable, columns: dict[str, Any], numbers: dict[str, float]
) -> dict[str, Outcome]:
    import pandas as pd

    seen = validate(context, table, pd.DataFrame(columns), numbers)
    return {outcome.expected: outcome for outcome in seen}


@every_table
def test_a_good_batch_meets_every_expectation(context: Any, table: GatedTable) -> None:
    given = batches(table)
    seen = run(context, table, given.GOOD, given.NUMBERS)
    assert {outcome.status for outcome in seen.values()} == {"met"}, seen


@pytest.mark.parametrize(("table", "description"), CASES)
def test_a_bad_batch_fails_the_expectation(context: Any, table: GatedTable, description: str) -> None:
    given = batches(table)
    columns = given.GOOD | given.BAD.get(description, {})
    numbers = given.NUMBERS | given.BAD_NUMBERS.get(description, {})
    assert run(context, table, columns, numbers)[description].status == "failed"


@every_table
def test_every_bad_batch_belongs_to_an_expectation(table: GatedTable) -> None:
    given = batches(table)
    assert sorted([*given.BAD, *given.BAD_NUMBERS]) == sorted(
        one.description for one in table.suite().expectations
    )


@every_table
def test_a_table_without_rows_and_history_fails_nothing(context: Any, table: GatedTable) -> None:
    import pandas as pd

    seen = validate(context, table, pd.DataFrame(batches(table).GOOD).iloc[:0], {})
    assert {outcome.status for outcome in seen} <= {"met", "no history"}, seen


@every_table
def test_every_expectation_says_what_it_protects_and_how_severe_it_is(table: GatedTable) -> None:
    for one in table.suite().expectations:
        assert len(one.meta["protects"]) > 20
        assert one.severity.value in {"critical", "warning"}
        assert one.description.endswith(".")


def test_gates_1_and_2_hold_six_expectations_and_something_critical() -> None:
    for gate in ("gate_1", "gate_2"):
        expectations = [one for table in gated_tables(gate) for one in table.suite().expectations]
        assert len(expectations) >= 6
        assert any(one.severity.value == "critical" for one in expectations)
