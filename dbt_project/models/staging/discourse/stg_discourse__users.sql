-- One row per user.
with source as (
    {{ newest_records(
        source('discourse', 'users'),
        key=['user_id']
    ) }}
),

renamed as (
    select
        user_id,

        username,
        name,
        email as email_address,
        secondary_emails as secondary_email_addresses,
        trust_level,

        is_active,
        is_admin,
        is_moderator,

        created_at,
        last_seen_at
    from source
)

select
    user_id,
    username,
    name,
    email_address,
    secondary_email_addresses,
    trust_level,
    is_active,
    is_admin,
    is_moderator,
    created_at,
    last_seen_at
from renamed
