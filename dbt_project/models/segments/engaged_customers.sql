-- One row per customer whose engagement score reaches engaged_from_score.
with engagement as (
    select
        customer_id,
        engagement_score,
        engagement_rank,
        main_pillar,
        last_interaction_at,
        reason
    from {{ ref('customer_engagement') }}
),

final as (
    select
        customer_id,
        engagement_score,
        engagement_rank,
        main_pillar,
        last_interaction_at,
        reason
    from engagement
    where engagement_score >= {{ var('engaged_from_score') }}
)

select
    customer_id,
    engagement_score,
    engagement_rank,
    main_pillar,
    last_interaction_at,
    reason
from final
