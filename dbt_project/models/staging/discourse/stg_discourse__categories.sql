-- One row per category.
with source as (
    {{ newest_records(
        source('discourse', 'categories'),
        key=['category_id']
    ) }}
),

renamed as (
    select
        category_id,
        parent_category_id,

        name,
        slug
    from source
)

select
    category_id,
    parent_category_id,
    name,
    slug
from renamed
