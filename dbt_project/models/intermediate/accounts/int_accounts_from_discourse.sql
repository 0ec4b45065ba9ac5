-- One row per forum user, the ones who are known by their posts only too.
with users as (
    select
        user_id,
        username,
        name,
        email_address,
        is_admin,
        is_moderator,
        created_at
    from {{ ref('stg_discourse__users') }}
),

posts as (
    select
        user_id,
        min({{ bytewise('username') }}) as username,
        bool_or(is_staff) as is_staff,
        min(created_at) as first_posted_at
    from {{ ref('stg_discourse__posts') }}
    group by user_id
),

joined as (
    select
        coalesce(users.user_id, posts.user_id) as user_id,
        users.email_address,
        coalesce(users.name, users.username, posts.username) as name,
        coalesce(
            users.is_admin or users.is_moderator, posts.is_staff
        ) as is_staff,
        least(users.created_at, posts.first_posted_at) as first_seen_at
    from users
    full outer join posts
        on users.user_id = posts.user_id
),

-- Discourse gives its own users, such as system, ids below zero.
final as (
    select
        'discourse:' || user_id as account_id,
        'forum' as source,
        'discourse' as vendor,
        email_address,
        {{ normalised_email('email_address') }} as normalised_address,
        name,
        is_staff,
        user_id like '-%' as is_bot,
        first_seen_at
    from joined
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
