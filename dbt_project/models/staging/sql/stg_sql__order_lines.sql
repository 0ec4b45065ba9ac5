-- One row per line of an order.
with source as (
    {{ newest_records(
        source('sql', 'order_lines'),
        key=['order_id', 'line_number'],
        newest_by='updated_at'
    ) }}
),

renamed as (
    select
        order_id,
        line_number,
        product_id,

        description,
        quantity,
        unit_price,

        updated_at
    from source
)

select
    order_id,
    line_number,
    product_id,
    description,
    quantity,
    unit_price,
    updated_at
from renamed
