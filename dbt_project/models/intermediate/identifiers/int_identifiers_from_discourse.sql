-- One row per forum user, type of identifier and value as written.
with users as (
    select
        user_id,
        username,
        name,
        email_address,
        secondary_email_addresses,
        is_active
    from {{ ref('stg_discourse__users') }}
),

posts as (
    select distinct
        user_id,
        username
    from {{ ref('stg_discourse__posts') }}
),

-- An address is proven when the forum's mail to it was answered.
addresses as (
    select
        user_id,
        email_address as value_as_written,
        case when is_active then 'verified' else 'typed' end as trust
    from users

    union all

    select
        users.user_id,
        secondary.email_address as value_as_written,
        'verified' as trust
    from users
    {{ cross_join_texts(
        'users.secondary_email_addresses', 'secondary', 'email_address'
    ) }}
),

usernames as (
    select
        user_id,
        username
    from users

    union

    select
        user_id,
        username
    from posts
    where not exists (
        select 1 as found
        from users
        where users.user_id = posts.user_id
    )
),

final as (
    select
        'discourse:' || user_id as account_id,
        'email' as identifier_type,
        value_as_written,
        trust
    from addresses

    union all

    select
        'discourse:' || user_id as account_id,
        'profile_link' as identifier_type,
        '{{ var("forum_url") }}/u/' || username as value_as_written,
        'verified' as trust
    from usernames

    union all

    select
        'discourse:' || user_id as account_id,
        'username' as identifier_type,
        username as value_as_written,
        'verified' as trust
    from usernames

    union all

    select
        'discourse:' || user_id as account_id,
        'name' as identifier_type,
        name as value_as_written,
        'typed' as trust
    from users
)

select
    account_id,
    'discourse' as vendor,
    identifier_type,
    value_as_written,
    cast(null as {{ dbt.type_string() }}) as country,
    trust
from final
