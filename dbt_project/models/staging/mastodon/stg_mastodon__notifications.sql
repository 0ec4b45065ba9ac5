-- One row per notification.
with source as (
    {{ newest_records(
        source('mastodon', 'notifications'),
        key=['notification_id']
    ) }}
),

renamed as (
    select
        notification_id,
        account_id,
        status_id,

        type as notification_type,
        acct as username,
        display_name as name,
        profile_url,
        verified_links,
        unverified_fields,

        is_bot,

        created_at
    from source
)

select
    notification_id,
    account_id,
    status_id,
    notification_type,
    username,
    name,
    profile_url,
    verified_links,
    unverified_fields,
    is_bot,
    created_at
from renamed
