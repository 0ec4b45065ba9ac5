"""Answers that real servers once gave, read from a folder and given again over HTTP.

Nothing is checked: any key or token is welcome.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.servers.discourse import POSTS_PER_PAGE
from sandbox.servers.timeline import Timeline, timeline_page

Json = dict[str, Any]
Query = tuple[tuple[str, str], ...]

NOT_REPLAYED = {"content-length", "content-encoding", "transfer-encoding", "connection", "date"}
LIST_PATHS = ("/api/v1/timelines/", "/api/v1/notifications")


def replay_discourse(folder: Path) -> ASGIApp:
    """Serve a folder of Discourse answers, one JSON file per kind.

    Lists end: topics and users after their first page, posts at the oldest recorded one. Topics and
    posts that were not recorded are 404.
    """
    files = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    answers: dict[str, Callable[[Request], Any]] = {
        "/categories.json": lambda request: files["categories"],
        "/latest.json": lambda request: _latest(files, request),
        "/posts.json": lambda request: _posts(files, request),
        "/admin/users/list/{query}.json": lambda request: _users(files, request),
        "/t/{id:int}.json": lambda request: _recorded(files["topic"], request),
        "/t/{id:int}/posts.json": lambda request: _recorded(files["topic_posts"], request),
        "/posts/{id:int}.json": lambda request: _recorded(files["post"], request),
        "/site.json": lambda request: {"categories": []},
        "/about.json": lambda request: {"about": {}},
    }
    return Starlette(routes=[Route(path, _json_endpoint(answer)) for path, answer in answers.items()])


def _json_endpoint(answer: Callable[[Request], Any]) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        body = answer(request)
        if body is None:
            return JSONResponse({"errors": ["Not recorded."], "error_type": "not_found"}, 404)
        return JSONResponse(body)

    return endpoint


def _latest(files: Json, request: Request) -> Any:
    latest = files["latest"]
    if request.query_params.get("page", "0") == "0":
        return latest
    rest = {key: latest["topic_list"][key] for key in latest["topic_list"] if key != "more_topics_url"}
    return {"users": [], "topic_list": {**rest, "topics": []}}


def _posts(files: Json, request: Request) -> Any:
    """The newest posts as recorded; with `before`, all recorded posts with before-50 < id <= before."""
    before = int(request.query_params.get("before", "0"))
    if before <= 0:
        return files["posts_latest"]
    recorded = files["posts_before"]["latest_posts"] + files["posts_latest"]["latest_posts"]
    posts = {post["id"]: post for post in recorded if before - POSTS_PER_PAGE < post["id"] <= before}
    return {"latest_posts": [posts[post_id] for post_id in sorted(posts, reverse=True)]}


def _users(files: Json, request: Request) -> Any:
    return files["user_list"] if request.query_params.get("page", "1") in {"0", "1"} else []


def _recorded(body: Json, request: Request) -> Json | None:
    return body if body["id"] == request.path_params["id"] else None


def replay_mastodon(folder: Path) -> ASGIApp:
    """Serve the GET requests of a folder of VCR cassettes.

    A recorded request gets its recorded answers in turn, and the last one from then on. The same
    path with another query is paged out of everything that was recorded for it. Of what was not
    recorded, timelines and notifications are empty and everything else is 404.
    """
    replay = _Cassettes()
    for path in sorted(folder.glob("*.yaml")):
        for interaction in yaml.load(path.read_text(), Loader=yaml.CSafeLoader)["interactions"]:
            if interaction["request"]["method"] == "GET":
                replay.add(interaction["request"]["uri"], interaction["response"])
    return Starlette(routes=[Route("/{path:path}", replay.answer)])


class _Cassettes:
    """Recorded answers by path and query, and the items of recorded lists by path."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, Query], deque[Json]] = defaultdict(deque)
        self._items: dict[str, dict[int, Json]] = defaultdict(dict)

    def add(self, uri: str, response: Json) -> None:
        url = urlsplit(uri)
        query = tuple(sorted(parse_qsl(url.query)))
        origin = f"{url.scheme}://{url.netloc}"
        self._answers[url.path, query].append({**response, "origin": origin})
        body = json.loads(response["body"]["string"])
        if response["status"]["code"] == 200 and isinstance(body, list):
            self._items[url.path].update({int(item["id"]): item for item in body if "id" in item})

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        answers = self._answers.get((path, tuple(sorted(request.query_params.multi_items()))))
        if answers:
            return _replayed(answers.popleft() if len(answers) > 1 else answers[0], request)
        if path in self._items:
            ids = sorted(self._items[path])
            return timeline_page(request, Timeline([self._items[path][i] for i in ids], ids), 40)
        if path.startswith(LIST_PATHS):
            return JSONResponse([])
        return JSONResponse({"error": "Record not found"}, 404)


def _replayed(response: Json, request: Request) -> Response:
    """The recorded answer; links that led to the recorded server lead to this one."""
    here = f"{request.url.scheme}://{request.url.netloc}"
    headers = {
        name: ", ".join(values).replace(response["origin"], here)
        for name, values in response["headers"].items()
        if name.lower() not in NOT_REPLAYED
    }
    return Response(response["body"]["string"], response["status"]["code"], headers)
