"""The report says what tasks returned, and nothing about persons."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

from rich.console import Console

from twoears.embedded import TaskRun
from twoears.report import Mart, Marts, Report, Stage, render, stages_of
from twoears.settings import Settings

COUNTS = {"pulled": 12, "unchanged": 2, "extracted": 10, "landed": 9, "quarantined": 1}


def test_stages_hold_what_tasks_returned_in_their_order() -> None:
    runs = [
        TaskRun("ingest_forum", "list_streams", "success", 0.1, ["discourse.posts"]),
        TaskRun("ingest_forum", "ingest_stream", "success", 1.5, {"stream": "discourse.posts", **COUNTS}),
        TaskRun("ingest_social", "ingest_stream", "skipped", 0.0, None),
        TaskRun("build_marts", "load", "success", 0.5, {"streams": 11, "added": 9, "rows": 90}),
        TaskRun("build_marts", "staging", "success", 3.0, {"models": 11, "tests": 25, "rows": 80}),
        TaskRun(
            "build_marts", "gate_1", "success", 2.0, {"expectations": 6, "warnings": 1, "without_history": 2}
        ),
        TaskRun(
            "build_marts",
            "identity",
            "success",
            4.0,
            {"accounts": 3000, "customers": 1800, "joined": 1234, "withheld": 12, "changes": 0},
        ),
        TaskRun(
            "build_marts",
            "listening",
            "success",
            6.0,
            {
                "texts": 9000,
                "taken": 2500,
                "read": 2400,
                "unread_language": 100,
                "intents": 3100,
                "waiting": 7,
            }
            | {"removed": 1},
        ),
        TaskRun("build_marts", "marts", "success", 1.0, {"models": 20, "tests": 40, "rows": 95}),
        TaskRun("build_marts", "publish", "success", 0.2, {"release": 1, "fingerprints": {}}),
        TaskRun("build_marts", "candidates", "success", 2.0, {"compared": 5000, "queued": 37}),
        TaskRun("export_segments", "segments", "failed", 1.0, None),
    ]
    assert stages_of(runs) == (
        Stage("ingest discourse.posts", "success", 1.5, 12, 9, 1, "2 known before"),
        Stage("load", "success", 0.5, 90, 90, remark="9 new"),
        Stage("staging", "success", 3.0, 90, 80, remark="11 models, 25 tests"),
        Stage("gate 1", "success", 2.0, 80, 80, remark="passed: 3 met, 1 warnings, 2 without history"),
        Stage("identity", "success", 4.0, 3000, 1800, remark="1,234 joined, 12 values withheld"),
        Stage("listening", "success", 6.0, 2500, 2400, remark="3,100 intents, 7 texts wait"),
        Stage("marts", "success", 1.0, 80, 95, remark="20 models, 40 tests"),
        Stage("publish", "success", 0.2, 95, 95),
        Stage("candidates", "success", 2.0, 5000, 37, remark="37 to review"),
        Stage("segments", "failed", 1.0, 95, None),
    )


def test_failed_stage_is_named_by_its_dag_and_marked() -> None:
    stages = stages_of([TaskRun("ingest_forum", "ingest_stream", "failed", 3.0, None)])
    shown = _shown(Report(datetime(2026, 8, 28, tzinfo=UTC), stages, None, [], 3.0))
    assert "ingest forum" in shown
    assert "FAILED" in shown


def test_marts_are_shown_with_their_hashes_and_the_most_engaged() -> None:
    first = {
        "engagement_rank": 1,
        "customer_id": "c01",
        "engagement_score": Decimal("12.345"),
        "main_pillar": "help",
        "reason": "gave help 3 times",
    }
    marts = Marts(7, (Mart("orders", 1234, "ab" * 32),), (first,))
    shown = _shown(Report(datetime(2026, 8, 28, tzinfo=UTC), (), marts, [], 3.0))
    for expected in ("release 7", "1,234", "ab" * 32, "c01", "12.3", "gave help 3 times"):
        assert expected in shown


def _shown(report: Report) -> str:
    out = StringIO()
    home = Path("/home")
    render(report, Settings(home, str(home / "lake"), "duckdb"), Console(file=out, width=120))
    return out.getvalue()
