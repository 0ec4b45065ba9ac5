with measures as (
    select
        measure,
        vendor,
        sum(value) as value
    from {{ ref('listening_measures') }}
    group by
        measure,
        vendor
),

vendors as (
    select
        vendor,
        sum(case when measure = 'texts' then value end) as count_texts,
        sum(
            case
                when measure in ('read_texts', 'unread_texts', 'waiting_texts')
                then value
            end
        ) as count_parts,
        sum(
            case
                when measure in ('texts_by_version', 'waiting_texts')
                then value
            end
        ) as count_by_version
    from measures
    group by vendor
),

counted as (
    select
        vendor,
        count(*) as count_texts
    from {{ ref('int_texts_unioned') }}
    group by vendor

    union all

    select
        'all' as vendor,
        count(*) as count_texts
    from {{ ref('int_texts_unioned') }}
)

select
    counted.vendor,
    counted.count_texts,
    vendors.count_parts
from counted
left join vendors
    on counted.vendor = vendors.vendor
where
    counted.count_texts <> coalesce(vendors.count_texts, 0)
    or counted.count_texts <> coalesce(vendors.count_parts, 0)
    or counted.count_texts <> coalesce(vendors.count_by_version, 0)
