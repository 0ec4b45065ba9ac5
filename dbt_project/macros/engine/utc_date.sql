{# The UTC day of a moment. Spark's sessions run in UTC. #}
{% macro utc_date(moment) -%}
    {{ return(adapter.dispatch('utc_date')(moment)) }}
{%- endmacro %}

{% macro default__utc_date(moment) -%}
    cast({{ moment }} at time zone 'UTC' as date)
{%- endmacro %}

{% macro spark__utc_date(moment) -%}
    cast({{ moment }} as date)
{%- endmacro %}
