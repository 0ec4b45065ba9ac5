-- One row per account and time in which it belonged to one customer.
with history as (
    select
        account_id,
        customer_id,
        valid_from,
        valid_to
    from {{ ref('int_customer_id_history') }}
),

accounts as (
    select
        account_id,
        customer_id as current_customer_id
    from {{ ref('int_customer_accounts') }}
),

final as (
    select
        history.account_id,
        history.customer_id,
        history.valid_from,
        history.valid_to,
        accounts.current_customer_id
    from history
    left join accounts
        on history.account_id = accounts.account_id
)

select
    account_id,
    customer_id,
    valid_from,
    valid_to,
    current_customer_id
from final
