-- One row per customer who has invested anything. What they spend is no part
-- of it.
{% set pillars = ['time', 'conversation', 'help', 'advocacy', 'ideas'] %}

with contributions as (
    select
        customer_id,
        pillar,
        score,
        age_days,
        occurred_at
    from {{ ref('int_contributions') }}
),

main_pillars as (
    select
        customer_id,
        main_pillar
    from {{ ref('int_main_pillars') }}
),

reasons as (
    select
        customer_id,
        phrases
    from {{ ref('int_engagement_reasons') }}
),

scores as (
    select
        customer_id,
        sum(score) as engagement_score,
        {% for pillar in pillars %}
        sum(
            case when pillar = '{{ pillar }}' then score else 0 end
        ) as {{ pillar }}_score,
        {% endfor %}
        count(*) as count_interactions,
        max(occurred_at) as last_interaction_at,
        cast(min(age_days) as {{ dbt.type_string() }}) as days_ago
    from contributions
    group by customer_id
),

ranked as (
    select
        customer_id,
        row_number() over (
            order by
                engagement_score desc,
                {{ bytewise('customer_id') }}
        ) as engagement_rank
    from scores
),

final as (
    select
        scores.customer_id,
        scores.engagement_score,
        {% for pillar in pillars %}
        scores.{{ pillar }}_score,
        {% endfor %}
        main_pillars.main_pillar,
        ranked.engagement_rank,
        scores.count_interactions,
        scores.last_interaction_at,
        reasons.phrases
        || case scores.days_ago
            when '0' then '; last today'
            when '1' then '; last 1 day ago'
            else '; last ' || scores.days_ago || ' days ago'
        end as reason
    from scores
    inner join ranked
        on scores.customer_id = ranked.customer_id
    inner join main_pillars
        on scores.customer_id = main_pillars.customer_id
    inner join reasons
        on scores.customer_id = reasons.customer_id
)

select
    customer_id,
    cast(engagement_score as numeric(18, 6)) as engagement_score,
    {% for pillar in pillars %}
    cast({{ pillar }}_score as numeric(18, 6)) as {{ pillar }}_score,
    {% endfor %}
    main_pillar,
    engagement_rank,
    count_interactions,
    last_interaction_at,
    reason
from final
