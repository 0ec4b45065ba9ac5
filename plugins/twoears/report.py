"""What a run did, in tables: stages, published marts, most engaged customers and where things lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from twoears.embedded import FAILED, SUCCEEDED, TaskRun
from twoears.settings import Settings

if TYPE_CHECKING:
    from twoears.warehouse import Warehouse

SILENT = frozenset({"list_streams", "announce", "all_landed", "choose_as_of"})
"""Tasks that only join the others."""

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
    """The stages that ran, in the order in which they ended; skipped ones are left out."""
    ran = (run for run in runs if run.task_id not in SILENT and run.state in (SUCCEEDED, FAILED))
    return tuple(_stage(run) for run in ran)


def _stage(run: TaskRun) -> Stage:
    told: Mapping[str, Any] = run.returned or {}
    if "pulled" in told:
        name = f"ingest {told['stream']}"
        remark = f"{told['unchanged']:,} known before" if told["unchanged"] else ""
        return Stage(
            name, run.state, run.seconds, told["pulled"], told["landed"], told["quarantined"], remark
        )
    if run.task_id == "load" and told:
        return Stage("load", run.state, run.seconds, told["added"], told["rows"])
    name = run.dag_id.replace("_", " ") if run.task_id == "ingest_stream" else run.task_id
    return Stage(name, run.state, run.seconds, remark=_remark(told))


def _remark(told: Mapping[str, Any]) -> str:
    """The counts of a step in words."""
    counts = {name.replace("_", " "): count for name, count in told.items() if isinstance(count, int)}
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


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


def _stages_table(report: Report) -> Table:
    table = Table(title=f"As of {report.as_of.isoformat()}, {report.seconds:.1f} s", title_justify="left")
    table.add_column("stage")
    for name in ("in", "out", "quarantined", "seconds"):
        table.add_column(name, justify="right")
    table.add_column("")
    for stage in report.stages:
        numbers = (_number(n) for n in (stage.rows_in, stage.rows_out, stage.quarantined))
        remark = stage.remark if stage.state == SUCCEEDED else "FAILED"
        table.add_row(stage.name, *numbers, f"{stage.seconds:.1f}", remark)
    return table


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _marts_table(marts: Marts) -> Table:
    table = Table(title=f"Published marts, release {marts.release}", title_justify="left")
    table.add_column("mart")
    table.add_column("rows", justify="right")
    table.add_column("sha256, first half")
    for mart in marts.tables:
        table.add_row(mart.name, f"{mart.rows:,}", mart.fingerprint[:32])
    return table


def _engaged_table(marts: Marts) -> Table:
    table = Table(title="Most engaged customers", title_justify="left")
    table.add_column("", justify="right")
    table.add_column("customer")
    table.add_column("score", justify="right")
    table.add_column("reason")
    for row in marts.most_engaged:
        rank, customer, score = (row[name] for name in ("engagement_rank", "customer_id", "engagement_score"))
        table.add_row(str(rank), str(customer), f"{score:.1f}", str(row["reason"]))
    return table
