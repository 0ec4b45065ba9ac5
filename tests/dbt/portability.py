"""Compile every model for each engine, with no server, and parse what came out in that engine's dialect.

Run as ``python -m tests.dbt.portability [FOLDER]``: one line a problem, and exit code 1 when there is any.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

DIALECTS = ("duckdb", "postgres", "spark")
NOWHERE: dict[str, dict[str, Any]] = {
    "duckdb": {"path": ":memory:"},
    "postgres": {"host": "localhost", "port": 5432, "user": "nobody", "pass": "", "dbname": "none"},
    "spark": {"path": ":memory:"},
}
OFFLINE = ("--no-introspect", "--no-populate-cache")


def stand_in_for_spark() -> None:
    """Register an adapter that dispatches macros as dbt-spark does; it compiles and can do nothing else."""
    from dbt.adapters.base import AdapterPlugin, BaseRelation
    from dbt.adapters.base.column import Column
    from dbt.adapters.contracts.relation import Policy
    from dbt.adapters.duckdb import DuckDBAdapter, DuckDBCredentials
    from dbt.include import duckdb

    class SparkColumn(Column):  # type: ignore[misc]
        TYPE_LABELS: ClassVar[dict[str, str]] = {"LONG": "BIGINT"}

    class SparkCredentials(DuckDBCredentials):  # type: ignore[misc]
        type = "spark"

    @dataclass(frozen=True, eq=False, repr=False)
    class SparkRelation(BaseRelation):  # type: ignore[misc]
        include_policy: Policy = field(default_factory=lambda: Policy(database=False))
        quote_character: str = "`"

    class SparkAdapter(DuckDBAdapter):  # type: ignore[misc]
        Column = SparkColumn
        Relation = SparkRelation

        @classmethod
        def type(cls) -> str:
            return "spark"

    plugin, about = ModuleType("dbt.adapters.spark"), ModuleType("dbt.adapters.spark.__about__")
    plugin.Plugin = AdapterPlugin(SparkAdapter, SparkCredentials, duckdb.PACKAGE_PATH)  # type: ignore[attr-defined]
    plugin.__path__, about.version = [], "1.11.0"  # type: ignore[attr-defined]
    sys.modules.update({plugin.__name__: plugin, about.__name__: about})


def compiled(dialect: str, folder: Path) -> dict[str, str]:
    """The SQL of every model and test as the engine would get it, by the path of its file."""
    from twoears.transform import run_dbt

    if dialect == "spark":
        stand_in_for_spark()
    output: dict[str, Any] = {"type": dialect, "schema": "staging", **NOWHERE[dialect]}
    artifacts = folder / dialect
    run_dbt("compile", ["*"], output, {"as_of": "2026-01-01T00:00:00+00:00"}, artifacts, OFFLINE)
    root = artifacts / "compiled"
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*.sql"))}


def problems(statements: dict[str, str], dialect: str) -> Iterator[str]:
    """What sqlglot cannot read as one query of the dialect, by file."""
    import sqlglot
    from sqlglot import exp

    for name, sql in statements.items():
        try:
            parsed = sqlglot.parse(sql, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        except sqlglot.errors.SqlglotError as error:
            yield f"{dialect}: {name}: {str(error).splitlines()[0]}"
            continue
        if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
            yield f"{dialect}: {name}: this is no single query"


def main(folder: Path) -> int:
    found = [line for dialect in DIALECTS for line in problems(compiled(dialect, folder), dialect)]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).absolute()))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
