-- One row per text, with what was read in it as a whole; a text that waits to
-- be read has no version. Readings of texts that are gone count no more.
with texts as (
    select
        interaction_id,
        account_id,
        vendor,
        written_at
    from {{ ref('int_texts_unioned') }}
),

readings as (
    select
        interaction_id,
        reader_version,
        language,
        is_read,
        sentiment,
        is_incentivised
    from {{ source('listening', 'texts') }}
),

final as (
    select
        texts.interaction_id,
        texts.account_id,
        texts.vendor,
        texts.written_at,
        readings.reader_version,
        readings.language,
        readings.is_read,
        cast(readings.sentiment as numeric(18, 6)) as sentiment,
        readings.is_incentivised
    from texts
    left join readings
        on texts.interaction_id = readings.interaction_id
)

select
    interaction_id,
    account_id,
    vendor,
    written_at,
    reader_version,
    language,
    is_read,
    sentiment,
    is_incentivised
from final
