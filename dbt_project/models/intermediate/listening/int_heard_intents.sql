-- One row per text and thing that its writer does with words.
with texts as (
    select
        interaction_id,
        account_id,
        vendor,
        written_at
    from {{ ref('int_read_texts') }}
    where is_read
),

intents as (
    select
        interaction_id,
        position,
        intent,
        confidence
    from {{ source('listening', 'intents') }}
),

final as (
    select
        texts.interaction_id,
        texts.account_id,
        texts.vendor,
        texts.written_at,
        intents.position,
        intents.intent,
        cast(intents.confidence as numeric(18, 6)) as confidence
    from texts
    inner join intents
        on texts.interaction_id = intents.interaction_id
)

select
    interaction_id,
    account_id,
    vendor,
    written_at,
    position,
    intent,
    confidence
from final
