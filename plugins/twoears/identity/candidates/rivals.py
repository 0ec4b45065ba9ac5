"""Weighs a pair against the others that could be meant: nobody is one person with each of two who differ."""

import duckdb

from twoears.identity.link.comparisons import Comparison
from twoears.identity.link.pairing import judge
from twoears.identity.link.reasons import weight_sql
from twoears.identity.link.training import Model

FLOOR = 0.02
"""A pair of a smaller probability is nobody's rival."""

MOST = 20
"""The most partners of one row that are looked at, the likeliest first."""

AGAINST = -2.0
"""A comparison of this weight in bits, or less, speaks against two being one person."""


def weigh_rivals(connection: duckdb.DuckDBPyConnection, comparisons: list[Comparison], model: Model) -> None:
    """Make ``contested`` from ``judged``: what of each ``probability`` its ``rivals`` leave, in bits.

    Of one row's partners two are rivals if something speaks against their being one person: then at most one
    of both is right, and each takes odds from the other. Partners whom nothing holds apart are no rivals,
    since a row may well be what links them.
    """
    connection.execute(f"""
        create or replace table partners as
        with sides as (
            select person_l as person, person_r as partner, probability from judged
            union all
            select person_r, person_l, probability from judged
        )
        select person, partner, probability / greatest(1 - probability, 1e-12) as odds
        from sides where probability >= {FLOOR}
        qualify row_number() over (partition by person order by probability desc, partner) <= {MOST}""")
    connection.execute("""
        create or replace table meetings as
        select distinct one.partner as l, other.partner as r
        from partners as one join partners as other
            on one.person = other.person and one.partner < other.partner""")
    judge(connection, comparisons, model, "select * from meetings", 0.0, made="met")
    against = " or ".join(f"{weight_sql(comparison)} <= {AGAINST}" for comparison in comparisons)
    connection.execute(f"""
        create or replace table contested as
        with differing as (
            select person_l as one, person_r as other from met where probability < 0.5 and ({against})
            union all
            select person_r, person_l from met where probability < 0.5 and ({against})
        ), contests as (
            select mine.person, mine.partner, sum(rival.odds order by rival.odds, rival.partner) as odds
            from partners as mine
            join differing on differing.one = mine.partner
            join partners as rival on rival.person = mine.person and rival.partner = differing.other
            group by mine.person, mine.partner
        ), weighed as (
            select judged.* exclude (probability),
                probability / greatest(1 - probability, 1e-12) as odds,
                1 + coalesce(l.odds, 0) + coalesce(r.odds, 0) as shared
            from judged
            left join contests as l on l.person = person_l and l.partner = person_r
            left join contests as r on r.person = person_r and r.partner = person_l
        )
        select * exclude (odds, shared), odds / (odds + shared) as probability, -log2(shared) as rivals
        from weighed""")
    connection.execute("drop table met; drop table meetings; drop table partners")
