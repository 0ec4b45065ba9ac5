-- One row per account and moment at which it came to another customer.
with changes as (
    select
        changed_at,
        account_id,
        from_customer_id,
        to_customer_id,
        change,
        evidence_type,
        other_account_id,
        decision_id
    from {{ ref('int_identity_changes') }}
),

final as (
    select
        changed_at,
        account_id,
        from_customer_id,
        to_customer_id,
        change,
        evidence_type,
        other_account_id,
        decision_id
    from changes
)

select
    changed_at,
    account_id,
    from_customer_id,
    to_customer_id,
    change,
    evidence_type,
    other_account_id,
    decision_id
from final
