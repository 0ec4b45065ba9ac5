{# The account of an email address; hashed, since account ids are published. #}
{% macro email_account_id(normalised_address) -%}
    'imap:' || md5({{ normalised_address }})
{%- endmacro %}
