GOOD = {
    "stream": ["discourse.posts", "discourse.posts", "sql.orders"],
    "pulled": [100, 40, 0],
    "unchanged_or_extracted": [100, 40, 0],
    "extracted": [100, 12, 0],
    "landed_or_quarantined": [100, 12, 0],
}
NUMBERS: dict[str, float] = {}
BAD = {
    "Every extracted record landed or was quarantined.": {"landed_or_quarantined": [100, 11, 0]},
    "Every pulled record was extracted or was held unchanged already.": {
        "unchanged_or_extracted": [99, 40, 0]
    },
}
BAD_NUMBERS: dict[str, dict[str, float]] = {}
