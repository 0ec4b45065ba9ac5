GOOD = {
    "count_accounts": [1, 2, 3, 2] * 25,
    "confidence": [1.0] * 90 + [0.95] * 10,
    "is_joined": [1.0] * 40 + [0.0] * 60,
    "is_staff": [1.0] * 2 + [0.0] * 98,
    "is_bot": [1.0] * 3 + [0.0] * 97,
}
NUMBERS = {
    "published_rows": 100.0,
    "published_accounts": 1.9,
    "published_confidence": 1.0,
    "published_joined_share": 0.4,
}
BAD = {
    "No customer is made of more than 500 accounts.": {"count_accounts": [1, 501, 1, 1] * 25},
    "No customer is made of more accounts than one person keeps.": {"count_accounts": [1, 26, 1, 1] * 25},
    "Customers have about as many accounts as in the published release.": {"count_accounts": [3] * 100},
    "The share of customers known on several sources has not sunk.": {"is_joined": [1.0] * 29 + [0.0] * 71},
    "Every confidence is a probability, and no customer is held together by nothing.": {
        "confidence": [1.0] * 99 + [0.0]
    },
    "Customers are about as sure as in the published release.": {"confidence": [1.0] * 50 + [0.89] * 50},
    "Few customers are the brand's own staff.": {"is_staff": [1.0] * 11 + [0.0] * 89},
    "Few customers are robots.": {"is_bot": [1.0] * 21 + [0.0] * 79},
}
BAD_NUMBERS = {
    "The candidate holds at least half of the customers that are published.": {"published_rows": 202.0}
}
