GOOD = {
    "engagement_score": [10.0] * 60 + [0.0] * 40,
    "conversation_share": [0.4] * 60 + [None] * 40,
    "advocacy_share": [0.3] * 60 + [None] * 40,
    "reason": ["gave help 3 times and wrote 12 mails; last 164 days ago"] * 100,
}
NUMBERS = {
    "published_rows": 100.0,
    "published_score": 6.5,
    "published_conversation_share": 0.5,
    "published_advocacy_share": 0.2,
}
BAD = {
    "No score is below nothing.": {"engagement_score": [10.0] * 99 + [-0.000001]},
    "No score is beyond what one person can invest.": {"engagement_score": [10.0] * 99 + [10_001.0]},
    "Most scores have not decayed to nothing.": {"engagement_score": [10.0] * 49 + [0.0] * 51},
    "The mean score is half to double of what is published.": {"engagement_score": [14.0] * 100},
    "The share of conversation in the scores is about what is published.": {
        "conversation_share": [0.2] * 100
    },
    "The share of advocacy in the scores is about what is published.": {"advocacy_share": [0.5] * 100},
    "No reason holds an address, a link or a long number.": {
        "reason": ["gave help 3 times"] * 99 + ["wrote to ann@shop.test"]
    },
}
BAD_NUMBERS = {
    "The candidate holds at least half of the engaged customers that are published.": {
        "published_rows": 202.0
    }
}
