"""What all DAGs share: arguments, tags and the assets that join them."""

import logging
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from airflow.sdk import Asset, AssetAny, CronDataIntervalTimetable, Param

from twoears.errors import TwoEarsError

log = logging.getLogger(__name__)

DAILY = CronDataIntervalTimetable("0 0 * * *", timezone="UTC")
"""Whole UTC days, so that a run has a data interval whose end is its ``as_of``."""


class Tag(StrEnum):
    INGEST = "ingest"
    BUILD = "build"
    EXPORT = "export"
    EMAIL = "email"
    FORUM = "forum"
    SOCIAL = "social"
    ORDERS = "orders"


EMAIL_LANDED = Asset("lake_email")
FORUM_LANDED = Asset("lake_forum")
SOCIAL_LANDED = Asset("lake_social")
ORDERS_LANDED = Asset("lake_orders")
ANYTHING_LANDED = AssetAny(EMAIL_LANDED, FORUM_LANDED, SOCIAL_LANDED, ORDERS_LANDED)
MARTS = Asset("marts")


def notify_failure(context: dict[str, Any]) -> None:
    """Say in one sentence what failed, after the last retry; an alert hangs on this line.

    Only our own errors are quoted: those of others may hold secrets or customer text.
    """
    failed, error = context["task_instance"], context.get("exception")
    if isinstance(error, TwoEarsError):
        log.error("%s", error)
    else:
        log.error(
            "%s.%s: ended with %s; read the task's log.", failed.dag_id, failed.task_id, type(error).__name__
        )


ARGUMENTS: dict[str, Any] = {
    "start_date": datetime(2026, 1, 1, tzinfo=UTC),
    "catchup": False,
    "max_active_runs": 1,
    "params": {"as_of": Param(None, type=["null", "string"], format="date-time")},
    "default_args": {
        "owner": "data-platform",
        "retries": 3,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
        "execution_timeout": timedelta(hours=2),
        "on_failure_callback": notify_failure,
    },
}
"""Arguments of every ``@dag``. One run at a time, because each DAG writes."""
