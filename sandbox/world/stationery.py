"""What a mail looks like around the words: layout, encoding, greeting, signature, quote."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sandbox.world import spelling
from sandbox.world.mime import Attachment
from sandbox.world.people import Person

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
_GREETINGS = {
    "en": ("Hello,", "Hi there,", "Dear Windrow team,", "Good morning,", ""),
    "de": ("Guten Tag,", "Hallo,"),
    "fr": ("Bonjour,",),
    "es": ("Hola:", "Buenos días:"),
}
_CLOSINGS = {
    "en": ("Best regards", "Cheers", "Thanks", "Kind regards"),
    "de": ("Viele Grüße",),
    "fr": ("Cordialement",),
    "es": ("Un saludo",),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How one person's mail program writes, and how they sign."""

    layout: str
    charset: str
    transfer: str
    quote: str
    signature: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered."""

    sender: str
    address: str
    sent_at: datetime
    subject: str
    text: str


def style_of(rng: Random, person: Person) -> Style:
    """Draw a person's habits."""
    charset = rng.choices(("utf-8", "iso-8859-1", "windows-1252"), weights=(75, 18, 7))[0]
    return Style(
        layout=rng.choices(("plain", "alternative", "html"), weights=(40, 45, 15))[0],
        charset=charset,
        transfer=rng.choices(("quoted-printable", "base64", "8bit"), weights=(60, 25, 15))[0],
        quote=rng.choices(("bracket", "outlook", "none"), weights=(60, 25, 15))[0],
        signature=_signature(rng, person),
    )


def _signature(rng: Random, person: Person) -> str:
    """Nothing, a name, or a name with number, place and the profile on the social web."""
    if person.kind == "staff":
        return f"{person.given} {person.family}\nWindrow, Kendal\nhttps://windrow.example"
    if rng.random() < 0.45:
        return ""
    lines = [f"{person.given} {person.family}"]
    if person.phone and rng.random() < 0.5:
        lines.append(spelling.typed_phone(rng, person.phone, person.country))
    if rng.random() < 0.3:
        lines.append(f"{person.postcode} {person.city}")
    if person.website and rng.random() < 0.8:
        lines.append(person.website)
    return "\n".join(lines)


def plain_body(
    rng: Random, person: Person, own: str, language: str, style: Style, quoted: Quoted | None
) -> str:
    """The text part; lines end in a bare line feed."""
    closing = f"{rng.choice(_CLOSINGS[language])}\n{person.given}"
    parts = [rng.choice(_GREETINGS[language]), own, closing]
    if style.signature:
        parts.append(f"-- \n{style.signature}")
    if quoted and style.quote != "none":
        parts.append(_QUOTES[style.quote](quoted))
    return "\n\n".join(filter(None, parts)) + "\n"


def html_body(plain: str, quoted: Quoted | None, style: Style) -> str:
    """The HTML part that says the same; the quote stands in a blockquote as webmail has it."""
    own = plain
    tail = ""
    if quoted and style.quote != "none":
        own = plain.removesuffix(_QUOTES[style.quote](quoted) + "\n")
        tail = (
            f'<div class="gmail_quote"><div class="gmail_attr">{html.escape(_wrote(quoted))}</div>'
            f'<blockquote class="gmail_quote">{_paragraphs(quoted.text)}</blockquote></div>'
        )
    return f"<html><head></head><body>{_paragraphs(own)}{tail}</body></html>\n"


def photo(number: int) -> Attachment:
    """A picture of one pixel."""
    return Attachment(f"IMG_{number:04d}.png", "image/png", _PIXEL)


def _paragraphs(text: str) -> str:
    blocks = (html.escape(block).replace("\n", "<br>\n") for block in text.strip().split("\n\n"))
    return "".join(f"<p>{block}</p>\n" for block in blocks)


def _wrote(quoted: Quoted) -> str:
    day = f"{quoted.sent_at:%a}, {quoted.sent_at.day} {quoted.sent_at:%b %Y at %H:%M}"
    return f"On {day}, {quoted.sender} <{quoted.address}> wrote:"


def _bracket(quoted: Quoted) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in quoted.text.strip().split("\n"))
    return f"{_wrote(quoted)}\n{lines}"


def _outlook(quoted: Quoted) -> str:
    return (
        "-----Original Message-----\n"
        f"From: {quoted.sender} <{quoted.address}>\n"
        f"Sent: {quoted.sent_at.day} {quoted.sent_at:%B %Y %H:%M}\n"
        "To: service@windrow.example\n"
        f"Subject: {quoted.subject}\n\n{quoted.text.strip()}"
    )


_QUOTES: dict[str, Callable[[Quoted], str]] = {"bracket": _bracket, "outlook": _outlook}
