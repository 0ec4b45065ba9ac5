{#
    What a weight is still worth after some days: it halves every
    half_life_days. Rounded for each contribution, so that sums are exact
    and in no order.
#}
{% macro decayed(weight, days) -%}
    cast(
        cast({{ weight }} as {{ type_double() }})
        * power(
            cast(0.5 as {{ type_double() }}),
            cast({{ days }} as {{ type_double() }})
            / {{ var('half_life_days') }}
        ) as numeric(18, 6)
    )
{%- endmacro %}
