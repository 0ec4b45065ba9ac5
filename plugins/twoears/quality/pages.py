"""Data Docs as static pages that need no network: one page a run, and an index of every run kept.

The site that Great Expectations builds itself loads its styles and scripts from five foreign hosts, so it
is bare without a network and tells those hosts who reads it. These pages hold the same results.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path

from twoears.moments import compact
from twoears.quality.outcomes import Outcome
from twoears.quality.suites import LAYERS, Gate

KEPT_RUNS = 50
"""Pages kept for each gate; the oldest by ``as_of`` go first."""

STYLE = """
:root { --line: #8884; --good: #15803d; --bad: #b91c1c; --warn: #b45309; --dim: #6b7280 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1.5rem }
h1 { font-size: 1.5rem; margin-bottom: .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% } table.outcomes { table-layout: fixed }
.outcomes th:nth-child(1) { width: 8rem } .outcomes th:nth-child(2) { width: 40% }
td { overflow-wrap: anywhere }
th { text-align: left; color: var(--dim); font-weight: 600; font-size: .85rem }
th, td { padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.dim, p.dim, .dim { color: var(--dim) } td small { display: block; color: var(--dim) }
.met, .passed { color: var(--good) } .warning { color: var(--warn) } .critical, .broken { color: var(--bad) }
.verdict { font-weight: 600; white-space: nowrap } code { font-size: .9em }
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a gate as the index shows it; ``as_of`` is ISO 8601 in UTC."""

    gate: Gate
    as_of: str
    page: str
    expectations: int
    critical: int
    warnings: int
    broken: int

    @property
    def verdict(self) -> str:
        if self.broken:
            return _span("broken", f"broken: {self.broken} not evaluated")
        if self.critical:
            return _span("critical", f"failed: {self.critical} critical")
        if self.warnings:
            return _span("warning", f"passed, {self.warnings} {_plural('warning', self.warnings)}")
        return _span("passed", "passed")


def write_run(site: Path, gate: Gate, as_of: datetime, outcomes: Sequence[Outcome]) -> Path:
    """Write a run's page and the index; the same run again replaces its page.

    Returns the page, ``<site>/<gate>/<as_of>.html``; beside it lies the same as JSON.
    """
    page = site / gate / f"{compact(as_of)}.html"
    run = _run(gate, as_of, page.name, outcomes)
    record = {"run": asdict(run), "outcomes": [asdict(outcome) for outcome in outcomes]}
    _write(page.with_suffix(".json"), json.dumps(record, indent=1))
    _write(page, _run_page(run, outcomes))
    _drop_old(page)
    _write(site / "index.html", _index_page(_runs(site)))
    return page


def _run(gate: Gate, as_of: datetime, page: str, outcomes: Sequence[Outcome]) -> Run:
    failed = [outcome.severity for outcome in outcomes if outcome.status == "failed"]
    return Run(
        gate=gate,
        as_of=as_of.astimezone(UTC).isoformat(),
        page=f"{gate}/{page}",
        expectations=len(outcomes),
        critical=failed.count("critical"),
        warnings=len(failed) - failed.count("critical"),
        broken=sum(outcome.status == "broken" for outcome in outcomes),
    )


def _drop_old(page: Path) -> None:
    pages = sorted(page.parent.glob("*.html"), reverse=True)
    for old in pages[KEPT_RUNS:]:
        if old != page:
            old.with_suffix(".json").unlink(missing_ok=True)
            old.unlink(missing_ok=True)


def _runs(site: Path) -> list[Run]:
    records = [path for gate in LAYERS for path in (site / gate).glob("*.json")]
    runs = [Run(**json.loads(path.read_text("utf-8"))["run"]) for path in records]
    return sorted(runs, key=lambda run: (run.as_of, run.gate), reverse=True)


def _run_page(run: Run, outcomes: Sequence[Outcome]) -> str:
    worst = {outcome.table: outcome for outcome in sorted(outcomes, key=_urgency, reverse=True)}
    ordered = sorted(outcomes, key=lambda outcome: (_urgency(worst[outcome.table]), _urgency(outcome)))
    tables = groupby(ordered, key=lambda outcome: outcome.table)
    return _page(
        f"{_title(run.gate)}, as of {run.as_of}",
        f'<p><a href="../index.html">All runs</a></p><h1>{_title(run.gate)}: {run.verdict}</h1>'
        f'<p class="dim">As of {run.as_of}. {run.expectations} expectations. Critical ones stop the run, '
        "warnings are reported. Numbers only: no value of a customer is ever shown here.</p>"
        + "".join(_table_section(table, of_table) for table, of_table in tables),
    )


def _urgency(outcome: Outcome) -> tuple[int, bool, str, str, str]:
    """What sorts first is read first: what broke or failed, critical before warning."""
    status = ("broken", "failed", "met", "no history").index(outcome.status)
    is_mild = status < 2 and outcome.severity != "critical"
    return (min(status, 2), is_mild, outcome.table, outcome.column, outcome.expected)


def _table_section(table: str, outcomes: Iterable[Outcome]) -> str:
    heads = "".join(f"<th>{head}</th>" for head in ("", "expected", "column", "allowed", "seen"))
    rows = "".join(_outcome_row(outcome) for outcome in outcomes)
    return f'<h2>{escape(table)}</h2><table class="outcomes"><tr>{heads}</tr>{rows}</table>'


def _outcome_row(outcome: Outcome) -> str:
    kind = {"failed": outcome.severity, "no history": "dim"}.get(outcome.status, outcome.status)
    label = f"{outcome.severity}: {outcome.status}" if outcome.status == "failed" else outcome.status
    return (
        f'<tr><td class="verdict {kind}">{label}</td>'
        f"<td>{escape(outcome.expected)}"
        f"<small>{outcome.severity}; protects {escape(outcome.protects)}</small></td>"
        f"<td><code>{escape(outcome.column)}</code></td>"
        f'<td class="dim">{escape(outcome.allowed)}</td><td>{escape(outcome.seen)}</td></tr>'
    )


def _index_page(runs: Iterable[Run]) -> str:
    rows = "".join(
        f'<tr><td>{run.as_of}</td><td><a href="{run.page}">{_title(run.gate)}</a></td>'
        f"<td>{run.verdict}</td><td>{run.expectations}</td></tr>"
        for run in runs
    )
    heads = "".join(f"<th>{head}</th>" for head in ("as of", "gate", "verdict", "expectations"))
    return _page("Data Docs", f"<h1>Data Docs</h1><table><tr>{heads}</tr>{rows}</table>")


def _title(gate: Gate) -> str:
    return f"{gate.replace('_', ' ').capitalize()} ({LAYERS[gate]})"


def _span(kind: str, text: str) -> str:
    return f'<span class="verdict {kind}">{text}</span>'


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style></head><body>{body}</body></html>\n"
    )


def _write(path: Path, text: str) -> None:
    """Replace a file at once, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)
