-- One row per Mastodon account that posted, mentioned or reacted.
with statuses as (
    select
        account_id,
        name,
        is_bot,
        found_by = 'account' as is_by_brand,
        created_at
    from {{ ref('stg_mastodon__statuses') }}
),

notifications as (
    select
        account_id,
        name,
        is_bot,
        created_at
    from {{ ref('stg_mastodon__notifications') }}
),

sightings as (
    select
        account_id,
        name,
        is_bot,
        is_by_brand,
        created_at
    from statuses

    union all

    select
        account_id,
        name,
        is_bot,
        false as is_by_brand,
        created_at
    from notifications
),

final as (
    select
        'mastodon:' || account_id as account_id,
        'social' as source,
        'mastodon' as vendor,
        cast(null as {{ dbt.type_string() }}) as email_address,
        cast(null as {{ dbt.type_string() }}) as normalised_address,
        min({{ bytewise('name') }}) as name,
        bool_or(is_by_brand) as is_staff,
        bool_or(is_bot) as is_bot,
        min(created_at) as first_seen_at
    from sightings
    group by account_id
)

select
    account_id,
    source,
    vendor,
    email_address,
    normalised_address,
    name,
    is_staff,
    is_bot,
    first_seen_at
from final
