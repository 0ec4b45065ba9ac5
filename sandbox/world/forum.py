"""The forum's life, post by post in the order of time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.shapes import Forum
from sandbox.world import cooked, forum_shapes, mix
from sandbox.world.catalogue import Product
from sandbox.world.chance import count
from sandbox.world.cooked import Markup
from sandbox.world.forum_shapes import CATEGORIES, Post, Topic
from sandbox.world.forum_users import VENDOR, Member, as_user, members
from sandbox.world.people import Person
from sandbox.world.texts import Text, Writer
from sandbox.world.timeline import Window, hours
from sandbox.world.truth import Ledger

_STREAM = "posts"
_RECENT = 80
_START_CHANCE = {"helper": 0.07, "advocate": 0.2, "silent_loyal": 0.6}
_CATEGORY_OF = {
    "suggestion": "ideas",
    "question": "gear",
    "purchase_intent": "gear",
    "recommendation": "gear",
    "complaint": "support",
    "churn_threat": "support",
    "quiet_wish": "support",
    "experience_shared": "races",
}
_LIKES = {
    "help_given": 2.0,
    "recommendation": 1.0,
    "experience_shared": 1.2,
    "suggestion": 1.1,
    "defence": 0.8,
}
_WEIRD_PER = 2000


def open_forum(rng: Random, writer: Writer, people: list[Person], span: Window, truth: Ledger) -> Forum:
    """Everything written within `span`; users, topics and posts ascend by id."""
    forum = _Forum(rng, writer, span, members(rng, people, span, truth), truth)
    forum.found()
    for at, member in _events(rng, forum.members, span):
        forum.visit(at, member)
    return forum.close()


def _events(rng: Random, everybody: list[Member], span: Window) -> list[tuple[datetime, Member]]:
    events = [
        (at, member) for member in everybody for at in _moments(rng, member, span) if at >= member.joined_at
    ]
    return sorted(events, key=lambda event: (event[0], event[1].user_id))


def _moments(rng: Random, member: Member, span: Window) -> list[datetime]:
    person, length = member.person, span.days / 180
    if member.user_id == -1:
        return [span.moment(rng) for _ in range(max(1, count(rng, 12 * length)))]
    if person is None or person.kind == "bot":
        return []
    if person.kind == "staff":
        return [span.moment(rng) for _ in range(max(1, count(rng, 40 * length)))]
    mean = person.nature.rates["forum"] * person.intensity * person.active.days / 180
    return [person.active.moment(rng) for _ in range(count(rng, min(mean, 150.0)))]


@dataclass(slots=True)
class _Forum:
    """The forum as it stands while time goes by."""

    rng: Random
    writer: Writer
    span: Window
    members: list[Member]
    truth: Ledger
    topics: list[Topic] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    living: list[Topic] = field(default_factory=list)

    def found(self) -> None:
        """The system user opens each category with its own topic."""
        system = next(member for member in self.members if member.user_id == -1)
        for number, category in enumerate(CATEGORIES):
            at = self.span.start + timedelta(seconds=number)
            topic = self._topic(at, system, f"About the {category.name} category", category.slug)
            self._post(at, topic, system, cooked.paragraph(category.description))

    def visit(self, at: datetime, member: Member) -> None:
        """One member comes by and writes something."""
        member.seen(at)
        person = member.person
        if person is None:
            self._tidy_up(at, member)
        elif person.kind == "staff":
            self._speak_for_windrow(at, member, person)
        elif not self.living or self.rng.random() < _START_CHANCE.get(person.trait, 0.42):
            self._start(at, member, person)
        else:
            self._reply(at, member, person)

    def close(self) -> Forum:
        """The vendor's view of everything."""
        posts = [forum_shapes.as_post(post) for post in self.posts]
        self._spoil(posts)
        return Forum(
            categories=forum_shapes.as_categories(self.topics, self.posts),
            topics=[forum_shapes.as_topic(topic) for topic in self.topics],
            posts=posts,
            users=[as_user(member, self.span.end) for member in self.members],
        )

    def _start(self, at: datetime, member: Member, person: Person) -> None:
        language = mix.language(self.rng, person)
        kinds = mix.kinds(self.rng, person, "topic", 3) if language == "en" else ("foreign",)
        about = self.rng.choice(self.writer.products)
        title = self.writer.title(kinds[0], at, about, language)
        topic = self._topic(at, member, title, _CATEGORY_OF.get(kinds[0], "general"))
        topic.kind, topic.about = kinds[0], about
        self.living.append(topic)
        text = self.writer.write(kinds, at, "f", about, language, person.voice)
        parts = [cooked.paragraph(text.own)]
        if self.rng.random() < 0.05:
            parts.append(_shop_link(about))
        self._write(at, topic, member, cooked.join(parts), text)

    def _reply(self, at: datetime, member: Member, person: Person) -> None:
        topic = self._choose_topic(member)
        situation = "answer" if topic.kind in ("question", "complaint") else "reply"
        kinds = mix.kinds(self.rng, person, situation, 2)
        text = self.writer.write(kinds, at, "f", topic.about, voice=person.voice)
        parent = self.rng.choice(topic.posts) if self.rng.random() < 0.6 else None
        post = self._write(at, topic, member, self._dress(text, parent), text, parent)
        self._maybe_accept(topic, post, text)

    def _choose_topic(self, member: Member) -> Topic:
        """Of four recent topics, one that the member did not start and that asks for help."""
        recent = self.living[-_RECENT:]
        found = self.rng.choices(recent, weights=range(1, len(recent) + 1), k=4)
        others = [topic for topic in found if topic.starter is not member] or found
        asking = [topic for topic in others if topic.kind == "question" and not topic.is_answered]
        helps = member.person is not None and member.person.trait == "helper"
        return asking[0] if helps and asking else others[0]

    def _dress(self, text: Text, parent: Post | None) -> Markup:
        """The reply with a quote, a mention, or as it is."""
        draw = self.rng.random()
        if parent is None or not parent.own or draw > 0.35:
            return cooked.paragraph(text.own)
        author = parent.member.username
        if draw > 0.22:
            return cooked.mention(author, text.own)
        quoted = cooked.quote(author, parent.number, parent.topic.topic_id, parent.own)
        return cooked.join([quoted, cooked.paragraph(text.own)])

    def _maybe_accept(self, topic: Topic, post: Post, text: Text) -> None:
        if topic.kind != "question" or topic.is_answered or "help_given" not in text.intents:
            return
        if post.member is not topic.starter and self.rng.random() < 0.55:
            post.is_accepted = topic.is_answered = True

    def _speak_for_windrow(self, at: datetime, member: Member, person: Person) -> None:
        if not self.living or self.rng.random() < 0.15:
            about = self.rng.choice(self.writer.products)
            topic = self._topic(at, member, f"News about the {about.name}", "general")
            topic.about = about
            self.living.append(topic)
            text = self.writer.write(("staff_reply",), at, "f", about)
            self._write(at, topic, member, cooked.join([cooked.paragraph(text.own), _shop_link(about)]), text)
            return
        topic = self.rng.choice(self.living[-_RECENT:])
        text = self.writer.write(("staff_reply",), at, "f", topic.about)
        self._write(at, topic, member, cooked.paragraph(text.own), text)

    def _tidy_up(self, at: datetime, system: Member) -> None:
        """The system user closes an old topic, which leaves a post without words."""
        if len(self.living) > _RECENT // 4:
            topic = self.living.pop(0)
            topic.is_closed = True
            self._post(at, topic, system, Markup("", "")).action = "closed.enabled"

    def _write(
        self,
        at: datetime,
        topic: Topic,
        member: Member,
        markup: Markup,
        text: Text,
        parent: Post | None = None,
    ) -> Post:
        post = self._post(at, topic, member, markup, parent)
        post.own = text.own
        mean = max((_LIKES.get(kind, 0.35) for kind in text.kinds), default=0.0)
        post.likes = count(self.rng, mean)
        if self.rng.random() < 0.04:
            post.edited_at = self.span.after(at, hours(self.rng, 3))
        if member.person:
            self.truth.text(member.person, VENDOR, _STREAM, post.post_id, at, text)
        return post

    def _topic(self, at: datetime, starter: Member, title: str, category: str) -> Topic:
        topic = Topic(len(self.topics) + 1, title, category, starter, at)
        starter.topics += 1
        self.topics.append(topic)
        return topic

    def _post(
        self,
        at: datetime,
        topic: Topic,
        member: Member,
        markup: Markup,
        parent: Post | None = None,
    ) -> Post:
        number = len(topic.posts) + 1
        post = Post(len(self.posts) + 1, number, topic, member, at, markup, parent)
        topic.posts.append(post)
        self.posts.append(post)
        member.posts += 1
        member.seen(at)
        if parent:
            parent.replies += 1
        return post

    def _spoil(self, posts: list[dict[str, Any]]) -> None:
        """About one post in a thousand holds what no pipeline should let in."""
        open_to_it = [post for post in posts if post["post_number"] > 1 and not post["staff"] and post["raw"]]
        wanted = 2 * max(1, len(posts) // _WEIRD_PER)
        for at, post in enumerate(self.rng.sample(open_to_it, min(wanted, len(open_to_it)))):
            if at % 2:
                reason, changes = "date_out_of_range", forum_shapes.FAR_FUTURE
            else:
                reason, changes = "nul_in_text", forum_shapes.with_nul(post)
            post.update(changes)
            self.truth.oddity(VENDOR, _STREAM, post["id"], reason, "quarantined")


def _shop_link(product: Product) -> Markup:
    address = f"https://windrow.example/shop/{product.sku.lower()}"
    excerpt = f"The {product.name} by Windrow."
    return cooked.onebox(address, "windrow.example", product.name, excerpt)
