"""Advocacy beside a giveaway, a referral or an affiliate link is marked; what only looks like it is not."""

import pytest

from tests.listening.shop import read


@pytest.mark.parametrize(
    "text",
    [
        "Win a free jacket: like and share to enter our giveaway",
        "Use my code JO15 at checkout, you will love it",
        "Here is my referral link, we both get ten pounds",
        "I love this jacket! https://shop.example/jacket?ref=jo12",
        "I love this jacket! https://shop.example/jacket?tag=jo-21&utm_source=x",
        "This is such a great shoe #ad",
        "The best shoes I ever had #gifted #running",
        "They sent me this for free in exchange for an honest review, and I love it",
        "You get 20% off with my link, it is the best",
        "Sign up through my link and you get a month for free",
        "<p>I love it: <a href='https://shop.example/?aff=jo'>here</a></p>",
    ],
)
def test_incentivised(text: str) -> None:
    assert read(text).is_incentivised


@pytest.mark.parametrize(
    "text",
    [
        "I love this jacket, buy it, it is worth every penny",
        "My address is wrong, the code on the parcel is not mine",
        "The promo code does not work, please help me",
        "I love it: https://shop.example/jackets/squall?colour=blue&size=12",
        "The source code is on the site and I read it",
        "The advert was good and I added it to my list",
        "I won the race in these shoes and they are great",
        "I can share more details if you tell me what you need",
        "No giveaway and no code, I simply like it.",
        "The voucher code has expired and does not work, can you help?",
        "There is a thread at https://forum.example/r/running about it",
        "See https://shop.example/jackets?tag=winter for all of them",
    ],
)
def test_free(text: str) -> None:
    assert not read(text).is_incentivised


def test_what_others_say_is_not_the_authors_incentive() -> None:
    assert not read(
        "> use my code JO15 at checkout\n\nI did and I love it, the jacket is great."
    ).is_incentivised
