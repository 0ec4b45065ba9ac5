"""What the DAGs' tasks do, one function a task; the command line makes the same calls.

Each reads its settings from the environment and returns ids and counts only, since Airflow keeps what a task
returns. Heavy libraries are imported inside, so that a task pays only for what it uses. Moments are ISO 8601.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from twoears.errors import ConnectionMissing
from twoears.settings import ROOT, Settings
from twoears.streams import Window, all_streams, stream_named, streams_of

if TYPE_CHECKING:
    from twoears.quality.suites import Gate
    from twoears.warehouse import Layer

log = logging.getLogger(__name__)

Told = dict[str, Any]
"""Ids and counts that a task tells the next one and the report."""


def connected_streams(source: str) -> list[str]:
    """The names of a source's streams whose vendor is connected; a log line for each vendor that is not."""
    from twoears.connections import connection_for

    connected, missing = [], set()
    for stream in streams_of(source):
        try:
            connection_for(stream)
        except ConnectionMissing as reason:
            missing.add(str(reason))
        else:
            connected.append(stream.name)
    for sentence in sorted(missing):
        log.warning("%s", sentence)
    return connected


def ingest_stream(name: str, until: datetime, since: datetime | None = None) -> Told:
    """Pull what is new from one stream and land it; run again, it goes on at its cursor."""
    from twoears.connections import connection_for
    from twoears.ingest import ingest
    from twoears.lake import StreamTable

    stream = stream_named(name)
    table = StreamTable(Settings.from_environment().lake, stream)
    counts = ingest(table, connection_for(stream), Window(since, until))
    return {"stream": name, **asdict(counts)}


def announce(source: str, loads: Iterable[Mapping[str, Any]], as_of: datetime) -> Told:
    """What a run of a source landed, for the asset event that starts the build."""
    total: Counter[str] = Counter()
    for counts in loads:
        total.update({name: count for name, count in counts.items() if name != "stream"})
    told = ", ".join(f"{count:,} {name}" for name, count in total.items())
    log.info("%s: %s", source, told)
    return {"as_of": as_of.isoformat(), **total}


def load(as_of: str) -> Told:
    """Make what has landed visible to the warehouse."""
    from twoears.lake import StreamTable
    from twoears.warehouse import open_warehouse

    settings = Settings.from_environment()
    warehouse = open_warehouse(settings)
    warehouse.prepare()
    loaded = warehouse.load([StreamTable(settings.lake, stream) for stream in all_streams()])
    return {
        "streams": len(loaded),
        "added": sum(stream.rows_added for stream in loaded),
        "rows": sum(stream.total for stream in loaded),
    }


def staging(as_of: str) -> Told:
    """Build seeds and staging, in one task because each dbt process starts for seconds."""
    from twoears.transform import build

    build("seeds", Settings.from_environment(), datetime.fromisoformat(as_of))
    return _built("staging", as_of)


def identity(as_of: str) -> Told:
    """Build accounts, evidence and texts and resolve who is who; returns counts of accounts and changes."""
    from twoears.identity.resolve import resolve
    from twoears.transform import build

    settings, moment = Settings.from_environment(), datetime.fromisoformat(as_of)
    build("evidence", settings, moment)
    return asdict(resolve(settings, moment))


def listening(as_of: str) -> Told:
    """Read what customers wrote and is not read yet; returns counts of texts and of what was heard."""
    from twoears.listening.keeping import listen

    return asdict(listen(Settings.from_environment()))


def marts(as_of: str) -> Told:
    return _built("marts", as_of)


def segments(as_of: str) -> Told:
    return _built("segments", as_of)


def gate_1(as_of: str) -> Told:
    return _checked("gate_1", as_of)


def gate_2(as_of: str) -> Told:
    return _checked("gate_2", as_of)


def gate_3(as_of: str) -> Told:
    return _checked("gate_3", as_of)


def publish(as_of: str) -> Told:
    """Switch readers to the candidate marts."""
    from twoears import publish

    release = publish.publish(Settings.from_environment(), datetime.fromisoformat(as_of))
    return {"release": release.number, "fingerprints": dict(release.fingerprints)}


def candidates(as_of: str) -> Told:
    """Score the pairs of customers that no rule joins and queue the probable ones for people to review."""
    from twoears.identity.candidates import find

    return asdict(find(Settings.from_environment(), datetime.fromisoformat(as_of)))


def export(as_of: str) -> Told:
    """Write the files of every segment; returns the members of each."""
    from twoears import exports

    settings, moment = Settings.from_environment(), datetime.fromisoformat(as_of)
    return {name: exports.export(name, settings, moment).rows for name in segment_names()}


def segment_names() -> list[str]:
    """The segments there are: one dbt model each."""
    return sorted(path.stem for path in (ROOT / "dbt_project/models/segments").glob("*.sql"))


def _built(layer: "Layer", as_of: str) -> Told:
    """Build a layer; returns how many models and tests ran and the rows that the next step will read."""
    from twoears.transform import build
    from twoears.warehouse import open_warehouse

    settings = Settings.from_environment()
    results = build(layer, settings, datetime.fromisoformat(as_of))
    kinds = Counter(result.kind for result in results)
    read_next = [
        r.relation for r in results if r.kind == "model" and not r.relation.startswith("intermediate.")
    ]
    counts = " union all ".join(f"select count(*) as n from {relation}" for relation in read_next)
    rows = open_warehouse(settings).read(f"select sum(n) as n from ({counts}) as counts") if counts else None
    return {
        "models": kinds["model"],
        "tests": kinds["test"],
        "rows": int(rows["n"][0].as_py()) if rows else 0,
    }


def _checked(gate: "Gate", as_of: str) -> Told:
    from twoears.quality import check

    result = check(gate, Settings.from_environment(), datetime.fromisoformat(as_of))
    return {
        "tables": result.suites,
        "expectations": result.expectations,
        "without_history": result.without_history,
        "warnings": len(result.failed_warnings),
        "docs": result.docs_url,
    }


BUILD = (load, staging, gate_1, identity, listening, marts, gate_2, publish, candidates)
EXPORT = (segments, gate_3, export)

STEPS: dict[str, Callable[[str], Told]] = {step.__name__: step for step in (*BUILD, *EXPORT)}
"""The steps of build_marts and export_segments by the ids of their tasks."""
