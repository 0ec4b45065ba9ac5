-- One row per status, and per thing given to the brand as its notifications
-- tell. Mentions arrive as statuses; boosts of the brand as notifications.
with statuses as (
    select
        status_id,
        account_id,
        found_by,
        created_at
    from {{ ref('stg_mastodon__statuses') }}
    where reblog_of_status_id is null
),

-- What is given, taken back and given again counts once.
notifications as (
    select
        account_id,
        status_id,
        notification_type,
        min(created_at) as created_at
    from {{ ref('stg_mastodon__notifications') }}
    group by
        account_id,
        status_id,
        notification_type
),

notification_activities as (
    select
        notification_type,
        activity
    from {{ ref('notification_activities') }}
    where vendor = 'mastodon'
),

activities as (
    select
        'mastodon:status:' || status_id as interaction_id,
        account_id,
        case
            when found_by = 'mention' then 'mention_written'
            else 'status_posted'
        end as activity,
        created_at
    from statuses

    union all

    select
        'mastodon:'
        || notifications.notification_type
        || ':'
        || notifications.account_id
        || coalesce(':' || notifications.status_id, '')
            as interaction_id,
        notifications.account_id,
        notification_activities.activity,
        notifications.created_at
    from notifications
    inner join notification_activities
        on
            notifications.notification_type
            = notification_activities.notification_type
),

final as (
    select
        interaction_id,
        'mastodon:' || account_id as account_id,
        'social' as source,
        'mastodon' as vendor,
        activity,
        false as is_automated,
        created_at as occurred_at
    from activities
)

select
    interaction_id,
    account_id,
    source,
    vendor,
    activity,
    is_automated,
    occurred_at
from final
