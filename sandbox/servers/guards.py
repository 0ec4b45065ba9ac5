"""Who may ask, and how often: ASGI middleware with each vendor's refusals.

Wire format: error bodies and rate limit headers as Discourse and Mastodon send them.
"""

import hmac
from datetime import UTC, datetime

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.servers.ratelimit import RateLimit, Verdict

INVALID_KEY = "You are not permitted to view the requested resource. The API username or key is invalid."
NOT_LOGGED_IN = "You need to be logged in to do that."


class DiscourseKey:
    """Lets requests with the right Api-Key and Api-Username pass, as many as the limit allows."""

    def __init__(self, app: ASGIApp, api_key: str, api_username: str, limit: RateLimit) -> None:
        self._app = app
        self._key = api_key.encode()
        self._username = api_username.lower().encode()
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._refuse(dict(scope["headers"])) or self._app)(scope, receive, send)

    def _refuse(self, headers: dict[bytes, bytes]) -> Response | None:
        key = headers.get(b"api-key")
        if key is None:
            return discourse_error(403, "not_logged_in", NOT_LOGGED_IN)
        username = headers.get(b"api-username", b"").lower()
        if not hmac.compare_digest(key, self._key) or username != self._username:
            return discourse_error(403, "invalid_access", INVALID_KEY)
        verdict = self._limit.spend()
        return None if verdict.allowed else _slow_down(verdict.wait_seconds)


class MastodonToken:
    """Asks for the bearer token, counts requests and tells the count in headers."""

    def __init__(self, app: ASGIApp, access_token: str, limit: RateLimit) -> None:
        self._app = app
        self._authorization = f"Bearer {access_token}".encode()
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        verdict = self._limit.spend()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_count(verdict))
            await send(message)

        refusal = self._refuse(dict(scope["headers"]), verdict)
        await (refusal or self._app)(scope, receive, send_counted)

    def _refuse(self, headers: dict[bytes, bytes], verdict: Verdict) -> Response | None:
        if not verdict.allowed:
            return JSONResponse({"error": "Too many requests"}, 429)
        authorization = headers.get(b"authorization")
        if authorization is None:
            return JSONResponse({"error": "This method requires an authenticated user"}, 401)
        if not hmac.compare_digest(authorization, self._authorization):
            return JSONResponse({"error": "The access token is invalid"}, 401)
        return None


def discourse_error(status: int, error_type: str, message: str) -> Response:
    return JSONResponse({"errors": [message], "error_type": error_type}, status)


def _slow_down(seconds: int) -> Response:
    body = {
        "errors": [f"Too many requests: wait {seconds} seconds before trying again."],
        "error_type": "rate_limit",
        "extras": {"wait_seconds": seconds, "time_left": f"{seconds} seconds"},
    }
    headers = {
        "Retry-After": str(seconds),
        "Discourse-Rate-Limit-Error-Code": "admin_api_key_rate_limit",
    }
    return JSONResponse(body, 429, headers)


def _count(verdict: Verdict) -> dict[str, str]:
    reset = datetime.fromtimestamp(verdict.resets_at, UTC)
    return {
        "X-RateLimit-Limit": str(verdict.limit),
        "X-RateLimit-Remaining": str(verdict.remaining),
        "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
