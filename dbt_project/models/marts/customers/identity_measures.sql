-- One row per measure and dimension: what gate 2 compares with the published
-- release before anybody sees who is who.
with accounts as (
    select
        account_id,
        customer_id,
        vendor,
        count(*) over (partition by customer_id) as count_of_customer
    from {{ ref('int_customer_accounts') }}
),

customers as (
    select
        customer_id,
        count_accounts,
        reached_by
    from {{ ref('int_resolved_customers') }}
),

identifiers as (
    select
        vendor,
        identifier_type,
        value,
        withheld_because
    from {{ ref('int_identifiers') }}
),

sizes as (
    select
        'customers_by_size' as measure,
        cast(count_accounts as {{ dbt.type_string() }}) as dimension,
        count(*) as value
    from customers
    group by count_accounts
),

largest as (
    select
        'largest_customer' as measure,
        'all' as dimension,
        coalesce(max(count_accounts), 0) as value
    from customers
),

reached as (
    select
        'customers_by_reach' as measure,
        reached_by as dimension,
        count(*) as value
    from customers
    group by reached_by
),

withheld as (
    select
        'withheld_values' as measure,
        identifier_type || ': ' || withheld_because as dimension,
        count(distinct value) as value
    from identifiers
    where withheld_because is not null
    group by
        identifier_type,
        withheld_because
),

-- However the rules judge them, so that only new evidence moves it.
evidence as (
    select
        'identifiers' as measure,
        vendor || ': ' || identifier_type as dimension,
        count(*) as value
    from identifiers
    where coalesce(withheld_because, '') <> 'not_valid'
    group by
        vendor,
        identifier_type
),

dimensioned as (
    select
        vendor as dimension,
        count_of_customer
    from accounts

    union all

    select
        'all' as dimension,
        count_of_customer
    from accounts
),

counted as (
    select
        dimension,
        count(*) as count_accounts,
        sum(case when count_of_customer > 1 then 1 else 0 end) as count_joined
    from dimensioned
    group by dimension
),

-- Cut and not rounded after six digits, as engines round ties unlike.
joined as (
    select
        'joined_share' as measure,
        dimension,
        floor(
            cast(count_joined as {{ type_double() }})
            * 1000000
            / cast(count_accounts as {{ type_double() }})
        ) / 1000000 as value
    from counted
),

measured as (
    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from sizes

    union all

    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from largest

    union all

    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from reached

    union all

    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from withheld

    union all

    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from evidence

    union all

    select
        'accounts' as measure,
        dimension,
        cast(count_accounts as numeric(18, 6)) as value
    from counted

    union all

    select
        measure,
        dimension,
        cast(value as numeric(18, 6)) as value
    from joined
),

final as (
    select
        measure,
        dimension,
        value
    from measured
)

select
    measure,
    dimension,
    value
from final
