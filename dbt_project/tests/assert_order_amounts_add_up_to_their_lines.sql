-- Each order is rounded once, so it is never half a cent away from its lines.
with order_lines as (
    select
        order_id,
        count(*) as count_lines,
        sum(quantity * unit_price) as exact_amount
    from {{ ref('stg_sql__order_lines') }}
    group by order_id
)

select
    orders.order_id,
    orders.net_amount
from {{ ref('orders') }} as orders
left join order_lines
    on orders.order_id = order_lines.order_id
where
    orders.net_amount <> orders.gross_amount - orders.returned_amount
    or orders.count_lines <> coalesce(order_lines.count_lines, 0)
    or abs(orders.net_amount - coalesce(order_lines.exact_amount, 0)) > 0.005
