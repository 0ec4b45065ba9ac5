"""The social web around the brand: what it says, what others say, favourites and boosts."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.shapes import Social
from sandbox.world import mix, toots
from sandbox.world.chance import count
from sandbox.world.people import Person
from sandbox.world.social_accounts import (
    VENDOR,
    Profile,
    brand_profile,
    profiles,
    snowflake,
)
from sandbox.world.texts import Text, Writer
from sandbox.world.timeline import Window, hours
from sandbox.world.truth import Ledger

_STREAM = "statuses"
_BRAND_EVERY_HOURS = 44.0
_BOT_RATE = 60.0
_TAGS = ("windrow", "WindrowRun", "trailrunning", "running")
_WEIRD_PER = 2000
_Status = dict[str, Any]


def open_social(rng: Random, writer: Writer, people: list[Person], span: Window, truth: Ledger) -> Social:
    """Everything seen within `span`; statuses and notifications ascend by id."""
    everybody = profiles(rng, people, span, truth)
    brand = brand_profile(rng, span)
    clerk = next(person for person in people if person.trait == "shared")
    truth.account(clerk, VENDOR, brand.json["id"], None, brand.json["acct"])
    timeline = _Timeline(rng, writer, span, brand, clerk, truth)
    timeline.brand_posts()
    for profile in everybody:
        timeline.plan(profile)
    timeline.live()
    return timeline.close()


@dataclass(order=True, slots=True)
class _Plan:
    """Something that will happen; `parent` is the status that it answers, if any."""

    at: datetime
    number: int
    act: str = field(compare=False)
    profile: Profile = field(compare=False)
    parent: _Status | None = field(compare=False, default=None)


class _Timeline:
    """Carries out plans in the order of time; answers are planned as it goes."""

    def __init__(
        self,
        rng: Random,
        writer: Writer,
        span: Window,
        brand: Profile,
        clerk: Person,
        truth: Ledger,
    ) -> None:
        self.rng, self.writer, self.span = rng, writer, span
        self.brand, self.clerk, self.truth = brand, clerk, truth
        self.plans: list[_Plan] = []
        self.planned = 0
        self.statuses: list[_Status] = []
        self.own: list[_Status] = []
        self.notifications: list[dict[str, Any]] = []
        self.fans: set[tuple[str, str, str]] = set()

    def brand_posts(self) -> None:
        """The brand speaks every other day, from the first hours on."""
        at: datetime | None = self.span.start + timedelta(hours=1)
        while at:
            self._plan(at, "post", self.brand)
            at = self.span.after(at, hours(self.rng, _BRAND_EVERY_HOURS))

    def plan(self, profile: Profile) -> None:
        """All that one account will do of its own accord."""
        person = profile.person
        if person is None:
            return
        rng, days = self.rng, person.active.days / 180
        rate = person.nature.rates["social"] if person.kind == "customer" else _BOT_RATE
        rate = min(rate * person.intensity, 120.0) * days
        for _ in range(count(rng, rate)):
            self._plan(person.active.moment(rng), "toot", profile)
        if person.kind != "customer":
            return
        for act, share in (("favourite", 0.6), ("reblog", 0.25)):
            for _ in range(count(rng, rate * share)):
                self._plan(person.active.moment(rng), act, profile)
        if rng.random() < 0.45:
            self._plan(person.active.moment(rng), "follow", profile)

    def live(self) -> None:
        """Let time go by."""
        acts = {"post": self._post, "toot": self._toot, "answer": self._answer, "back": self._back}
        while self.plans:
            plan = heapq.heappop(self.plans)
            if plan.act in acts:
                acts[plan.act](plan)
            else:
                self._notice(plan)

    def close(self) -> Social:
        """The vendor's view; notification ids are numbered in the order of time."""
        self.notifications.sort(key=lambda item: item["created_at"])
        for number, item in enumerate(self.notifications, 1001):
            item["id"] = str(number)
            item["group_key"] = f"ungrouped-{number}"
        self._spoil()
        return Social(self.brand.json, self.statuses, self.notifications)

    def _plan(self, at: datetime, act: str, profile: Profile, parent: _Status | None = None) -> None:
        self.planned += 1
        heapq.heappush(self.plans, _Plan(at, self.planned, act, profile, parent))

    def _post(self, plan: _Plan) -> None:
        text = self.writer.write(("staff_news",), plan.at, "s")
        self.own.append(self._say(plan, text, tags=("windrow",)))

    def _toot(self, plan: _Plan) -> None:
        """A hashtag, a mention, or an answer to something that the brand said."""
        text = self._words_of(plan)
        draw = self.rng.random()
        person = plan.profile.person
        if draw < 0.42 or person is None or person.kind != "customer":
            status = self._say(plan, text, tags=self._tags())
            self._maybe_boost(status, text, plan)
        elif draw < 0.82 or not self.own:
            tags = self._tags() if self.rng.random() < 0.25 else ()
            self._mention(plan, text, None, tags)
        else:
            self._mention(plan, text, self.rng.choice(self.own[-6:]), ())

    def _words_of(self, plan: _Plan) -> Text:
        person = plan.profile.person
        if person is None or person.kind != "customer":
            deals = person is not None and "deal" in person.handle
            return self.writer.write(("incentivised" if deals else "small_talk",), plan.at, "s")
        language = mix.language(self.rng, person)
        kinds = ("foreign",) if language != "en" else mix.kinds(self.rng, person, "toot", 2)
        return self.writer.write(kinds, plan.at, "s", language=language, voice=person.voice)

    def _tags(self) -> tuple[str, ...]:
        first = self.rng.choice(_TAGS[:2])
        return (first, self.rng.choice(_TAGS[2:])) if self.rng.random() < 0.3 else (first,)

    def _mention(self, plan: _Plan, text: Text, parent: _Status | None, tags: Sequence[str]) -> None:
        visibility = self.rng.choices(("public", "unlisted", "direct"), weights=(92, 6, 2))[0]
        status = self._say(
            plan, text, mentions=(self.brand,), tags=tags, parent=parent, visibility=visibility
        )
        self._notify("mention", plan.at, plan.profile, status)
        later = self.span.after(plan.at, hours(self.rng, 5))
        if later and self.rng.random() < 0.45:
            self._plan(later, "answer", plan.profile, status)

    def _answer(self, plan: _Plan) -> None:
        """The brand answers the account of the plan, which may answer back."""
        text = self.writer.write(("staff_reply",), plan.at, "s")
        answer = _Plan(plan.at, 0, "answer", self.brand)
        status = self._say(answer, text, mentions=(plan.profile,), parent=plan.parent)
        later = self.span.after(plan.at, hours(self.rng, 4))
        if later and self.rng.random() < 0.2:
            self._plan(later, "back", plan.profile, status)

    def _back(self, plan: _Plan) -> None:
        self._mention(plan, self._words_of(plan), plan.parent, ())

    def _maybe_boost(self, status: _Status, text: Text, cause: _Plan) -> None:
        person = cause.profile.person
        if text.mood <= 0 or person is None or person.kind != "customer":
            return
        at = self.span.after(cause.at, timedelta(seconds=1))
        if at and self.rng.random() < 0.08:
            self.statuses.append(toots.reblog(self._next_id(at), at, self.brand, status))

    def _notice(self, plan: _Plan) -> None:
        """A favourite or boost of one of the brand's latest posts, once each, or a follow."""
        if not self.own:
            return
        about = self.rng.choice(self.own[-8:]) if plan.act != "follow" else None
        fan = (plan.act, plan.profile.json["id"], about["id"] if about else "")
        if fan in self.fans:
            return
        self.fans.add(fan)
        if about:
            about["favourites_count" if plan.act == "favourite" else "reblogs_count"] += 1
        self._notify(plan.act, plan.at, plan.profile, about)
        if plan.profile.person:
            self.truth.act(plan.profile.person, plan.at)

    def _notify(self, kind: str, at: datetime, profile: Profile, about: _Status | None) -> None:
        self.notifications.append(toots.notification(kind, at, profile, about))

    def _say(
        self,
        plan: _Plan,
        text: Text,
        *,
        mentions: Sequence[Profile] = (),
        tags: Sequence[str] = (),
        parent: _Status | None = None,
        visibility: str = "public",
    ) -> _Status:
        status = toots.status(
            self._next_id(plan.at),
            plan.at,
            plan.profile,
            text.own,
            mentions=mentions,
            tags=tags,
            parent=parent,
            visibility=visibility,
            language=text.language,
        )
        self.statuses.append(status)
        author = plan.profile.person or self.clerk
        self.truth.text(author, VENDOR, _STREAM, status["id"], plan.at, text)
        return status

    def _next_id(self, at: datetime) -> str:
        """A snowflake above all before it, since two things may share a millisecond."""
        last = int(self.statuses[-1]["id"]) if self.statuses else 0
        return str(max(int(snowflake(at, self.rng.getrandbits(16))), last + 1))

    def _spoil(self) -> None:
        """About one status in a thousand holds what no pipeline should let in."""
        open_to_it = [
            status
            for status in self.statuses
            if status["account"] is not self.brand.json and status["tags"] and not status["reblogs_count"]
        ]
        wanted = 2 * max(1, len(self.statuses) // _WEIRD_PER)
        chosen = self.rng.sample(open_to_it, min(wanted, len(open_to_it)))
        for at, status in enumerate(chosen):
            if at % 2:
                reason = "date_out_of_range"
                status["created_at"] = "9999-12-31T23:59:59.000Z"
            else:
                reason = "nul_in_text"
                status["content"] = status["content"].replace("</p>", "\x00</p>")
            self.truth.oddity(VENDOR, _STREAM, status["id"], reason, "quarantined")
