GOOD = {
    "gross_amount": [20.0] * 100,
    "net_amount": [20.0] * 85 + [-20.0] * 15,
    "is_refund": [0.0] * 85 + [1.0] * 15,
    "is_anonymous": [0.0] * 85 + [1.0] * 15,
}
NUMBERS = {"published_rows": 95.0, "published_gross_amount": 21.0, "published_anonymous_share": 0.14}
BAD = {
    "The share of anonymous orders has not risen since the published release.": {
        "is_anonymous": [0.0] * 75 + [1.0] * 25
    },
    "At most three orders in ten are refunds.": {"is_refund": [0.0] * 65 + [1.0] * 35},
    "No order is worth more than a million either way.": {"net_amount": [20.0] * 99 + [-1_000_001.0]},
    "The mean order is worth half to double of what is published.": {"gross_amount": [2000.0] * 100},
}
BAD_NUMBERS = {
    "The candidate holds at least half of the orders that are published.": {"published_rows": 202.0}
}
