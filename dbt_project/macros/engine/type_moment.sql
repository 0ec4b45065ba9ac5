{# The type of points in time. #}
{% macro type_moment() -%}
    {{ return(adapter.dispatch('type_moment')()) }}
{%- endmacro %}

{% macro default__type_moment() -%}
    timestamptz
{%- endmacro %}

{% macro spark__type_moment() -%}
    timestamp
{%- endmacro %}
