with customers as (
    select sum(count_accounts) as count_accounts
    from {{ ref('customers') }}
),

customer_accounts as (
    select count(*) as count_accounts
    from {{ ref('customer_accounts') }}
),

accounts as (
    select count(*) as count_accounts
    from {{ ref('int_accounts_unioned') }}
)

select
    customers.count_accounts as of_customers,
    customer_accounts.count_accounts as in_mart,
    accounts.count_accounts as of_vendors
from customers
cross join customer_accounts
cross join accounts
where
    coalesce(customers.count_accounts, 0) <> accounts.count_accounts
    or customer_accounts.count_accounts <> accounts.count_accounts
