"""The command `twoears identity link`: its words, its errors, its output."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from twoears import cli


def _run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr("sys.argv", ["twoears", "identity", "link", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def _quiet_afterwards() -> Iterator[None]:
    """The command shows its progress and sets its mask for the life of a process; here others come after."""
    ours = logging.getLogger("twoears")
    before, mask = (ours.handlers[:], ours.level, ours.propagate), os.umask(0o077)
    yield
    os.umask(mask)
    ours.handlers[:], ours.propagate = before[0], before[2]
    ours.setLevel(before[1])


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(
        "no,vorname,nachname,email\n1,Anna,Lee,anna.lee@mail.example\n2,Ana,Lee,anna.lee@mail.example\n",
        encoding="utf-8",
    )
    return file


def test_pairs_are_written(
    people: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    output = people.with_name("pairs.csv")
    maps = ("--map", "given_name=vorname", "--map", "family_name=nachname")
    assert _run(monkeypatch, people, "--id", "no", *maps, "--output", output) == 0
    said = capfd.readouterr()
    assert said.out.startswith("1 pairs among 2 rows")
    assert "given_name (vorname)" in said.err
    assert "anna" not in said.err.lower()
    assert output.read_text(encoding="utf-8").splitlines()[1].startswith("1,2,")


def test_several_maps_may_follow_one_another(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = people.with_name("pairs.csv")
    words = ("--map", "given_name=vorname", "family_name=nachname", "--threshold", "0.1", "--output", output)
    assert _run(monkeypatch, people, "--id", "no", *words) == 0
    assert "family name equal" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["people.csv", "--id", "number"], "has no column 'number'; it has no, vorname, nachname, email"),
        (["people.csv", "--id", "no", "--map", "vorname"], "--map is written KIND=COLUMN"),
        (["absent.csv", "--id", "no"], "absent.csv: No such file or directory"),
    ],
)
def test_an_error_is_a_sentence(
    words: list[str],
    says: str,
    people: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(people.parent)
    assert _run(monkeypatch, *words, "--output", "pairs.csv") == 1
    error = capfd.readouterr().err
    assert says in error
    assert "Traceback" not in error
    assert not Path("pairs.csv").exists()


def test_the_list_itself_is_not_overwritten(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = people.read_bytes()
    assert _run(monkeypatch, people, "--id", "no", "--output", people) == 1
    assert people.read_bytes() == before


def test_help_shows_an_example(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "--help") == 0
    assert "customers.csv" in capfd.readouterr().out
