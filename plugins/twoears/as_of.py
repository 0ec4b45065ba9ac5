"""The moment that a DAG run stands for: given by hand, by its data interval or by what started it.

No clock is read here. ``params.as_of`` of the run comes first, then TWOEARS_AS_OF (a replay of the past,
such as the sandbox's), then what the run itself says.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from twoears.errors import SettingsError, WarehouseError
from twoears.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Context


def of_ingest() -> datetime:
    """The end of the run's data interval; a run started by hand without one stands for its start."""
    context = _context()
    interval_end = context.get("data_interval_end") or context["dag_run"].run_after
    return _given(context) or _utc(interval_end)


def of_build() -> datetime:
    """The latest moment among the asset events that started the run; by hand, the latest in the lake."""
    context = _context()
    events = context["triggering_asset_events"].values()
    told = [event.extra["as_of"] for sequence in events for event in sequence if "as_of" in event.extra]
    if told:
        return _given(context) or max(_parsed(moment) for moment in told)
    return _given(context) or latest_landed(Settings.from_environment())


def of_release() -> datetime:
    """That of the published release, because segments are drawn from it, also after a rollback.

    Raises:
        WarehouseError: nothing is published yet.
    """
    from twoears.publish import releases

    current = [release.as_of for release in releases(Settings.from_environment()) if release.is_current]
    if not current:
        raise WarehouseError("segments: nothing is published yet; run build_marts first.")
    return _utc(current[0])


def latest_landed(settings: Settings) -> datetime:
    """The latest moment up to which any stream was ingested.

    Raises:
        SettingsError: nothing was ever ingested.
    """
    from twoears.lake import StreamTable
    from twoears.streams import all_streams

    newest = [StreamTable(settings.lake, stream).newest() for stream in all_streams()]
    moments = [load.until for load in newest if load and load.until]
    if not moments:
        raise SettingsError("The lake is empty, so there is no as_of; ingest a source first or give one.")
    return max(moments)


def _context() -> "Context":
    from airflow.sdk import get_current_context

    return get_current_context()


def _given(context: "Context") -> datetime | None:
    given = context["params"].get("as_of")
    return _parsed(given) if given else Settings.from_environment().as_of


def _parsed(moment: str) -> datetime:
    return _utc(datetime.fromisoformat(moment))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
