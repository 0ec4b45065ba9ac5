VENDORS = ("imap", "discourse", "mastodon")
INTENTS = (
    *("suggestion", "purchase_intent", "recommendation", "defence", "experience_shared", "help_given"),
    *("question", "complaint", "praise", "churn_threat", "quiet_wish"),
)
SHARES = [(intent, vendor) for vendor in VENDORS for intent in INTENTS]

GOOD = {
    **{f"{intent}_{vendor}": [0.12] for intent, vendor in SHARES},
    **{f"unread_{vendor}": [0.1] for vendor in VENDORS},
    **{f"sentiment_{vendor}": [-0.2] for vendor in VENDORS},
}
NUMBERS = {
    **{f"published_{intent}_{vendor}": 0.1 for intent, vendor in SHARES},
    **{f"before_{intent}_{vendor}": 0.01 for intent, vendor in SHARES},
    **{f"published_unread_{vendor}": 0.05 for vendor in VENDORS},
    **{f"published_sentiment_{vendor}": -0.1 for vendor in VENDORS},
}
JUMPS = {"suggestion": 0.26, "complaint": float("nan"), "praise": 1.0}
DRIFTS = {"suggestion": 0.15, "complaint": float("nan"), "praise": 0.05}
BAD = {
    **{
        f"The share of {intent} in what {vendor} gives is no other than what is published.": {
            f"{intent}_{vendor}": [JUMPS.get(intent, 0.3)]
        }
        for intent, vendor in SHARES
    },
    **{
        f"The share of {intent} in what {vendor} gives is about what is published.": {
            f"{intent}_{vendor}": [DRIFTS.get(intent, 0.16)]
        }
        for intent, vendor in SHARES
    },
    **{
        f"To another reader {intent} is not suddenly everywhere in what {vendor} gives.": {
            f"{intent}_{vendor}": [0.14]
        }
        for intent, vendor in SHARES
    },
    **{
        f"Not many more texts of {vendor} than is published are in an unread language.": {
            f"unread_{vendor}": [0.16]
        }
        for vendor in VENDORS
    },
    **{
        f"The mean sentiment in {vendor} is about what is published.": {f"sentiment_{vendor}": [0.1]}
        for vendor in VENDORS
    },
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
