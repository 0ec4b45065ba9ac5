-- One row per interaction that counts to engagement, with what it is still
-- worth at as_of.
with interactions as (
    select
        interaction_id,
        customer_id,
        activity,
        pillar,
        weight,
        occurred_at,
        {{ days_between('occurred_at', as_of()) }} as age_days
    from {{ ref('interactions') }}
    where weight > 0
),

final as (
    select
        interaction_id,
        customer_id,
        activity,
        pillar,
        {{ decayed('weight', 'age_days') }} as score,
        age_days,
        occurred_at
    from interactions
)

select
    interaction_id,
    customer_id,
    activity,
    pillar,
    score,
    age_days,
    occurred_at
from final
