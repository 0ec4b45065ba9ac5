-- One row per mail that a person wrote to the brand. The subject stands in
-- front, unless the mail answers or forwards another, whose subject it is.
with messages as (
    select
        message_key,
        in_reply_to_message_id,
        {{ normalised_email('sender_address') }} as normalised_address,
        subject,
        {{ lowercase('subject') }} as lowered_subject,
        body_text,
        body_html,
        received_at
    from {{ ref('stg_imap__messages') }}
    where
        direction = 'inbound'
        and not is_automated
),

-- A plain part that only holds the place of the HTML says nothing.
bodies as (
    select
        message_key,
        normalised_address,
        case
            when
                in_reply_to_message_id is null
                and not {{ matches(
                    'lowered_subject',
                    '^ *(re|aw|sv|antw|fwd?|wg|tr|rv) *:'
                ) }}
            then subject
        end as own_subject,
        case
            when {{ matches('body_text', '[^ \\n\\r\\t]') }}
            then body_text
        end as body_text,
        body_html,
        received_at
    from messages
    where normalised_address is not null
),

-- In front of HTML the subject is HTML too.
texts as (
    select
        message_key,
        normalised_address,
        case
            when own_subject is null
            then coalesce(body_text, body_html)
            when body_text is null and body_html is not null
            then
                '<p>' || {{ html_escaped('own_subject') }} || '</p>'
                || body_html
            else own_subject || coalesce(chr(10) || chr(10) || body_text, '')
        end as text,
        received_at
    from bodies
),

final as (
    select
        'imap:' || md5(message_key) as interaction_id,
        {{ email_account_id('normalised_address') }} as account_id,
        'imap' as vendor,
        text,
        received_at as written_at
    from texts
)

select
    interaction_id,
    account_id,
    vendor,
    text,
    written_at
from final
