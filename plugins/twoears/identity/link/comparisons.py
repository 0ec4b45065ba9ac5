"""What is compared between two people, in which grades, and what is known of each grade beforehand."""

from dataclasses import dataclass, replace

ALIKE = 0.88
"""Jaro-Winkler similarity from which two names may be one, misspelt."""


@dataclass(frozen=True, slots=True)
class Level:
    """One grade of agreement.

    Args:
        text: how a reason says it, after the comparison's name.
        sql: the condition on ``<column>_l`` and ``<column>_r``, tried in order; the last is ``else``.
        m: the usual share of this grade among two records of one person.
        chance: the usual share among two strangers; the last grade has what the others leave.
        kin: the share among two people of one household; None where they are as strangers.
        most: the most that the grade may speak for a match, in bits.
        strangers: the most that strangers may be of the pairs of this grade.
        limit: the most that ``m`` may be estimated as.
        frequency: the column whose rarer values weigh more.
    """

    text: str
    sql: str
    m: float
    chance: float = 0.0
    kin: float | None = None
    most: float = 40.0
    strangers: float = 1.0
    limit: float = 1.0
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question about two people; no grade applies where ``missing`` holds."""

    name: str
    label: str
    missing: str
    levels: tuple[Level, ...]


def comparisons_for(columns: list[str]) -> list[Comparison]:
    """The comparisons that a table's columns allow."""
    have = set(columns)
    made = [
        _given(have),
        _family(have),
        _email(have),
        _phone(have),
        _birth(have),
        _address(have),
        _user(have),
    ]
    return [comparison for comparison in made if comparison]


def _either_null(column: str) -> str:
    return f"({column}_l is null or {column}_r is null)"


def _equal(column: str) -> str:
    return f"{column}_l = {column}_r"


def _alike(left: str, right: str) -> str:
    near = f"jaro_winkler_similarity({left}, {right}) >= {ALIKE}"
    return f"({near} or {_typo(left, right)})"


def _typo(left: str, right: str, most: int = 1) -> str:
    """At most so many typing errors; what is cheap to see is looked at first."""
    ends = f"(left({left}, 2) = left({right}, 2) or right({left}, 2) = right({right}, 2))"
    long = f"length({left}) >= 4 and abs(length({left}) - length({right})) <= {most}"
    return f"({long} and {ends} and damerau_levenshtein({left}, {right}) <= {most})"


SWAPPED = (
    "(left(given_name_l, 1) = left(family_name_r, 1)"
    " and jaro_winkler_similarity(given_name_l, family_name_r) >= 0.88"
    " and jaro_winkler_similarity(given_name_r, family_name_l) >= 0.88)"
)
_CROSSED = "(family_name_l = given_name_r or given_name_l = family_name_r)"
_SHORT = (
    "(starts_with(given_name_l, given_name_r) or starts_with(given_name_r, given_name_l)"
    " or split_part(given_name_l, ' ', 1) = split_part(given_name_r, ' ', 1))"
)
_PART = "list_has_any(string_split(family_name_l, ' '), string_split(family_name_r, ' '))"


def _given(have: set[str]) -> Comparison | None:
    if "given_name" not in have:
        return None
    swapped = (
        [Level("swapped with family name", SWAPPED, 0.03, chance=0.0002, kin=0.001)]
        if "family_name" in have
        else []
    )
    levels = (
        Level("equal", _equal("given_name"), 0.73, chance=0.005, kin=0.03, frequency="given_name"),
        *swapped,
        Level("shortened", _SHORT, 0.05, chance=0.003, kin=0.01),
        Level("similar", _alike("given_name_l", "given_name_r"), 0.13, chance=0.008, kin=0.02),
        Level("differs", "else", 0.04, limit=0.06),
    )
    return Comparison("given_name", "given name", _either_null("given_name"), levels)


def _family(have: set[str]) -> Comparison | None:
    if "family_name" not in have:
        return None
    crossed = (
        [Level("is the other's given name", _CROSSED, 0.02, chance=0.003, kin=0.002)]
        if "given_name" in have
        else []
    )
    missing = _either_null("family_name")
    if "given_name" in have:
        missing = f"({missing} or (coalesce({_equal('given_name')}, true) = false and {SWAPPED}))"
    levels = (
        Level("equal", _equal("family_name"), 0.75, chance=0.003, kin=0.85, frequency="family_name"),
        Level("similar", _alike("family_name_l", "family_name_r"), 0.12, chance=0.006, kin=0.05),
        Level("partly equal", _PART, 0.02, chance=0.001, kin=0.02),
        *crossed,
        Level("differs", "else", 0.09, kin=0.08, limit=0.25),
    )
    return Comparison("family_name", "family name", missing, levels)


