"""Whether two names can be one person's, however each was written."""

from pathlib import Path

import duckdb

from twoears.identity.columns import TEXT
from twoears.identity.placeholders import NO_NAMES
from twoears.settings import ROOT

NICKNAMES = ROOT / "dbt_project" / "seeds" / "nicknames.csv"
"""Given names and their short forms, one pair a line: ``name``, ``short``."""

_NO_NAMES = ", ".join(f"'{word}'" for word in NO_NAMES)
_DOUBLED = "bdfgklmnprst"

_READING = rf"""
create or replace macro is_of_one(x) as
    not regexp_matches(x, '[0-9_@/&+:]|\b(and|und|et)\b', 'i')
    and not regexp_matches(x, '[\p{{Han}}\p{{Hangul}}\p{{Hiragana}}\p{{Katakana}}]');
create or replace macro without_titles(x) as
    regexp_replace(x, '(, *| )(jr|sr|ii|iii|phd|ph\.? ?d|md|mba|esq)\.?$', '', 'i');
create or replace macro given_first(x) as regexp_replace(x, '^([^,]+),([^,]+)$', '\2 \1');
create or replace macro name_words(x) as
    string_split(person_name(replace(given_first(without_titles(trim(
        regexp_replace(x, '\(.*?\)|\[.*?\]|"', ' ', 'g')))), '.', '. ')), ' ');
create or replace macro is_name(words) as
    len(words) between 1 and 8
    and len(list_filter(words, lambda w: length(w) > 1)) > 0
    and len(list_filter(words, lambda w: w not in ({_NO_NAMES}))) > 0;
create or replace macro without_h(x) as left(x, 1) || replace(substr(x, 2), 'h', '');
create or replace macro spelt(x) as {"replace(" * len(_DOUBLED)}
    translate(without_h(replace(replace(x, 'ph', 'f'), 'ck', 'k')), 'cyzw', 'kisv')
    {"".join(f", '{letter * 2}', '{letter}')" for letter in _DOUBLED)};
"""
"""What of a text is one person's name, as words; words that sound alike are spelt alike."""

_SLIPS = """
create or replace macro have_one_end(x, y) as left(x, 1) = left(y, 1) and right(x, 1) = right(y, 1);
create or replace macro are_he_and_she(x, y) as
    length(x) = length(y) and right(x, 1) <> right(y, 1)
        and (left(x, -1) = left(y, -1) or 'a' in (right(x, 1), right(y, 1)))
    or starts_with(y, x) and regexp_matches(y, '([^aeiou][ao]|[^aeioun]e|[^n]ne|a[ns])$')
    or starts_with(x, y) and regexp_matches(x, '([^aeiou][ao]|[^aeioun]e|[^n]ne|a[ns])$');
create or replace macro is_slip(x, y) as
    abs(length(x) - length(y)) <= 2 and greatest(length(x), length(y)) >= 3 and not are_he_and_she(x, y)
    and case damerau_levenshtein(x, y)
        when 0 then true
        when 1 then case
            when length(x) <> length(y) then have_one_end(x, y) or least(length(x), length(y)) >= 4
                or left(x, 1) = left(y, 1) and greatest(length(x), length(y)) >= 4
            when list_sort(string_split(x, '')) = list_sort(string_split(y, '')) then
                left(x, 1) = left(y, 1) or length(x) >= 4
            else have_one_end(x, y) and length(x) >= 5 end
        when 2 then have_one_end(x, y) and greatest(length(x), length(y)) >= 7
        else false end;
"""
"""One slip of the fingers, two in a long name, but not at the ends where names of men and women differ."""

_COMPARING = """
create or replace macro is_initial(x, y) as least(length(x), length(y)) = 1 and left(x, 1) = left(y, 1);
create or replace macro is_cut(x, y) as
    length(x) between 3 and 5 and starts_with(y, x)
    and (length(y) >= length(x) + 2 or right(y, 1) in ('y', 'i'));
create or replace macro is_nearly_among(x, list) as
    len(list_filter(list, lambda y: left(x, 1) = left(y, 1) and damerau_levenshtein(x, y) = 1)) > 0;
"""


