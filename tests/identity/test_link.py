"""Lists of made-up people: those who stand twice are found, relatives and strangers are not joined."""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.identity.tables import EVERYTHING, POSTAL, Maker, Table, doubled, families, measure, singles
from twoears.identity.link import link


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of table, what it is compared by, and what is the least that must be reached on it."""

    name: str
    make: Callable[[], Table]
    columns: tuple[str, ...]
    precision: float
    recall: float


def _with_placeholders(table: Table) -> Table:
    chance = random.Random(1)
    common = (
        *(("email", text) for text in ("info@shop.example", "test@example.com", "a@@b.example")),
        *(("date_of_birth", text) for text in ("1900-01-01", "31.31.1999")),
        *(("phone", text) for text in ("0000000000", "0800 555 0199", "1" * 15 + "2" * 15)),
        ("given_name", "\U0001f600"),
    )
    for row in table.rows:
        row.update(pair for pair in common if chance.random() < 0.02)
    return table


def _people(seed: int, count: int, share: float, blank: float, names: int = 2000, copies: int = 1) -> Table:
    maker = Maker(seed, names)
    return doubled(maker, singles(maker, count), share, 0.1, blank, copies)


def _families(seed: int, share: float, blank: float, count: int = 600) -> Table:
    maker = Maker(seed)
    return doubled(maker, families(maker, count), share, 0.08, blank)


NAMES_AND_BIRTH = ("given_name", "family_name", "postal_code", "date_of_birth")

CASES = (
    Case("postal addresses", lambda: _people(21, 1800, 0.3, 0.05), POSTAL, 0.98, 0.95),
    Case("a fifth is blank", lambda: _people(22, 1800, 0.3, 0.2), NAMES_AND_BIRTH, 0.92, 0.72),
    Case("email and phone alone", lambda: _people(23, 2500, 0.1, 0.2), ("email", "phone"), 0.97, 0.70),
    Case("email alone", lambda: _people(24, 2500, 0.1, 0.1), ("email",), 0.97, 0.55),
    Case("households", lambda: _families(25, 0.1, 0.0), EVERYTHING, 0.97, 0.95),
    Case("households with blanks", lambda: _families(26, 0.1, 0.15), EVERYTHING, 0.93, 0.93),
    Case("households by post", lambda: _families(27, 0.1, 0.0), POSTAL, 0.93, 0.85),
    Case("common names", lambda: _people(28, 2000, 0.15, 0.2, names=120), EVERYTHING, 0.93, 0.88),
    Case("many copies", lambda: _people(29, 400, 0.9, 0.3, copies=6), EVERYTHING, 0.97, 0.88),
    Case("placeholders", lambda: _with_placeholders(_families(30, 0.15, 0.1)), EVERYTHING, 0.94, 0.94),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_doubles_are_found_and_others_are_not(case: Case, tmp_path: Path) -> None:
    table = case.make()
    file = table.write(tmp_path / "people.csv", case.columns)
    linked = link(file, "id", {}, 0.5, tmp_path / "pairs.csv")
    found = measure(tmp_path / "pairs.csv", table.truth())
    assert (linked.rows, linked.pairs) == (len(table.rows), found.pairs)
    assert found.precision >= case.precision, found
    assert found.recall >= case.recall, found


@pytest.mark.parametrize("columns", [EVERYTHING, POSTAL])
def test_a_list_without_doubles_gives_next_to_no_pairs(columns: tuple[str, ...], tmp_path: Path) -> None:
    table = _families(31, 0.0, 0.0)
    link(table.write(tmp_path / "people.csv", columns), "id", {}, 0.5, tmp_path / "pairs.csv")
    assert measure(tmp_path / "pairs.csv", set()).pairs <= len(table.rows) / 200


def _pairs(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    table = _families(32, 0.2, 0.1, count=450)
    file = table.write(tmp_path / "people.csv", EVERYTHING)
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    random.Random(2).shuffle(rows)
    other = tmp_path / "shuffled.csv"
    other.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    outputs = []
    for number, source in enumerate((file, file, other)):
        outputs.append(tmp_path / f"pairs{number}.csv")
        link(source, "id", {}, 0.1, outputs[-1])
    assert outputs[0].read_bytes() == outputs[1].read_bytes() == outputs[2].read_bytes()
    assert len(_pairs(outputs[0])) > 50


def test_pairs_stand_by_probability_with_reasons_that_are_weighed(tmp_path: Path) -> None:
    table = _people(33, 800, 0.3, 0.1)
    link(table.write(tmp_path / "people.csv", EVERYTHING), "id", {}, 0.5, tmp_path / "pairs.csv")
    pairs = _pairs(tmp_path / "pairs.csv")
    probabilities = [float(pair["probability"]) for pair in pairs]
    assert probabilities == sorted(probabilities, reverse=True)
    assert min(probabilities) >= 0.5
    assert any("email equal +" in pair["reasons"] and "; " in pair["reasons"] for pair in pairs)
    assert any("differs -" in pair["reasons"] for pair in pairs)


def test_a_few_rows_are_linked_by_what_is_usual(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "no;First Name;surname;dob;email\n"
        "1;Anna;Weiß;1980-02-03;anna.weiss@mail.example\n"
        "2;ANNA;Weiss;03.02.1980;Anna.Weiss+news@mail.example\n"
        "3;Otto;Weiss;1979-12-30;otto@mail.example\n",
        encoding="utf-8-sig",
    )
    with caplog.at_level("INFO", "twoears"):
        link(file, "no", {}, 0.5, tmp_path / "pairs.csv")
    assert [(pair["id_l"], pair["id_r"]) for pair in _pairs(tmp_path / "pairs.csv")] == [("1", "2")]
    assert "too few doubles" in caplog.text


@pytest.mark.parametrize("rows", ["", "1,Anna,a@mail.example\n", "1,,\n2,,\n"])
def test_nothing_to_compare_gives_an_empty_list(rows: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,given_name,email\n" + rows, encoding="utf-8")
    assert link(file, "id", {}, 0.5, tmp_path / "pairs.csv").pairs == 0
    assert (tmp_path / "pairs.csv").read_text(encoding="utf-8") == "id_l,id_r,probability,reasons\n"


def test_twins_father_and_son_and_a_shared_mailbox_stay_apart(tmp_path: Path) -> None:
    home = {"street": "1 High Street", "city": "York", "postal_code": "YO1 7HH", "phone": "01904 555 0101"}
    odd = [
        home | {"given_name": "Lea", "family_name": "Quill", "date_of_birth": "1999-05-06"},
        home | {"given_name": "Tom", "family_name": "Quill", "date_of_birth": "1999-05-06"},
        home | {"given_name": "Rolf", "family_name": "Quill", "date_of_birth": "1961-07-28"},
        home | {"given_name": "Rolf", "family_name": "Quill", "date_of_birth": "1989-11-03"},
        {"given_name": "Mia", "family_name": "Zorn", "email": "zorns@mail.example"},
        {"given_name": "Paul", "family_name": "Zorn", "email": "zorns@mail.example"},
    ]
    table = _families(34, 0.1, 0.1, count=400)
    table.rows[:0] = odd
    table.people[:0] = range(-len(odd), 0)
    link(table.write(tmp_path / "people.csv", EVERYTHING), "id", {}, 0.5, tmp_path / "pairs.csv")
    joined = {frozenset((pair["id_l"], pair["id_r"])) for pair in _pairs(tmp_path / "pairs.csv")}
    held_apart = [("r0", "r1"), ("r2", "r3"), ("r4", "r5"), ("r0", "r2")]
    assert not joined & {frozenset(pair) for pair in held_apart}


def test_a_value_that_many_share_does_not_block(tmp_path: Path) -> None:
    table = _people(35, 3500, 0.1, 0.0)
    for row in table.rows:
        row["postal_code"] = "12345"
        row["city"] = "York"
    linked = link(table.write(tmp_path / "people.csv", POSTAL), "id", {}, 0.5, tmp_path / "pairs.csv")
    assert linked.compared < 3_000_000
    assert linked.compared < linked.rows * (linked.rows - 1) // 4
    assert measure(tmp_path / "pairs.csv", table.truth()).f1 >= 0.9
