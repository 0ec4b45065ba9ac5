"""How to ask a vendor's HTTP API: retries, waits, and every failure as one sentence.

The transport is dlt's RESTClient without its pipelines. It is imported late, because it takes seconds.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError
from requests import Response
from requests.exceptions import RequestException, SSLError

from twoears.contracts import Moment, Payload
from twoears.errors import VendorError
from twoears.sources.patience import LONGEST_BACKOFF_SECONDS, Patience, seconds_asked, seconds_to_reset

if TYPE_CHECKING:
    from airflow.sdk import Connection
    from dlt.sources.helpers.rest_client import RESTClient

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
ATTEMPT_AGAIN = "see that the server is well and run the ingest again"

_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of records; ``size`` is in bytes, ``links`` are the Link header's URLs by relation."""

    records: list[Payload]
    size: int
    links: Mapping[str, str]


class Api:
    """A vendor's API as one stream sees it.

    ``headers`` carry the credentials; ``access`` is what to do when the vendor refuses them.
    """

    def __init__(self, stream: str, connection: "Connection", headers: dict[str, str], access: str) -> None:
        self._stream = stream
        self._access = access
        self._connection_id = connection.conn_id
        self._patience = Patience.of(stream, connection)
        self._resume_at = 0.0
        url = base_url(stream, connection)
        self._place = _place(url)
        self._client = _client(url, self._checked_headers(headers), self._patience)

    def records(self, path: str, params: Payload | None = None, at: tuple[str, ...] = ()) -> Answer:
        """The list of objects that lies at ``at`` in the answer.

        Raises:
            VendorError: there is no such answer, whatever the reason.
        """
        body, response = self._json(path, params)
        for name in at:
            body = body.get(name) if isinstance(body, dict) else None
        if not isinstance(body, list) or not all(isinstance(record, dict) for record in body):
            self.refuse_shape(path, "a list of records")
        links = {relation: link["url"] for relation, link in response.links.items()}
        return Answer(body, len(response.content), links)

    def object(self, path: str) -> Payload:
        """The one object that the vendor answers.

        Raises:
            VendorError: there is no such answer, whatever the reason.
        """
        body, _ = self._json(path, None)
        if not isinstance(body, dict):
            self.refuse_shape(path, "an object")
        return body

    def _json(self, path: str, params: Payload | None) -> tuple[Any, Response]:
        response = self._patiently(path, params)
        self._check_status(path, response)
        try:
            return json.loads(response.content), response
        except (ValueError, RecursionError):
            pass
        if "html" in response.headers.get("Content-Type", ""):
            self._fail(
                f"{self._place} answered a web page instead of JSON for {path}",
                f"check that the host of the connection {self._connection_id} is the server itself and that "
                "no sign-in page or proxy stands before it",
            )
        self._fail(f"{self._place} answered JSON that breaks off or is damaged for {path}", ATTEMPT_AGAIN)

    def _patiently(self, path: str, params: Payload | None) -> Response:
        """Ask, and ask again as often as the vendor says "too many requests" and patience lasts."""
        waited = self._wait(self._resume_at - time.monotonic(), 0.0)
        backoff = self._patience.backoff_seconds
        while (response := self._send(path, params)).status_code == TOO_MANY_REQUESTS:
            waited = self._wait(max(seconds_asked(response), backoff), waited)
            backoff = min(2 * backoff, LONGEST_BACKOFF_SECONDS)
        self._resume_at = time.monotonic() + seconds_to_reset(response.headers)
        return response

    def _wait(self, seconds: float, waited: float) -> float:
        """Sleep, unless that would be longer than patience lasts; gives the seconds waited in all."""
        if seconds <= 0:
            return waited
        if waited + seconds > self._patience.max_wait_seconds:
            self._fail(
                f"{self._place} limits the rate of requests and asks for more than "
                f"{self._patience.max_wait_seconds:g} seconds of waiting",
                f"run the ingest later or raise max_wait_seconds in the extra of {self._connection_id}",
            )
        log.info("%s: waiting %.1f seconds as the server asks", self._stream, seconds)
        time.sleep(seconds)
        return waited + seconds

    def _send(self, path: str, params: Payload | None) -> Response:
        """Redirects are not followed: they would take the credentials to another server."""
        try:
            response: Response = self._client.get(path, params=params, allow_redirects=False)
            return response
        except SSLError:
            problem = f"the certificate of {self._place} cannot be trusted"
            remedy = "mend the certificate or correct the host"
        except RequestException:
            problem = f"{self._place} cannot be reached or breaks off"
            remedy = "check that the server is up and that host and port are right"
        raise VendorError(self._stream, problem, f"{remedy} (connection {self._connection_id})") from None

    def _check_status(self, path: str, response: Response) -> None:
        code = response.status_code
        if code < 300:
            return
        if code in (401, 403):
            self._fail(f"{self._place} refuses the credentials ({code})", self._access)
        if code < 400:
            target = _place(response.headers.get("Location", "")) or "another page"
            self._fail(
                f"{self._place} sends us from {path} to {target} instead of answering ({code})",
                f"set the host of the connection {self._connection_id} to the address that answers, and "
                f"{self._access}",
            )
        if code < 500:
            self._fail(
                f"{self._place} has nothing for us at {path} ({code})",
                f"check the host of the connection {self._connection_id}, and {self._access}",
            )
        self._fail(f"{self._place} answers with the error {code} for {path} again and again", ATTEMPT_AGAIN)

    def refuse_shape(self, path: str, wanted: str) -> NoReturn:
        """Say that an answer is none of this vendor's."""
        self._fail(
            f"{self._place} answered something other than {wanted} for {path}",
            f"check that the host of the connection {self._connection_id} is of this vendor",
        )

    def _fail(self, problem: str, remedy: str) -> NoReturn:
        raise VendorError(self._stream, problem, remedy) from None

    def _checked_headers(self, headers: dict[str, str]) -> dict[str, str]:
        if not all(value and value.isascii() and value.isprintable() for value in headers.values()):
            self._fail(
                f"the connection {self._connection_id} has no credentials or has letters in them that no "
                "request can carry",
                self._access,
            )
        return headers


