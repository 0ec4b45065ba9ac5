select
    customer_id,
    engagement_score
from {{ ref('customer_engagement') }}
where
    engagement_score
    <> time_score
    + conversation_score
    + help_score
    + advocacy_score
    + ideas_score
