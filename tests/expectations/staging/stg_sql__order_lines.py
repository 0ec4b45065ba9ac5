GOOD = {"unit_price": [2.55] * 96 + [0.0] * 4, "quantity": [1] * 90 + [-1] * 10}
NUMBERS: dict[str, float] = {}
BAD = {
    "Few lines are free or have a price below nothing.": {
        "unit_price": [2.55] * 94 + [0.0] * 5 + [-11062.06]
    },
    "More lines are sales than returns.": {"quantity": [1] * 49 + [-1] * 51},
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
