-- One row per account, with the customer it belongs to: accounts that share
-- a normalised email address share a customer, any other is its own.
with accounts as (
    select
        account_id,
        source,
        vendor,
        normalised_address,
        is_staff,
        is_bot,
        first_seen_at
    from {{ ref('int_accounts_unioned') }}
),

final as (
    select
        'c' || md5(coalesce(normalised_address, account_id)) as customer_id,
        account_id,
        source,
        vendor,
        is_staff,
        is_bot,
        first_seen_at
    from accounts
)

select
    customer_id,
    account_id,
    source,
    vendor,
    is_staff,
    is_bot,
    first_seen_at
from final
