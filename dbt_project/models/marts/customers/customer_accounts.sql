-- One row per account, with the customer it belongs to.
with accounts as (
    select
        customer_id,
        account_id,
        vendor,
        source,
        joined_by,
        is_staff,
        is_bot
    from {{ ref('int_customer_accounts') }}
),

final as (
    select
        customer_id,
        account_id,
        vendor,
        source,
        joined_by,
        is_staff,
        is_bot
    from accounts
)

select
    customer_id,
    account_id,
    vendor,
    source,
    joined_by,
    is_staff,
    is_bot
from final
