with counted as (
    select sum(count_interactions) as count_interactions
    from {{ ref('customer_engagement') }}
),

weighted as (
    select count(*) as count_interactions
    from {{ ref('interactions') }}
    where weight > 0
)

select
    counted.count_interactions as counted,
    weighted.count_interactions as weighted
from counted
cross join weighted
where coalesce(counted.count_interactions, 0) <> weighted.count_interactions
