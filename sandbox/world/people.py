"""Everybody in the world: customers with their traits, the brand's staff, and bots."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from sandbox.world import names, spelling
from sandbox.world.chance import intensity, weighted
from sandbox.world.names import BY_CODE, Country, NamePool
from sandbox.world.timeline import Window
from sandbox.world.traits import CHANNELS, TRAITS, Trait
from sandbox.world.voice import VOICES

BRAND_DOMAIN = "windrow.example"
_TRAITS = {trait.name: trait for trait in TRAITS}
_ONE_CHANNEL_SHARE = 0.12
_FORUM_TOO_SHARE = 0.95
_WEBSITE_SHARE = 0.3
_SECOND_EMAIL_SHARE = 0.03
_HOUSEHOLD_SHARE = 0.015
_MIDDLE_NAME_SHARE = 0.15
_STAFF = (
    ("Maya", "Holt", "admin"),
    ("Idris", "Vale", "moderator"),
    ("Greta", "Lind", "moderator"),
    ("Owen", "Marsh", "service"),
    ("Priya", "Nair", "service"),
    ("Service", "Desk", "shared"),
)
_BOTS = (
    ("Discobot", "forum"),
    ("Race Results", "social"),
    ("Trail Weather", "social"),
    ("Deal Finder", "social"),
    ("Parcelway", "mail"),
    ("Paylane", "mail"),
    ("Trade Weekly", "mail"),
    ("Mail Delivery System", "mail"),
    ("Uptime Watch", "mail"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One human being or machine; `active` is when they have anything to do with the brand.

    `emails` holds the main address first; `phone` is E.164; `level` is the engagement that
    the trait stands for (0 none to 3 high). Housemates share their main address. `website` is
    the person's own, or empty; `voice` is a habit of writing, see voice.py.
    """

    person_id: str
    kind: str
    trait: str
    level: int
    given: str
    middle: str
    family: str
    country: Country
    city: str
    postcode: str
    handle: str
    emails: tuple[str, ...]
    phone: str | None
    channels: tuple[str, ...]
    intensity: float
    active: Window
    housemate: str = ""
    website: str = ""
    voice: str = "plain"

    @property
    def full_name(self) -> str:
        """Given, middle and family name as on a passport."""
        return " ".join(filter(None, (self.given, self.middle, self.family)))

    @property
    def nature(self) -> Trait:
        """The latent trait; staff and bots have none and raise KeyError."""
        return _TRAITS[self.trait]

    def has(self, channel: str) -> bool:
        """Whether this person has an account there."""
        return channel in self.channels


def populate(rng: Random, seed: int, wanted: int, span: Window) -> list[Person]:
    """`wanted` customers with at least one two-address person and one household, staff, bots."""
    census = _Census(rng, names.pools(seed), span)
    people = [census.customer(number) for number in range(1, wanted + 1)]
    _share_addresses(rng, people)
    people += [census.staff(number, *row) for number, row in enumerate(_STAFF, 1)]
    people += [census.bot(number, *row) for number, row in enumerate(_BOTS, 1)]
    return people


