-- One row per post.
with source as (
    {{ newest_records(
        source('discourse', 'posts'),
        key=['post_id'],
        newest_by='updated_at'
    ) }}
),

renamed as (
    select
        post_id,
        topic_id,
        user_id,

        username,
        post_number,
        reply_to_post_number,
        post_type,
        raw as body_text,
        cooked as body_html,

        count_likes,

        is_accepted_answer,
        is_staff,

        created_at,
        updated_at,
        deleted_at
    from source
)

select
    post_id,
    topic_id,
    user_id,
    username,
    post_number,
    reply_to_post_number,
    post_type,
    body_text,
    body_html,
    count_likes,
    is_accepted_answer,
    is_staff,
    created_at,
    updated_at,
    deleted_at
from renamed
