-- One row per order.
with orders as (
    select
        order_id,
        'sql:' || customer_id as account_id,
        ordered_at,
        currency,
        status,
        discount_code,
        count_lines,
        gross_amount,
        returned_amount,
        net_amount,
        is_refund
    from {{ ref('int_orders_summed') }}
),

accounts as (
    select
        account_id,
        customer_id
    from {{ ref('int_customer_accounts') }}
),

final as (
    select
        orders.order_id,
        accounts.customer_id,
        orders.ordered_at,
        {{ utc_date('orders.ordered_at') }} as ordered_date,
        orders.currency,
        orders.status,
        orders.discount_code,
        orders.count_lines,
        orders.gross_amount,
        orders.returned_amount,
        orders.net_amount,
        orders.account_id is null as is_anonymous,
        orders.is_refund
    from orders
    left join accounts
        on orders.account_id = accounts.account_id
)

select
    order_id,
    customer_id,
    ordered_at,
    ordered_date,
    currency,
    status,
    discount_code,
    count_lines,
    gross_amount,
    returned_amount,
    net_amount,
    is_anonymous,
    is_refund
from final
