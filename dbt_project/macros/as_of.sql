{# The end of the run's data interval; nothing asks the clock. #}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as {{ type_moment() }})
{%- endmacro %}
