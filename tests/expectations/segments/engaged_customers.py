GOOD = {
    "customer_id": [f"c{number:032x}" for number in range(100)],
    "main_pillar": ["help", "advocacy"] * 50,
    "reason": ["gave help 3 times and wrote 12 mails; last 164 days ago"] * 100,
}
NUMBERS = {"previous_rows": 100.0}
BAD = {
    "No customer id holds personal data.": {"customer_id": ["c1"] * 99 + ["ann@shop.test"]},
    "No main pillar holds personal data.": {"main_pillar": ["help"] * 99 + ["https://shop.test/ann"]},
    "No reason holds personal data.": {"reason": ["gave help 3 times"] * 99 + ["call +44 (20) 7946-0958"]},
}
BAD_NUMBERS = {
    "The segment holds at least a quarter of what was exported before.": {"previous_rows": 410.0},
    "The segment is about as large as what was exported before.": {"previous_rows": 50.0},
}
