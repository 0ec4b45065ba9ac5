-- One row per account, type of identifier and value as written.
with accounts as (
    select account_id
    from {{ ref('int_accounts_unioned') }}
),

from_discourse as (
    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from {{ ref('int_identifiers_from_discourse') }}
),

from_imap as (
    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from {{ ref('int_identifiers_from_imap') }}
),

from_mastodon as (
    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from {{ ref('int_identifiers_from_mastodon') }}
),

from_sql as (
    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from {{ ref('int_identifiers_from_sql') }}
),

written as (
    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from from_discourse

    union all

    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from from_imap

    union all

    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from from_mastodon

    union all

    select
        account_id,
        vendor,
        identifier_type,
        value_as_written,
        country,
        trust
    from from_sql
),

-- The three words of trust sort by their strength: seen, typed, verified.
final as (
    select
        written.account_id,
        written.vendor,
        written.identifier_type,
        written.value_as_written,
        max(written.country) as country,
        max(written.trust) as trust
    from written
    inner join accounts
        on written.account_id = accounts.account_id
    where trim(written.value_as_written) <> ''
    group by
        written.account_id,
        written.vendor,
        written.identifier_type,
        written.value_as_written
)

select
    account_id,
    vendor,
    identifier_type,
    value_as_written,
    country,
    trust
from final
