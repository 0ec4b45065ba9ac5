{# Whole UTC days from one moment to a later one. #}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between')(earlier, later)) }}
{%- endmacro %}

{% macro default__days_between(earlier, later) -%}
    cast({{ utc_date(later) }} - {{ utc_date(earlier) }} as bigint)
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    cast(datediff({{ utc_date(later) }}, {{ utc_date(earlier) }}) as bigint)
{%- endmacro %}
