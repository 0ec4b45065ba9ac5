-- One row per account and time in which it belonged to one customer.
with history as (
    select
        account_id,
        customer_id,
        valid_from,
        valid_to
    from {{ source('identity', 'customer_id_history') }}
),

final as (
    select
        account_id,
        customer_id,
        valid_from,
        valid_to
    from history
)

select
    account_id,
    customer_id,
    valid_from,
    valid_to
from final
