-- One row per account, with the customer it belongs to.
with accounts as (
    select
        customer_id,
        account_id,
        vendor,
        source
    from {{ ref('int_customer_accounts') }}
),

final as (
    select
        customer_id,
        account_id,
        vendor,
        source
    from accounts
)

select
    customer_id,
    account_id,
    vendor,
    source
from final
