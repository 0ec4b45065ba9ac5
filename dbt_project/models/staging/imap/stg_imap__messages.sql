-- One row per message. Of a mail that lies in a sent folder and in another,
-- the sent copy stays: it alone names everybody it was sent to.
with source as (
    {{ newest_records(
        source('imap', 'messages'),
        key=['message_key'],
        newest_by="case when direction = 'outbound' then 1 else 0 end"
    ) }}
),

renamed as (
    select
        message_key,
        message_id,
        in_reply_to as in_reply_to_message_id,

        folder,
        direction,
        from_address as sender_address,
        from_name as sender_name,
        to_addresses as recipient_addresses,
        thread_references as thread_message_ids,
        subject,
        body_text,
        body_html,

        count_attachments,

        is_automated,

        sent_at,
        received_at
    from source
)

select
    message_key,
    message_id,
    in_reply_to_message_id,
    folder,
    direction,
    sender_address,
    sender_name,
    recipient_addresses,
    thread_message_ids,
    subject,
    body_text,
    body_html,
    count_attachments,
    is_automated,
    sent_at,
    received_at
from renamed
