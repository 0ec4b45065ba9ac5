GOOD = {"sender": [1.0] * 96 + [None] * 4, "is_dated_ahead": [0] * 96 + [1] * 4}
NUMBERS: dict[str, float] = {}
BAD = {
    "Most mails from customers name their sender.": {"sender": [1.0] * 94 + [None] * 6},
    "Few mails are dated more than a day after they were received.": {"is_dated_ahead": [0] * 94 + [1] * 6},
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
