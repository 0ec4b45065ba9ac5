{#
    An address to compare by: no space around it, lowercase; null without an @,
    since shops write "n/a" and the like where they know none.
#}
{% macro normalised_email(address) -%}
    case
        when {{ address }} like '%@%'
        then {{ lowercase(
            "trim(both ' ' || chr(9) || chr(10) || chr(13) || chr(160) from "
            ~ address ~ ")"
        ) }}
    end
{%- endmacro %}
