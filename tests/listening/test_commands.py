"""`twoears listen` and `twoears teach` as an operator sees them: lines, sentences, and how they ended."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.test_cli import twoears
from twoears.cli import app
from twoears.errors import ListeningError

CATALOGUE = "product_id,name,category\np1,Squall rain jacket,rain jackets\np2,Corrie trail shoe,trail shoes\n"
BRANDS = "brand,kind,names\nWindrow,own,@windrow\nNorrfell,competitor,\n"
TEXTS = 'id,body,when\n1,"I need a new rain jacket before 12 April.",2026-03-10\n2,Norrfell is 😀 great!,\n'
PRIVATE = "private word"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    for name, content in (("products.csv", CATALOGUE), ("brands.csv", BRANDS), ("texts.csv", TEXTS)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def listened(*arguments: str) -> Result:
    return run("listen", "texts.csv", "--column", "body", "--date-column", "when", *arguments)


def test_all_options_together(folder: Path) -> None:
    ended = listened("--catalogue", "products.csv", "--brands", "brands.csv", "--output", "heard.jsonl")
    assert ended.exit_code == 0, ended.exception
    assert "2 texts read from texts.csv, 0 of them unread" in ended.stderr
    first, second = (json.loads(line) for line in (folder / "heard.jsonl").read_text("ascii").splitlines())
    assert [need["category"] for need in first["needs"]] == ["rain jackets"]
    assert first["needs"][0]["from"] == "2026-03-10"
    assert [brand["brand"] for brand in second["brands"]] == ["Norrfell"]


def test_lines_go_to_stdout_and_counts_to_stderr(folder: Path) -> None:
    ended = listened()
    assert ended.exit_code == 0, ended.exception
    assert [json.loads(line)["row"] for line in ended.stdout.splitlines()] == [1, 2]
    assert "texts read" not in ended.stdout


def test_a_process_ends_well(folder: Path) -> None:
    ended = twoears(folder / "home", "listen", str(folder / "texts.csv"), "--column", "body")
    assert ended.returncode == 0
    assert [json.loads(line)["row"] for line in ended.stdout.splitlines()] == [1, 2]
    assert ended.stderr.splitlines()[-1] == "2 texts read from texts.csv, 0 of them unread"


def test_a_process_that_cannot_ends_in_one_sentence(folder: Path) -> None:
    (folder / "broken.jsonl").write_text(f'{{"text": "{PRIVATE}"}}\n{{"text": "{PRIVATE}\n', encoding="utf-8")
    ended = twoears(
        folder / "home", "listen", str(folder / "broken.jsonl"), "-o", str(folder / "heard.jsonl")
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("twoears: broken.jsonl, line 2, is no JSON")
    assert "Traceback" not in ended.stderr
    assert PRIVATE not in ended.stderr
    assert not (folder / "heard.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "There is no file none.csv"),
        (["."], "There is no file ."),
        (["texts.csv"], "texts.csv has no column 'text'; it has id, body, when."),
        (["texts.csv", "--column", "body", "--date-column", "day"], "has no column 'day'"),
        (["texts.csv", "--column", "body", "--catalogue", "brands.csv"], "no columns name and category"),
        (["texts.csv", "--column", "body", "--catalogue", "none.csv"], "none.csv cannot be read"),
        (["texts.csv", "--column", "body", "--brands", "products.csv"], "no column brand"),
        (["texts.csv", "--column", "body", "-o", "none/heard.jsonl"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(folder: Path, arguments: list[str], sentence: str) -> None:
    ended = run("listen", *arguments)
    assert ended.exit_code == 1
    assert isinstance(ended.exception, ListeningError)
    assert sentence in str(ended.exception)


def test_explain_shows_what_fired(folder: Path) -> None:
    ended = run("listen", "--explain", "Please add a hood to the Squall.", "--catalogue", "products.csv")
    assert ended.exit_code == 0, ended.exception
    heard, _ = json.JSONDecoder().raw_decode(ended.stdout)
    assert [intent["intent"] for intent in heard["intents"]] == ["suggestion"]
    assert [topic["product"] for topic in heard["topics"]] == ["Squall rain jacket"]
    table = ended.stdout[ended.stdout.rindex("}") :]
    assert "suggestion" in table
    assert "base" in table
    assert "heard" in table


def test_explain_reads_a_text_from_stdin_and_counts_from_its_day(folder: Path) -> None:
    ended = run(
        "listen", "-", "--explain", "--date", "2026-03-10", typed="I need it before 12 April [bold]\x1b[31m"
    )
    assert ended.exit_code == 0, ended.exception
    heard, _ = json.JSONDecoder().raw_decode(ended.stdout)
    assert heard["times"][0]["from"] == "2026-03-10"
    assert "\x1b[31m" not in ended.stdout


def test_explain_says_why_nothing_is_read(folder: Path) -> None:
    ended = run("listen", "--explain", "Die Jacke ist nach zwei Wochen gerissen und niemand antwortet mir.")
    assert ended.exit_code == 0, ended.exception
    assert "Not read: its language is de." in ended.stdout


def test_help_names_every_option() -> None:
    ended = run("listen", "--help")
    assert ended.exit_code == 0
    for option in ("--column", "--date-column", "--catalogue", "--brands", "--output", "--explain"):
        assert option in ended.stdout


def test_nothing_to_learn_from_is_one_sentence(folder: Path) -> None:
    ended = run("teach")
    assert ended.exit_code == 1
    assert isinstance(ended.exception, ListeningError)
    assert "labels.csv" in str(ended.exception)
