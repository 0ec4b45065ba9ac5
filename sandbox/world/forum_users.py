"""Accounts of the forum, in the shape of Discourse's admin user list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.world import spelling
from sandbox.world.cooked import avatar
from sandbox.world.people import Person
from sandbox.world.timeline import Window, iso
from sandbox.world.truth import Ledger

VENDOR = "discourse"
_SYSTEM = (
    (-2, "discobot", "Discobot", "discobot@forum.windrow.example"),
    (-1, "system", "system", "system@forum.windrow.example"),
)


@dataclass(slots=True)
class Member:
    """A forum account; `person` is None for the forum's own system user."""

    user_id: int
    username: str
    name: str | None
    email: str
    joined_at: datetime
    person: Person | None
    posts: int = 0
    topics: int = 0
    last_seen_at: datetime | None = None

    @property
    def is_admin(self) -> bool:
        """Administrators, the system user among them."""
        return self.user_id < 0 or bool(self.person and self.person.trait == "admin")

    @property
    def is_moderator(self) -> bool:
        """Moderators, the system user among them."""
        return self.user_id < 0 or bool(self.person and self.person.trait == "moderator")

    @property
    def trust_level(self) -> int:
        """0 to 4, by what somebody has written."""
        if self.is_admin or self.is_moderator:
            return 4
        return sum(self.posts >= needed for needed in (2, 8, 40))

    def seen(self, at: datetime) -> None:
        """Note a visit."""
        self.last_seen_at = max(at, self.last_seen_at or at)


def members(rng: Random, people: list[Person], span: Window, truth: Ledger) -> list[Member]:
    """System users, then staff, then customers in the order in which they joined."""
    bot = next((p for p in people if p.kind == "bot" and p.has("forum")), None)
    since = span.start - timedelta(days=900)
    found = [
        Member(user_id, username, name, email, since, bot if username == "discobot" else None)
        for user_id, username, name, email in _SYSTEM
    ]
    joined = [(_joined_at(rng, p, span), p) for p in people if p.kind != "bot" and p.has("forum")]
    joined.sort(key=lambda pair: (pair[1].kind != "staff", pair[0]))
    for number, (at, person) in enumerate(joined, 1):
        found.append(_member(rng, number, at, person))
    for member in found:
        if member.person:
            truth.account(member.person, VENDOR, member.user_id, member.email, member.username)
    return found


def as_user(member: Member, ended_at: datetime) -> dict[str, Any]:
    """The item of /admin/users/list, which shows `email` to those who ask for it."""
    seen = member.last_seen_at or member.joined_at
    return {
        "id": member.user_id,
        "username": member.username,
        "name": member.name,
        "avatar_template": avatar(member.username),
        "email": member.email,
        "secondary_emails": [],
        "active": True,
        "admin": member.is_admin,
        "moderator": member.is_moderator,
        "last_seen_at": iso(seen),
        "last_emailed_at": iso(seen) if member.posts else None,
        "created_at": iso(member.joined_at),
        "last_seen_age": (ended_at - seen).total_seconds(),
        "last_emailed_age": (ended_at - seen).total_seconds() if member.posts else None,
        "created_at_age": (ended_at - member.joined_at).total_seconds(),
        "username_lower": member.username.lower(),
        "trust_level": member.trust_level,
        "manual_locked_trust_level": None,
        "title": "Windrow" if member.is_admin or member.is_moderator else None,
        "time_read": 60 * (7 + 11 * member.posts),
        "staged": False,
        "days_visited": 1 + member.posts,
        "posts_read_count": 12 * (1 + member.posts),
        "topics_entered": 3 * (1 + member.topics),
        "post_count": member.posts,
    }


def _joined_at(rng: Random, person: Person, span: Window) -> datetime:
    """Before the window for old hands; newcomers join just as they become active."""
    if person.kind == "staff" or person.active.start == span.start:
        return span.start - timedelta(seconds=rng.randrange(3_600, 800 * 86_400))
    return person.active.start


def _member(rng: Random, number: int, at: datetime, person: Person) -> Member:
    name: str | None = person.full_name
    if person.kind == "customer":
        typed = spelling.typed_name(rng, person.given, person.middle, person.family)
        name = rng.choices((typed, person.given, "", None), weights=(55, 20, 15, 10))[0]
    return Member(number, person.handle, name, _email(rng, person), at, person)


def _email(rng: Random, person: Person) -> str:
    """Discourse keeps addresses in lower case; few people use one that nobody else knows."""
    if person.kind == "customer" and rng.random() < 0.01:
        return f"{person.handle}@quietmail.test"
    second = len(person.emails) > 1 and rng.random() < 0.6
    email = person.emails[1 if second else 0]
    return spelling.typed_email(rng, email, tag_chance=0.03).lower()
