"""A forum that answers like Discourse's REST API.

Wire format: docs.discourse.org; page sizes, orders and the window of /posts.json as in Discourse's
own controllers. Like a site with `login_required`, it tells nothing to a request without a key.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Awaitable, Callable
from operator import itemgetter
from typing import Any, Literal
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.servers.guards import DiscourseKey, discourse_error
from sandbox.servers.ratelimit import RateLimit
from sandbox.shapes import Forum

Json = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]

POSTS_PER_PAGE = 50
TOPICS_PER_PAGE = 30
USERS_PER_PAGE = 100
POSTS_PER_TOPIC_PAGE = 20
ONCE_PER_MINUTE = 60.0
EARLIEST = ""

NOT_FOUND = "The requested URL or resource could not be found."


def discourse_app(
    forum: Forum,
    *,
    api_key: str,
    api_username: str = "system",
    limit: RateLimit | None = None,
    paging: Literal["window", "count"] = "window",
) -> ASGIApp:
    """The forum as an ASGI app, behind its key and its admin API limit (60 a minute unless given).

    `paging` says what /posts.json?before=N means: "window" gives the posts with N-50 < id <= N, as
    older versions do (a page may be short, even empty, before the end); "count" gives the 50 posts
    with id < N, as newer ones do.
    """
    pages = _Pages(forum, paging)
    routes = {
        "/categories": pages.categories,
        "/latest": pages.latest,
        "/posts": pages.posts,
        "/posts/{id:int}": pages.post,
        "/t/{id:int}": pages.topic,
        "/t/{id:int}/posts": pages.topic_posts,
        "/admin/users/list/{query}": pages.admin_users,
        "/u/{username}/emails": pages.emails,
        "/site": pages.site,
        "/about": pages.about,
    }
    app = Starlette(
        routes=[Route(path + ending, end) for path, end in routes.items() for ending in (".json", "")],
        exception_handlers={404: _not_found},
    )
    return DiscourseKey(app, api_key, api_username, limit or RateLimit(60, ONCE_PER_MINUTE))


class _Pages:
    """The endpoints over lists that are indexed once."""

    def __init__(self, forum: Forum, paging: str) -> None:
        self._categories = forum.categories
        self._paging = paging
        self._posts = forum.posts
        self._post_ids = [post["id"] for post in forum.posts]
        self._post_by_id = {post["id"]: post for post in forum.posts}
        self._topic_by_id = {topic["id"]: topic for topic in forum.topics}
        self._posts_by_topic: dict[int, list[Json]] = defaultdict(list)
        for post in forum.posts:
            self._posts_by_topic[post["topic_id"]].append(post)
        self._user_by_id = {user["id"]: user for user in forum.users}
        self._user_by_name = {user["username"].lower(): user for user in forum.users}
        self._topics_by = {
            "created": _newest_first(forum.topics, "created_at"),
            "activity": _newest_first(forum.topics, "bumped_at"),
        }
        self._users_by = {
            "created": _newest_first(forum.users, "created_at"),
            "seen": _newest_first(forum.users, "last_seen_at"),
            "username": sorted(forum.users, key=itemgetter("username"), reverse=True),
        }

    async def categories(self, request: Request) -> Response:
        deep = request.query_params.get("include_subcategories") == "true"
        top = [item for item in self._categories if not item.get("parent_category_id")]
        listed = [self._with_children(item) for item in top] if deep else top
        return JSONResponse({"category_list": {"can_create_category": True, "categories": listed}})

    def _with_children(self, category: Json) -> Json:
        children = [item for item in self._categories if item.get("parent_category_id") == category["id"]]
        return {**category, "subcategory_list": children}

    async def latest(self, request: Request) -> Response:
        topics = self._topics_by.get(request.query_params.get("order", ""))
        topics = topics or self._topics_by["activity"]
        if request.query_params.get("ascending") == "true":
            topics = topics[::-1]
        page = _number(request, "page", 0)
        shown = topics[page * TOPICS_PER_PAGE : (page + 1) * TOPICS_PER_PAGE]
        topic_list: Json = {"can_create_topic": True, "per_page": TOPICS_PER_PAGE, "topics": shown}
        if (page + 1) * TOPICS_PER_PAGE < len(topics):
            query = {**request.query_params, "page": page + 1}
            topic_list["more_topics_url"] = f"/latest?{urlencode(query)}"
        return JSONResponse({"users": self._posters(shown), "topic_list": topic_list})

    def _posters(self, topics: list[Json]) -> list[Json]:
        ids = {poster["user_id"] for topic in topics for poster in topic.get("posters", [])}
        users = [self._user_by_id[user_id] for user_id in sorted(ids) if user_id in self._user_by_id]
        shown = ("id", "username", "name", "avatar_template")
        return [{key: user.get(key) for key in shown} for user in users]

    async def posts(self, request: Request) -> Response:
        before = _number(request, "before", 0)
        if self._paging == "count":
            end = bisect_right(self._post_ids, before - 1) if before > 0 else len(self._posts)
            start = max(0, end - POSTS_PER_PAGE)
        else:
            last = before if before > 0 else max(self._post_ids, default=0)
            end = bisect_right(self._post_ids, last)
            start = bisect_right(self._post_ids, last - POSTS_PER_PAGE)
        return JSONResponse({"latest_posts": self._posts[start:end][::-1]})

    async def post(self, request: Request) -> Response:
        post = self._post_by_id.get(request.path_params["id"])
        return JSONResponse(post) if post else await _not_found(request)

    async def topic(self, request: Request) -> Response:
        topic = self._topic_by_id.get(request.path_params["id"])
        if topic is None:
            return await _not_found(request)
        posts = self._posts_by_topic[topic["id"]]
        first = (max(1, _number(request, "page", 1)) - 1) * POSTS_PER_TOPIC_PAGE
        stream = {
            "posts": _bare(posts[first : first + POSTS_PER_TOPIC_PAGE], request),
            "stream": [post["id"] for post in posts],
        }
        return JSONResponse({"post_stream": stream, **topic, "details": {}})

    async def topic_posts(self, request: Request) -> Response:
        topic_id = request.path_params["id"]
        if topic_id not in self._topic_by_id:
            return await _not_found(request)
        posts = self._posts_by_topic[topic_id]
        wanted = {int(text) for text in request.query_params.getlist("post_ids[]") if text.isdigit()}
        chosen = [post for post in posts if post["id"] in wanted] if wanted else posts[:20]
        return JSONResponse({"post_stream": {"posts": _bare(chosen, request)}, "id": topic_id})

    async def admin_users(self, request: Request) -> Response:
        query = request.path_params["query"]
        order = request.query_params.get("order") or ("seen" if query == "active" else "created")
        users = self._users_by.get(order, self._users_by["created"])
        if request.query_params.get("asc"):
            users = users[::-1]
        if query == "staff":
            users = [user for user in users if user.get("admin") or user.get("moderator")]
        first = (max(1, _number(request, "page", 1)) - 1) * USERS_PER_PAGE
        shown = users[first : first + USERS_PER_PAGE]
        if request.query_params.get("show_emails") != "true":
            shown = [{key: user[key] for key in user if key != "email"} for user in shown]
        return JSONResponse(shown)

    async def emails(self, request: Request) -> Response:
        user = self._user_by_name.get(request.path_params["username"].lower())
        if user is None:
            return await _not_found(request)
        others: Json = {"secondary_emails": [], "unconfirmed_emails": [], "associated_accounts": []}
        return JSONResponse({"email": user.get("email"), **others})

    async def site(self, request: Request) -> Response:
        return JSONResponse({"default_archetype": "regular", "categories": self._categories})

    async def about(self, request: Request) -> Response:
        stats = {
            "topics_count": len(self._topic_by_id),
            "posts_count": len(self._posts),
            "users_count": len(self._user_by_id),
        }
        return JSONResponse({"about": {"title": "Windrow Forum", "stats": stats}})


async def _not_found(request: Request, error: Exception | None = None) -> Response:
    return discourse_error(404, "not_found", NOT_FOUND)


def _newest_first(items: list[Json], key: str) -> list[Json]:
    return sorted(items, key=lambda item: (item.get(key) or EARLIEST, item["id"]), reverse=True)


def _number(request: Request, name: str, default: int) -> int:
    """A query parameter as Rails' to_i reads it: anything that is no number is 0."""
    text = request.query_params.get(name)
    if text is None:
        return default
    return int(text) if text.isdigit() else 0


def _bare(posts: list[Json], request: Request) -> list[Json]:
    """Posts as a topic shows them: `raw` only for include_raw."""
    if request.query_params.get("include_raw") in {"1", "true"}:
        return posts
    return [{key: post[key] for key in post if key != "raw"} for post in posts]
