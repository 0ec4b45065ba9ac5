"""Letters between customers and the brand's service: questions, answers, and answers to those."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random

from sandbox.world import mix, spelling, stationery
from sandbox.world.catalogue import Product
from sandbox.world.chance import count
from sandbox.world.mailbox import INBOX, SENT, Mailbox
from sandbox.world.mime import Address, Attachment, Draft
from sandbox.world.people import BRAND_DOMAIN, Person
from sandbox.world.stationery import Quoted, Style
from sandbox.world.texts import Text, Writer
from sandbox.world.timeline import Window, hours

SERVICE: Address = ("Windrow Service", f"service@{BRAND_DOMAIN}")


@dataclass(slots=True)
class _Thread:
    """One conversation as far as it has come."""

    subject: str
    about: Product
    ids: tuple[str, ...] = ()
    last: Quoted | None = None


class Correspondence:
    """Writes every conversation of one world into the mailbox."""

    def __init__(
        self, rng: Random, writer: Writer, mailbox: Mailbox, staff: list[Person], span: Window
    ) -> None:
        self.rng, self.writer, self.mailbox, self.span = rng, writer, mailbox, span
        self.staff = [person for person in staff if person.trait in ("service", "shared")]
        self._styles: dict[str, Style] = {}

    def of(self, person: Person) -> None:
        """Everything that one customer and the service wrote to each other."""
        mean = person.nature.rates["mail"] * person.intensity * person.active.days / 180
        for _ in range(count(self.rng, min(mean, 40.0))):
            self._conversation(person, person.active.moment(self.rng))

    def _conversation(self, person: Person, at: datetime) -> None:
        rng = self.rng
        language = mix.language(rng, person)
        kinds = ("foreign",) if language != "en" else mix.kinds(rng, person, "mail", 3)
        about = rng.choice(self.writer.products)
        text = self.writer.write(kinds, at, "m", about, language, person.voice)
        thread = _Thread(self.writer.title(kinds[0], at, about, language), about)
        address = self._from(person)
        self._send(person, address, at, text, thread)
        clerk = rng.choice(self.staff)
        later: datetime | None = at
        while later and rng.random() < 0.78:
            if not (later := self.span.after(later, hours(rng, 14))):
                return
            self._answer(clerk, address, later, thread)
            if rng.random() > 0.32 or not (later := person.active.after(later, hours(rng, 20))):
                return
            again = self.writer.write(
                mix.kinds(rng, person, "mail", 2), later, "m", about, voice=person.voice
            )
            self._send(person, address, later, again, thread)

    def _from(self, person: Person) -> Address:
        rng = self.rng
        email = person.emails[1 if len(person.emails) > 1 and rng.random() < 0.35 else 0]
        name = spelling.typed_name(rng, person.given, person.middle, person.family)
        return ("" if rng.random() < 0.12 else name), spelling.typed_email(rng, email)

    def _answer(self, clerk: Person, customer: Address, at: datetime, thread: _Thread) -> None:
        text = self.writer.write(("staff_reply", "staff_reply"), at, "m", thread.about)
        sender = SERVICE if clerk.trait == "shared" else (clerk.full_name, clerk.emails[0])
        draft = self._draft(clerk, sender, (customer,), at, text, thread)
        self.mailbox.put(SENT, clerk, "reply", draft, text)

    def _send(self, person: Person, address: Address, at: datetime, text: Text, thread: _Thread) -> None:
        kind = "reply" if thread.ids else "personal"
        zone = timezone(timedelta(hours=person.country.offset))
        draft = self._draft(person, address, (SERVICE,), at.astimezone(zone), text, thread)
        self.mailbox.put(INBOX, person, kind, draft, text)

    def _draft(
        self,
        author: Person,
        sender: Address,
        to: tuple[Address, ...],
        at: datetime,
        text: Text,
        thread: _Thread,
    ) -> Draft:
        style, last = self._style(author), thread.last
        plain = stationery.plain_body(self.rng, author, text.own, text.language, style, last)
        message_id = self.mailbox.message_id(sender[1].rpartition("@")[2].lower())
        draft = Draft(
            sender=sender,
            to=to,
            subject=f"Re: {thread.subject}" if thread.ids else thread.subject,
            sent_at=at,
            message_id=message_id,
            text=plain,
            html=stationery.html_body(plain, last, style),
            layout=style.layout,
            charset=style.charset,
            transfer=style.transfer,
            in_reply_to=thread.ids[-1] if thread.ids else "",
            references=thread.ids,
            attachments=self._photos(text),
        )
        thread.ids = (*thread.ids, message_id)
        thread.last = Quoted(sender[0] or sender[1], sender[1], at, draft.subject, plain)
        return draft

    def _photos(self, text: Text) -> tuple[Attachment, ...]:
        chance = 0.3 if "complaint" in text.intents else 0.03
        if self.rng.random() >= chance:
            return ()
        return tuple(stationery.photo(self.rng.randrange(10_000)) for _ in range(self.rng.randint(1, 3)))

    def _style(self, person: Person) -> Style:
        if person.person_id not in self._styles:
            self._styles[person.person_id] = stationery.style_of(self.rng, person)
        return self._styles[person.person_id]
