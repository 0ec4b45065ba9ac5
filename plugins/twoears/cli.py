"""The command line: each command is a call that a DAG task makes too."""

import json
import logging
import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from twoears.errors import GateFailed, SettingsError, TwoEarsError
from twoears.identity.cli import identity_app
from twoears.listening.commands import listen, teach
from twoears.output import Format, print_rows, print_table, show_progress, visible
from twoears.settings import Settings
from twoears.streams import VENDORS, all_streams, stream_named, streams_of

if TYPE_CHECKING:
    from twoears.lake import StreamTable

app = typer.Typer(
    name="twoears",
    help="Listens to customers where they speak and act, and tells who is engaged.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
quarantine_app = typer.Typer(help="See and re-drive records that were refused.", no_args_is_help=True)
releases_app = typer.Typer(help="See and switch published releases.", no_args_is_help=True)
app.add_typer(identity_app, name="identity")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(releases_app, name="releases")
app.command()(listen)
app.command()(teach)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime | None, typer.Option(parser=_moment, metavar="ISO-TIME")]
StreamName = Annotated[str, typer.Argument(help="VENDOR.ENTITY, for example discourse.posts.")]


@app.command()
def run(
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Against a small made-up brand.")] = False,
    people: Annotated[int, typer.Option(help="How many people the sandbox has.", min=10)] = 2000,
    as_of: Moment = None,
) -> None:
    """Do the main job: pull, model, gate, publish and export, with the DAGs' own tasks."""
    from twoears.run import run as run_line

    run_line(Settings.from_environment(), as_of=as_of, sandbox=sandbox, people=people)


@app.command()
def ingest(
    source: Annotated[str, typer.Argument(help=", ".join(VENDORS))],
    vendor: Annotated[str | None, typer.Option(help="Only this vendor of the source.")] = None,
    since: Moment = None,
    until: Moment = None,
) -> None:
    """Pull what is new from one source; UNTIL is by default now, SINCE where the last pull ended."""
    from twoears import tasks
    from twoears.sandboxed import require_own_home

    show_progress()
    require_own_home(Settings.from_environment().home)
    wanted = {s.name for s in streams_of(source) if vendor in (None, s.vendor)}
    if not wanted:
        raise SettingsError(f"{source} has no vendor {vendor!r}; choose one of {', '.join(VENDORS[source])}.")
    failures, counts = [], []
    with redirect_stdout(sys.stderr):  # Airflow logs to what it finds there when it is first used
        streams = [name for name in tasks.connected_streams(source) if name in wanted]
        for name in streams:
            try:
                counts.append(tasks.ingest_stream(name, until or datetime.now(UTC), since))
            except TwoEarsError as failure:
                failures.append(str(failure))
    if counts:
        print_rows(counts)
    if failures or not streams:
        raise TwoEarsError(" ".join(failures) or f"{source}: nothing was pulled, no vendor is connected.")


@app.command()
def build(
    engine: Annotated[str | None, typer.Option(help="duckdb or postgres.", show_default=False)] = None,
    as_of: Moment = None,
    past_gate_2: Annotated[
        bool,
        typer.Option("--past-gate-2", help="Publish although gate 2 fails, for a change that was meant."),
    ] = False,
) -> None:
    """Load, model, gate and publish what the lake holds; AS-OF is by default the last ingest's end."""
    from twoears import tasks
    from twoears.as_of import latest_landed

    show_progress()
    if engine:
        os.environ["TWOEARS_ENGINE"] = engine
    moment = as_of or latest_landed(Settings.from_environment())
    for step in tasks.BUILD:
        try:
            told = step(moment.isoformat())
        except GateFailed as failure:
            if not (past_gate_2 and step.__name__ == "gate_2"):
                raise
            logging.getLogger("twoears").warning("published all the same, as --past-gate-2 says: %s", failure)
        else:
            logging.getLogger("twoears").info("%s: %s", step.__name__, json.dumps(told))


