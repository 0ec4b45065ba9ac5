-- One row per status that its account wrote; a boost is somebody else's.
with statuses as (
    select
        status_id,
        account_id,
        body_html,
        created_at
    from {{ ref('stg_mastodon__statuses') }}
    where reblog_of_status_id is null
),

final as (
    select
        'mastodon:status:' || status_id as interaction_id,
        'mastodon:' || account_id as account_id,
        'mastodon' as vendor,
        body_html as text,
        created_at as written_at
    from statuses
)

select
    interaction_id,
    account_id,
    vendor,
    text,
    written_at
from final
