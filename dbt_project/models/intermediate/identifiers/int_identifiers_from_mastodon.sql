-- One row per Mastodon account, type of identifier and value as written.
with sightings as (
    select
        account_id,
        username,
        name,
        profile_url,
        verified_links,
        unverified_fields,
        created_at,
        'status ' || status_id as sighting_id
    from {{ ref('stg_mastodon__statuses') }}

    union all

    select
        account_id,
        username,
        name,
        profile_url,
        verified_links,
        unverified_fields,
        created_at,
        'notification ' || notification_id as sighting_id
    from {{ ref('stg_mastodon__notifications') }}
),

-- The profile as it last was; records landed before fields were taken last.
ranked as (
    select
        account_id,
        username,
        name,
        profile_url,
        verified_links,
        unverified_fields,
        row_number() over (
            partition by account_id
            order by
                case when verified_links is null then 1 else 0 end,
                created_at desc,
                {{ bytewise('sighting_id') }} desc
        ) as newest_first
    from sightings
    where created_at < {{ as_of() }}
),

profiles as (
    select
        account_id,
        username,
        name,
        profile_url,
        verified_links,
        unverified_fields
    from ranked
    where newest_first = 1
),

verified as (
    select
        profiles.account_id,
        verified.field_value
    from profiles
    {{ cross_join_texts(
        'profiles.verified_links', 'verified', 'field_value'
    ) }}
),

unverified as (
    select
        profiles.account_id,
        unverified.field_value
    from profiles
    {{ cross_join_texts(
        'profiles.unverified_fields', 'unverified', 'field_value'
    ) }}
),

final as (
    select
        account_id,
        'profile_link' as identifier_type,
        profile_url as value_as_written,
        'verified' as trust
    from profiles

    union all

    select
        account_id,
        'username' as identifier_type,
        username as value_as_written,
        'verified' as trust
    from profiles

    union all

    select
        account_id,
        'name' as identifier_type,
        name as value_as_written,
        'typed' as trust
    from profiles

    union all

    select
        account_id,
        'website' as identifier_type,
        field_value as value_as_written,
        'verified' as trust
    from verified

    union all

    select
        account_id,
        case
            when field_value like 'http%' then 'website' else 'email'
        end as identifier_type,
        field_value as value_as_written,
        'typed' as trust
    from unverified
    where
        field_value like 'http://%'
        or field_value like 'https://%'
        or (field_value like '_%@%_' and field_value not like '% %')
)

select
    'mastodon:' || account_id as account_id,
    'mastodon' as vendor,
    identifier_type,
    value_as_written,
    cast(null as {{ dbt.type_string() }}) as country,
    trust
from final
