-- One row per product.
with source as (
    {{ newest_records(
        source('sql', 'products'),
        key=['product_id'],
        newest_by='updated_at'
    ) }}
),

renamed as (
    select
        product_id,

        name,
        category,
        description,

        updated_at
    from source
)

select
    product_id,
    name,
    category,
    description,
    updated_at
from renamed
