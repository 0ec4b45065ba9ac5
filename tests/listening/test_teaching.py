"""A brand's own labels: learned, measured before and after, used from then on, and refused in a sentence."""

import csv
from pathlib import Path

import pytest

from tests.listening.shop import BRANDS, DAY, PRODUCTS, reader
from twoears.errors import ListeningError
from twoears.listening import teaching
from twoears.listening.labelled import Label, all_labelled
from twoears.listening.reader import Reader
from twoears.listening.teaching import FEWEST, read_own, teach

THINGS = ["lid", "hood", "strap", "zip", "loop", "peg", "cord", "clip", "hook", "pouch", "flap", "knob"]
COLOURS = ["teal", "beige", "mauve", "ochre"]
ASKED = [f"Gimmeh a {colour} {thing}, folks." for thing in THINGS for colour in COLOURS]
TOLD = [f"There lies a {colour} {thing}, folks." for thing in THINGS for colour in COLOURS]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and fewer shipped texts beside it, so that learning takes no minutes."""
    some = [text for text in all_labelled() if text.brand in ("running", "kitchen") and text.phrasing]
    monkeypatch.setattr(teaching, "all_labelled", lambda: some)
    return tmp_path


def label(file: Path, rows: list[list[str]], header: str = "text,intents,sentiment") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([header.split(","), *rows])
    return file


def suggestions(read_by: Reader, texts: list[str]) -> int:
    readings = read_by.read(texts, [DAY] * len(texts))
    return sum(any(intent.intent == "suggestion" for intent in reading.intents) for reading in readings)


def test_a_new_way_of_saying_it_is_learned(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "listening" / "labels.csv"
    label(file, [*([text, "suggestion", ""] for text in ASKED), *([text, "", "0"] for text in TOLD)])
    weights = teach(home)
    assert weights == home / "listening" / "weights.csv"
    assert {path.name for path in weights.parent.iterdir()} == {"labels.csv", "weights.csv"}
    table = capsys.readouterr().out
    row = next(line for line in table.splitlines() if "suggestion" in line)
    texts, precision, recall, before, after = (float(cell) for cell in row.replace("│", " ").split()[1:])
    assert texts == len(ASKED)
    assert after >= before
    assert min(precision, recall, after) > 0.9
    taught = Reader.load(PRODUCTS, BRANDS, home)
    assert taught.version != reader().version
    unseen = ["Gimmeh an ivory handle, folks.", "Gimmeh a grey button, folks."]
    assert suggestions(taught, unseen) == len(unseen)
    assert suggestions(taught, ["There lies an ivory handle, folks."]) == 0
    weights.unlink()
    assert Reader.load(PRODUCTS, BRANDS, home).version == reader().version


def test_the_same_labels_teach_the_same(home: Path) -> None:
    file = label(home / "mine.csv", [[text, "suggestion", ""] for text in ASKED[:FEWEST]])
    once = teach(home, file).read_bytes()
    assert teach(home, file).read_bytes() == once


def test_marks_and_columns_mean_the_same(tmp_path: Path) -> None:
    file = label(
        tmp_path / "labels.csv",
        [
            ["It came. {suggestion+praise|Gimmeh teal!}", "", "1"],
            ["Gimmeh teal!", "suggestion; praise", " -1 "],
            ["Gimmeh {teal", "", ""],
        ],
    )
    marked, whole, plain = read_own(file)
    assert (marked.text, marked.sentiment) == ("It came. Gimmeh teal!", 1)
    assert marked.labels == (Label("suggestion", 9, 21), Label("praise", 9, 21))
    assert whole.labels == (Label("suggestion", 0, 12), Label("praise", 0, 12))
    assert (plain.text, plain.labels, plain.sentiment) == ("Gimmeh {teal", (), None)


@pytest.mark.parametrize(
    ("rows", "header", "sentence"),
    [
        (
            [["I love it", "love", ""]],
            "text,intents,sentiment",
            "row 1: there is no mark 'love'; choose of",
        ),
        (
            [["I", "", ""], ["{love|it}", "", ""]],
            "text,intents,sentiment",
            "row 2: there is no mark 'love'",
        ),
        (
            [["I love it", "praise", "good"]],
            "text,intents,sentiment",
            "row 1: sentiment is 'good'; write -1, 0, 1",
        ),
        ([["I love it", "praise"]], "body,intents", "has no column text"),
        ([["I love it", "praise", "1"]] * (FEWEST - 1), "text,intents,sentiment", f"label {FEWEST} at least"),
        ([], "text,intents,sentiment", "holds 0 texts"),
    ],
)
def test_bad_labels_give_a_sentence(home: Path, rows: list[list[str]], header: str, sentence: str) -> None:
    label(home / "listening" / "labels.csv", rows, header)
    with pytest.raises(ListeningError, match=sentence) as raised:
        teach(home)
    assert "I love it" not in str(raised.value)
    assert not (home / "listening" / "weights.csv").exists()


def test_no_labels_give_a_sentence(home: Path) -> None:
    with pytest.raises(ListeningError, match="cannot be read as a CSV file"):
        teach(home)
    (home / "mine.csv").write_bytes(b"text\n\xff\xfe\n")
    with pytest.raises(ListeningError, match="UTF-8"):
        teach(home, home / "mine.csv")
