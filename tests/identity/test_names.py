"""Names as people write them: which can be one person's, and which tell two apart."""

from pathlib import Path

import duckdb
import pytest

from twoears.identity.joining.names import compare_names, define_names, read_names


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    nicknames = tmp_path_factory.mktemp("names") / "nicknames.csv"
    rows = ("William,Bill", "Christopher,Chris", "Christine,Chris", "Josefina,Pepa")
    nicknames.write_text("\n".join(["name,short", *rows]), encoding="utf-8")
    opened = duckdb.connect()
    define_names(opened, Path(nicknames))
    return opened


def compared(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> set[str]:
    """What a pair of texts is, either way round: one name, a form of it or two people's names, if any."""
    connection.execute("create or replace table texts as select unnest(?) as text", [[one, other]])
    read_names(connection, "from texts")
    connection.execute("""
        create or replace table pairs as
        select one.name, two.name as other from read_texts as one, read_texts as two
        where one.text <> two.text or one.text = all (select text from texts)""")
    compare_names(connection, "from pairs")
    rows = connection.execute("from pairs left join alike using (name, other)").fetchall()
    return {{True: "same", False: "form", None: "unlike"}[is_same] for _, _, is_same in rows}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Silva", "ANA SILVA"),
        ("Ana Silva", "Silva, Ana"),
        ("Ana Silva", "Silva Ana"),
        ("Ana Silva", "Ana Souza"),
        ("Ana Silva", "Anas ilva"),
        ("José García López", "garcia lopez, jose"),
        ("Dr. Ana Silva", "Ana Silva, PhD"),
        ("Jonathan Hall", "Jonahtan Hall"),
        ("Clifford Hall", "Cliffodr Hall"),
        ("Eric Hall", "Eic Hall"),
        ("Colin Hall", "Clin Hall"),
        ("Valerie Hall", "Valeri Hall"),
        ("Stefan Hall", "Stephan Hall"),
        ("Sarah O'Brien", "Sara OBrien"),
        ("Jürgen Hall", "Juergen Hall"),
        ("RicardaL achmann", "Riarda Lachmann"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
    ],
)
def test_one_name_however_it_is_written(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    assert compared(connection, one, other) == {"same"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Silva", "A. Silva"),
        ("Ana Silva", "Silva, A."),
        ("Maria Silva", "Ana Maria Silva"),
        ("William Hall", "Bill Hall"),
        ("Willaim Hall", "Bill Hall"),
        ("Christopher Hall", "Chris Hall"),
        ("Alexander Hall", "Alex Hall"),
        ("Jay oHlland", "J. Holland"),
        ("J.R. Smith", "John Smith"),
        ("Ivan Petrov", "Иван Петров"),
    ],
)
def test_a_form_that_others_have_too_is_no_more_than_a_form(
    connection: duckdb.DuckDBPyConnection, one: str, other: str
) -> None:
    assert compared(connection, one, other) == {"form"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Silva", "Ben Silva"),
        ("Ana Silva", "B. Silva"),
        ("A. Silva", "Ana Hall"),
        ("Christopher Hall", "Christine Hall"),
        ("Josefina Hall", "P. Hall"),
        ("Paul Hall", "Paula Hall"),
        ("Mario Hall", "Maria Hall"),
        ("Christian Hall", "Christina Hall"),
        ("Andrea Hall", "Andreas Hall"),
        ("Alexander Hall", "Alexandra Hall"),
        ("Jan Hall", "Dan Hall"),
        ("Tim Hall", "Tom Hall"),
        ("Thomas James", "James Smith"),
        ("Иван Петров", "Мария Петрова"),
    ],
)
def test_two_given_names_are_two_people(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    assert compared(connection, one, other) == {"unlike"}


@pytest.mark.parametrize(
    "text",
    ["", ",", "🏃", "ana_silva 22", "ana@x.test", "Ana & Ben Silva", "Ana und Ben Silva", "a b", "王 小明",
     "Guest Customer", "Test User", "x" * 10_000 + "1", "' or 1=1; --"],
)  # fmt: skip
def test_what_is_no_name_is_not_read(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert compared(connection, text, text) == set()


def test_the_shipped_short_forms_hold_nobody_apart() -> None:
    with duckdb.connect() as opened:
        define_names(opened)
        assert compared(opened, "Elizabeth Hall", "Liz Hall") == {"form"}
