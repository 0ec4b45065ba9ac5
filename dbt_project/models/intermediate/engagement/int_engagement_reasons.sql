-- One row per engaged customer, with the three activities worth most in words.
with contributions as (
    select
        customer_id,
        activity,
        count(*) as count_interactions,
        sum(score) as score
    from {{ ref('int_contributions') }}
    group by
        customer_id,
        activity
),

activities as (
    select
        activity,
        phrase_one,
        phrase_many
    from {{ ref('activities') }}
),

phrases as (
    select
        contributions.customer_id,
        case
            when contributions.count_interactions = 1
                then activities.phrase_one
            else replace(
                activities.phrase_many,
                '{n}',
                cast(
                    contributions.count_interactions
                    as {{ dbt.type_string() }}
                )
            )
        end as phrase,
        row_number() over (
            partition by contributions.customer_id
            order by
                contributions.score desc,
                {{ bytewise('contributions.activity') }}
        ) as place
    from contributions
    inner join activities
        on contributions.activity = activities.activity
),

-- A maximum a place, since not every engine keeps the order of a joined text.
final as (
    select
        customer_id,
        max(case when place = 1 then phrase end)
        || coalesce(', ' || max(case when place = 2 then phrase end), '')
        || coalesce(', ' || max(case when place = 3 then phrase end), '')
            as phrases
    from phrases
    group by customer_id
)

select
    customer_id,
    phrases
from final
