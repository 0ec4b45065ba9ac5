-- One row per post that stands, and one more when it is the accepted answer to
-- somebody else. Posts of other types than 1 are the software's own notes.
with posts as (
    select
        post_id,
        topic_id,
        user_id,
        post_number,
        reply_to_post_number,
        is_accepted_answer,
        created_at
    from {{ ref('stg_discourse__posts') }}
    where
        post_type = 1
        and deleted_at is null
),

-- A post that was moved may leave its number to another.
answered as (
    select
        topic_id,
        post_number,
        min({{ bytewise('user_id') }}) as user_id
    from {{ ref('stg_discourse__posts') }}
    group by
        topic_id,
        post_number
),

activities as (
    select
        'discourse:post:' || posts.post_id as interaction_id,
        posts.user_id,
        case
            when posts.post_number = 1 then 'topic_started'
            when answered.user_id <> posts.user_id then 'reply_written'
            else 'post_written'
        end as activity,
        posts.created_at
    from posts
    left join answered
        on
            posts.topic_id = answered.topic_id
            and posts.reply_to_post_number = answered.post_number

    union all

    select
        'discourse:answer:' || posts.post_id as interaction_id,
        posts.user_id,
        'answer_accepted' as activity,
        posts.created_at
    from posts
    left join answered as opened
        on
            posts.topic_id = opened.topic_id
            and opened.post_number = 1
    where
        posts.is_accepted_answer
        and posts.user_id <> coalesce(opened.user_id, '')
),

final as (
    select
        interaction_id,
        'discourse:' || user_id as account_id,
        'forum' as source,
        'discourse' as vendor,
        activity,
        false as is_automated,
        created_at as occurred_at
    from activities
)

select
    interaction_id,
    account_id,
    source,
    vendor,
    activity,
    is_automated,
    occurred_at
from final
