{# Plain text as it stands in HTML. #}
{% macro html_escaped(text) -%}
    replace(
        replace(replace({{ text }}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'
    )
{%- endmacro %}
