-- One row per interaction.
with interactions as (
    select
        interaction_id,
        account_id,
        source,
        vendor,
        activity,
        is_automated,
        occurred_at
    from {{ ref('int_interactions_unioned') }}
),

activities as (
    select
        activity,
        pillar,
        direction,
        weight
    from {{ ref('activities') }}
),

accounts as (
    select
        account_id,
        customer_id
    from {{ ref('int_customer_accounts') }}
),

outsiders as (
    select customer_id
    from {{ ref('int_customer_accounts') }}
    group by customer_id
    having bool_or(is_staff or is_bot)
),

final as (
    select
        interactions.interaction_id,
        accounts.customer_id,
        interactions.account_id,
        interactions.source,
        interactions.vendor,
        interactions.activity,
        activities.pillar,
        activities.direction,
        case
            when interactions.is_automated then 0
            when outsiders.customer_id is not null then 0
            else activities.weight
        end as weight,
        interactions.is_automated,
        interactions.occurred_at,
        {{ utc_date('interactions.occurred_at') }} as occurred_date
    from interactions
    left join activities
        on interactions.activity = activities.activity
    left join accounts
        on interactions.account_id = accounts.account_id
    left join outsiders
        on accounts.customer_id = outsiders.customer_id
)

select
    interaction_id,
    customer_id,
    account_id,
    source,
    vendor,
    activity,
    pillar,
    direction,
    cast(weight as numeric(18, 6)) as weight,
    is_automated,
    occurred_at,
    occurred_date
from final
