"""Accounts on the social web, in the shape of a Mastodon 4 Account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sandbox.world import spelling
from sandbox.world.cooked import FORUM_URL
from sandbox.world.people import Person
from sandbox.world.timeline import Window, iso
from sandbox.world.truth import Ledger

VENDOR = "mastodon"
HOME_SERVER = "running.example"
BRAND_USERNAME = "windrow"
_OTHER_SERVERS = ("fells.example", "milepost.test", "plaza.example", "kestrel.test")
_MISSING = f"https://{HOME_SERVER}/avatars/original/missing.png"
_EVERY_ACCOUNT: dict[str, Any] = {
    "bot": False,
    "discoverable": True,
    "group": False,
    "note": "",
    "avatar": _MISSING,
    "avatar_static": _MISSING,
    "last_status_at": None,
    "hide_collections": None,
    "noindex": False,
    "header": _MISSING.replace("avatars", "headers"),
    "header_static": _MISSING.replace("avatars", "headers"),
}
_NOTES = (
    "Runner, reader, parent.",
    "Slow miles and strong coffee.",
    "Hills before breakfast.",
    "I post about trails, trains and bread.",
    "",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """An account with the person behind it; None stands for the brand itself."""

    json: dict[str, Any]
    person: Person | None

    @property
    def mention(self) -> dict[str, str]:
        """The account as an entry of a status's `mentions`."""
        return {key: self.json[key] for key in ("id", "username", "url", "acct")}


def snowflake(at: datetime, sequence: int) -> str:
    """Mastodon's id: milliseconds since 1970 shifted by 16 bits, then a sequence number."""
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return str(milliseconds << 16 | sequence & 0xFFFF)


def brand_profile(rng: Random, span: Window) -> Profile:
    """The brand's own account, on the server whose API the sandbox speaks."""
    fields = [_field("Shop", "https://windrow.example", span.start), _field("Forum", FORUM_URL, None)]
    since = span.start - timedelta(days=1500)
    account = _account(rng, BRAND_USERNAME, HOME_SERVER, "Windrow", since, fields)
    account["note"] = "<p>Running gear from Kendal. Ask us anything.</p>"
    return Profile(account, None)


def profiles(rng: Random, people: list[Person], span: Window, truth: Ledger) -> list[Profile]:
    """One account for everybody who is on the social web."""
    taken: set[str] = set()
    found = []
    for person in people:
        if person.has("social"):
            found.append(_profile(rng, person, span, taken))
            acct = found[-1].json["acct"]
            truth.account(person, VENDOR, found[-1].json["id"], None, acct)
    return found


def _profile(rng: Random, person: Person, span: Window, taken: set[str]) -> Profile:
    server = HOME_SERVER if rng.random() < 0.35 else rng.choice(_OTHER_SERVERS)
    username = _username(rng, person)
    while f"{username}@{server}" in taken:
        username = f"{username}{rng.randint(1, 9)}"
    taken.add(f"{username}@{server}")
    since = span.start - timedelta(seconds=rng.randrange(86_400, 1400 * 86_400))
    account = _account(rng, username, server, _display_name(rng, person), since, _fields(rng, person, since))
    account["bot"] = person.kind == "bot"
    account["note"] = f"<p>{note}</p>" if (note := rng.choice(_NOTES)) else ""
    return Profile(account, person)


def _username(rng: Random, person: Person) -> str:
    """The same handle as in the forum for two in three, else one like it."""
    if person.kind != "customer" or rng.random() < 0.65:
        return person.handle
    return spelling.new_handle(rng, person.given, person.family)


def _display_name(rng: Random, person: Person) -> str:
    if person.kind != "customer":
        return person.full_name
    typed = spelling.typed_name(rng, person.given, person.middle, person.family)
    return rng.choices((typed, person.given, f"{person.given} 🏃", ""), weights=(50, 30, 12, 8))[0]


def _fields(rng: Random, person: Person, since: datetime) -> list[dict[str, Any]]:
    """Links that people show; one that links back with rel=me has been verified."""
    fields: list[dict[str, Any]] = []
    if person.kind == "bot":
        return fields
    if person.has("forum") and rng.random() < 0.96:
        address = f"{FORUM_URL}/u/{person.handle}"
        verified = since + timedelta(days=1) if rng.random() < 0.97 else None
        fields.append(_field("Windrow forum", address, verified))
    if person.website and rng.random() < 0.9:
        fields.append(_field("Web", person.website, since if rng.random() < 0.8 else None))
    if rng.random() < 0.12:
        fields.append({"name": "Mail", "value": person.emails[0], "verified_at": None})
    if rng.random() < 0.1:
        fields.append({"name": "Pronouns", "value": "ask me", "verified_at": None})
    return fields


def _field(name: str, address: str, verified: datetime | None) -> dict[str, Any]:
    shown = address.removeprefix("https://")
    link = (
        f'<a href="{address}" target="_blank" rel="nofollow noopener me" translate="no">'
        f'<span class="invisible">https://</span><span class="">{shown}</span></a>'
    )
    return {"name": name, "value": link, "verified_at": iso(verified) if verified else None}


def _account(
    rng: Random,
    username: str,
    server: str,
    display_name: str,
    since: datetime,
    fields: list[dict[str, Any]],
) -> dict[str, Any]:
    is_local = server == HOME_SERVER
    account_id = snowflake(since, rng.getrandbits(16))
    path = f"https://{server}/ap/users/{account_id}" if is_local else f"https://{server}/users/{username}"
    return _EVERY_ACCOUNT | {
        "id": account_id,
        "username": username,
        "acct": username if is_local else f"{username}@{server}",
        "display_name": display_name,
        "locked": rng.random() < 0.1,
        "indexable": rng.random() < 0.5,
        "created_at": iso(since.replace(hour=0, minute=0, second=0, microsecond=0)),
        "url": f"https://{server}/@{username}",
        "uri": path,
        "followers_count": rng.randrange(400),
        "following_count": rng.randrange(300),
        "statuses_count": rng.randrange(900),
        "emojis": [],
        "roles": [],
        "fields": fields,
    }
