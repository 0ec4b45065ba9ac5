with sizes as (
    select sum(cast(dimension as bigint) * value) as count_accounts
    from {{ ref('identity_measures') }}
    where measure = 'customers_by_size'
),

customer_accounts as (
    select count(*) as count_accounts
    from {{ ref('customer_accounts') }}
)

select
    sizes.count_accounts as of_sizes,
    customer_accounts.count_accounts as in_mart
from sizes
cross join customer_accounts
where coalesce(sizes.count_accounts, 0) <> customer_accounts.count_accounts
