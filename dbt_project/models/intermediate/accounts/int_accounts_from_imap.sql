-- One row per email address that wrote to the brand, that the brand wrote
-- to, or that it writes from. Others in copy of inbound mail did nothing.
with messages as (
    select
        direction,
        sender_address,
        sender_name,
        {{ normalised_email('sender_address') }} as normalised_address,
        is_automated,
        received_at
    from {{ ref('stg_imap__messages') }}
),

recipients as (
    select
        email_address,
        normalised_address,
        received_at
    from {{ ref('int_mail_recipients') }}
),

sightings as (
    select
        normalised_address,
        sender_address as email_address,
        sender_name as name,
        direction = 'outbound' as is_staff,
        is_automated and direction = 'inbound' as is_bot,
        received_at
    from messages
    where normalised_address is not null

    union all

    select
        normalised_address,
        email_address,
        cast(null as {{ dbt.type_string() }}) as name,
        false as is_staff,
        false as is_bot,
        received_at
    from recipients
),

-- A bot has only ever sent automated mail, and nobody wrote to it.
final as (
    select
        {{ email_account_id('normalised_address') }} as account_id,
        'email' as source,
        'imap' as vendor,
        min({{ bytewise('email_address') }}) as email_address,
        normalised_address,
        min({{ bytewise('name') }}) as name,
        bool_or(is_staff) as is_staff,
        bool_and(is_bot) as is_bot,
        min(received_at) as first_seen_at
    from sightings
    group by normalised_address
)

select
    account_id,
    source,
    vendor,
    email_address,
    normalised_address,
    name,
    is_staff,
    is_bot,
    first_seen_at
from final
