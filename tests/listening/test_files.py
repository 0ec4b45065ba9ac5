"""Anybody's CSV or JSONL: one line out for each row in, in order, and a sentence where it cannot be."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.listening.shop import BRANDS, PRODUCTS, read
from twoears.errors import ListeningError
from twoears.listening import files
from twoears.listening.crew import Brief
from twoears.listening.files import FEW_BYTES, Done, as_json, day_of, listen_to_file, records

BRIEF = Brief(PRODUCTS, BRANDS, None)
TEXTS = [
    "Please add a dark mode.",
    'He said: "no; never, not\tonce".\nI love it!',
    "",
    "Wer hat diese Schuhe schon einmal im Schnee getragen und kann davon erzählen?",
    "😀 I am looking for a new rain jacket before 12 April, Norrfell or Windrow?",
    "=1+1",
]
DAYS = [
    "2026-03-10",
    "2026-03-10T23:59:59Z",
    "Tue, 10 Mar 2026 09:00:00 +0100",
    "",
    "2026-03-10 08:00",
    "soon",
]

KEYS = {
    "row",
    "language",
    "unread",
    "sentiment",
    "intents",
    "topics",
    "circumstances",
    "times",
    "brands",
    "needs",
    "is_incentivised",
}


def heard(file: Path, **options: Any) -> list[dict[str, Any]]:
    """What is written for a file."""
    output = file.with_name("heard.jsonl")
    listen_to_file(BRIEF, file, options.get("column", "text"), options.get("date_column"), output)
    written = output.read_bytes()
    assert written.isascii()
    return [json.loads(line) for line in written.splitlines()]


def expected(texts: list[str], days: list[str] | None = None) -> list[dict[str, Any]]:
    days = days or [""] * len(texts)
    readings = [read(text, day_of(day)) for text, day in zip(texts, days, strict=True)]
    return [as_json(number, reading) for number, reading in enumerate(readings, start=1)]


def delimited(sign: str, line_end: str = "\n") -> str:
    rows = [["id", "text", "when"], *([str(n), *row] for n, row in enumerate(zip(TEXTS, DAYS, strict=True)))]
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows)
    return "".join(sign.join(row) + line_end for row in quoted)


def lines_of_json() -> str:
    rows = zip(TEXTS, DAYS, strict=True)
    return "".join(json.dumps({"id": [1], "text": text, "when": day}) + "\n" for text, day in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("comma.csv", delimited(",")),
        ("semicolon.csv", delimited(";")),
        ("tab.tsv", delimited("\t")),
        ("tab.csv", delimited("\t")),
        ("bar.txt", delimited("|")),
        ("windows.csv", delimited(",", "\r\n")),
        ("marked.csv", "\ufeff" + delimited(",")),
        ("lines.jsonl", lines_of_json()),
        ("marked.ndjson", "\ufeff" + lines_of_json()),
        ("windows.json", lines_of_json().replace("\n", "\r\n")),
        ("unended.jsonl", lines_of_json().rstrip("\n")),
    ],
)
def test_one_line_out_for_each_row_in(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_bytes(content.encode("utf-8"))
    assert heard(file, date_column="when") == expected(TEXTS, DAYS)


def test_what_a_line_holds(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(lines_of_json(), encoding="utf-8")
    lines = heard(file, date_column="when")
    assert [line["row"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert all(set(line) == KEYS for line in lines)
    need = lines[4]
    assert [topic["category"] for topic in need["topics"]] == ["rain jackets"]
    assert {brand["brand"] for brand in need["brands"]} == {"Norrfell", "Windrow"}
    assert [TEXTS[4][time["start"] : time["end"]] for time in need["times"]] == ["before 12 April"]
    assert need["times"][0]["from"] == "2026-03-10"
    assert (lines[3]["language"], lines[3]["unread"], lines[3]["sentiment"]) == ("de", True, None)


def test_texts_that_are_missing_are_empty_ones(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        "",
        '{"text": "I love it."}',
        "  ",
        '{"text": null}',
        '{"other": 1}',
        '{"text": 5}',
        '{"text": ["a"]}',
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert heard(file) == expected(["", "I love it.", "", "", "", "", ""])


def test_escapes_of_half_characters_are_read(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(
        r'{"text": "\ud83d\ude00 I love it. \ud800 \udc00\ud800 \u0000"}' + "\n", encoding="ascii"
    )
    assert heard(file) == expected(["😀 I love it. \ud800 \udc00\ud800 \0"])


def test_what_is_not_utf_8_is_read_as_far_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_bytes(b"text,when\nI love it \xff\xfe.,\n\xe9t\xe9,\n")
    assert heard(file) == expected(["I love it \ufffd\ufffd.", "\ufffdt\ufffd"])


def test_short_and_long_rows(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("id,text\n1\n2,I love it.,more,and more\n3,\n", encoding="utf-8")
    assert heard(file) == expected(["", "I love it.", ""])


def test_a_field_may_be_long(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    text = "I love it. " * 100_000
    file.write_text(f'text,id\n"{text}",1\n', encoding="utf-8")
    assert heard(file) == expected([text])


def test_an_empty_file_gives_no_lines(tmp_path: Path) -> None:
    for name in ("texts.csv", "texts.jsonl"):
        (tmp_path / name).touch()
        assert heard(tmp_path / name) == []


def test_several_processes_write_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "texts.jsonl"
    texts = [f"{number} {TEXTS[number % len(TEXTS)]} {'.' * 600}" for number in range(3_500)]
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="ascii")
    assert file.stat().st_size > FEW_BYTES
    output, alone = tmp_path / "heard.jsonl", tmp_path / "alone.jsonl"
    assert listen_to_file(BRIEF, file, "text", None, output).rows == len(texts)
    monkeypatch.setattr(files, "FEW_BYTES", file.stat().st_size)
    listen_to_file(BRIEF, file, "text", None, alone)
    assert output.read_bytes() == alone.read_bytes()
    assert [json.loads(line)["row"] for line in output.open()] == list(range(1, len(texts) + 1))


def test_rows_and_unread_ones_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(delimited(","), encoding="utf-8")
    done = listen_to_file(BRIEF, file, "text", None, tmp_path / "heard.jsonl")
    assert done == Done(len(TEXTS), sum(line["unread"] for line in expected(TEXTS)), undated=len(TEXTS))


def test_without_an_output_lines_go_to_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(delimited(","), encoding="utf-8")
    listen_to_file(BRIEF, file, "text", None, None)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == expected(TEXTS)


BROKEN = {
    "no file": ("none.csv", None, "cannot be read"),
    "no column": ("texts.csv", b"id,body\n1,I love it.\n", "no column 'text'; it has id, body"),
    "no key": ("texts.jsonl", b'\n{"body": "I love it."}\n', "no column 'text'; it has body"),
    "no json": ("texts.jsonl", b'{"text": "a"}\n\n{"text": "I love it.\n', "texts.jsonl, line 3, is no JSON"),
    "no object": (
        "texts.jsonl",
        b'{"text": "a"}\n["I love it."]\n',
        "texts.jsonl, line 2, is no JSON object",
    ),
    "nested": ("texts.jsonl", b'{"text": "a"}\n' + b"[" * 100_000 + b"\n", "texts.jsonl, line 2, is no JSON"),
    "number": ("texts.jsonl", b'{"text": "a"}\n{"text": ' + b"1" * 5_000 + b"}\n", "line 2, is no JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_gives_a_sentence_without_its_text(tmp_path: Path, name: str) -> None:
    file_name, content, sentence = BROKEN[name]
    if content is not None:
        (tmp_path / file_name).write_bytes(content)
    with pytest.raises(ListeningError, match=sentence) as raised:
        list(records(tmp_path / file_name, "text", None))
    assert "love" not in str(raised.value)


def test_a_missing_column_of_days_gives_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("id,text\n1,I love it.\n", encoding="utf-8")
    with pytest.raises(ListeningError, match="no column 'when'"):
        heard(file, date_column="when")


def test_a_place_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(delimited(","), encoding="utf-8")
    with pytest.raises(ListeningError, match="cannot be written"):
        listen_to_file(BRIEF, file, "text", None, tmp_path / "none" / "heard.jsonl")


@pytest.mark.parametrize("make", [lambda rows: rows, lambda rows: rows * 300], ids=["few", "many"])
def test_what_fails_in_the_middle_leaves_the_old_file(
    tmp_path: Path, make: Callable[[list[str]], list[str]]
) -> None:
    file, output = tmp_path / "texts.jsonl", tmp_path / "heard.jsonl"
    output.write_text("as it was\n", encoding="ascii")
    rows = make([json.dumps({"text": text}) for text in TEXTS])
    file.write_text("\n".join([*rows, "{"]), encoding="ascii")
    with pytest.raises(ListeningError, match=f"line {len(rows) + 1}, is no JSON"):
        heard(file)
    assert output.read_text(encoding="ascii") == "as it was\n"
    assert {path.name for path in tmp_path.iterdir()} == {"texts.jsonl", "heard.jsonl", "heard.jsonl.partial"}
    file.write_text("\n".join(rows), encoding="ascii")
    assert len(heard(file)) == len(rows)
    assert {path.name for path in tmp_path.iterdir()} == {"texts.jsonl", "heard.jsonl"}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-10", date(2026, 3, 10)),
        (" 2026-03-10T10:00:00+02:00 ", date(2026, 3, 10)),
        ("20260310", date(2026, 3, 10)),
        ("Tue, 10 Mar 2026 09:00:00 +0100", date(2026, 3, 10)),
        ("10 Mar 2026", None),
        ("2026-13-40", None),
        ("0000-00-00", None),
        ("9" * 65, None),
        ("soon", None),
        ("", None),
        (None, None),
        (20260310, None),
        ("\ud800", None),
    ],
)
def test_days(written: object, day: date | None) -> None:
    assert day_of(written) == day
