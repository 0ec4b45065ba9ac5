"""Latent traits: who people are underneath, and how that shows on each channel."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trait:
    """One kind of customer.

    `share` is its part of all people, `level` how engaged it is (0 to 3), `channels` the
    chance to have an account, `rates` the mean events in 180 days for those who have one.
    """

    name: str
    share: float
    level: int
    channels: Mapping[str, float]
    rates: Mapping[str, float]
    discount_chance: float
    kinds: Mapping[str, float]


def _channels(mail: float, forum: float, social: float, shop: float) -> dict[str, float]:
    return {"mail": mail, "forum": forum, "social": social, "shop": shop}


TRAITS = (
    Trait(
        "helper",
        0.06,
        3,
        _channels(0.6, 1.0, 0.35, 0.9),
        _channels(1.5, 33.6, 4.0, 2.5),
        0.15,
        {"help_given": 9, "experience_shared": 3, "small_talk": 2, "question": 1, "defence": 1},
    ),
    Trait(
        "advocate",
        0.07,
        3,
        _channels(0.7, 0.7, 1.0, 1.0),
        _channels(2.0, 12.6, 14.0, 3.0),
        0.1,
        {
            "recommendation": 7,
            "praise": 4,
            "defence": 4,
            "experience_shared": 4,
            "purchase_intent": 1,
        },
    ),
    Trait(
        "ideas",
        0.06,
        3,
        _channels(0.8, 0.9, 0.5, 0.95),
        _channels(3.0, 19.6, 5.0, 2.5),
        0.1,
        {"suggestion": 9, "question": 2, "experience_shared": 3, "complaint": 1, "praise": 1},
    ),
    Trait(
        "casual",
        0.16,
        2,
        _channels(0.7, 0.5, 0.35, 0.9),
        _channels(2.2, 7.0, 4.0, 2.0),
        0.3,
        {
            "question": 3,
            "experience_shared": 2,
            "purchase_intent": 3,
            "small_talk": 2,
            "praise": 1,
            "complaint": 1,
            "help_given": 1,
            "no_need": 1,
        },
    ),
    Trait(
        "bargain",
        0.16,
        1,
        _channels(0.7, 0.25, 0.2, 1.0),
        _channels(1.6, 3.5, 2.0, 3.2),
        1.0,
        {
            "question": 3,
            "complaint": 2,
            "purchase_intent": 2,
            "quiet_wish": 1,
            "no_need": 1,
            "incentivised": 2,
        },
    ),
    Trait(
        "silent_loyal",
        0.15,
        1,
        _channels(0.35, 0.08, 0.04, 1.0),
        _channels(0.8, 1.7, 1.0, 4.5),
        0.1,
        {"question": 3, "praise": 1, "quiet_wish": 3, "complaint": 1},
    ),
    Trait(
        "lurker",
        0.22,
        0,
        _channels(0.45, 0.4, 0.25, 0.6),
        _channels(0.8, 2.1, 1.2, 0.8),
        0.35,
        {"question": 3, "small_talk": 2, "no_need": 2, "purchase_intent": 1},
    ),
    Trait(
        "lapsing",
        0.12,
        0,
        _channels(0.8, 0.45, 0.35, 1.0),
        _channels(3.0, 8.4, 4.0, 2.0),
        0.3,
        {"complaint": 6, "churn_threat": 3, "question": 2, "quiet_wish": 2, "no_need": 1},
    ),
)
CHANNELS = ("mail", "forum", "social", "shop")
