"""Faults that a test orders from a server: errors, refusals, broken answers, dropped lines."""

import asyncio
import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Kind = Literal["error", "rate_limit", "truncated", "html", "drop", "slow"]

ERROR_PAGE = "<!DOCTYPE html><html><body><h1>Something went wrong (500)</h1></body></html>"
SIGN_IN_PAGE = "<!DOCTYPE html><html><body><form>Please sign in</form></body></html>"


@dataclass
class Fault:
    """One order: what goes wrong, how often (None: for ever) and where (a path's beginning).

    `seconds` is the wait of "slow" and the Retry-After of "rate_limit".
    """

    kind: Kind
    times: int | None
    path: str
    seconds: float


class FaultPlan:
    """Orders in the sequence they were given; safe to change while a server thread reads them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []

    def next(self, kind: Kind, times: int | None = 1, path: str = "", *, seconds: float = 0) -> None:
        """Order a fault for the next `times` requests whose path (IMAP: command) begins so."""
        with self._lock:
            self._orders.append(Fault(kind, times, path, seconds))

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()

    def take(self, path: str) -> Fault | None:
        """Use up and return the first order that is meant for `path`."""
        with self._lock:
            fault = next((order for order in self._orders if path.startswith(order.path)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._orders.remove(fault)
        return fault


class Faults(FaultPlan):
    """ASGI middleware that answers as ordered and passes everything else to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.take(scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self.app(scope, receive, send)
        elif fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self.app(scope, receive, send)
        elif fault.kind == "truncated":
            await self._truncated(scope, receive, send)
        elif fault.kind == "drop":
            await _drop(send)
        else:
            await _instead(fault)(scope, receive, send)

    async def _truncated(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the first half of the real body, with the Content-Length of that half."""
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await self.app(scope, receive, collect)
        half = body[: len(body) // 2]
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        headers.append((b"content-length", b"%d" % len(half)))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": half})


async def _drop(send: Send) -> None:
    """Begin an answer and end it too early, on which the server closes the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"', "more_body": True})


def _instead(fault: Fault) -> Response:
    if fault.kind == "error":
        return HTMLResponse(ERROR_PAGE, status_code=500)
    if fault.kind == "html":
        return HTMLResponse(SIGN_IN_PAGE)
    return _rate_limited(fault.seconds)


def _rate_limited(seconds: float) -> Response:
    """A 429 that says when to come back in both vendors' ways."""
    reset = datetime.fromtimestamp(time.time() + seconds, UTC)
    headers = {
        "Retry-After": f"{seconds:g}",
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    body = {"error": "Too many requests", "errors": ["Slow down."], "error_type": "rate_limit"}
    return Response(json.dumps(body), 429, headers, "application/json")
