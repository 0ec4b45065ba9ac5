"""What is compared between the profiles of two customers, and which of them are worth comparing."""

from twoears.identity.link.blocking import Rule
from twoears.identity.link.comparisons import ALIKE, Comparison, Level

_ROOMS = {
    "unnest(emails)": 6,
    "unnest(phones)": 6,
    "unnest(links)": 6,
    "unnest(handles)": 6,
    "unnest(full_name)": 4,
    "unnest(stems_telling)": 3,
    "unnest(list_distinct(list_concat(stems, spelt_full, spelt_family)))": 3,
    "unnest(list_distinct(list_concat(stems, spelt_given)))": 2,
    "unnest(list_distinct(family_name)) || '|' || unnest(postal_codes)": 2,
    "given_main || '|' || sound(family_main)": 2,
    "family_main || '|' || left(given_main, 1)": 2,
    "unnest(list_distinct(called)) || '|' || left(family_main, 1)": 2,
    "unnest(family_name)": 1,
    "unnest(given_name)": 1,
}

RULES = tuple(Rule((), key, room) for key, room in _ROOMS.items())


def _shared(column: str, other: str = "") -> str:
    """Whether two lists have a value in common; with another column, either side's with the other's."""
    found = f"list_has_any({column}_l, {other or column}_r)"
    return f"({found} or list_has_any({other}_l, {column}_r))" if other else found


def _either_null(column: str) -> str:
    return f"({column}_l is null or {column}_r is null)"


def _both_known(column: str) -> str:
    return f"({column}_l is not null and {column}_r is not null)"


def _near(column: str) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {ALIKE}"


_TURNED = "list_has_any(given_name_l, family_name_r) and list_has_any(family_name_l, given_name_r)"

GIVEN = Comparison(
    "given_name",
    "given name",
    _either_null("first_letters"),
    (
        Level("equal, a rare one", _shared("given_rare"), 0.35, chance=0.0002, kin=0.005, most=12),
        Level("equal", _shared("given_usual"), 0.25, chance=0.002, kin=0.01, most=10),
        Level("equal, a common one", _shared("given_name"), 0.12, chance=0.004, kin=0.015, most=7),
        Level("swapped with family name", f"({_TURNED})", 0.03, chance=0.0002, kin=0.001),
        Level("a form of the other", _shared("called"), 0.08, chance=0.001, kin=0.005, most=10),
        Level("shortened", _shared("given_name", "given_short"), 0.03, chance=0.001, kin=0.01, most=8),
        Level(
            "an initial that fits", _shared("initials", "first_letters"), 0.07, chance=0.005, kin=0.1, most=5
        ),
        Level("a slip away", "is_slip(given_main_l, given_main_r)", 0.05, chance=0.001, kin=0.003, most=9),
        Level("similar", f"({_near('given_main')})", 0.02, chance=0.01, kin=0.03, most=2),
        Level("differs", "else", 0.005, limit=0.01),
    ),
)

FAMILY = Comparison(
    "family_name",
    "family name",
    f"({_either_null('family_name')} or (not {_shared('given_name')} and {_TURNED}))",
    (
        Level("equal, a rare one", _shared("family_rare"), 0.35, chance=0.0002, kin=0.4, most=12),
        Level("equal", _shared("family_usual"), 0.25, chance=0.002, kin=0.25, most=10),
        Level("equal, a common one", _shared("family_name"), 0.15, chance=0.003, kin=0.2, most=7),
        Level(
            "similar",
            f"(spelt(family_main_l) = spelt(family_main_r) or {_near('family_main')})",
            0.15,
            chance=0.006,
            kin=0.07,
        ),
        Level("differs", "else", 0.1, kin=0.08, limit=0.2),
    ),
)

_NAMELESS = " or ".join(f"(family_name_{side} is null and stems_{side} is null)" for side in "lr")
_ONE_FULL = "(family_name_l is null) <> (family_name_r is null)"

