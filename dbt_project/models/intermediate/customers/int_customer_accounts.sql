-- One row per account, with the customer it belongs to. Who has one account
-- on the staff, or one that is a machine's, is that in all of them.
with account_customers as (
    select
        account_id,
        customer_id,
        joined_by
    from {{ source('identity', 'account_customers') }}
),

accounts as (
    select
        account_id,
        source,
        vendor,
        is_staff,
        is_bot,
        first_seen_at
    from {{ ref('int_accounts_unioned') }}
),

final as (
    select
        account_customers.customer_id,
        account_customers.account_id,
        accounts.source,
        accounts.vendor,
        bool_or(accounts.is_staff) over (
            partition by account_customers.customer_id
        ) as is_staff,
        bool_or(accounts.is_bot) over (
            partition by account_customers.customer_id
        ) as is_bot,
        accounts.first_seen_at,
        account_customers.joined_by
    from account_customers
    inner join accounts
        on account_customers.account_id = accounts.account_id
)

select
    customer_id,
    account_id,
    source,
    vendor,
    is_staff,
    is_bot,
    first_seen_at,
    joined_by
from final
