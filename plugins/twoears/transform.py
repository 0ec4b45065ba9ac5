"""dbt in this process: one `dbt build` a layer, on the engine in use."""

import contextlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twoears.errors import ModelError
from twoears.settings import ROOT, Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

    from twoears.warehouse import Layer

log = logging.getLogger(__name__)

PROJECT = ROOT / "dbt_project"
THREADS = 2
SELECTIONS: "Mapping[Layer, Sequence[str]]" = {
    "seeds": ("resource_type:seed",),
    "staging": ("staging",),
    "evidence": ("intermediate.accounts", "intermediate.identifiers", "intermediate.texts"),
    "marts": ("intermediate", "marts"),
    "segments": ("segments",),
}
BUILT_BEFORE: "Mapping[Layer, Sequence[str]]" = {"marts": SELECTIONS["evidence"]}
"""What a layer's selection holds that an earlier layer has built."""

FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
NAMED_FAILURES = 5
LOGIC_IS_PROVEN = ("--exclude-resource-type", "unit_test")
"""Unit tests hold logic against fixed rows; they run in `make test`, not in every build."""


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What became of one node: ``kind`` is model, seed or test; ``status`` is dbt's word.

    ``relation`` is where a model or seed lies, as ``schema.name``.
    """

    name: str
    relation: str
    kind: str
    status: str
    seconds: float


def build(layer: "Layer", settings: Settings, as_of: datetime) -> list[ModelResult]:
    """Build a layer in the warehouse and test its data.

    Args:
        layer: the layers below it must have been built.
        settings: says which engine, and where dbt's artifacts go.
        as_of: the end of the data interval; nothing later is seen.

    Raises:
        ModelError: a model or a test failed; names it, and shows no data.
    """
    from twoears.warehouse import open_warehouse

    warehouse = open_warehouse(settings)
    variables = {"as_of": as_of.astimezone(UTC).isoformat(), **warehouse.dbt_vars(layer)}
    flags = [*LOGIC_IS_PROVEN, *_parsed_already(layer, settings), *built_before(layer)]
    artifacts = settings.dbt_artifacts / layer
    return run_dbt("build", SELECTIONS[layer], warehouse.dbt_output(layer), variables, artifacts, flags)


def built_before(layer: "Layer") -> list[str]:
    """Flags to leave out what an earlier layer has built."""
    built = BUILT_BEFORE.get(layer)
    return ["--exclude", *built] if built else []


def _parsed_already(layer: "Layer", settings: Settings) -> list[str]:
    """Flags to reuse what the seeds' build parsed: those layers have the same variables and profile."""
    parsed = settings.dbt_artifacts / "seeds" / "partial_parse.msgpack"
    reused = layer in ("staging", "evidence", "marts") and parsed.exists()
    return ["--partial-parse-file-path", str(parsed)] if reused else []


def run_dbt(
    command: str,
    selection: Sequence[str],
    output: Mapping[str, Any],
    variables: Mapping[str, str],
    artifacts: Path,
    flags: Sequence[str] = (),
) -> list[ModelResult]:
    """Run one dbt command over a selection.

    ``artifacts`` is the folder that gets the profile, the compiled SQL and run_results.json.
    Neither the console nor a log file gets dbt's own lines: a database's error may quote a row.

    Raises:
        ModelError: as ``build``, and for a project that dbt cannot read.
    """
    from dbt.cli.main import dbtRunner

    profiles = _write_profile(artifacts, output)
    arguments = [command, "--select", *selection, "--vars", json.dumps(dict(variables)), *flags]
    arguments += ["--project-dir", str(PROJECT), "--profiles-dir", str(profiles)]
    arguments += ["--target-path", str(artifacts), "--log-path", str(artifacts / "logs")]
    arguments += ["--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
    with contextlib.chdir(PROJECT):
        outcome = dbtRunner().invoke(arguments)
    return _results(outcome, artifacts)


def _write_profile(artifacts: Path, output: Mapping[str, Any]) -> Path:
    """Write the layer's profile, which may hold a password, for this user's eyes; YAML reads JSON."""
    profiles = artifacts / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    path = profiles / "profiles.yml"
    path.touch(mode=0o600)
    engine = output["type"]
    profile = {"target": engine, "outputs": {engine: {**output, "threads": THREADS}}}
    path.write_text(json.dumps({"twoears": profile}), encoding="utf-8")
    return profiles


def _results(outcome: "dbtRunnerResult", artifacts: Path) -> list[ModelResult]:
    """The results of the nodes that ran.

    Raises:
        ModelError: dbt stopped before it ran any, or one failed.
    """
    if outcome.exception is not None:
        raise ModelError(_sentence_of_dbt(outcome.exception)) from None
    results = [
        ModelResult(
            name=result.node.name,
            relation=f"{result.node.schema}.{result.node.name}",
            kind=str(result.node.resource_type),
            status=str(result.status),
            seconds=result.execution_time,
        )
        for result in getattr(outcome.result, "results", ())
    ]
    for result in results:
        if result.status == "warn":
            log.warning("dbt: %s %s warns.", result.kind, result.name)
    _raise_on_failures(results, artifacts)
    return results


def _raise_on_failures(results: Sequence[ModelResult], artifacts: Path) -> None:
    failed = [f"{result.kind} {result.name}" for result in results if result.status in FAILED]
    if not failed:
        return
    named = ", ".join(failed[:NAMED_FAILURES])
    more = f" and {len(failed) - NAMED_FAILURES} more" if len(failed) > NAMED_FAILURES else ""
    raise ModelError(
        f"dbt: {named}{more} failed; read the message in {artifacts / 'run_results.json'}, "
        f"mend the model or its data, and build again."
    ) from None


def _sentence_of_dbt(exception: BaseException) -> str:
    """What stopped dbt before any model ran. Its own words are kept only when they are about the project."""
    from dbt.exceptions import CompilationError, DbtConfigError, ParsingError

    about_project = isinstance(exception, CompilationError | ParsingError | DbtConfigError)
    words = ": " + " ".join(str(exception).split()) if about_project else ""
    problem = f"dbt stopped before any model ran ({type(exception).__name__}){words}"
    return f"{problem}; check the project and the warehouse."
