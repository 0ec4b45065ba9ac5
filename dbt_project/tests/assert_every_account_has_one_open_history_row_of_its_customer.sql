with open_rows as (
    select
        account_id,
        count(*) as count_rows,
        min(customer_id) as customer_id
    from {{ ref('customer_id_history') }}
    where valid_to is null
    group by account_id
)

select
    coalesce(customer_accounts.account_id, open_rows.account_id) as account_id,
    open_rows.count_rows
from {{ ref('customer_accounts') }} as customer_accounts
full outer join open_rows
    on customer_accounts.account_id = open_rows.account_id
where
    coalesce(open_rows.count_rows, 0) <> 1
    or open_rows.customer_id <> customer_accounts.customer_id
    or customer_accounts.account_id is null
