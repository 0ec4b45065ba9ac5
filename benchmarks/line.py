"""Time and peak memory of each stage of the line over the sandbox: `make bench`.

Each stage runs in a process of its own, so that its peak memory is its own; the seconds therefore hold the
start of Python and the import of its libraries. Everything is measured in one run and written to line.md.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from twoears.sandboxed import sandbox_served
from twoears.settings import NO_TELEMETRY
from twoears.streams import VENDORS
from twoears.tasks import STEPS

REPORT = Path(__file__).with_suffix(".md")
MIB = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One stage: wall seconds, processor seconds and peak memory in MiB of its process."""

    stage: str
    seconds: float
    cpu_seconds: float
    peak_mib: float


def measure(stage: str, command: list[str], log: Path) -> Measured:
    """Run a command to its end; the operating system's own account of the finished process."""
    started = time.monotonic()
    with log.open("ab") as output:
        child = subprocess.Popen(command, stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{stage} failed:\n{log.read_text(errors='replace')[-2000:]}")
    seconds = time.monotonic() - started
    return Measured(stage, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MIB)


def stages(as_of: datetime) -> Iterator[tuple[str, list[str]]]:
    """Every stage of the line with the command that runs it."""
    cli = [sys.executable, "-c", "from twoears.cli import main; main()"]
    for source in VENDORS:
        yield f"ingest {source}", [*cli, "ingest", source, "--until", as_of.isoformat()]
    for step in STEPS:
        call = f"from twoears.tasks import STEPS; STEPS[{step!r}]({as_of.isoformat()!r})"
        yield step, [sys.executable, "-c", call]


def line(people: int, home: Path) -> tuple[list[Measured], list[Measured]]:
    """Measure the whole line twice: from nothing, and again with nothing new."""
    os.environ["TWOEARS_HOME"] = str(home / "line")
    with sandbox_served(home / "brand", people) as sandbox:
        as_of = sandbox.connect()
        first, again = (
            [_told(measure(stage, command, home / "bench.log")) for stage, command in stages(as_of)]
            for _ in range(2)
        )
    return first, again


def _told(measured: Measured) -> Measured:
    print(f"{measured.stage:16} {measured.seconds:7.1f} s {measured.peak_mib:7.0f} MiB", flush=True)
    return measured


def table(people: int, first: list[Measured], again: list[Measured]) -> str:
    """The measurements as a Markdown table."""
    rows = [
        f"| {a.stage} | {a.seconds:.1f} | {a.cpu_seconds:.1f} | {a.peak_mib:,.0f} | {b.seconds:.1f} |"
        for a, b in zip(first, again, strict=True)
    ]
    total = (
        f"| all | {sum(m.seconds for m in first):.1f} | {sum(m.cpu_seconds for m in first):.1f} "
        f"| {max(m.peak_mib for m in first):,.0f} | {sum(m.seconds for m in again):.1f} |"
    )
    head = "| stage | seconds | of processor | peak MiB | seconds, nothing new |\n|---|---|---|---|---|"
    return f"## {people:,} people\n\n" + "\n".join([head, *rows, total])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, nargs="+", default=[2_000, 20_000])
    wanted = parser.parse_args().people
    os.environ.update(NO_TELEMETRY)
    parts = [
        "# The line, stage by stage",
        f"Measured by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}, DuckDB. "
        "Each stage is a process of its own: its seconds hold its imports, and its peak memory is its own.",
    ]
    for people in wanted:
        print(f"{people:,} people", flush=True)
        with tempfile.TemporaryDirectory() as home:
            parts.append(table(people, *line(people, Path(home))))
    REPORT.write_text("\n\n".join(parts) + "\n")
    print(f"written to {REPORT}")


if __name__ == "__main__":
    main()
