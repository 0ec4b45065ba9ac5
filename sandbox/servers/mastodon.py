"""A server that answers like Mastodon 4's client API for one account.

Wire format: docs.joinmastodon.org (entities, methods, pagination by Link header, rate limits) and
the recorded answers of a Mastodon test server. Every endpoint asks for the token, as servers do
that show nothing to the public.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.servers.guards import MastodonToken
from sandbox.servers.ratelimit import RateLimit
from sandbox.servers.timeline import Timeline, timeline_page
from sandbox.shapes import Social

Json = dict[str, Any]

DEFAULT_STATUSES = 20
DEFAULT_NOTIFICATIONS = 40
DEFAULT_ACCOUNTS = 40
FIVE_MINUTES = 300.0


def mastodon_app(social: Social, *, access_token: str, limit: RateLimit | None = None) -> ASGIApp:
    """The account's view of its server, behind its token and limit (300 in 5 minutes by default)."""
    pages = _Pages(social)
    status = "/api/v1/statuses/{id}"
    routes = [
        Route("/api/v1/accounts/verify_credentials", pages.verify_credentials),
        Route("/api/v1/accounts/{id}/statuses", pages.account_statuses),
        Route("/api/v1/notifications", pages.notifications),
        Route("/api/v1/timelines/tag/{hashtag}", pages.hashtag),
        Route(status, pages.status),
        Route(status + "/context", pages.context),
        Route(status + "/favourited_by", pages.favourited_by),
        Route(status + "/reblogged_by", pages.reblogged_by),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _not_found})
    return MastodonToken(app, access_token, limit or RateLimit(300, FIVE_MINUTES))


class _Pages:
    """The endpoints over timelines that are indexed once."""

    def __init__(self, social: Social) -> None:
        self._social = social
        self._statuses = {status["id"]: status for status in social.statuses}
        self._notified: dict[tuple[Any, ...], Timeline] = {}
        self._tagged = _timelines(social.statuses, _public_tags)
        self._by_account = _timelines(social.statuses, lambda status: [status["account"]["id"]])
        self._accounts = {social.account["id"], *self._by_account}
        self._accounts |= {item["account"]["id"] for item in social.notifications}
        self._replies: dict[str, list[Json]] = defaultdict(list)
        for status in social.statuses:
            self._replies[status.get("in_reply_to_id") or ""].append(status)
        self._fans = {kind: _fans(social, kind) for kind in ("favourite", "reblog")}

    async def verify_credentials(self, request: Request) -> Response:
        return JSONResponse(self._social.account)

    async def notifications(self, request: Request) -> Response:
        query = request.query_params
        wanted = (
            frozenset(query.getlist("types[]")),
            frozenset(query.getlist("exclude_types[]")),
            query.get("account_id"),
        )
        if wanted not in self._notified:
            self._notified[wanted] = Timeline(
                [item for item in self._social.notifications if _is_wanted(item, *wanted)]
            )
        return timeline_page(request, self._notified[wanted], DEFAULT_NOTIFICATIONS)

    async def hashtag(self, request: Request) -> Response:
        tag = request.path_params["hashtag"].lower()
        return timeline_page(request, self._tagged.get(tag, Timeline([])), DEFAULT_STATUSES)

    async def account_statuses(self, request: Request) -> Response:
        account_id = request.path_params["id"]
        if account_id not in self._accounts:
            return await _not_found(request)
        timeline = self._by_account.get(account_id, Timeline([]))
        return timeline_page(request, timeline, DEFAULT_STATUSES, next_when_full=True)

    async def status(self, request: Request) -> Response:
        status = self._statuses.get(request.path_params["id"])
        return JSONResponse(status) if status else await _not_found(request)

    async def context(self, request: Request) -> Response:
        status = self._statuses.get(request.path_params["id"])
        if status is None:
            return await _not_found(request)
        return JSONResponse({"ancestors": self._ancestors(status), "descendants": self._descendants(status)})

    def _ancestors(self, status: Json) -> list[Json]:
        ancestors: list[Json] = []
        parent = self._statuses.get(status.get("in_reply_to_id") or "")
        while parent is not None:
            ancestors.insert(0, parent)
            parent = self._statuses.get(parent.get("in_reply_to_id") or "")
        return ancestors

    def _descendants(self, status: Json) -> list[Json]:
        found: list[Json] = []
        for reply in self._replies.get(status["id"], []):
            found += [reply, *self._descendants(reply)]
        return found

    async def favourited_by(self, request: Request) -> Response:
        return await self._fans_of(request, "favourite")

    async def reblogged_by(self, request: Request) -> Response:
        return await self._fans_of(request, "reblog")

    async def _fans_of(self, request: Request, kind: str) -> Response:
        status_id = request.path_params["id"]
        if status_id not in self._statuses:
            return await _not_found(request)
        timeline = self._fans[kind].get(status_id, Timeline([]))
        return timeline_page(request, timeline, DEFAULT_ACCOUNTS, next_when_full=True)


def _is_wanted(item: Json, types: frozenset[str], excluded: frozenset[str], account_id: str | None) -> bool:
    return (
        (not types or item["type"] in types)
        and item["type"] not in excluded
        and account_id in (None, item["account"]["id"])
    )


def _public_tags(status: Json) -> list[str]:
    if status["visibility"] != "public":
        return []
    return [tag["name"].lower() for tag in status["tags"]]


def _timelines(items: list[Json], keys: Callable[[Json], list[str]]) -> dict[str, Timeline]:
    grouped: dict[str, list[Json]] = defaultdict(list)
    for item in items:
        for key in keys(item):
            grouped[key].append(item)
    return {key: Timeline(group) for key, group in grouped.items()}


def _fans(social: Social, kind: str) -> dict[str, Timeline]:
    """Accounts by the status that they favourited or boosted, as far as the brand was notified."""
    grouped: dict[str, list[Json]] = defaultdict(list)
    for item in social.notifications:
        if item["type"] == kind:
            grouped[item["status"]["id"]].append(item)
    return {
        status_id: Timeline([item["account"] for item in group], [int(item["id"]) for item in group])
        for status_id, group in grouped.items()
    }


async def _not_found(request: Request, error: Exception | None = None) -> Response:
    return JSONResponse({"error": "Record not found"}, 404)
