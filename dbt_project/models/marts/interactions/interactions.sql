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
        customer_id,
        is_staff or is_bot as is_outsider
    from {{ ref('int_customer_accounts') }}
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
            when accounts.is_outsider then 0
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
