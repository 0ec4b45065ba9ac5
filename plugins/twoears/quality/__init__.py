"""The gates before staging is used, before marts are published and before a segment leaves the house."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from twoears.errors import GateBroken, GateFailed
from twoears.quality.batches import batch, numbers
from twoears.quality.outcomes import Outcome
from twoears.quality.pages import write_run
from twoears.quality.suites import Gate, gated_tables, quiet_context, validate
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate saw: how many suites and expectations, those not met, and where its Data Docs page is.

    ``without_history`` counts the expectations that had no earlier release or load to compare with.
    """

    gate: Gate
    suites: int
    expectations: int
    without_history: int
    failed_critical: tuple[Outcome, ...]
    failed_warnings: tuple[Outcome, ...]
    docs_url: str


def check(
    gate: Gate, settings: Settings, as_of: datetime, warehouse: "Warehouse | None" = None
) -> GateResult:
    """Check every table of a gate and write its Data Docs page, whatever the verdict.

    ``warehouse`` is an open one to use instead of that of ``settings``.

    Raises:
        GateFailed: a critical expectation was not met; the message names each and where the Data Docs are.
        GateBroken: an expectation could not be evaluated, which says nothing about the data.
    """
    warehouse = warehouse or open_warehouse(settings)
    tables = gated_tables(gate)
    context = quiet_context()
    seen: list[Outcome] = []
    for table in tables:
        rows = batch(warehouse, table, as_of)
        seen += validate(context, table, rows, numbers(warehouse, table, settings, as_of))
    page = write_run(settings.data_docs, gate, as_of, seen)
    result = _result(gate, len(tables), seen, page.absolute().as_uri())
    _raise_unless_passed(result, [outcome for outcome in seen if outcome.status == "broken"])
    return result


def _result(gate: Gate, suites: int, seen: Sequence[Outcome], docs_url: str) -> GateResult:
    failed = [outcome for outcome in seen if outcome.status == "failed"]
    critical = tuple(outcome for outcome in failed if outcome.severity == "critical")
    warnings = tuple(outcome for outcome in failed if outcome.severity != "critical")
    for outcome in warnings:
        log.warning("%s: %s", gate, outcome.sentence())
    log.info("%s: %s expectations of %s tables, Data Docs at %s", gate, len(seen), suites, docs_url)
    without_history = sum(outcome.status == "no history" for outcome in seen)
    return GateResult(gate, suites, len(seen), without_history, critical, warnings, docs_url)


def _raise_unless_passed(result: GateResult, broken: Sequence[Outcome]) -> None:
    if broken:
        raise GateBroken(
            f"{result.gate} could not be evaluated, which says nothing about the data; mend the expectation "
            f"or the table: {_listed(broken)} Data Docs: {result.docs_url}"
        )
    if result.failed_critical:
        raise GateFailed(
            f"{result.gate} stopped the run, {len(result.failed_critical)} critical of {result.expectations} "
            f"expectations not met: {_listed(result.failed_critical)} Data Docs: {result.docs_url}"
        )


def _listed(some: Sequence[Outcome]) -> str:
    return " ".join(f"({number}) {outcome.sentence()}" for number, outcome in enumerate(some, start=1))
