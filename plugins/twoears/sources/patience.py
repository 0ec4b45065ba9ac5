"""How long to try a vendor's server, and how long it asks us to wait."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING

from requests import Response

from twoears.errors import VendorError

if TYPE_CHECKING:
    from airflow.sdk import Connection

SHORTEST_BACKOFF_SECONDS = 0.001
LONGEST_BACKOFF_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to try again; each may be set in the connection's extra.

    ``retries`` are for a server that fails or cannot be reached, ``max_wait_seconds`` is for one that works
    but limits how often it is asked. The longest window of a vendor we know is five minutes.
    """

    retries: int = 4
    backoff_seconds: float = 1.0
    timeout_seconds: float = 60.0
    max_wait_seconds: float = 360.0

    @classmethod
    def of(cls, stream: str, connection: "Connection") -> "Patience":
        """The connection's own numbers where it has some.

        Raises:
            VendorError: one of them is no number or one that cannot work.
        """
        extra = connection.extra_dejson
        try:
            patience = cls(
                retries=int(extra.get("retries", cls().retries)),
                backoff_seconds=max(
                    SHORTEST_BACKOFF_SECONDS, float(extra.get("backoff_seconds", cls().backoff_seconds))
                ),
                timeout_seconds=float(extra.get("timeout_seconds", cls().timeout_seconds)),
                max_wait_seconds=float(extra.get("max_wait_seconds", cls().max_wait_seconds)),
            )
            patience._require_possible()
        except (TypeError, ValueError, OverflowError):
            raise VendorError(
                stream,
                f"the extra of the connection {connection.conn_id} has a setting that is no number of use",
                "correct retries, backoff_seconds, timeout_seconds or max_wait_seconds",
            ) from None
        return patience

    def _require_possible(self) -> None:
        """Raise ValueError for what no client can work with, such as a time limit of nothing."""
        seconds = (self.backoff_seconds, self.timeout_seconds, self.max_wait_seconds)
        if not (all(map(isfinite, seconds)) and self.retries >= 0 and self.timeout_seconds > 0):
            raise ValueError


def seconds_asked(response: Response) -> float:
    """How long a "too many requests" asks us to wait, in whichever way it says so."""
    headers = response.headers
    return max(_retry_after(headers), _wait_seconds(response), seconds_to_reset(headers))


def _retry_after(headers: Mapping[str, str]) -> float:
    """Retry-After as seconds or as a date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        return _seconds_between(_server_time(headers), _http_date(value))


def _wait_seconds(response: Response) -> float:
    """Discourse's own way: ``{"extras": {"wait_seconds": 9}}`` in the body."""
    try:
        return max(0.0, float(json.loads(response.content)["extras"]["wait_seconds"]))
    except (ValueError, TypeError, KeyError):
        return 0.0


def seconds_to_reset(headers: Mapping[str, str]) -> float:
    """Mastodon's way: X-RateLimit-Remaining and, as ISO 8601, X-RateLimit-Reset.

    See https://docs.joinmastodon.org/api/rate-limits/. The server's own Date is the clock.
    """
    if headers.get("X-RateLimit-Remaining") != "0":
        return 0.0
    return _seconds_between(_server_time(headers), _iso_date(headers.get("X-RateLimit-Reset", "")))


def _server_time(headers: Mapping[str, str]) -> datetime:
    """What the server's clock shows: its Date, which leaves the fraction of the second to ours."""
    now = datetime.now(UTC)
    date = _http_date(headers.get("Date", "")) or now
    return min(max(now, date), date + timedelta(seconds=1))


def _http_date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso_date(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _seconds_between(start: datetime, end: datetime | None) -> float:
    return max(0.0, (end - start).total_seconds()) if end else 0.0
