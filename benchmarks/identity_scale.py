"""Time and peak memory of finding out who is who among a million accounts, on each engine.

Each run is a process of its own. It reads the evidence from the warehouse, normalises and judges it, makes
clusters, gives ids and writes the results back. The layer of dbt models before that is not in it.
"""

import json
import logging
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.line import Measured, measure
from benchmarks.million import HOPS, brand
from tests.postgres_server import database, served
from twoears.fingerprints import fingerprint
from twoears.settings import Settings
from twoears.transform import build
from twoears.warehouse import open_warehouse
from twoears.warehouse.postgres_connect import bulk, server_url

AS_OF = datetime(2026, 8, 28, tzinfo=UTC)
ENGINES = ("duckdb", "postgres")
TABLES = {"accounts": "int_accounts_unioned", "identifiers": "int_identifiers_unioned"}
STEPS = ("normalise", "judge", "cluster", "remember", "assign", "compare")
"""The functions that the module `resolve` calls one after the other, besides reading and writing."""

HOW = f"""
Read from the warehouse, normalised, judged, clustered, given ids and written back, in a process of its
own. Its seconds hold the start of Python and its imports, and its peak memory is its own. PostgreSQL is
version 18, as its wheel configures it, on the same cores; its own memory is not counted. One cluster is
a chain of {HOPS:,} hops. One person in a hundred shares a mailbox with somebody else of the family. Some
values are shared by thousands, some are addresses of roles, and some are not valid. The runs marked
again find nothing new.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run on an engine: the process, the seconds of its parts, what it resolved and wrote."""

    engine: str
    process: Measured
    parts: dict[str, float]
    resolved: dict[str, int]
    customers: str


def report(accounts: int, home: Path) -> str:
    """Measure every engine twice; the figures as Markdown.

    Raises:
        SystemExit: two runs wrote different customers.
    """
    with brand(accounts) as made, served({}) as server, database(server) as url:
        ((identifiers,),) = made.execute("select count(*) from identifiers").fetchall()
        runs = [run for engine in ENGINES for run in _runs_on(engine, url, made, home / "scale" / engine)]
    if len({run.customers for run in runs}) > 1:
        raise SystemExit("The runs wrote different customers.")
    return _section(accounts, identifiers, runs)


def _runs_on(engine: str, url: str, made: duckdb.DuckDBPyConnection, home: Path) -> list[Run]:
    os.environ |= {
        "TWOEARS_HOME": str(home),
        "TWOEARS_LAKE": str(home / "lake"),
        "TWOEARS_ENGINE": engine,
        "TWOEARS_WAREHOUSE_URL": url,
    }
    settings = Settings.from_environment()
    open_warehouse(settings).prepare()
    build("seeds", settings, AS_OF)
    _fill(settings, made)
    return [_measured(settings, f"{engine}, {which}") for which in ("first", "again")]


def _fill(settings: Settings, made: duckdb.DuckDBPyConnection) -> None:
    """Write the evidence where dbt would."""
    if settings.engine == "duckdb":
        made.execute(f"attach '{settings.warehouse / 'working.duckdb'}' as working")
        for name, model in TABLES.items():
            made.execute(f"create or replace table working.intermediate.{model} as from {name}")
        made.execute("detach working")
        return
    with bulk(server_url(settings.warehouse_url)) as connection:
        for name, model in TABLES.items():
            with connection.cursor() as cursor:
                rows = made.sql(f"from {name}").to_arrow_reader(100_000)
                cursor.adbc_ingest(model, rows, mode="replace", db_schema_name="intermediate")
                cursor.execute(f"analyze intermediate.{model}")
        connection.commit()


def _measured(settings: Settings, name: str) -> Run:
    told = settings.home / "told.json"
    command = [sys.executable, "-m", "benchmarks.identity_scale", str(told)]
    process = measure(name, command, settings.home / "bench.log")
    words = json.loads(told.read_text("utf-8"))
    print(
        f"{name:16} {process.seconds:6.1f} s, {process.cpu_seconds:6.1f} s of processor, "
        f"{process.peak_mib:6,.0f} MiB: {words}",
        flush=True,
    )
    written = open_warehouse(settings).read("select * from identity.account_customers")
    return Run(name, process, words["parts"], words["resolved"], fingerprint(written))


def resolve_and_tell(told: Path) -> None:
    """What a measured process does: resolve once, and write down the seconds of each part."""
    from twoears.identity import resolve

    parts = dict.fromkeys(("read", *STEPS, "write"), 0.0)
    for name in STEPS:
        setattr(resolve, name, _timed(getattr(resolve, name), name, parts))
    settings = Settings.from_environment()
    warehouse = open_warehouse(settings)
    for name in ("read", "write"):
        setattr(warehouse, name, _timed(getattr(warehouse, name), name, parts))
    resolved = resolve.resolve(settings, AS_OF, warehouse)
    told.write_text(json.dumps({"parts": parts, "resolved": asdict(resolved)}), "utf-8")


def _timed(call: Callable[..., Any], name: str, parts: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.monotonic()
        try:
            return call(*arguments, **named)
        finally:
            parts[name] = round(parts[name] + time.monotonic() - started, 1)

    return timed


def _section(accounts: int, identifiers: int, runs: list[Run]) -> str:
    parts = list(runs[0].parts)
    head = ["run", "seconds", "of processor", "peak MiB", *parts]
    rows = [
        [
            run.engine,
            f"{run.process.seconds:.1f}",
            f"{run.process.cpu_seconds:.1f}",
            f"{run.process.peak_mib:,.0f}",
            *(f"{run.parts[part]:.1f}" for part in parts),
        ]
        for run in runs
    ]
    table = [head, ["---"] * len(head), *rows]
    found = ", ".join(f"{count:,} {name}" for name, count in runs[0].resolved.items())
    return "\n".join(
        [
            f"## {accounts:,} accounts with {identifiers:,} identifiers",
            HOW,
            f"On {os.cpu_count()} cores, Python {platform.python_version()}. "
            f"Every run found {found}, and wrote the same customers.\n",
            *(f"| {' | '.join(row)} |" for row in table),
        ]
    )


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    resolve_and_tell(Path(sys.argv[1]))
