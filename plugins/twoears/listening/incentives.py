"""Words beside which advocacy is not free: giveaways, referral and affiliate links, gifts for a review."""

import re2

_INCENTIVE = re2.compile(
    rb"give-?aways?\b|\benter(?:ed|ing)? (?:to win|the (?:draw|competition|giveaway|prize))|\b(?:chance|could) (?:to |you )?win\b|\bprize draw\b"
    rb"|\b(?:tag|tagging|share|sharing|retweet|rt|repost|like|follow|comment)\b.{0,60}\b(?:to (?:win|enter)|win (?:a|an|one|my|the|some|free)|(?:an extra|an|for an|extra) entry|draw on)\b|\b(?:extra|bonus|another) entr(?:y|ies)\b"
    rb"|\bwin (?:a|an|one|my|the|some|free) .{0,60}\b(?:follow|share|comment|retweet|tag|repost)\b"
    rb"|\b(?:discount |promo |referral |coupon |voucher |friend |affiliate |my |with |use |using |enter )code:? [\"']?[a-z]{2,}-?[0-9]+\b|\b[a-z]{3,}[0-9]+ (?:at (?:the )?check-?out|for \d+)|\b(?:with|use|using) (?:my|our|this) (?:\w+ )?(?:code|link)\b"
    rb"|\bmy (?:discount |promo |referral |coupon |voucher |friend |affiliate |invite |own |personal |little )+(?:code|link)s?\b|\b(?:referral|affiliate|refer[- ]a[- ]friend|invite) (?:link|code|bonus|reward|commission)s?\b"
    rb"|#(?:ad|sponsored|gifted|affiliate|paidpartnership|prgift|brandambassador|sp)\b|[(\[]ad[)\]]|^ad:|\bpaid partnership\b|\bin (?:paid )?partnership with\b|\b(?:i'm an?|as an?|brand) ambassador\b"
    rb"|\b(?:we both|you both|each of us|both of us) (?:get|got|receive|earn|save)\b|\bi (?:get|earn|receive) (?:a (?:small |little )?|some |\w+ )?(?:commission|credit|kickback|cut|points|free \w+)\b|\b(?:for|via|through|using|click|use) my link\b|\blinks? in (?:my )?bio\b|\bmy \w*(?:link|shop)\b.{0,30}\d+ ?%"
    rb"|\b(?:free|gifted|given|gave|sent|received|written|review) .{0,50}\b(?:in (?:return|exchange) for|for (?:a|an|my|this) (?:honest |unbiased )?(?:review|write-?up))|\b(?:review|post) written for\b|\bkindly (?:sent|gifted)\b"
    rb"|\b\d+ ?(?:%|percent|pct) off (?:with|using|if you|when you|your (?:first|next))\b|\bsign up (?:with|through|using|via) (?:my|this|our)\b"
)
_LINK = re2.compile(
    rb"[?&/](?:ref|aff|affid|affiliate|referral|refer|invite|tag|partner|utm_campaign=ref\w*|r)[=/][\w-]+|amzn\.to|bit\.ly/\w*(?:ref|aff)|/r/[\w-]+"
)


def is_incentivised(own: bytes, whole: bytes) -> bool:
    """Whether own words (folded), or a link anywhere in the text (folded whole), show that advocacy was paid for."""
    return _INCENTIVE.search(own) is not None or (b"/" in whole and _LINK.search(whole) is not None)
