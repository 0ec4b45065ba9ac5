-- One row per interaction that is a text of a customer and was written before
-- as_of. The brand's own accounts and machines are no customers.
with from_discourse as (
    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from {{ ref('int_texts_from_discourse') }}
),

from_imap as (
    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from {{ ref('int_texts_from_imap') }}
),

from_mastodon as (
    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from {{ ref('int_texts_from_mastodon') }}
),

authors as (
    select account_id
    from {{ ref('int_accounts_unioned') }}
    where
        not coalesce(is_staff, false)
        and not coalesce(is_bot, false)
),

texts as (
    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from from_discourse

    union all

    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from from_imap

    union all

    select
        interaction_id,
        account_id,
        vendor,
        text,
        written_at
    from from_mastodon
),

final as (
    select
        texts.interaction_id,
        texts.account_id,
        texts.vendor,
        texts.text,
        texts.written_at
    from texts
    inner join authors
        on texts.account_id = authors.account_id
    where
        texts.written_at < {{ as_of() }}
        and texts.text <> ''
)

select
    interaction_id,
    account_id,
    vendor,
    text,
    written_at
from final
