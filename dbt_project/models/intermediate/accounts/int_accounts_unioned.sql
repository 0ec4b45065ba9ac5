-- One row per account of any vendor that was seen before as_of, or has no date.
with from_discourse as (
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
    from {{ ref('int_accounts_from_discourse') }}
),

from_imap as (
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
    from {{ ref('int_accounts_from_imap') }}
),

from_mastodon as (
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
    from {{ ref('int_accounts_from_mastodon') }}
),

from_sql as (
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
    from {{ ref('int_accounts_from_sql') }}
),

accounts as (
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
    from from_discourse

    union all

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
    from from_imap

    union all

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
    from from_mastodon

    union all

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
    from from_sql
),

final as (
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
    from accounts
    where
        first_seen_at < {{ as_of() }}
        or first_seen_at is null
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
