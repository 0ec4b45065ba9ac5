select
    texts.interaction_id,
    texts.vendor
from {{ ref('int_read_texts') }} as texts
left join {{ ref('interactions') }} as interactions
    on
        texts.interaction_id = interactions.interaction_id
        and interactions.direction = 'inbound'
where interactions.interaction_id is null
