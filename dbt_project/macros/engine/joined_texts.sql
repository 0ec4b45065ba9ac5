{# The texts of a group in one, by their bytes; the caller makes them unique. #}
{% macro joined_texts(text) -%}
    {{ return(adapter.dispatch('joined_texts')(text)) }}
{%- endmacro %}

{% macro default__joined_texts(text) -%}
    string_agg({{ text }}, ', ' order by {{ bytewise(text) }})
{%- endmacro %}

{% macro spark__joined_texts(text) -%}
    array_join(array_sort(collect_list({{ text }})), ', ')
{%- endmacro %}
