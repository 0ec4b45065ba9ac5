-- One row per customer, with how sure it is that it is one person.
with customers as (
    select
        customer_id,
        count_accounts,
        confidence,
        reached_by
    from {{ source('identity', 'customers') }}
),

final as (
    select
        customer_id,
        count_accounts,
        cast(confidence as numeric(4, 3)) as confidence,
        reached_by
    from customers
)

select
    customer_id,
    count_accounts,
    confidence,
    reached_by
from final
