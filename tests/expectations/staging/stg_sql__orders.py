GOOD = {"customer": [1.0] * 7 + [None] * 3}
NUMBERS: dict[str, float] = {}
BAD = {"Most orders name a customer.": {"customer": [1.0] * 5 + [None] * 5}}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
