"""What each stream brought: all of it loaded, as fresh, as much and as sound as usual. One row per stream.

A stream of a vendor that is not connected has no loads and is never held against anybody: shares, ages and
volumes of nothing are null, and null is not checked.
"""

from typing import TYPE_CHECKING

from twoears.streams import Stream, all_streams

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

NEWEST_BY = {
    "imap.messages": "received_at",
    "discourse.posts": "created_at",
    "mastodon.statuses": "created_at",
    "sql.orders": "ordered_at",
}
"""The streams in which customers speak or act, and when they did."""

FEWEST_FOR_A_SHARE = 20
"""With fewer extracted records, the share of refused ones says nothing."""

FEWEST_RUNS = 3
"""With fewer earlier runs, there is no usual volume. The first run, which brings the past, is never one."""

DAYS_BEFORE_STALE = 7
MOST_QUARANTINED = 0.5
USUAL_QUARANTINED = 0.05


def _facts(stream: Stream) -> str:
    newest = NEWEST_BY.get(stream.name)
    keys = ", ".join(stream.record.key)
    newest_at = f"(select max({newest}) from raw.{stream.table})" if newest else "cast(null as timestamptz)"
    return f"""
        select
            '{stream.name}' as stream,
            '{stream.vendor}' as vendor,
            (select count(*) from raw.{stream.table}) as rows_in_raw,
            (select count(*) from (select distinct {keys} from raw.{stream.table}) as keys) as keys_in_raw,
            (select count(*) from staging.stg_{stream.vendor}__{stream.entity}) as rows_in_staging,
            {newest_at} as newest_at"""


LABEL = "stream"

ROWS = f"""
    with facts as ({" union all ".join(_facts(stream) for stream in all_streams())}
    ),

    loads as (
        select
            stream,
            max(until) as newest_until,
            cast(sum(extracted) as bigint) as extracted,
            cast(sum(landed) as bigint) as landed,
            cast(sum(quarantined) as bigint) as quarantined
        from raw.loads
        group by stream
    ),

    refused as (
        select stream, count(*) as rows_in_quarantine from raw.quarantine group by stream
    ),

    runs as (
        select
            stream,
            cast(sum(extracted) as bigint) as extracted,
            row_number() over (partition by stream order by until desc) as newest_first,
            row_number() over (partition by stream order by until) as oldest_first
        from raw.loads
        group by stream, until
    ),

    volumes as (
        select
            stream,
            max(case when newest_first = 1 then extracted end) as newest_volume,
            avg(case when newest_first > 1 and oldest_first > 1 then extracted end) as usual_volume,
            count(*) - 2 as earlier_runs
        from runs
        group by stream
    )

    select
        facts.stream,
        coalesce(loads.landed, 0) as landed,
        facts.rows_in_raw,
        coalesce(loads.quarantined, 0) as quarantined,
        coalesce(refused.rows_in_quarantine, 0) as rows_in_quarantine,
        facts.keys_in_raw,
        facts.rows_in_staging,
        case
            when loads.extracted >= {FEWEST_FOR_A_SHARE}
                then cast(loads.quarantined as double precision) / loads.extracted
        end as quarantined_share,
        sum(loads.landed) over (partition by facts.vendor) as landed_of_vendor,
        extract(epoch from ($as_of - facts.newest_at)) / 86400.0 as age_days,
        extract(epoch from (facts.newest_at - greatest($as_of, loads.newest_until))) / 86400.0 as ahead_days,
        case
            when volumes.earlier_runs >= {FEWEST_RUNS} and volumes.usual_volume > 0
                then volumes.newest_volume / volumes.usual_volume
        end as volume_ratio
    from facts
    left join loads on facts.stream = loads.stream
    left join refused on facts.stream = refused.stream
    left join volumes on facts.stream = volumes.stream
"""


def suite() -> "ExpectationSuite":
    import great_expectations as gx

    return gx.ExpectationSuite(
        name="staging.streams", expectations=[*_nothing_left_over(), *_soundness(), *_volume_and_time()]
    )


def _nothing_left_over() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="rows_in_raw",
            column_B="landed",
            severity="critical",
            description="The warehouse holds every record that landed in the lake, once.",
            meta={"protects": "every number downstream from a load that was cut short or ran twice"},
        ),
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="rows_in_quarantine",
            column_B="quarantined",
            severity="critical",
            description="The quarantine shows every record that was refused, once.",
            meta={"protects": "the chance to mend and re-drive what was refused"},
        ),
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="rows_in_staging",
            column_B="keys_in_raw",
            severity="critical",
            description="Staging drops older versions of a record and nothing else.",
            meta={"protects": "every number downstream from records that staging loses or doubles"},
        ),
    ]


def _soundness() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="quarantined_share",
            max_value=MOST_QUARANTINED,
            severity="critical",
            description="No stream has most of its records refused.",
            meta={"protects": "the release from a vendor that changed its format"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="quarantined_share",
            max_value=USUAL_QUARANTINED,
            severity="warning",
            description="Few records of a stream are refused.",
            meta={"protects": "the decision to look into the quarantine before it grows"},
        ),
    ]


def _volume_and_time() -> "list[Expectation]":
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="landed_of_vendor",
            min_value=1,
            severity="warning",
            description="A connected vendor brought something.",
            meta={"protects": "the brand from a connection that works and shows nothing"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="volume_ratio",
            min_value=0.1,
            max_value=10,
            severity="warning",
            description="The newest run brought a tenth to ten times of what a run usually brings.",
            meta={"protects": "engagement scores from a feed that dries up or repeats itself"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="age_days",
            max_value=DAYS_BEFORE_STALE,
            severity="warning",
            description="The newest thing a customer said or did is not stale.",
            meta={"protects": "decayed scores, which sink when a feed has stopped unseen"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="ahead_days",
            max_value=1,
            severity="warning",
            description="Nothing happened later than the run and its pulls, give or take a day.",
            meta={"protects": "recency from clocks that are wrong and dates that are made up"},
        ),
    ]
