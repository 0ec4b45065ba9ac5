-- One row per interaction of any vendor that occurred before as_of.
with from_discourse as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from {{ ref('int_interactions_from_discourse') }}
),

from_imap as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from {{ ref('int_interactions_from_imap') }}
),

from_mastodon as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from {{ ref('int_interactions_from_mastodon') }}
),

from_sql as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from {{ ref('int_interactions_from_sql') }}
),

interactions as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from from_discourse

    union all

    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from from_imap

    union all

    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from from_mastodon

    union all

    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from from_sql
),

final as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from interactions
    where occurred_at < {{ as_of() }}
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
