-- One row per order.
with source as (
    {{ newest_records(
        source('sql', 'orders'),
        key=['order_id'],
        newest_by='updated_at'
    ) }}
),

renamed as (
    select
        order_id,
        customer_id,

        status,
        currency,
        discount_code,

        ordered_at,
        updated_at
    from source
)

select
    order_id,
    customer_id,
    status,
    currency,
    discount_code,
    ordered_at,
    updated_at
from renamed
