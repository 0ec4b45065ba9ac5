-- One row per customer.
with accounts as (
    select
        customer_id,
        source,
        is_staff,
        is_bot,
        first_seen_at
    from {{ ref('int_customer_accounts') }}
),

resolved as (
    select
        customer_id,
        confidence,
        reached_by
    from {{ ref('int_resolved_customers') }}
),

interactions as (
    select
        customer_id,
        occurred_at
    from {{ ref('interactions') }}
    where direction = 'inbound'
),

account_facts as (
    select
        customer_id,
        min(first_seen_at) as first_seen_at,
        count(*) as count_accounts,
        bool_or(is_staff) as is_staff,
        bool_or(is_bot) as is_bot
    from accounts
    group by customer_id
),

customer_sources as (
    select distinct
        customer_id,
        source
    from accounts
),

source_facts as (
    select
        customer_id,
        count(*) as count_sources,
        {{ joined_texts('source') }} as sources
    from customer_sources
    group by customer_id
),

interaction_facts as (
    select
        customer_id,
        max(occurred_at) as last_seen_at
    from interactions
    group by customer_id
),

final as (
    select
        account_facts.customer_id,
        account_facts.first_seen_at,
        coalesce(
            interaction_facts.last_seen_at, account_facts.first_seen_at
        ) as last_seen_at,
        account_facts.count_accounts,
        source_facts.count_sources,
        source_facts.sources,
        resolved.confidence,
        resolved.reached_by,
        account_facts.is_staff,
        account_facts.is_bot
    from account_facts
    inner join source_facts
        on account_facts.customer_id = source_facts.customer_id
    left join resolved
        on account_facts.customer_id = resolved.customer_id
    left join interaction_facts
        on account_facts.customer_id = interaction_facts.customer_id
)

select
    customer_id,
    first_seen_at,
    last_seen_at,
    count_accounts,
    count_sources,
    sources,
    confidence,
    reached_by,
    is_staff,
    is_bot
from final
