-- One row per order, with the exact sums of its lines rounded to cents once,
-- as an invoice is.
with orders as (
    select
        order_id,
        customer_id,
        ordered_at,
        currency,
        status,
        discount_code
    from {{ ref('stg_sql__orders') }}
    where ordered_at < {{ as_of() }}
),

order_lines as (
    select
        order_id,
        quantity,
        quantity * unit_price as exact_amount
    from {{ ref('stg_sql__order_lines') }}
),

sums as (
    select
        order_id,
        count(*) as count_lines,
        bool_and(quantity < 0) as is_all_returned,
        sum(
            case when quantity >= 0 then exact_amount else 0 end
        ) as exact_gross_amount,
        sum(exact_amount) as exact_net_amount
    from order_lines
    group by order_id
),

rounded as (
    select
        order_id,
        count_lines,
        is_all_returned and exact_net_amount < 0 as is_refund,
        cast(exact_gross_amount as numeric(18, 2)) as gross_amount,
        cast(exact_net_amount as numeric(18, 2)) as net_amount
    from sums
),

-- What was given back is the rest, so that the three always add up.
final as (
    select
        orders.order_id,
        orders.customer_id,
        orders.ordered_at,
        orders.currency,
        orders.status,
        orders.discount_code,
        coalesce(rounded.count_lines, 0) as count_lines,
        coalesce(rounded.gross_amount, 0) as gross_amount,
        coalesce(
            rounded.gross_amount - rounded.net_amount, 0
        ) as returned_amount,
        coalesce(rounded.net_amount, 0) as net_amount,
        coalesce(rounded.is_refund, false) as is_refund
    from orders
    left join rounded
        on orders.order_id = rounded.order_id
)

select
    order_id,
    customer_id,
    ordered_at,
    currency,
    status,
    discount_code,
    count_lines,
    cast(gross_amount as numeric(18, 2)) as gross_amount,
    cast(returned_amount as numeric(18, 2)) as returned_amount,
    cast(net_amount as numeric(18, 2)) as net_amount,
    is_refund
from final