SPELT = Comparison(
    "name_in_handle",
    "handle",
    f"(not ({_ONE_FULL}) or {_NAMELESS} or coalesce({_shared('handles')}, false))",
    (
        Level(
            "adds the other's family name to the given name",
            f"({_both_known('given_name')} and {_shared('stems', 'spelt_full')})",
            0.1,
            chance=1e-4,
            kin=0.01,
            most=9,
        ),
        Level(
            "spells the other's full name",
            _shared("stems", "spelt_full"),
            0.15,
            chance=1e-4,
            kin=0.01,
            most=16,
        ),
        Level(
            "spells the other's family name and initial",
            _shared("stems", "spelt_family"),
            0.15,
            chance=0.0002,
            kin=0.1,
            most=9,
        ),
        Level(
            "spells the other's given name and initial",
            f"(not {_both_known('given_name')} and {_shared('stems', 'spelt_given')})",
            0.05,
            chance=0.0005,
            kin=0.005,
            most=9,
        ),
        Level(
            "adds the other's initial to the given name",
            _shared("stems", "spelt_given"),
            0.15,
            chance=0.0005,
            kin=0.01,
            most=4,
        ),
        Level(
            "has the other's family name in it",
            _shared("handle_words", "family_name"),
            0.1,
            chance=0.0005,
            kin=0.3,
            most=9,
        ),
        Level(
            "has the other's given name in it",
            f"(not {_both_known('given_name')} and {_shared('handle_words', 'given_name')})",
            0.1,
            chance=0.005,
            kin=0.02,
            most=7,
        ),
        Level("has nothing of the other's name", "else", 0.4, limit=0.8),
    ),
)
"""Of use where one side's family name is not known; an equal handle says as much of the name as it spells."""

HANDLE = Comparison(
    "handle",
    "handle",
    _either_null("handles"),
    (
        Level("equal, a rare one", _shared("handles_rare", "handles"), 0.15, chance=1e-6, kin=0.01, most=16),
        Level("equal", _shared("handles_usual", "handles"), 0.1, chance=1e-5, kin=0.005, most=9),
        Level("equal, as the name suggests", _shared("handles"), 0.1, chance=1e-4, kin=0.005, most=4),
        Level("alike but for digits", _shared("stems_telling"), 0.1, chance=1e-4, kin=0.005, most=6),
        Level("differs", "else", 0.55, limit=0.9),
    ),
)


def _value(name: str, column: str, unproven: float, held: float, kin: float) -> Comparison:
    """Rules join by these: what is equal still is unproven, or held apart by the names that go with it."""
    levels = (
        Level(
            "equal, unproven",
            _shared(f"unproven_{column}", column),
            unproven,
            chance=1e-6,
            kin=0.05,
            strangers=0.3,
            most=16,
        ),
        Level(
            "equal, though names hold it apart",
            _shared(column),
            held,
            chance=1e-6,
            kin=kin,
            strangers=0.1,
            most=14,
        ),
        Level("differs", "else", 1 - unproven - held, kin=0.95 - kin),
    )
    return Comparison(name, name, _either_null(column), levels)


LINK = Comparison(
    "link",
    "link",
    _either_null("links"),
    (
        Level("equal", _shared("links"), 0.2, chance=1e-6, kin=0.05, strangers=0.3, most=14),
        Level("differs", "else", 0.8, kin=0.95),
    ),
)

PLACE = Comparison(
    "postal_code",
    "postal code",
    _either_null("postal_codes"),
    (
        Level("equal", _shared("postal_codes"), 0.7, chance=0.003, kin=0.8, most=10),
        Level("differs", "else", 0.3, kin=0.2, limit=0.5),
    ),
)

ACCOUNTS = Comparison(
    "accounts",
    "accounts",
    "false",
    (
        Level("of one forum or network", _shared("single"), 0.05, chance=0.15, kin=0.15),
        Level("of one vendor", _shared("vendors"), 0.25, chance=0.4, kin=0.6),
        Level("of different vendors", "else", 0.7, kin=0.25),
    ),
)
"""Few people are twice on one forum; many have bought at one shop as two customers."""

_TRADED = " or ".join(
    f"(bought_{one} is not null and written_about_{other} is not null)"
    for one, other in (("l", "r"), ("r", "l"))
)

WARES = Comparison(
    "products",
    "products",
    f"not ({_TRADED})",
    (
        Level("bought and written about", _shared("bought", "written_about"), 0.4, chance=0.25, most=2),
        Level("bought are not written about", "else", 0.6, limit=0.9),
    ),
)

COMPARISONS = [
    GIVEN,
    FAMILY,
    SPELT,
    HANDLE,
    _value("email", "emails", 0.05, 0.05, 0.8),
    _value("phone", "phones", 0.15, 0.05, 0.4),
    LINK,
    PLACE,
    ACCOUNTS,
    WARES,
]
