-- One row per customer of the shop, type of identifier and value as written.
with shop_customers as (
    select
        customer_id,
        email_address,
        name,
        phone_number,
        postal_code,
        loyalty_number,
        country
    from {{ ref('stg_sql__customers') }}
),

accounts as (
    select account_id
    from {{ ref('int_accounts_from_sql') }}
),

-- A customer's number is one only together with the shop that gave it, as it
-- stands in the account's id.
final as (
    select
        account_id,
        'order_customer_id' as identifier_type,
        account_id as value_as_written,
        cast(null as {{ dbt.type_string() }}) as country,
        'verified' as trust
    from accounts

    union all

    select
        'sql:' || customer_id as account_id,
        'email' as identifier_type,
        email_address as value_as_written,
        country,
        'typed' as trust
    from shop_customers

    union all

    select
        'sql:' || customer_id as account_id,
        'phone' as identifier_type,
        phone_number as value_as_written,
        country,
        'typed' as trust
    from shop_customers

    union all

    select
        'sql:' || customer_id as account_id,
        'name' as identifier_type,
        name as value_as_written,
        country,
        'typed' as trust
    from shop_customers

    union all

    select
        'sql:' || customer_id as account_id,
        'postal_code' as identifier_type,
        postal_code as value_as_written,
        country,
        'typed' as trust
    from shop_customers

    union all

    select
        'sql:' || customer_id as account_id,
        'loyalty_number' as identifier_type,
        loyalty_number as value_as_written,
        country,
        'typed' as trust
    from shop_customers
)

select
    account_id,
    'sql' as vendor,
    identifier_type,
    value_as_written,
    country,
    trust
from final