def numbered_pages(page: Callable[[int], Answer], first: int, stale_pages: int = 1) -> Iterator[Answer]:
    """Pages by their number, up to an empty one or so many in a row that bring no new id.

    In a list that moves while it is read, a page may bring only what an earlier one brought.
    """
    seen: set[str] = set()
    stale = 0
    for number in count(first):
        answer = page(number)
        ids = {str(record.get("id")) for record in answer.records}
        stale = 0 if ids - seen else stale + 1
        if not ids or stale == stale_pages:
            return
        seen |= ids
        yield answer


def moment_of(value: Any) -> datetime | None:
    """The point in time that a vendor's text tells; None where no contract would take it."""
    try:
        return _MOMENT.validate_python(value)
    except ValidationError:
        return None


def base_url(stream: str, connection: "Connection") -> str:
    """The connection's host as a URL; https where it does not say.

    Raises:
        VendorError: there is no usable host.
    """
    host = connection.host or ""
    url = (host if "://" in host else f"{connection.schema or 'https'}://{host}").rstrip("/")
    if not _place(url):
        raise VendorError(
            stream,
            f"the connection {connection.conn_id} has no usable host",
            "set it to the server's address, such as https://social.example",
        ) from None
    parts = urlsplit(url)
    if connection.port and parts.port is None:
        parts = parts._replace(netloc=f"{parts.netloc}:{connection.port}")
    return parts.geturl()


def _place(url: str) -> str:
    """Scheme, host and port of a URL, without anything that could be a secret; empty when it has none."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}" if parts.hostname else ""


def _client(url: str, headers: dict[str, str], patience: Patience) -> "RESTClient":
    """A client that is set up by us alone: dlt would look for its settings in Airflow's variables too."""
    os.environ.setdefault("PROVIDERS__ENABLE_AIRFLOW_SECRETS", "false")
    from dlt.common.configuration.specs import RuntimeConfiguration
    from dlt.sources.helpers.requests import Client
    from dlt.sources.helpers.rest_client import RESTClient

    session = Client(
        request_timeout=patience.timeout_seconds,
        raise_for_status=False,
        status_codes=range(500, 600),
        request_max_attempts=patience.retries + 1,
        request_backoff_factor=patience.backoff_seconds,
        request_max_retry_delay=min(LONGEST_BACKOFF_SECONDS, patience.max_wait_seconds),
    ).session
    headers = {"Accept": "application/json"} | headers
    return RESTClient(url, headers=headers, session=session, config=RuntimeConfiguration())