@app.command()
def export(segment: Annotated[str, typer.Argument(help="For example engaged_customers.")]) -> None:
    """Build the segments from the published marts, pass gate 3 and write SEGMENT's files."""
    from twoears import exports, publish, tasks

    show_progress()
    if segment not in tasks.segment_names():
        known = ", ".join(tasks.segment_names())
        raise TwoEarsError(f"There is no segment {segment!r}; choose one of {known}.")
    settings = Settings.from_environment()
    current = [release for release in publish.releases(settings) if release.is_current]
    if not current:
        raise TwoEarsError("Nothing is published yet, so there is no segment; run `twoears build` first.")
    moment = current[0].as_of
    tasks.segments(moment.isoformat())
    tasks.gate_3(moment.isoformat())
    manifest = exports.export(segment, settings, moment)
    sys.stdout.write(f"{manifest.rows:,} rows in {settings.exports / segment / exports.LATEST}\n")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One statement over published marts.")],
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Read published marts, on whichever engine is in use. Nothing can be changed."""
    from twoears.warehouse import open_warehouse

    print_table(open_warehouse(Settings.from_environment()).query(sql), form)


@app.command()
def doctor() -> None:
    """Show what is connected, which engine is used and what is missing."""
    from twoears import publish

    settings = Settings.from_environment()
    rows = [
        {"what": "home", "is": str(settings.home)},
        {"what": "lake", "is": settings.lake},
        {"what": "engine", "is": settings.engine},
        *({"what": stream, "is": state} for stream, state in _vendors()),
    ]
    current = next((r for r in publish.releases(settings) if r.is_current), None)
    release = f"{current.number}, as of {current.as_of.isoformat()}" if current else "none; `twoears build`"
    print_rows([*rows, {"what": "published release", "is": release}])


def _vendors() -> Iterable[tuple[str, str]]:
    from twoears.connections import connection_for
    from twoears.errors import ConnectionMissing

    for stream in {stream.vendor: stream for stream in all_streams()}.values():
        try:
            connection_for(stream)
        except ConnectionMissing:
            yield f"{stream.source}/{stream.vendor}", f"no connection {stream.connection_id}"
        except SettingsError:
            yield f"{stream.source}/{stream.vendor}", f"the connection {stream.connection_id} cannot be read"
        else:
            yield f"{stream.source}/{stream.vendor}", f"connection {stream.connection_id} found"


@app.command()
def reread(
    streams: Annotated[
        list[str] | None,
        typer.Argument(metavar="STREAM", help="VENDOR.ENTITY; by default all.", show_default=False),
    ] = None,
) -> None:
    """Read again what has landed, after a contract gained a field or a parser was mended.

    The newest payload of each record is held to today's contract, and where that gives other values they
    land as a newer version of the record. Nothing is pulled, no cursor moves, and run again it lands nothing.
    Records that would be refused now are left as they are, and stderr says why; for those that were refused
    there is `twoears quarantine redrive`. Then run `twoears build`.

    A row of an order database has only the columns that were asked for when it was pulled: for a new column
    run `twoears ingest orders --since TIME`.

    Example: twoears reread imap.messages discourse.users
    """
    from twoears import reread as rereading

    show_progress()
    rows, failures = [], []
    for table in [_table(name) for name in streams or (stream.name for stream in all_streams())]:
        try:
            done = rereading.reread(table)
        except TwoEarsError as failure:
            failures.append(str(failure))
        else:
            read, landed, left = done.counts.pulled, done.counts.landed, done.left.total()
            rows.append({"stream": table.stream.name, "read": read, "landed": landed, "left": left})
    print_rows(rows)
    if failures:
        raise TwoEarsError(" ".join(failures))


@quarantine_app.command("list")
def quarantine_list() -> None:
    """Show how many records wait, by stream and reason."""
    from twoears import quarantine

    found = quarantine.summary([_table(stream.name) for stream in all_streams()])
    print_rows([{"stream": r.stream, "reason": r.reason, "records": r.records} for r in found])


@quarantine_app.command("show")
def quarantine_show(
    stream: StreamName,
    record: Annotated[str | None, typer.Argument(help="VERSION/ORDINAL; all are listed without.")] = None,
) -> None:
    """List a stream's waiting records, or print the payload of one as the vendor gave it."""
    from twoears import quarantine

    if record is None:
        print_table(quarantine.waiting(_table(stream)).select(["reason", "version", "ordinal"]), Format.TABLE)
        return
    version, _, ordinal = record.partition("/")
    if not (version.isdigit() and ordinal.isdigit()):
        raise typer.BadParameter("give it as VERSION/ORDINAL, for example 3/17")
    sys.stdout.write(quarantine.payload(_table(stream), int(version), int(ordinal)) + "\n")


@quarantine_app.command("redrive")
def quarantine_redrive(stream: StreamName) -> None:
    """Hold a stream's waiting records to today's contract and land those that it now accepts."""
    from twoears import quarantine

    counts = quarantine.redrive(_table(stream))
    sys.stdout.write(f"{stream}: {counts.landed:,} landed, {counts.unchanged:,} still refused\n")


@releases_app.command("list")
def releases_list() -> None:
    """Show the releases that can be switched to, newest first."""
    from twoears import publish

    found = publish.releases(Settings.from_environment())
    print_rows(
        [{"release": r.number, "as_of": r.as_of, "current": "yes" if r.is_current else ""} for r in found]
    )


@releases_app.command("rollback")
def releases_rollback(
    number: Annotated[int | None, typer.Argument(help="By default the one before the current.")] = None,
) -> None:
    """Switch all readers to an older release at once."""
    from twoears import publish

    release = publish.rollback(Settings.from_environment(), number)
    sys.stdout.write(f"release {release.number}, as of {release.as_of.isoformat()}, is current\n")


def _table(name: str) -> "StreamTable":
    from twoears.lake import StreamTable

    return StreamTable(Settings.from_environment().lake, stream_named(name))


def main() -> None:
    """Run a command; an error is one sentence on stderr and exit code 1."""
    os.umask(0o077)  # what is written holds customers' data
    try:
        app()
    except TwoEarsError as error:
        sys.stderr.write(f"twoears: {visible(str(error))}\n")
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        sys.stderr.write(f"twoears: {error.filename}: {error.strerror}; check TWOEARS_HOME and its rights.\n")
        sys.exit(1)
