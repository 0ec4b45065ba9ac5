-- One row per measure, vendor and dimension: how much of what customers wrote
-- was read, and how often each intent was heard in it.
with texts as (
    select
        interaction_id,
        vendor,
        reader_version,
        is_read,
        sentiment
    from {{ ref('int_read_texts') }}
),

heard as (
    select
        interaction_id,
        vendor,
        intent
    from {{ ref('int_heard_intents') }}
),

intents as (
    select intent
    from {{ ref('intents') }}
),

dimensioned as (
    select
        vendor,
        reader_version,
        is_read,
        sentiment
    from texts

    union all

    select
        'all' as vendor,
        reader_version,
        is_read,
        sentiment
    from texts
),

counted as (
    select
        vendor,
        count(*) as count_texts,
        sum(case when is_read then 1 else 0 end) as count_read,
        sum(case when not is_read then 1 else 0 end) as count_unread,
        sum(case when is_read is null then 1 else 0 end) as count_waiting,
        sum(case when is_read then sentiment end) as sum_sentiment
    from dimensioned
    group by vendor
),

versions as (
    select
        vendor,
        reader_version,
        count(*) as count_texts
    from dimensioned
    where reader_version is not null
    group by
        vendor,
        reader_version
),

-- An intent counts once a text, however often it is shown there.
texts_with_intents as (
    select
        vendor,
        intent,
        count(distinct interaction_id) as count_texts
    from heard
    group by
        vendor,
        intent

    union all

    select
        'all' as vendor,
        intent,
        count(distinct interaction_id) as count_texts
    from heard
    group by intent
),

-- Shares are cut and not rounded after six digits, as engines round ties
-- unlike. An intent that nobody shows is a row too.
intent_shares as (
    select
        counted.vendor,
        intents.intent,
        floor(
            cast(coalesce(texts_with_intents.count_texts, 0) as {{ type_double() }})
            * 1000000
            / cast(counted.count_read as {{ type_double() }})
        ) / 1000000 as value
    from counted
    cross join intents
    left join texts_with_intents
        on
            counted.vendor = texts_with_intents.vendor
            and intents.intent = texts_with_intents.intent
    where counted.count_read > 0
),

unread_shares as (
    select
        vendor,
        floor(
            cast(count_unread as {{ type_double() }})
            * 1000000
            / cast((count_read + count_unread) as {{ type_double() }})
        ) / 1000000 as value
    from counted
    where count_read + count_unread > 0
),

sentiments as (
    select
        vendor,
        floor(
            cast(sum_sentiment as {{ type_double() }})
            * 1000000
            / cast(count_read as {{ type_double() }})
        ) / 1000000 as value
    from counted
    where count_read > 0
),

measured as (
    select
        'texts' as measure,
        vendor,
        'all' as dimension,
        cast(count_texts as {{ type_double() }}) as value
    from counted

    union all

    select
        'read_texts' as measure,
        vendor,
        'all' as dimension,
        cast(count_read as {{ type_double() }}) as value
    from counted

    union all

    select
        'unread_texts' as measure,
        vendor,
        'all' as dimension,
        cast(count_unread as {{ type_double() }}) as value
    from counted

    union all

    select
        'waiting_texts' as measure,
        vendor,
        'all' as dimension,
        cast(count_waiting as {{ type_double() }}) as value
    from counted

    union all

    select
        'texts_by_version' as measure,
        vendor,
        reader_version as dimension,
        cast(count_texts as {{ type_double() }}) as value
    from versions

    union all

    select
        'unread_share' as measure,
        vendor,
        'all' as dimension,
        value
    from unread_shares

    union all

    select
        'mean_sentiment' as measure,
        vendor,
        'all' as dimension,
        value
    from sentiments

    union all

    select
        'intent_share' as measure,
        vendor,
        intent as dimension,
        value
    from intent_shares
),

final as (
    select
        measure,
        vendor,
        dimension,
        cast(value as numeric(18, 6)) as value
    from measured
)

select
    measure,
    vendor,
    dimension,
    value
from final
