-- One row per post that stands, as it was typed. The topic's title belongs to
-- its first post. Posts of other types than 1 are the software's own notes.
with posts as (
    select
        post_id,
        topic_id,
        user_id,
        post_number,
        body_text,
        created_at
    from {{ ref('stg_discourse__posts') }}
    where
        post_type = 1
        and deleted_at is null
),

topics as (
    select
        topic_id,
        title
    from {{ ref('stg_discourse__topics') }}
),

texts as (
    select
        posts.post_id,
        posts.user_id,
        case
            when posts.post_number = 1 and topics.title is not null
            then topics.title || coalesce(
                chr(10) || chr(10) || posts.body_text, ''
            )
            else posts.body_text
        end as text,
        posts.created_at
    from posts
    left join topics
        on posts.topic_id = topics.topic_id
),

final as (
    select
        'discourse:post:' || post_id as interaction_id,
        'discourse:' || user_id as account_id,
        'discourse' as vendor,
        text,
        created_at as written_at
    from texts
)

select
    interaction_id,
    account_id,
    vendor,
    text,
    written_at
from final
