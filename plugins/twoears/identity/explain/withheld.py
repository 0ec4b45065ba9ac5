"""Says in words why a value joins nobody, with the figures of the rule that withheld it."""

from collections.abc import Iterable
from dataclasses import dataclass

from twoears.identity.explain import Evidence


@dataclass(frozen=True, slots=True)
class Rule:
    """How far a type of identifier is trusted, as the seed ``identity_rules`` says."""

    identifier_type: str
    is_joining: bool
    from_trust: str
    limit_per_vendor: int | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A text that names nobody, as the seed ``blocked_identifiers`` says; ``part`` says where it stands."""

    identifier_type: str
    part: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The two seeds that say which evidence joins."""

    by_type: dict[str, Rule]
    blocked: tuple[Blocked, ...]


def reason(row: Evidence, rules: Rules) -> str:
    """Why a row that is withheld joins nobody."""
    kind, rule = named(row.identifier_type), rules.by_type.get(row.identifier_type)
    because = row.withheld_because or ""
    if because == "blocked":
        return f"blocked as nobody's own ({_blocked_as(row, rules.blocked)})"
    if because == "over_limit":
        return f"{row.count_accounts:,} accounts have it{_limit(rule)}"
    if because == "trust_too_low":
        return f"only {row.trust}{f', joins from {rule.from_trust} on' if rule else ''}"
    return {
        "not_valid": f"no valid {kind}",
        "names_disagree": "the names of those who have it disagree or are not known",
        "no_rule": f"a {kind} alone is no proof",
    }.get(because, because)


def named(identifier_type: str) -> str:
    """A type of identifier in a sentence."""
    return identifier_type.replace("_", " ")


def _limit(rule: Rule | None) -> str:
    return f", over the limit of {rule.limit_per_vendor} a vendor" if rule and rule.limit_per_vendor else ""


def _blocked_as(row: Evidence, blocked: Iterable[Blocked]) -> str:
    mailbox, at, domain = row.value.rpartition("@")
    host = domain if at else row.value.partition("/")[0]
    found = (
        entry.reason
        for entry in blocked
        if entry.identifier_type == row.identifier_type
        and (
            (entry.part == "value" and row.value == entry.text)
            or (entry.part == "mailbox" and mailbox == entry.text)
            or (entry.part == "domain" and f".{host}".endswith(f".{entry.text}"))
        )
    )
    return next(found, "by the seed blocked_identifiers")
