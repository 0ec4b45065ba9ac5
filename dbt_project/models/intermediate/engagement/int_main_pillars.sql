-- One row per engaged customer, with the pillar of the highest score; of
-- equal scores the one that stands first in pillars.csv.
with contributions as (
    select
        customer_id,
        pillar,
        sum(score) as score
    from {{ ref('int_contributions') }}
    group by
        customer_id,
        pillar
),

pillars as (
    select
        pillar,
        position
    from {{ ref('pillars') }}
),

placed as (
    select
        contributions.customer_id,
        contributions.pillar,
        row_number() over (
            partition by contributions.customer_id
            order by
                contributions.score desc,
                pillars.position
        ) as place
    from contributions
    inner join pillars
        on contributions.pillar = pillars.pillar
),

final as (
    select
        customer_id,
        pillar as main_pillar
    from placed
    where place = 1
)

select
    customer_id,
    main_pillar
from final