def _email(have: set[str]) -> Comparison | None:
    if "email" not in have:
        return None
    names = [f"mailbox_l is distinct from {n}_l" for n in ("given_name", "family_name") if n in have]
    local = " and ".join([_equal("mailbox"), "length(mailbox_l) >= 5", *names])
    domains = "damerau_levenshtein(split_part(email_l, '@', 2), split_part(email_r, '@', 2)) <= 2"
    levels = (
        Level("equal", _equal("email"), 0.68, chance=1e-6, kin=0.06, strangers=0.05),
        Level("equal before the @", f"({local})", 0.05, chance=0.0001, kin=0.005, most=8),
        Level("similar", f"({_one_handle('mailbox')} and {domains})", 0.07, chance=1e-5, kin=0.01, most=9),
        Level("differs", "else", 0.20, kin=0.925, limit=0.6),
    )
    return Comparison("email", "email", _either_null("email"), levels)


def _one_handle(column: str) -> str:
    """Two handles that may be one, misspelt: people of one family differ in initials and numbers."""
    near = f"left({column}_l, 1) = left({column}_r, 1) and {_typo(f'{column}_l', f'{column}_r', 2)}"
    return f"length({column}_l) >= 6 and {_equal(column + '_number')} and {near}"


def _phone(have: set[str]) -> Comparison | None:
    if "phone" not in have:
        return None
    levels = (
        Level("equal", _equal("phone"), 0.6, chance=1e-6, kin=0.5, strangers=0.3),
        Level("one digit off", _typo("phone_l", "phone_r"), 0.06, chance=1e-5, kin=0.02, most=9),
        Level("differs", "else", 0.34, kin=0.48, limit=0.6),
    )
    return Comparison("phone", "phone", _either_null("phone"), levels)


def _birth(have: set[str]) -> Comparison | None:
    if "date_of_birth" not in have:
        return None
    left, right = "date_of_birth_l", "date_of_birth_r"
    turned = f"substr({left}, 6, 2) = substr({right}, 9, 2) and substr({left}, 9, 2) = substr({right}, 6, 2)"
    parts = [
        f"(substr({left}, {a}, {n}) = substr({right}, {a}, {n}))::int" for a, n in ((1, 4), (6, 2), (9, 2))
    ]
    two = f"{' + '.join(parts)} >= 2"
    typo = f"({two} and damerau_levenshtein({left}, {right}) <= 1)"
    near = f"({typo} or (left({left}, 4) = left({right}, 4) and {turned}))"
    partly = f"({two} or hamming({left}, {right}) <= 2)"
    levels = (
        Level("equal", _equal("date_of_birth"), 0.80, chance=5e-5, kin=0.03),
        Level("one sign off", near, 0.09, chance=0.001),
        Level("partly equal", partly, 0.07, chance=0.02),
        Level("differs", "else", 0.04, limit=0.15),
    )
    return Comparison("date_of_birth", "date of birth", _either_null("date_of_birth"), levels)


def _address(have: set[str]) -> Comparison | None:
    parts = [part for part in ("street", "postal_code", "city") if part in have]
    if not parts:
        return None
    levels = [*_street_levels(have)] if "street" in have else []
    if "postal_code" in have:
        levels.append(Level("has an equal postal code", _equal("postal_code"), 0.15, chance=0.005, kin=0.1))
    if "city" in have:
        levels.append(
            Level("has an equal city", _equal("city"), 0.12, chance=0.02, kin=0.08, frequency="city")
        )
        levels.append(
            Level("has a similar city", _alike("city_l", "city_r"), 0.08, chance=0.005, kin=0.02, most=9)
        )
    levels.append(Level("differs", "else", 0.2, kin=0.1, limit=0.6))
    label = {1: parts[0].replace("_", " ")}.get(len(parts), "address")
    missing = " and ".join(_either_null(part) for part in parts)
    return Comparison("address", label, f"({missing})", _scaled(levels))


def _street_levels(have: set[str]) -> list[Level]:
    places = [f"coalesce({_equal(part)}, false)" for part in ("postal_code", "city") if part in have]
    blank = [_either_null(part) for part in ("postal_code", "city") if part in have]
    place = f"({' or '.join(places)} or ({' and '.join(blank)}))" if places else "true"
    number = "regexp_extract(street_l, '[0-9]+') = regexp_extract(street_r, '[0-9]+')"
    near = f"{_alike('street_l', 'street_r')} and {number}"
    return [
        Level("equal", f"({_equal('street')} and {place})", 0.5, chance=0.0001, kin=0.7),
        Level("similar", f"({place} and {near})", 0.12, chance=0.0001, kin=0.1),
    ]


def _scaled(levels: list[Level]) -> tuple[Level, ...]:
    m, kin = sum(level.m for level in levels), sum(level.kin or 0 for level in levels)
    return tuple(replace(x, m=x.m / m, kin=(x.kin or 0) / kin) for x in levels)


def _user(have: set[str]) -> Comparison | None:
    if "username" not in have:
        return None
    levels = (
        Level("equal", _equal("username"), 0.65, chance=1e-6, kin=0.01, strangers=0.1),
        Level("similar", f"({_one_handle('username')})", 0.1, chance=1e-5, kin=0.01, most=8),
        Level("differs", "else", 0.25, kin=0.98, limit=0.6),
    )
    return Comparison("username", "username", _either_null("username"), levels)
