-- One row per email address, type of identifier and value as written.
with addresses as (
    select
        account_id,
        email_address
    from {{ ref('int_accounts_from_imap') }}
),

messages as (
    select
        {{ email_account_id(normalised_email('sender_address')) }}
            as account_id,
        sender_name,
        direction,
        is_automated,
        body_text
    from {{ ref('stg_imap__messages') }}
    where received_at < {{ as_of() }}
),

-- A signature stands under a line "-- " (RFC 3676, 4.3). Under the one of a
-- list or a machine stands no person's.
bodies as (
    select
        account_id,
        replace(
            chr(10) || body_text,
            chr(10) || '--' || chr(10),
            chr(10) || '-- ' || chr(10)
        ) as body
    from messages
    where
        direction = 'inbound'
        and not is_automated
),

parted as (
    select
        account_id,
        split_part(body, chr(10) || '-- ' || chr(10), 1) as own_words,
        split_part(
            split_part(body, chr(10) || '-- ' || chr(10), 2),
            chr(10) || chr(10),
            1
        ) as signature
    from bodies
),

-- Where somebody is quoted above it, it could be theirs; a longer one is none.
signatures as (
    select
        account_id,
        signature
    from parted
    where
        length(signature) between 1 and 600
        and not {{ quotes_somebody(
            "own_words || chr(10) || signature"
        ) }}
),

final as (
    select
        account_id,
        'email' as identifier_type,
        email_address as value_as_written,
        'typed' as trust
    from addresses

    union all

    select distinct
        account_id,
        'name' as identifier_type,
        sender_name as value_as_written,
        'typed' as trust
    from messages

    union all

    select distinct
        account_id,
        'signature' as identifier_type,
        signature as value_as_written,
        'seen' as trust
    from signatures
)

select
    account_id,
    'imap' as vendor,
    identifier_type,
    value_as_written,
    cast(null as {{ dbt.type_string() }}) as country,
    trust
from final
