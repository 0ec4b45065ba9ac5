"""Mail that nobody wrote by hand: newsletters, out-of-office notes, machines' notices."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from random import Random

from sandbox.world.chance import count
from sandbox.world.mailbox import INBOX, SENT, Mailbox
from sandbox.world.mails import SERVICE
from sandbox.world.mime import Address, Draft
from sandbox.world.people import BRAND_DOMAIN, Person
from sandbox.world.texts import Writer
from sandbox.world.timeline import Window

_NEWS: Address = ("Windrow News", f"news@{BRAND_DOMAIN}")
_BATCH = 50
_EVERY = timedelta(days=9)
_SUBSCRIBED_SHARE = 0.6
_AWAY_SHARE = 0.006
_NOTICES: dict[str, tuple[str, str, dict[str, str]]] = {
    "Parcelway": (
        "Delivery update {n}",
        "Parcel {n} was handed to the recipient.",
        {"Auto-Submitted": "auto-generated"},
    ),
    "Paylane": (
        "Payout {n}",
        "A payout with reference {n} is on its way to your account.",
        {"Auto-Submitted": "auto-generated", "Precedence": "bulk"},
    ),
    "Trade Weekly": (
        "Trade Weekly, issue {n}",
        "In this issue: fabric prices, fairs in autumn, and a look at returns.",
        {"Precedence": "bulk", "List-Unsubscribe": "<https://trade-weekly.example/leave>"},
    ),
    "Mail Delivery System": (
        "Undelivered mail {n}",
        "Your message {n} could not be delivered: the mailbox is full.",
        {"Auto-Submitted": "auto-replied", "Return-Path": "<>"},
    ),
    "Uptime Watch": (
        "windrow.example answered in {n} ms",
        "All checks passed.",
        {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    ),
}


class Campaigns:
    """Sends newsletters in batches of blind copies and single notes, and what comes back."""

    def __init__(self, rng: Random, writer: Writer, mailbox: Mailbox, span: Window) -> None:
        self.rng, self.writer, self.mailbox, self.span = rng, writer, mailbox, span

    def run(self, sender: Person, customers: Sequence[Person]) -> None:
        """Newsletters to subscribers all through the span, and personal offers to some."""
        subscribers = self._subscribers(customers)
        at = self.span.start + timedelta(days=2, hours=9)
        while at in self.span:
            self._newsletter(sender, subscribers, at)
            at += _EVERY
        for person in subscribers:
            for _ in range(count(self.rng, 0.25 * self.span.days / 180)):
                self._offer(sender, person, self.span.moment(self.rng))

    def notices(self, bots: Sequence[Person], people: int) -> None:
        """Mail from machines: couriers, payment, trade press, bounces, monitoring."""
        for bot in bots:
            if bot.full_name in _NOTICES:
                for _ in range(max(2, count(self.rng, people * self.span.days / 180 / 70))):
                    self._notice(bot, self.span.moment(self.rng))

    def _subscribers(self, customers: Sequence[Person]) -> list[Person]:
        """One subscription per address, also where two people share it."""
        by_address: dict[str, Person] = {}
        for person in customers:
            if person.has("shop") or person.has("mail"):
                by_address.setdefault(person.emails[0], person)
        return [p for p in by_address.values() if self.rng.random() < _SUBSCRIBED_SHARE]

    def _newsletter(self, sender: Person, subscribers: Sequence[Person], at: datetime) -> None:
        text = self.writer.write(("staff_news", "staff_news"), at, "m")
        subject = self.writer.title("staff_news", at)
        joined = [person for person in subscribers if person.active.start <= at]
        for number, batch in enumerate(_batches(joined)):
            draft = Draft(
                sender=_NEWS,
                to=(_NEWS,),
                bcc=tuple(("", person.emails[0]) for person in batch),
                subject=subject,
                sent_at=at + timedelta(seconds=20 * number),
                message_id=self.mailbox.message_id(BRAND_DOMAIN),
                text=f"{text.own}\n\nTo leave this list, answer with the word stop.\n",
                html=f"<html><body><h1>{escape(subject)}</h1><p>{escape(text.own)}</p></body></html>\n",
                layout="alternative",
                headers={"List-Id": f"<news.{BRAND_DOMAIN}>", "Precedence": "bulk"},
            )
            self.mailbox.put(SENT, sender, "newsletter", draft)
            self._away_notes(batch, draft)

    def _away_notes(self, batch: Sequence[Person], cause: Draft) -> None:
        for person in batch:
            if self.rng.random() < _AWAY_SHARE:
                self._away_note(person, cause)

    def _away_note(self, person: Person, cause: Draft) -> None:
        draft = Draft(
            sender=(f"{person.given} {person.family}", person.emails[0]),
            to=(_NEWS,),
            subject=f"Automatic reply: {cause.subject}",
            sent_at=cause.sent_at + timedelta(seconds=self.rng.randint(5, 90)),
            message_id=self.mailbox.message_id(person.emails[0].partition("@")[2]),
            text="I am away from my desk and will read your message when I am back.\n",
            transfer="7bit",
            charset="utf-8",
            in_reply_to=cause.message_id,
            references=(cause.message_id,),
            headers={"Auto-Submitted": "auto-replied", "X-Autoreply": "yes"},
        )
        self.mailbox.put(INBOX, person, "auto_reply", draft)

    def _offer(self, sender: Person, person: Person, at: datetime) -> None:
        text = self.writer.write(("staff_news",), at, "m")
        draft = Draft(
            sender=_NEWS,
            to=((f"{person.given} {person.family}", person.emails[0]),),
            subject=self.writer.title("staff_news", at),
            sent_at=at,
            message_id=self.mailbox.message_id(BRAND_DOMAIN),
            text=f"Hello {person.given},\n\n{text.own}\n",
            headers={"Precedence": "bulk"},
        )
        self.mailbox.put(SENT, sender, "offer", draft)

    def _notice(self, bot: Person, at: datetime) -> None:
        subject, body, headers = _NOTICES[bot.full_name]
        number = self.rng.randint(1000, 9999)
        draft = Draft(
            sender=(bot.full_name, bot.emails[0]),
            to=(SERVICE,),
            subject=subject.format(n=number),
            sent_at=at,
            message_id=self.mailbox.message_id(bot.emails[0].partition("@")[2]),
            text=body.format(n=number) + "\n",
            transfer="7bit",
            headers=headers,
        )
        self.mailbox.put(INBOX, bot, "notice", draft)


def _batches(people: Sequence[Person]) -> Iterator[Sequence[Person]]:
    return (people[at : at + _BATCH] for at in range(0, len(people), _BATCH))
