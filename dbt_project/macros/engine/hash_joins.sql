{#
    A statement before a model that joins views of newest records: PostgreSQL
    takes them for a row or none and then loops where it should hash.
#}
{% macro hash_joins() -%}
    {{ return(adapter.dispatch('hash_joins')()) }}
{%- endmacro %}

{% macro default__hash_joins() -%}
{%- endmacro %}

{% macro postgres__hash_joins() -%}
    set local enable_nestloop = off
{%- endmacro %}
