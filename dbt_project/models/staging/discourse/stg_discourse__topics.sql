-- One row per topic.
with source as (
    {{ newest_records(
        source('discourse', 'topics'),
        key=['topic_id']
    ) }}
),

renamed as (
    select
        topic_id,
        category_id,

        title,

        count_posts,
        count_likes,
        count_views,

        has_accepted_answer,

        created_at,
        last_posted_at,
        bumped_at
    from source
)

select
    topic_id,
    category_id,
    title,
    count_posts,
    count_likes,
    count_views,
    has_accepted_answer,
    created_at,
    last_posted_at,
    bumped_at
from renamed
