NOTHING = float("nan")

GOOD = {
    "stream": ["discourse.posts", "discourse.users", "sql.orders"],
    "landed": [1000, 200, 0],
    "rows_in_raw": [1000, 200, 0],
    "quarantined": [10, 0, 0],
    "rows_in_quarantine": [10, 0, 0],
    "keys_in_raw": [950, 180, 0],
    "rows_in_staging": [950, 180, 0],
    "quarantined_share": [0.01, 0.0, NOTHING],
    "landed_of_vendor": [1200, 1200, NOTHING],
    "age_days": [0.5, NOTHING, NOTHING],
    "ahead_days": [-0.5, NOTHING, NOTHING],
    "volume_ratio": [1.2, NOTHING, NOTHING],
}
NUMBERS: dict[str, float] = {}
BAD = {
    "The warehouse holds every record that landed in the lake, once.": {"rows_in_raw": [1000, 400, 0]},
    "The quarantine shows every record that was refused, once.": {"rows_in_quarantine": [9, 0, 0]},
    "Staging drops older versions of a record and nothing else.": {"rows_in_staging": [949, 180, 0]},
    "No stream has most of its records refused.": {"quarantined_share": [0.01, 0.51, NOTHING]},
    "Few records of a stream are refused.": {"quarantined_share": [0.06, 0.0, NOTHING]},
    "A connected vendor brought something.": {"landed_of_vendor": [1200, 1200, 0]},
    "The newest run brought a tenth to ten times of what a run usually brings.": {
        "volume_ratio": [0.05, NOTHING, NOTHING]
    },
    "The newest thing a customer said or did is not stale.": {"age_days": [7.1, NOTHING, NOTHING]},
    "Nothing happened later than the run and its pulls, give or take a day.": {
        "ahead_days": [1.1, NOTHING, NOTHING]
    },
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
