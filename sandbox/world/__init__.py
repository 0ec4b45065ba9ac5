"""A small running-gear brand and everybody around it, generated from a seed.

The same arguments give the same world in every process: chance comes from named streams, and
nothing here looks at the clock or at the order of a set.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from sandbox.shapes import Message, World
from sandbox.world.campaigns import Campaigns
from sandbox.world.catalogue import products
from sandbox.world.chance import stream
from sandbox.world.forum import open_forum
from sandbox.world.mailbox import Mailbox
from sandbox.world.mails import Correspondence
from sandbox.world.people import Person, populate
from sandbox.world.shop import open_shop
from sandbox.world.social import open_social
from sandbox.world.texts import Writer
from sandbox.world.timeline import STARTED_AT, Window
from sandbox.world.truth import Ledger

__all__ = ["build"]
_FEWEST = 10


def build(people: int = 2000, days: int = 180, seed: int = 7) -> World:
    """Generate a world of `people` customers, the staff and some bots over `days` days.

    Raises ValueError below 10 people or one day, which cannot hold what every world has.
    """
    if people < _FEWEST or days < 1:
        raise ValueError(f"A world needs at least {_FEWEST} people and one day.")
    with _no_collector():
        return _build(people, Window(STARTED_AT, STARTED_AT + timedelta(days=days)), seed)


def _build(people: int, span: Window, seed: int) -> World:
    everybody = populate(stream(seed, "people"), seed, people, span)
    truth = Ledger()
    messages = _write_mails(stream(seed, "mails"), everybody, span, truth)
    forum_chance, social_chance = stream(seed, "forum"), stream(seed, "social")
    forum = open_forum(forum_chance, _writer(forum_chance), everybody, span, truth)
    social = open_social(social_chance, _writer(social_chance), everybody, span, truth)
    shop = open_shop(stream(seed, "shop"), everybody, span, truth)
    truth.people(everybody)
    return World(span.start, span.end, messages, forum, social, shop, truth.tables)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spare the garbage collector, which finds nothing while everything is kept: a third faster."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _writer(rng: Random) -> Writer:
    return Writer(rng, products())


def _write_mails(rng: Random, everybody: list[Person], span: Window, truth: Ledger) -> list[Message]:
    writer, mailbox = _writer(rng), Mailbox(rng)
    customers = [person for person in everybody if person.kind == "customer"]
    staff = [person for person in everybody if person.kind == "staff"]
    correspondence = Correspondence(rng, writer, mailbox, staff, span)
    for person in customers:
        if person.has("mail"):
            correspondence.of(person)
    desk = next(person for person in staff if person.trait == "shared")
    campaigns = Campaigns(rng, writer, mailbox, span)
    campaigns.run(desk, customers)
    campaigns.notices([person for person in everybody if person.kind == "bot"], len(customers))
    return mailbox.close(span.end, truth)
