"""The tables of the warehouse's schema ``listening``: what was read, keyed by the interaction it came from.

``texts`` has one row per text; the others have one row per thing heard, numbered from 1 within its text.
``quote`` is the customer's own words: personal data, so readers of marts never see this schema.
"""

import pyarrow as pa

Column = tuple[str, pa.DataType]

_KEY: list[Column] = [("interaction_id", pa.string()), ("position", pa.int64())]
_SPAN: list[Column] = [("span_start", pa.int64()), ("span_end", pa.int64()), ("quote", pa.string())]
_WINDOW: list[Column] = [("from_date", pa.date32()), ("until_date", pa.date32())]
_ABOUT: list[Column] = [("category", pa.string()), ("product", pa.string())]
_TEXT: list[Column] = [
    ("interaction_id", pa.string()),
    ("vendor", pa.string()),
    ("written_at", pa.timestamp("us", "UTC")),
    ("text_hash", pa.string()),
    ("reader_version", pa.string()),
    ("language", pa.string()),
    ("is_read", pa.bool_()),
    ("sentiment", pa.float64()),
    ("is_incentivised", pa.bool_()),
    ("count_characters", pa.int64()),
]

TABLES: dict[str, pa.Schema] = {
    "texts": pa.schema(_TEXT),
    "intents": pa.schema([*_KEY, ("intent", pa.string()), ("confidence", pa.float64()), *_SPAN]),
    "topics": pa.schema([*_KEY, *_ABOUT, ("confidence", pa.float64()), *_SPAN]),
    "circumstances": pa.schema([*_KEY, ("kind", pa.string()), ("name", pa.string()), *_SPAN]),
    "times": pa.schema([*_KEY, ("kind", pa.string()), *_WINDOW, *_SPAN]),
    "brand_mentions": pa.schema([*_KEY, ("brand", pa.string()), ("stance", pa.string()), *_SPAN]),
    "needs": pa.schema([*_KEY, *_ABOUT, ("strength", pa.float64()), *_WINDOW]),
}
