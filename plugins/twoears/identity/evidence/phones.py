"""Phone numbers as any country writes them, in the one form in which they can be dialled from anywhere.

The form is E.164, with ``;ext=`` behind a number that has an extension (RFC 3966). The countries' rules and
lengths are those of the library phonenumbers. It reads some 20,000 numbers a second, so what is written
plainly is read here by the library's own tables, and the rest by the library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat, ValidationResult
from phonenumbers.phonenumberutil import region_code_for_country_code

LEAST_DIGITS = 7
"""A number is no shorter without its country's code: shorter ones are of a service or within a house."""

LONGEST = 60
"""A text of more characters is no phone number."""

USUAL_NAMES = {"UK": "GB", "EL": "GR"}
"""What people write for the codes of ISO 3166."""

INTERNATIONAL = re.compile(r"\s*(?:tel:)?[\s(]*(?:\+|00)\s*", re.IGNORECASE)
PLAIN = re.compile(r"[0-9 ()./-]{6,30}")
DIGITS_ONLY = str.maketrans("", "", " ()./-")
EXTENSION = re.compile(r"^\s*tel:|(?:;\s*)?(?:ext(?:ension)?|x)\s*[.:=]?\s*(?=\d{1,7}\s*$)", re.IGNORECASE)
MADE_UP = re.compile(r"(\d)\1{5}(?:;|$)")
"""The last six digits are one: typed to pass a form."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a region dials: ``code`` is its country's; ``lengths`` are those of whole national numbers.

    ``prefixes`` may stand before a number within the country, ``abroad`` starts one of another country.
    """

    code: str
    lengths: frozenset[int]
    prefixes: re.Pattern[str] | None
    abroad: re.Pattern[str] | None
    national: re.Pattern[str]


def e164(texts: Sequence[str], countries: Sequence[str | None]) -> list[str | None]:
    """The number of each text; None where it is none, or a country is needed and not known.

    Args:
        texts: numbers as written.
        countries: beside each, the country in which it was written: a code of ISO 3166 in two letters.
    """
    return [_number(text, _region(country)) for text, country in zip(texts, countries, strict=True)]


def _number(text: str, region: str | None) -> str | None:
    international = INTERNATIONAL.match(text)
    if len(text) > LONGEST or not (international or region):
        return None
    if international:
        digits, region = text[international.end() :], None
        form = _plain(digits, None) or _by_library("+" + digits, None)
    else:
        form = _plain(text, region) or _by_library(text, region)
    return None if form is None or MADE_UP.search(form) else form


@cache
def _region(country: str | None) -> str | None:
    code = (country or "").strip().upper()
    code = USUAL_NAMES.get(code, code)
    return code if code in phonenumbers.SUPPORTED_REGIONS else None


def _by_library(text: str, region: str | None) -> str | None:
    """The form of a number of a possible length; letters are none, but for an extension's."""
    if any(sign.isalpha() for sign in EXTENSION.sub("", text)):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    is_whole = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not is_whole or len(phonenumbers.national_significant_number(number)) < LEAST_DIGITS:
        return None
    form = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{form};ext={number.extension}" if number.extension else form


def _plain(text: str, region: str | None) -> str | None:
    """The same form by the plan alone; None where the library is to look.

    That is where anything is unusual: another country's prefix, a prefix that could be the number's own, a
    leading zero, a length that the country does not have.
    """
    if not PLAIN.fullmatch(text):
        return None
    digits = text.translate(DIGITS_ONLY)
    plan = _plan(region or _region_of(digits)) if digits else None
    if plan is None:
        return None
    if region is None:
        national = digits[len(plan.code) :]
        is_usual = not (plan.prefixes and plan.prefixes.match(national))
    else:
        national, is_usual = _without_prefix(digits, plan)
    is_whole = len(national) in plan.lengths and len(national) >= LEAST_DIGITS and national[0] != "0"
    return f"+{plan.code}{national}" if is_usual and is_whole else None


def _without_prefix(digits: str, plan: Plan) -> tuple[str, bool]:
    """The national number within the country, and whether it is as plain as that."""
    if digits.startswith(plan.code) or (plan.abroad and plan.abroad.match(digits)):
        return digits, False
    prefix = plan.prefixes.match(digits) if plan.prefixes else None
    if prefix is None:
        return digits, True
    return digits[prefix.end() :], not plan.national.fullmatch(digits)


def _region_of(digits: str) -> str | None:
    """The main region of the country code that a number begins with; no code begins another."""
    codes = (int(digits[:length]) for length in (1, 2, 3) if digits[0] != "0")
    found = next((code for code in codes if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE), None)
    return None if found is None else region_code_for_country_code(found)


@cache
def _plan(region: str | None) -> Plan | None:
    """None where a region's numbers cannot be read by tables alone."""
    table = PhoneMetadata.metadata_for_region(region or "", None)
    if table is None or table.general_desc is None or table.national_prefix_transform_rule:
        return None
    code = table.country_code or 0
    main = PhoneMetadata.metadata_for_region(region_code_for_country_code(code), None)
    if main is None or main.general_desc is None:
        return None
    return Plan(
        code=str(code),
        lengths=frozenset(table.general_desc.possible_length) & frozenset(main.general_desc.possible_length),
        prefixes=_pattern(table.national_prefix_for_parsing),
        abroad=_pattern(table.international_prefix),
        national=re.compile(table.general_desc.national_number_pattern or ""),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None
