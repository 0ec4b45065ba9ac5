"""Words beside which advocacy is not free: giveaways, referral and affiliate links, gifts for a review."""

from twoears.listening.rules import any_of, rules

_RULES = rules("incentives")
_INCENTIVE, _LINK, _FAILED = (any_of(_RULES[kind]) for kind in ("words", "links", "failed"))


def is_incentivised(own: bytes, whole: bytes) -> bool:
    """Whether own words (folded), or a link anywhere in the text (folded whole), show that advocacy was
    paid for.
    """
    if _INCENTIVE.search(own) is not None and _FAILED.search(own) is None:
        return True
    return b"/" in whole and _LINK.search(whole) is not None
