"""Words beside which advocacy is not free: giveaways, referral and affiliate links, gifts for a review."""

from twoears.listening.rules import any_of, rules

_RULES = rules("incentives")
_INCENTIVE, _LINK = any_of(_RULES["words"]), any_of(_RULES["links"])


def is_incentivised(own: bytes, whole: bytes) -> bool:
    """Whether own words (folded), or a link anywhere in the text (folded whole), show that advocacy was
    paid for.
    """
    return _INCENTIVE.search(own) is not None or (b"/" in whole and _LINK.search(whole) is not None)
