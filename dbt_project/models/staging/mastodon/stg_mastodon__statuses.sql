-- One row per status.
with source as (
    {{ newest_records(
        source('mastodon', 'statuses'),
        key=['status_id'],
        newest_by='coalesce(edited_at, created_at)'
    ) }}
),

renamed as (
    select
        status_id,
        account_id,
        in_reply_to_status_id,
        in_reply_to_account_id,
        reblog_of_status_id,

        acct as username,
        display_name as name,
        profile_url,
        verified_links,
        unverified_fields,
        content as body_html,
        language,
        visibility,
        hashtags,
        mentions as mentioned_account_ids,
        found_by,

        count_favourites,
        count_reblogs,
        count_replies,

        is_bot,

        created_at,
        edited_at
    from source
)

select
    status_id,
    account_id,
    in_reply_to_status_id,
    in_reply_to_account_id,
    reblog_of_status_id,
    username,
    name,
    profile_url,
    verified_links,
    unverified_fields,
    body_html,
    language,
    visibility,
    hashtags,
    mentioned_account_ids,
    found_by,
    count_favourites,
    count_reblogs,
    count_replies,
    is_bot,
    created_at,
    edited_at
from renamed
