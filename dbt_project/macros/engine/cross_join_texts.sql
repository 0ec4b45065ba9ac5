{# Join each row to the texts of its JSON list: one row a text. #}
{% macro cross_join_texts(json_list, alias, name) -%}
    {{ return(adapter.dispatch('cross_join_texts')(json_list, alias, name)) }}
{%- endmacro %}

{% macro duckdb__cross_join_texts(json_list, alias, name) -%}
    cross join unnest(
        from_json({{ json_list }}, '["VARCHAR"]')
    ) as {{ alias }}({{ name }})
{%- endmacro %}

{% macro postgres__cross_join_texts(json_list, alias, name) -%}
    cross join lateral json_array_elements_text(
        cast({{ json_list }} as json)
    ) as {{ alias }}({{ name }})
{%- endmacro %}

{% macro spark__cross_join_texts(json_list, alias, name) -%}
    lateral view explode(
        from_json({{ json_list }}, 'array<string>')
    ) {{ alias }} as {{ name }}
{%- endmacro %}
