VENDORS = ("all", "imap", "discourse", "mastodon", "sql")

GOOD = {
    "largest_customer": [9.0],
    "values_over_limit": [4.0],
    **{f"joined_share_{vendor}": [0.45] for vendor in VENDORS},
}
NUMBERS = {
    "largest_allowed": 25.0,
    "published_over_limit": 3.0,
    **{f"published_{vendor}": 0.4 for vendor in VENDORS},
}
BAD = {
    "No customer has more than twice the accounts of the largest published one.": {
        "largest_customer": [26.0]
    },
    "About as many values as in the published release are over their limit.": {"values_over_limit": [10.0]},
    "The share of accounts that share a customer is about what is published.": {"joined_share_all": [0.51]},
    "The share of accounts of imap that share a customer is about what is published.": {
        "joined_share_imap": [0.29]
    },
    "The share of accounts of discourse that share a customer is about what is published.": {
        "joined_share_discourse": [0.0]
    },
    "The share of accounts of mastodon that share a customer is about what is published.": {
        "joined_share_mastodon": [float("nan")]
    },
    "The share of accounts of sql that share a customer is about what is published.": {
        "joined_share_sql": [1.0]
    },
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
