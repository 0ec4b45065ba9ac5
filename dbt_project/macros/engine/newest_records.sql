{#
    The newest version of each record of a raw table: the latest change that
    the vendor reports, then the latest commit of the lake. PostgreSQL has a
    form of its own, since it takes row_number() = 1 for one row in 200 and
    then loops where it should hash.
#}
{% macro newest_records(relation, key, changed_at=none) -%}
    {{ return(
        adapter.dispatch('newest_records')(relation, key, changed_at)
    ) }}
{%- endmacro %}

{% macro default__newest_records(relation, key, changed_at) -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by
                    {% if changed_at %}{{ changed_at }} desc,{% endif %}
                    _version desc,
                    _ordinal desc
            ) as _newest_first
        from {{ relation }}
    ) as versions
    where _newest_first = 1
{%- endmacro %}

{% macro postgres__newest_records(relation, key, changed_at) -%}
    select distinct on ({{ key | join(', ') }}) *
    from {{ relation }}
    order by
        {{ key | join(', ') }},
        {% if changed_at %}{{ changed_at }} desc,{% endif %}
        _version desc,
        _ordinal desc
{%- endmacro %}
