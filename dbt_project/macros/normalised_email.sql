{# An address to compare by: no space around it, lowercase, null when empty. #}
{% macro normalised_email(address) -%}
    nullif(
        {{ lowercase(
            "trim(both ' ' || chr(9) || chr(10) || chr(13) || chr(160) from "
            ~ address ~ ")"
        ) }},
        ''
    )
{%- endmacro %}
