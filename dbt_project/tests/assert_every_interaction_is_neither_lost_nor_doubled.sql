with marts as (
    select count(*) as count_interactions
    from {{ ref('interactions') }}
),

vendors as (
    select count(*) as count_interactions
    from {{ ref('int_interactions_unioned') }}
)

select
    marts.count_interactions as in_mart,
    vendors.count_interactions as of_vendors
from marts
cross join vendors
where marts.count_interactions <> vendors.count_interactions
