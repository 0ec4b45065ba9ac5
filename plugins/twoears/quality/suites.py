"""The gated tables and their suites: modules of ``expectations/<layer>/``, found by file and run.

The only place where Great Expectations is run. Its import takes 5 to 15 s, so it stays inside functions.
"""

import importlib.util
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from twoears.errors import SettingsError
from twoears.quality.outcomes import Outcome, outcomes, without_history
from twoears.settings import ROOT

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations import ExpectationSuite
    from great_expectations.data_context import EphemeralDataContext

Gate = Literal["gate_1", "gate_2", "gate_3"]
Layer = Literal["staging", "marts", "segments"]

LAYERS: dict[Gate, Layer] = {"gate_1": "staging", "gate_2": "marts", "gate_3": "segments"}
"""The folder of ``expectations/`` that each gate checks."""

COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
"""Counts and shares without examples: unexpected values are personal data."""

MOST_NAMED = 20
"""How many rows of a table of facts are named when they are not as expected."""

_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class GatedTable:
    """One gated table.

    ``rows`` is SQL for the batch with only the columns that the suite needs; ``published`` is SQL for one
    row of numbers about the published release, which the suite names as ``{"$PARAMETER": ...}``.
    In both, ``$marts`` stands for the schema of the marts, ``$candidate`` for that of the candidate and
    ``$as_of`` for the run's moment. ``label`` is a column that may be shown to say which rows fail; only a
    table of facts, not of people, has one.
    """

    layer: Layer
    table: str
    suite: "Callable[[], ExpectationSuite]"
    rows: Template
    published: Template | None
    label: str | None

    @property
    def name(self) -> str:
        return f"{self.layer}.{self.table}"


def gated_tables(gate: Gate, root: Path = ROOT) -> list[GatedTable]:
    """The tables of a gate, by name.

    Raises:
        SettingsError: the folder of expectations is not there or is empty.
    """
    layer = LAYERS[gate]
    folder = root / "expectations" / layer
    files = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
    if not files:
        raise SettingsError(f"{gate}: there are no expectations in {folder}; run from a whole checkout.")
    return [_gated_table(layer, path) for path in files]


def _gated_table(layer: Layer, path: Path) -> GatedTable:
    spec = importlib.util.spec_from_file_location(f"expectations.{layer}.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    published = getattr(module, "PUBLISHED", None)
    return GatedTable(
        layer=layer,
        table=path.stem,
        suite=module.suite,
        rows=Template(module.ROWS),
        published=Template(published) if published else None,
        label=getattr(module, "LABEL", None),
    )


def quiet_context() -> "EphemeralDataContext":
    """A context in memory that shows no progress, makes no folder, calls nobody and logs only trouble."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def validate(
    context: "EphemeralDataContext", table: GatedTable, rows: "pd.DataFrame", numbers: Mapping[str, float]
) -> list[Outcome]:
    """Run a table's suite on rows; what needs numbers that are not there is left as having no history."""
    suite = table.suite()
    declared = suite.expectations
    suite.expectations = [one for one in declared if _parameters(one) <= numbers.keys()]
    skipped = [one for one in declared if not _parameters(one) <= numbers.keys()]
    asset = context.data_sources.add_or_update_pandas(table.layer).add_dataframe_asset(table.table)
    definition = asset.add_batch_definition_whole_dataframe("rows")
    result = definition.get_batch({"dataframe": rows}).validate(
        suite, result_format=_result_format(table), expectation_parameters=dict(numbers)
    )
    return outcomes(table.name, result, table.label) + without_history(table.name, skipped)


def _result_format(table: GatedTable) -> dict[str, Any]:
    if table.label is None:
        return COUNTS_ONLY
    return COUNTS_ONLY | {
        "partial_unexpected_count": MOST_NAMED,
        "unexpected_index_column_names": [table.label],
    }


def _parameters(expectation: Any) -> set[str]:
    """The names in a parameter's arithmetic: ``published_rows`` of ``published_rows * 0.5``."""
    values = expectation.configuration.kwargs.values()
    formulas = [value["$PARAMETER"] for value in values if isinstance(value, dict) and "$PARAMETER" in value]
    return {name for formula in formulas for name in _NAME.findall(formula)}
