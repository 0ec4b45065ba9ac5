"""How people write their own names, addresses and numbers, seldom twice the same way."""

import unicodedata
from random import Random

from sandbox.world.names import NICKNAMES, Country

_MAIL_DOMAINS = (
    "postbox.example",
    "mailhaven.example",
    "inboxly.example",
    "fastpost.test",
    "northmail.test",
    "redletter.example",
)
_WORDS = ("runs", "trail", "miles", "pace", "fell", "hills", "laps", "strides", "jogs", "mud")
_PLUS_TAGS = ("windrow", "shop", "orders", "running")


def ascii_word(text: str) -> str:
    """Lower-case letters of a name without accents, for addresses and handles."""
    plain = text.lower().replace("ß", "ss").replace("ø", "o").replace("æ", "ae")
    folded = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


def new_email(rng: Random, given: str, family: str) -> str:
    """An address at one of the made-up providers."""
    first, last = ascii_word(given), ascii_word(family)
    local = rng.choice(
        (
            f"{first}.{last}",
            f"{first[0]}.{last}",
            f"{first}{last}{rng.randint(1, 99)}",
            f"{last}.{first}{rng.randint(60, 99)}",
            f"{first}_{rng.choice(_WORDS)}{rng.randint(1, 999)}",
        )
    )
    return f"{local}@{rng.choice(_MAIL_DOMAINS)}"


def new_handle(rng: Random, given: str, family: str) -> str:
    """A username of letters, digits and underscores, at most 20 long."""
    first, last = ascii_word(given), ascii_word(family)
    word = rng.choice(_WORDS)
    handle = rng.choice(
        (
            f"{first}_{word}",
            f"{first}{last[:1]}{rng.randint(1, 99)}",
            f"{word}_{first}{rng.randint(1, 999)}",
            f"{first[:1]}{last}{rng.randint(1, 99)}",
        )
    )
    return handle[:20].rstrip("_")


def typed_name(rng: Random, given: str, middle: str, family: str) -> str:
    """A name as somebody types it: nickname, initial, swapped, shouted, or with a slip."""
    short = NICKNAMES.get(given, given)
    draw = rng.random()
    if draw < 0.55:
        return f"{given} {middle} {family}" if middle and draw < 0.2 else f"{given} {family}"
    if draw < 0.68:
        return f"{short} {family}"
    if draw < 0.75:
        return f"{family}, {given}"
    if draw < 0.81:
        return f"{given[0]}. {family}"
    if draw < 0.87:
        return f"{given} {family}".lower()
    if draw < 0.92:
        return f"{given} {family}".upper()
    return slip(rng, f"{given} {family}")


def typed_email(rng: Random, email: str, tag_chance: float = 0.04) -> str:
    """The address as written: mostly as it is, else in another case or with a plus tag."""
    local, domain = email.split("@")
    draw = rng.random()
    if draw < tag_chance:
        return f"{local}+{rng.choice(_PLUS_TAGS)}@{domain}"
    if draw < 0.14:
        return f"{local.title()}@{domain}"
    if draw < 0.19:
        return f"{local}@{domain.capitalize()}"
    if draw < 0.22:
        return email.upper()
    return email


def typed_phone(rng: Random, phone: str, country: Country) -> str:
    """An E.164 number in one of the ways that people of that country write it."""
    national = phone.removeprefix(f"+{country.dial}")
    trunk = "" if country.code in ("US", "ES") else "0"
    spaced = f"{national[:3]} {national[3:6]} {national[6:]}"
    return rng.choice(
        (
            phone,
            f"+{country.dial} {spaced}",
            f"{trunk}{spaced}",
            f"{trunk}{national}",
            f"00{country.dial} {spaced}" if country.code != "US" else f"1-{national}",
            f"({trunk}{national[:3]}) {national[3:6]}-{national[6:]}",
        )
    )


def slip(rng: Random, text: str) -> str:
    """The text with two neighbouring letters swapped, or one left out."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 2)
    if rng.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]