class _Census:
    """Makes people one by one and keeps addresses, phones and handles unique."""

    def __init__(self, rng: Random, pools: dict[str, NamePool], span: Window) -> None:
        self.rng, self.pools, self.span = rng, pools, span
        self._taken: set[str] = set()

    def customer(self, number: int) -> Person:
        rng = self.rng
        trait = _TRAITS[weighted(rng, {name: trait.share for name, trait in _TRAITS.items()})]
        country = BY_CODE[weighted(rng, {code: found.share for code, found in BY_CODE.items()})]
        pool = self.pools[country.code]
        given, family = pool.full_name(rng)
        city, postcode = rng.choice(pool.places)
        handle = self._handle(given, family)
        return Person(
            person_id=f"p{number:06d}",
            kind="customer",
            trait=trait.name,
            level=trait.level,
            given=given,
            middle=rng.choice(pool.given) if rng.random() < _MIDDLE_NAME_SHARE else "",
            family=family,
            country=country,
            city=city,
            postcode=postcode,
            handle=handle,
            emails=self._emails(given, family),
            phone=self._phone(country) if rng.random() < 0.85 else None,
            channels=_channels(rng, trait),
            intensity=intensity(rng),
            active=_active(rng, trait, self.span),
            voice=weighted(rng, VOICES),
            website=_website(handle) if rng.random() < _WEBSITE_SHARE else "",
        )

    def staff(self, number: int, given: str, family: str, role: str) -> Person:
        channels = CHANNELS[:3] if role == "admin" else CHANNELS[:2]
        local = "service" if role == "shared" else given.lower()
        person = self._other(f"s{number:06d}", "staff", role, given, family)
        email = f"{local}@{BRAND_DOMAIN}"
        return replace(person, emails=(email,), channels=channels, handle=f"{local}_windrow")

    def bot(self, number: int, name: str, channel: str) -> Person:
        person = self._other(f"b{number:06d}", "bot", channel, name, "")
        handle = name.lower().replace(" ", "_")
        email = f"noreply@{handle.replace('_', '-')}.example"
        return replace(person, emails=(email,), channels=(channel,), handle=handle)

    def _other(self, person_id: str, kind: str, trait: str, given: str, family: str) -> Person:
        return Person(
            person_id=person_id,
            kind=kind,
            trait=trait,
            level=0,
            given=given,
            middle="",
            family=family,
            country=BY_CODE["GB"],
            city="Kendal",
            postcode="LA9 4AA",
            handle="",
            emails=(),
            phone=None,
            channels=(),
            intensity=1.0,
            active=self.span,
        )

    def _emails(self, given: str, family: str) -> tuple[str, ...]:
        first = self._unique(lambda: spelling.new_email(self.rng, given, family))
        if self.rng.random() >= _SECOND_EMAIL_SHARE:
            return (first,)
        return first, self._unique(lambda: spelling.new_email(self.rng, given, family))

    def _handle(self, given: str, family: str) -> str:
        return self._unique(lambda: spelling.new_handle(self.rng, given, family))

    def _phone(self, country: Country) -> str:
        digits = 10**country.digits
        return self._unique(
            lambda: f"+{country.dial}{country.mobile}{self.rng.randrange(digits // 5, digits)}"
        )

    def _unique(self, draw: Callable[[], str]) -> str:
        while (value := draw()) in self._taken:
            continue
        self._taken.add(value)
        return value


def _website(handle: str) -> str:
    return f"https://{handle.replace('_', '-')}.example"


def _channels(rng: Random, trait: Trait) -> tuple[str, ...]:
    if rng.random() < _ONE_CHANNEL_SHARE:
        return (weighted(rng, trait.channels),)
    drawn = tuple(name for name in CHANNELS if rng.random() < trait.channels[name])
    if "social" in drawn and "forum" not in drawn and rng.random() < _FORUM_TOO_SHARE:
        drawn = tuple(name for name in CHANNELS if name in (*drawn, "forum"))
    return drawn or (weighted(rng, trait.channels),)


def _active(rng: Random, trait: Trait, span: Window) -> Window:
    length = span.end - span.start
    start, end = span.start, span.end
    if trait.name == "lapsing":
        end = span.start + length * rng.uniform(0.2, 0.5)
    elif rng.random() < 0.3:
        start = span.start + length * rng.uniform(0.0, 0.85)
    return Window(start.replace(microsecond=0), end.replace(microsecond=0))


def _share_addresses(rng: Random, people: list[Person]) -> None:
    """Make sure that somebody has two addresses, and let some pairs share one."""
    if not any(len(person.emails) > 1 for person in people):
        person = people[0]
        second = f"second.{person.emails[0]}"
        people[0] = replace(person, emails=(*person.emails, second))
    pairs = max(1, round(len(people) * _HOUSEHOLD_SHARE))
    alone = [at for at, person in enumerate(people) if len(person.emails) == 1]
    chosen = rng.sample(alone, 2 * pairs)
    for host, guest in zip(chosen[::2], chosen[1::2], strict=True):
        _move_together(people, host, guest)


def _move_together(people: list[Person], first: int, second: int) -> None:
    host, guest = people[first], people[second]
    host_channels = tuple(name for name in CHANNELS if name in {*host.channels, "mail", "shop"})
    people[first] = replace(host, channels=host_channels, housemate=guest.person_id)
    people[second] = replace(
        guest,
        family=host.family,
        country=host.country,
        city=host.city,
        postcode=host.postcode,
        emails=host.emails,
        channels=("mail", "shop"),
        housemate=host.person_id,
    )
