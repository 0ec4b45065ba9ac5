-- One row per address that the brand wrote to in a mail.
with messages as (
    select
        message_key,
        recipient_addresses,
        is_automated,
        received_at
    from {{ ref('stg_imap__messages') }}
    where direction = 'outbound'
),

recipients as (
    select
        messages.message_key,
        recipients.email_address,
        {{ normalised_email('recipients.email_address') }}
            as normalised_address,
        messages.is_automated,
        messages.received_at
    from messages
    {{ cross_join_texts(
        'messages.recipient_addresses', 'recipients', 'email_address'
    ) }}
),

final as (
    select
        message_key,
        normalised_address,
        min({{ bytewise('email_address') }}) as email_address,
        bool_or(is_automated) as is_automated,
        min(received_at) as received_at
    from recipients
    where normalised_address is not null
    group by
        message_key,
        normalised_address
)

select
    message_key,
    email_address,
    normalised_address,
    is_automated,
    received_at
from final
