-- One row per mail of a sender we know, and per recipient of the brand's own.
with messages as (
    select
        message_key,
        {{ normalised_email('sender_address') }} as normalised_address,
        is_automated,
        received_at
    from {{ ref('stg_imap__messages') }}
    where direction = 'inbound'
),

recipients as (
    select
        message_key,
        normalised_address,
        is_automated,
        received_at
    from {{ ref('int_mail_recipients') }}
),

interactions as (
    select
        'imap:' || md5(message_key) as interaction_id,
        'mail_written' as activity,
        normalised_address,
        is_automated,
        received_at
    from messages
    where normalised_address is not null

    union all

    select
        'imap:' || md5(message_key || ' ' || normalised_address)
            as interaction_id,
        'mail_received' as activity,
        normalised_address,
        is_automated,
        received_at
    from recipients
),

final as (
    select
        interaction_id,
        {{ email_account_id('normalised_address') }} as account_id,
        'email' as source,
        'imap' as vendor,
        activity,
        is_automated,
        received_at as occurred_at
    from interactions
)

select
    interaction_id,
    account_id,
    source,
    vendor,
    activity,
    is_automated,
    occurred_at
from final
