"""Files that cannot be linked end in a sentence that says what to do and shows nobody's data."""

from pathlib import Path

import pytest

from twoears.errors import TableError
from twoears.identity.link.table import read_people

SECRET = "hedwig.secret@mail.example"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"no,email\n1,x\n", "no column 'id'; it has no, email"),
        (b"id,shoe_size\n1,40\n", "no column to compare people by"),
        (f"id,email\n1,{SECRET}\n1,{SECRET}\n".encode(), "repeats 1 of its ids"),
        (f"id,email\n,{SECRET}\n".encode(), "is empty in some rows"),
        (f"id,email\n1,{SECRET},{SECRET}\n".encode(), "more or fewer fields"),
        (f"id,email,email\n1,{SECRET},x\n".encode(), "two columns of one name"),
        ("id,given_name,email\n1,Zoë,".encode("latin-1") + SECRET.encode(), "not UTF-8"),
        ("id,given_name\n1,Zoë\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error_in_a_sentence(
    content: bytes, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(TableError, match=r"people\.csv") as error:
        read_people(file, "id", {})
    assert says in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"shoe_size": "email"}, "--map knows no 'shoe_size'; map one of given_name, family_name"),
        ({"given_name": "vorname"}, "has no column 'vorname'; it has id, email"),
    ],
)
def test_a_wrong_map_is_an_error_in_a_sentence(mapping: dict[str, str], says: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,email\n1,x@y.example\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_people(file, "id", mapping)
    assert says in str(error.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_marks_and_usual_headers_are_understood(separator: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    lines = [["ID", "First Name", "note", "Vorwahl"], ["1", '"An\nna"', "x", "0904"]]
    file.write_text("\r\n".join(separator.join(line) for line in lines) + "\r\n", encoding="utf-8-sig")
    people = read_people(file, "ID", {"phone": "Vorwahl"})
    assert people.named == {"given_name": "First Name", "phone": "Vorwahl"}
    assert people.rows.to_pylist() == [{"id": "1", "given_name": "An\nna", "phone": "0904"}]
