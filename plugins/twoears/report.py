"""What a run did, in tables: stages, published marts, most engaged customers and where things lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from twoears.embedded import FAILED, SUCCEEDED, TaskRun
from twoears.settings import Settings

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

Justify = Literal["left", "right"]

SILENT = frozenset({"list_streams", "announce", "all_landed", "choose_as_of"})
"""Tasks that only join the others."""

BESIDE = {
    "identity": ("accounts", "customers"),
    "listening": ("taken", "read"),
    "candidates": ("compared", "queued"),
}
"""Steps that take in and give out what is no row of a table; the rows go by them to the next one."""

REMARKS = {
    "load": "{added:,} new",
    "identity": "{joined:,} joined, {withheld:,} values withheld",
    "listening": "{intents:,} intents, {waiting:,} texts wait",
    "candidates": "{queued:,} to review",
}

MOST_ENGAGED = """
select engagement_rank, customer_id, engagement_score, main_pillar, reason
from marts.customer_engagement
order by engagement_rank
limit 10
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the report; counts that a stage has not are None."""

    name: str
    state: str
    seconds: float
    rows_in: int | None = None
    rows_out: int | None = None
    quarantined: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Mart:
    name: str
    rows: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Marts:
    """The published release and its most engaged customers, best first."""

    release: int
    tables: tuple[Mart, ...]
    most_engaged: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Report:
    as_of: datetime
    stages: tuple[Stage, ...]
    marts: Marts | None
    failures: list[str]
    seconds: float


def stages_of(runs: Iterable[TaskRun]) -> tuple[Stage, ...]:
    """The stages that ran, in the order in which they ended; skipped ones are left out.

    After the load each stage takes in what the one before gave out.
    """
    ran = (run for run in runs if run.task_id not in SILENT and run.state in (SUCCEEDED, FAILED))
    stages: list[Stage] = []
    flowing: int | None = None
    for run in ran:
        if run.task_id == "ingest_stream":
            stages.append(_ingest(run))
        elif run.task_id in BESIDE:
            stages.append(_beside(run))
        else:
            stages.append(_step(run, flowing))
            flowing = stages[-1].rows_out
    return tuple(stages)


def _ingest(run: TaskRun) -> Stage:
    told: Mapping[str, Any] = run.returned or {}
    if not told:
        return Stage(run.dag_id.replace("_", " "), run.state, run.seconds)
    return Stage(
        name=f"ingest {told['stream']}",
        state=run.state,
        seconds=run.seconds,
        rows_in=told["pulled"],
        rows_out=told["landed"],
        quarantined=told["quarantined"],
        remark=f"{told['unchanged']:,} known before" if told["unchanged"] else "",
    )


def _beside(run: TaskRun) -> Stage:
    told: Mapping[str, Any] = run.returned or {}
    taken, given = (told.get(name) for name in BESIDE[run.task_id])
    return Stage(run.task_id, run.state, run.seconds, taken, given, remark=_remark(run.task_id, told))


def _step(run: TaskRun, flowing: int | None) -> Stage:
    told: Mapping[str, Any] = run.returned or {}
    return Stage(
        name=run.task_id.replace("_", " "),
        state=run.state,
        seconds=run.seconds,
        rows_in=told.get("rows") if run.task_id == "load" else flowing,
        rows_out=told.get("rows", flowing) if run.state == SUCCEEDED else None,
        remark=_remark(run.task_id, told),
    )


def _remark(step: str, told: Mapping[str, Any]) -> str:
    """What a step says of itself besides rows."""
    if "expectations" in told:
        met = told["expectations"] - told["warnings"] - told["without_history"]
        new = f", {told['without_history']} without history" if told["without_history"] else ""
        return f"passed: {met} met, {told['warnings']} warnings{new}"
    if step in REMARKS:
        return REMARKS[step].format_map(told) if told else ""
    counts = {name: count for name, count in told.items() if isinstance(count, int) and name != "rows"}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if name != "release")


def read_marts(settings: Settings) -> Marts | None:
    """The published marts; nothing when no release was ever published."""
    from twoears.warehouse import open_warehouse

    warehouse = open_warehouse(settings)
    current = [release for release in warehouse.releases() if release.is_current]
    if not current:
        return None
    return Marts(
        release=current[0].number,
        tables=tuple(
            Mart(name, _count(warehouse, name), fingerprint)
            for name, fingerprint in sorted(current[0].fingerprints.items())
        ),
        most_engaged=tuple(warehouse.query(MOST_ENGAGED).to_pylist()),
    )


def _count(warehouse: "Warehouse", mart: str) -> int:
    return int(warehouse.query(f'select count(*) as n from marts."{mart}"')["n"][0].as_py())


def render(report: Report, settings: Settings, console: Console) -> None:
    """Print the report for people; no names or addresses of customers are in it."""
    console.print(_stages_table(report))
    if report.marts:
        console.print(_marts_table(report.marts))
        console.print(_engaged_table(report.marts))
    console.print(f"Marts      {settings.warehouse if settings.engine == 'duckdb' else 'PostgreSQL'}")
    console.print(f"Data Docs  {settings.data_docs}")
    console.print(f"Segments   {settings.exports}")


def _table(title: str, **columns: Justify) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, justify in columns.items():
        table.add_column(name, justify=justify, no_wrap=name != "reason", overflow="fold")
    return table


def _stages_table(report: Report) -> Table:
    title = f"As of {report.as_of.isoformat()}, {report.seconds:.1f} s"
    numbers: dict[str, Justify] = dict.fromkeys(("in", "out", "quarantined", "seconds"), "right")
    table = _table(title, stage="left", **numbers, remark="left")
    for stage in report.stages:
        counts = (_number(n) for n in (stage.rows_in, stage.rows_out, stage.quarantined))
        remark = stage.remark if stage.state == SUCCEEDED else "FAILED"
        table.add_row(stage.name, *counts, f"{stage.seconds:.1f}", remark)
    return table


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _marts_table(marts: Marts) -> Table:
    table = _table(f"Published marts, release {marts.release}", mart="left", rows="right", sha256="left")
    for mart in marts.tables:
        table.add_row(mart.name, f"{mart.rows:,}", mart.fingerprint)
    return table


def _engaged_table(marts: Marts) -> Table:
    table = _table("Most engaged customers", rank="right", customer="left", score="right", reason="left")
    for row in marts.most_engaged:
        rank, customer, score = (row[name] for name in ("engagement_rank", "customer_id", "engagement_score"))
        table.add_row(str(rank), str(customer), f"{score:.1f}", str(row["reason"]))
    return table
