-- One row per customer of the shop, the ones known by their orders only too.
with shop_customers as (
    select
        customer_id,
        email_address,
        name,
        created_at
    from {{ ref('stg_sql__customers') }}
),

buyers as (
    select
        customer_id,
        min(ordered_at) as first_ordered_at
    from {{ ref('stg_sql__orders') }}
    where customer_id is not null
    group by customer_id
),

joined as (
    select
        coalesce(
            shop_customers.customer_id, buyers.customer_id
        ) as customer_id,
        shop_customers.email_address,
        shop_customers.name,
        least(
            shop_customers.created_at, buyers.first_ordered_at
        ) as first_seen_at
    from shop_customers
    full outer join buyers
        on shop_customers.customer_id = buyers.customer_id
),

final as (
    select
        'sql:' || customer_id as account_id,
        'orders' as source,
        'sql' as vendor,
        email_address,
        {{ normalised_email('email_address') }} as normalised_address,
        name,
        false as is_staff,
        false as is_bot,
        first_seen_at
    from joined
)

select
    account_id,
    source,
    vendor,
    email_address,
    normalised_address,
    name,
    is_staff,
    is_bot,
    first_seen_at
from final
