"""One number, however it is written; and what nobody can dial is none."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoears.identity.evidence import phones
from twoears.identity.evidence.phones import e164

MOBILE = "+447911123456"


def number(text: str, country: str | None = None) -> str | None:
    (form,) = e164([text], [country])
    return form


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+447911123456", None),
        ("+44 7911 123456", None),
        ("+44 (0)7911 123-456", None),
        ("0044 7911 123456", None),
        ("00447911123456", "US"),
        ("tel:+44-7911-123456", None),
        ("07911 123456", "GB"),
        ("(07911) 123456", "gb"),
        ("07911.123.456", "UK"),
        ("7911123456", " GB "),
        ("+44\u00a07911\u00a0123456", "DE"),
        ("+\u0664\u0664\u0667\u0669\u0661\u0661\u0661\u0662\u0663\u0664\u0665\u0666", None),
    ],
)
def test_every_way_of_writing_is_one_number(text: str, country: str | None) -> None:
    assert number(text, country) == MOBILE


@pytest.mark.parametrize(
    ("text", "country", "form"),
    [
        ("0301 234567", "DE", "+49301234567"),
        ("1-503-234-5678", "US", "+15032345678"),
        ("612 345 679", "ES", "+34612345679"),
        ("06 1234 5679", "IT", "+390612345679"),
        ("07911 123456 ext. 12", "GB", "+447911123456;ext=12"),
        ("001-503-234-5678x3920", "US", "+15032345678;ext=3920"),
    ],
)
def test_each_country_has_its_own_way(text: str, country: str, form: str) -> None:
    assert number(text, country) == form


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("07911 123456", None),
        ("07911 123456", "Atlantis"),
        ("07911 123456", "ZZ"),
        ("12" * 15, "GB"),
        ("+" + "12" * 15, None),
        ("1" * 500, "GB"),
        ("call me", "GB"),
        ("1-800-FLOWERS", "US"),
        ("n/a", "GB"),
        ("112", "GB"),
        ("234 5678", "US"),
        ("0000000000", "US"),
        ("+44 7777 777777", None),
        ("", "GB"),
        ("((((((((", "GB"),
        ("+", None),
        ("00", None),
        ("00 0 44 7911 123456", None),
        ("\U0001f4de\U0001f4de\U0001f4de", "GB"),
        ("\u202e0791", "GB"),
    ],
)
def test_what_nobody_can_dial_is_no_number(text: str, country: str | None) -> None:
    assert number(text, country) is None


@given(st.lists(st.tuples(st.text(max_size=80), st.none() | st.sampled_from(["GB", "US", "", "??"]))))
def test_any_text_is_read_or_refused(pairs: list[tuple[str, str | None]]) -> None:
    forms = e164([text for text, _ in pairs], [country for _, country in pairs])
    assert len(forms) == len(pairs)
    assert all(form is None or form.startswith("+") for form in forms)


def _as_written(chance: random.Random, region: str) -> str:
    example = phonenumbers.example_number(region)
    assert example is not None
    length = len(phonenumbers.national_significant_number(example))
    national = "".join(chance.choices("0123456789", k=max(5, length + chance.choice((-1, 0, 0, 0, 1)))))
    prefix = phonenumbers.ndd_prefix_for_region(region, True) or "0"
    forms = (f"+{example.country_code}", f"+{example.country_code} (0)", f"00{example.country_code}")
    return chance.choice((*forms, f"{example.country_code}", prefix, f"({prefix})", "")) + national


def test_what_is_read_by_the_tables_is_what_the_library_reads() -> None:
    chance = random.Random(3)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    drawn = [(region, _as_written(chance, region)) for region in chance.choices(regions, k=6000)]
    compared = 0
    for region, text in drawn:
        international = phones.INTERNATIONAL.match(text)
        digits, where = (text[international.end() :], None) if international else (text, region)
        form = phones._plain(digits, where)
        if form is not None:
            compared += 1
            assert form == phones._by_library(f"+{digits}" if international else digits, where)
    assert compared > 1000
