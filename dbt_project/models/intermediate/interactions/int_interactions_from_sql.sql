-- One row per order of a known customer; anonymous orders are nobody's.
with orders as (
    select
        order_id,
        customer_id,
        is_refund,
        ordered_at
    from {{ ref('int_orders_summed') }}
    where customer_id is not null
),

final as (
    select
        'sql:order:' || order_id as interaction_id,
        'sql:' || customer_id as account_id,
        'orders' as source,
        'sql' as vendor,
        case
            when is_refund then 'order_returned'
            else 'order_placed'
        end as activity,
        false as is_automated,
        ordered_at as occurred_at
    from orders
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
