-- One row per customer.
with source as (
    {{ newest_records(
        source('sql', 'customers'),
        key=['customer_id'],
        newest_by='updated_at'
    ) }}
),

renamed as (
    select
        customer_id,

        email as email_address,
        name,
        phone as phone_number,
        country,
        postal_code,
        loyalty_number,

        created_at,
        updated_at
    from source
)

select
    customer_id,
    email_address,
    name,
    phone_number,
    country,
    postal_code,
    loyalty_number,
    created_at,
    updated_at
from renamed
