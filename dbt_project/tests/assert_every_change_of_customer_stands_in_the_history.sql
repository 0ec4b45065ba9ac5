with moves as (
    select
        later.valid_from as changed_at,
        later.account_id,
        former.customer_id as from_customer_id,
        later.customer_id as to_customer_id
    from {{ ref('customer_id_history') }} as former
    inner join {{ ref('customer_id_history') }} as later
        on
            former.account_id = later.account_id
            and former.valid_to = later.valid_from
)

select
    coalesce(changes.account_id, moves.account_id) as account_id,
    coalesce(changes.changed_at, moves.changed_at) as changed_at
from {{ ref('identity_changes') }} as changes
full outer join moves
    on
        changes.account_id = moves.account_id
        and changes.changed_at = moves.changed_at
        and changes.from_customer_id = moves.from_customer_id
        and changes.to_customer_id = moves.to_customer_id
where
    changes.account_id is null
    or moves.account_id is null