def define_names(connection: duckdb.DuckDBPyConnection, nicknames: Path = NICKNAMES) -> None:
    """Make the macros above and ``short_forms`` (word, called) from a table of nicknames."""
    connection.execute(TEXT + _READING + _SLIPS + _COMPARING)
    connection.execute(
        """
        create or replace temp table short_forms as
        with listed as (
            select plain(name) as name, plain(short) as short from read_csv(?, all_varchar = true)
        )
        select short as word, list(distinct spelt(name)) as called
        from listed where name <> '' and short <> '' group by short""",
        [str(nicknames)],
    )


def read_names(connection: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Make ``read_texts`` (text, name) and ``names`` (name, parts) of what a query gives as ``text``.

    ``parts`` is a struct for ``compare_names``; its ``family`` is null where there is a single word only.
    Couples, handles, emoji and placeholders are no names and have no row.
    """
    connection.execute(f"""
        create or replace temp table read_texts as
        select text, array_to_string(words, ' ') as name from (
            select text, name_words(text) as words from (select distinct text from ({texts}))
            where is_of_one(text)
        ) where is_name(words)""")
    connection.execute("""
        create or replace temp table names as
        with split as (
            select distinct name, string_split(name, ' ') as words from read_texts
        ), given as (
            select word, list_concat([spelt(word)], coalesce(called, [])) as called
            from (select distinct unnest(words[:greatest(1, len(words) - 1)]) as word from split)
            left join short_forms using (word)
        ), middle as (
            select name, flatten(list(called)) as called
            from (select name, unnest(words[2:-2]) as word from split) join given using (word) group by name
        )
        select name, {
            'words': words, 'given': words[1], 'family': case when len(words) > 1 then words[-1] end,
            'joined': array_to_string(words, ''), 'spelt': given.called[1], 'called': given.called,
            'family_spelt': case when len(words) > 1 then spelt(words[-1]) end,
            'all_called': list_concat(given.called, middle.called), 'is_latin': regexp_matches(name, '[a-z]')
        } as parts
        from split join given on given.word = words[1] left join middle using (name)""")


def compare_names(connection: duckdb.DuckDBPyConnection, pairs: str) -> None:
    """Make ``alike`` (name, other, is_same) of those pairs of full names that can be one person's.

    ``is_same`` where both are one name however it is written; else one is a form of the other that others
    have too: a short form, an initial, a middle name. A family name says nothing alone; what is like by a
    slip, a cut or an initial needs one that agrees. Names in two alphabets are not held against each other.

    Args:
        connection: the workspace, with ``names``.
        pairs: a query of ``name`` and ``other``.
    """
    connection.execute(f"""
        create or replace temp table alike as
        with met as (
            select pairs.name, pairs.other, one.parts as l, two.parts as r
            from ({pairs}) as pairs
            join names as one on one.name = pairs.name join names as two on two.name = pairs.other
        ), words as materialized (
            select *, l.spelt = r.spelt as is_given, is_slip(l.given, r.given) as is_given_slip,
                l.family_spelt = r.family_spelt or is_slip(l.family, r.family) as is_family,
                l.spelt = r.family_spelt or is_slip(l.given, r.family) as is_given_family,
                l.family_spelt = r.spelt or is_slip(l.family, r.given) as is_family_given
            from met
        ), families as materialized (
            select *, is_family or is_initial(l.family, r.family) or list_contains(l.words, r.family)
                or list_contains(r.words, l.family) as are_one_family
            from words
        ), compared as (
            select name, other,
                (is_given or is_given_slip and are_one_family) and length(l.given) > 1
                    or is_given_family and is_family_given
                    or l.joined = r.joined
                    or not is_given and l.family <> r.family and length(l.joined) >= 9
                        and damerau_levenshtein(l.joined, r.joined) = 1
                as is_same,
                list_has_any(l.called, r.all_called) or list_has_any(r.called, l.all_called)
                    or are_one_family and (
                        is_cut(l.given, r.given) or is_cut(r.given, l.given) or is_initial(l.given, r.given)
                        or is_nearly_among(r.spelt, l.called[2:]) or is_nearly_among(l.spelt, r.called[2:]))
                    or is_initial(l.given, r.family) and is_family_given
                    or is_initial(l.family, r.given) and is_given_family
                    or l.is_latin <> r.is_latin
                as is_form
            from families
        )
        select name, other, is_same from compared where is_same or is_form""")
