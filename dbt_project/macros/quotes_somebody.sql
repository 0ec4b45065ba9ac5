{# Whether a mail's text has a line under which somebody else's words stand. #}
{% macro quotes_somebody(text) -%}
    {%- set starts = [
        '>', '-----', '_____', '[*]?From:', 'Von:', 'De ?:', 'Da:', 'Van:',
        'Fra:', 'Från:'
    ] -%}
    {%- set words = [
        'wrote:', 'schrieb', 'geschrieben:', 'a écrit', 'escribió:',
        'ha scritto:', 'schreef', 'skrev', 'escreveu:', 'orwarded message'
    ] -%}
    {{ matches(
        text, '\\n(' ~ starts | join('|') ~ ')|' ~ words | join('|')
    ) }}
{%- endmacro %}
