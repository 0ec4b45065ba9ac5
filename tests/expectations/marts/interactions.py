GOOD = {
    "weight": [1.0] * 80 + [0.0] * 20,
    "is_inbound": [1.0] * 60 + [0.0] * 40,
    "is_robot": [1.0] * 10 + [0.0] * 50 + [None] * 40,
    "age_days": [0.0, 179.5] * 50,
    "is_from_email": [1.0] * 20 + [0.0] * 80,
    "is_from_forum": [0.0] * 20 + [1.0] * 20 + [0.0] * 60,
    "is_from_social": [0.0] * 40 + [1.0] * 10 + [0.0] * 50,
    "is_from_orders": [0.0] * 50 + [1.0] * 10 + [0.0] * 40,
}
NUMBERS = {
    "published_rows": 90.0,
    "published_weight": 0.8,
    "published_inbound_share": 0.6,
    "published_email": 20.0,
    "published_forum": 20.0,
    "published_social": 10.0,
    "published_orders": 10.0,
}
BAD = {
    "Nothing is later than the moment that the release stands for.": {"age_days": [-0.01, 179.5] * 50},
    "Most of what reached the brand came from people.": {"is_robot": [1.0] * 31 + [0.0] * 29 + [None] * 40},
    "An interaction weighs half to double of what is published.": {"weight": [2.0] * 100},
    "Customers and the brand speak in about the same proportion as published.": {
        "is_inbound": [1.0] * 34 + [0.0] * 66
    },
}
BAD_NUMBERS = {
    "The candidate holds at least half of the interactions that are published.": {"published_rows": 202.0},
    "The candidate holds at most three times what is published.": {"published_rows": 29.0},
    "Customers did at least half of what is published from the source email.": {"published_email": 41.0},
    "Customers did at least half of what is published from the source forum.": {"published_forum": 41.0},
    "Customers did at least half of what is published from the source social.": {"published_social": 21.0},
    "Customers did at least half of what is published from the source orders.": {"published_orders": 21.0},
}
