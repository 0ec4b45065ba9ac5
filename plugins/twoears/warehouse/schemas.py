"""The schemas and notes that every engine has, in SQL that every engine reads."""

SCHEMAS = ("raw", "staging", "intermediate", "marts_blue", "marts_green", "segments", "ops")
"""All but ``marts``, which readers see and only a publish writes."""

NOTES = (
    """
    create table if not exists raw.loads (
        stream text, version bigint, until timestamptz,
        pulled bigint, unchanged bigint, extracted bigint, landed bigint, quarantined bigint
    )
    """,
    "create table if not exists raw.quarantine (stream text, reason text, version bigint, ordinal bigint)",
    """
    create table if not exists ops.loaded_versions (
        stream text primary key, lake_id text, version bigint, count_rows bigint
    )
    """,
    "create table if not exists ops.build (began_on bigint)",
)
"""``ops.build`` holds the number of the release that was current when the newest build began."""
