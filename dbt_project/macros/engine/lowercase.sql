{# Lowercase of every script, whatever the database's locale. #}
{% macro lowercase(text) -%}
    {{ return(adapter.dispatch('lowercase')(text)) }}
{%- endmacro %}

{% macro default__lowercase(text) -%}
    lower({{ text }})
{%- endmacro %}

{% macro postgres__lowercase(text) -%}
    (lower({{ text }} collate "pg_c_utf8") collate "default")
{%- endmacro %}
