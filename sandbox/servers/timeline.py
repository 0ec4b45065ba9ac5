"""Mastodon's pagination: pages by id, joined by a Link header.

Wire format: docs.joinmastodon.org/api/guidelines/#pagination.
"""

from bisect import bisect_left, bisect_right
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Json = dict[str, Any]

CURSORS = ("max_id", "since_id", "min_id")


class Timeline:
    """Items by ascending numeric id, paged as Mastodon pages."""

    def __init__(self, items: list[Json], ids: list[int] | None = None) -> None:
        self._items = items
        self._ids = ids if ids is not None else [int(item["id"]) for item in items]

    def page(
        self,
        limit: int,
        max_id: int | None = None,
        since_id: int | None = None,
        min_id: int | None = None,
    ) -> tuple[list[Json], list[int]]:
        """Items and their ids, newest first: those next above `min_id`, else the newest ones.

        `max_id`, `since_id` and `min_id` are exclusive; `since_id` only cuts off, and means nothing
        beside `min_id`.
        """
        end = len(self._ids) if max_id is None else bisect_left(self._ids, max_id)
        if min_id is not None:
            start = bisect_right(self._ids, min_id)
            end = max(start, min(end, start + limit))
        else:
            floor = 0 if since_id is None else bisect_right(self._ids, since_id)
            start = max(floor, end - limit)
            end = max(start, end)
        return self._items[start:end][::-1], self._ids[start:end][::-1]


def timeline_page(
    request: Request, timeline: Timeline, default: int, *, next_when_full: bool = False
) -> Response:
    """One page with its Link header; `next_when_full` leaves rel=next out on a short page."""
    limit = _limit(request, default)
    cursors = {name: _identifier(request, name) for name in CURSORS}
    items, ids = timeline.page(limit, **cursors)
    links: list[str] = []
    if ids and (len(ids) == limit or not next_when_full):
        links.append(_link(request, "next", "max_id", ids[-1]))
    if ids:
        links.append(_link(request, "prev", "min_id", ids[0]))
    return JSONResponse(items, headers={"Link": ", ".join(links)} if links else None)


def _link(request: Request, relation: str, cursor: str, value: int) -> str:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in CURSORS]
    url = request.url.replace(query=urlencode([*kept, (cursor, value)]))
    return f'<{url}>; rel="{relation}"'


def _limit(request: Request, default: int) -> int:
    text = request.query_params.get("limit", "")
    return min(int(text), 2 * default) if text.isdigit() else default


def _identifier(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isdigit() else None
