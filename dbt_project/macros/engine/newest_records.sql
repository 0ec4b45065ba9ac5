{#
    One version of each record of a raw table: that with the highest
    newest_by, such as the latest change that the vendor reports, then the
    latest commit of the lake. PostgreSQL has a form of its own, since it
    takes row_number() = 1 for one row in 200 and then loops where it should
    hash.
#}
{% macro newest_records(relation, key, newest_by=none) -%}
    {{ return(
        adapter.dispatch('newest_records')(relation, key, newest_by)
    ) }}
{%- endmacro %}

{% macro default__newest_records(relation, key, newest_by) -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by
                    {% if newest_by %}{{ newest_by }} desc,{% endif %}
                    _version desc,
                    _ordinal desc
            ) as _newest_first
        from {{ relation }}
    ) as versions
    where _newest_first = 1
{%- endmacro %}

{% macro postgres__newest_records(relation, key, newest_by) -%}
    select distinct on ({{ key | join(', ') }}) *
    from {{ relation }}
    order by
        {{ key | join(', ') }},
        {% if newest_by %}{{ newest_by }} desc,{% endif %}
        _version desc,
        _ordinal desc
{%- endmacro %}
