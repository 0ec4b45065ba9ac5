"""Texts as people write them come to one form; what is no evidence becomes null."""

import duckdb
import pyarrow as pa
import pytest

from twoears.identity.columns import normalise


def _normalised(column: str, texts: list[str]) -> list[str | None]:
    connection = duckdb.connect()
    raw = pa.table({"id": [f"{number:05}" for number in range(len(texts))], column: texts})
    connection.register("raw", raw)
    normalise(connection, [column])
    return [row[0] for row in connection.execute(f"select {column} from people order by person").fetchall()]


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("given_name", "  Dr. JÜRGEN-Peter ", "jurgen peter"),
        ("given_name", "O\u2019Neil", "oneil"),
        ("given_name", "王小明", "王小明"),
        ("given_name", "\U0001f600\U0001f680", None),
        ("family_name", "N/A", None),
        ("email", "Ann.Lee+shop@GMail.com", "annlee@gmail.com"),
        ("email", "ann.lee@mail.example", "ann.lee@mail.example"),
        ("email", "a@b@c.example", None),
        ("email", "a@@c.example", None),
        ("email", "noreply@c.example", None),
        ("email", "ann at c.example", None),
        ("phone", "+44 (0)7911 123 456", "911123456"),
        ("phone", "07911-123456 ext. 12", "911123456"),
        ("phone", "1" * 14 + "2" * 16, None),
        ("phone", "000 000 0000", None),
        ("date_of_birth", "1980-02-03", "1980-02-03"),
        ("date_of_birth", "19800203", "1980-02-03"),
        ("date_of_birth", "3.2.1980", "1980-02-03"),
        ("date_of_birth", "1980-02-03T00:00:00Z", "1980-02-03"),
        ("date_of_birth", "1980-02-31", None),
        ("date_of_birth", "1900-01-01", None),
        ("date_of_birth", "soon", None),
        ("street", "12, Main Street", "12 main st"),
        ("postal_code", "yo1 7hh", "yo17hh"),
        ("postal_code", "00000", None),
        ("username", "@Anna_Lee", "anna_lee"),
        ("username", "admin", None),
    ],
)
def test_one_form(column: str, text: str, expected: str | None) -> None:
    assert _normalised(column, [text]) == [expected]


def test_days_or_months_come_first_as_the_column_has_them() -> None:
    assert _normalised("date_of_birth", ["03/02/1980", "25/12/1970"])[0] == "1980-02-03"
    assert _normalised("date_of_birth", ["03/02/1980", "12/25/1970"])[0] == "1980-03-02"


def test_a_form_s_default_date_and_a_mailbox_of_many_are_no_evidence() -> None:
    dates = [f"{1950 + n % 50}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(300)]
    assert set(_normalised("date_of_birth", ["1970-01-01"] * 30 + dates)[:30]) == {None}
    assert set(_normalised("email", ["desk@mail.example"] * 30 + ["ann@mail.example"])) == {
        None,
        "ann@mail.example",
    }
