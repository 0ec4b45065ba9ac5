-- One row per account, type and value of what tells people apart. A value
-- that joins nobody says why.
with identifiers as (
    select
        account_id,
        vendor,
        identifier_type,
        value,
        value_as_written,
        trust,
        is_joining,
        withheld_because
    from {{ source('identity', 'identifiers') }}
),

final as (
    select
        account_id,
        vendor,
        identifier_type,
        value,
        value_as_written,
        trust,
        is_joining,
        withheld_because
    from identifiers
)

select
    account_id,
    vendor,
    identifier_type,
    value,
    value_as_written,
    trust,
    is_joining,
    withheld_because
from final
