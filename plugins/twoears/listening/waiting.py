"""Which texts wait to be read, in SQL that every engine reads: what there is, compared with what was read.

A text is known by its interaction and by the hash of what the reader is given: the text and the day it was
written on. It waits when it was never read, has changed since, or was read by another version of the reader.
"""

MOST_CHARACTERS = 200_000
"""So much of a text is read: what is longer is pasted, and the writer's own words come first."""

HASHED = """
    select
        interaction_id, vendor, text, written_at, written_on,
        md5(text || ' ' || coalesce(cast(written_on - date '1970-01-01' as text), '')) as text_hash
    from (
        select
            interaction_id, vendor, text, written_at,
            cast(written_at at time zone 'UTC' as date) as written_on
        from intermediate.int_texts_unioned
    ) as texts
"""

GONE = """
    select readings.interaction_id
    from listening.texts as readings
    left join intermediate.int_texts_unioned as texts on readings.interaction_id = texts.interaction_id
    where texts.interaction_id is null
    limit {at_most}
"""

DUE = f"""
    select
        hashed.interaction_id, hashed.vendor, hashed.text, hashed.written_at, hashed.written_on,
        hashed.text_hash, coalesce(readings.text_hash = hashed.text_hash, false) as is_read_before,
        coalesce(readings.reader_version = '{{version}}', false) as is_of_version
    from ({HASHED}) as hashed
    left join listening.texts as readings on hashed.interaction_id = readings.interaction_id
"""

COUNTED = f"""
    select
        count(*) as texts,
        count(case when not is_read_before then 1 end) as unread,
        count(case when is_read_before and not is_of_version then 1 end) as read_otherwise
    from ({DUE}) as due
"""

WAITING = f"""
    select
        interaction_id, vendor, left(text, {MOST_CHARACTERS}) as text, written_at, written_on, text_hash
    from ({DUE}) as due
    where not is_read_before or not is_of_version
    order by is_read_before, written_at desc, interaction_id
    limit {{at_most}}
"""
"""Never read or changed ones first, then those that another version has read; the newest of each first."""


def gone(at_most: int) -> str:
    """SQL for interactions that were read and are no text any more."""
    return GONE.format(at_most=at_most)


def counted(version: str) -> str:
    """SQL for one row: how many texts there are, and how many wait for which reason."""
    return COUNTED.format(version=_quoted(version))


def waiting(version: str, at_most: int) -> str:
    """SQL for the texts that this version of the reader is to read next, as columns of ``Texts``."""
    return WAITING.format(version=_quoted(version), at_most=at_most)


def _quoted(text: str) -> str:
    return text.replace("'", "''")
