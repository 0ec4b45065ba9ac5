"""How fast texts of 60 words are read: the command as a whole process, and where the time goes."""

import csv
import gc
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from twoears.listening.brands import read_brands
from twoears.listening.catalogue import read_catalogue
from twoears.listening.circumstances import find_circumstances
from twoears.listening.crew import COLLECTED_AFTER
from twoears.listening.features import all_cues, features_of, things
from twoears.listening.labelled import ROOT, all_labelled
from twoears.listening.language import language_of
from twoears.listening.lexicon import load_lexicon
from twoears.listening.model import SHIPPED, read_model
from twoears.listening.reader import Reader, vocabulary
from twoears.listening.sentiment import moods
from twoears.listening.times import find_times
from twoears.listening.words import words_of

WORDS = 60
WARM, TIMED = 4_000, 4_000
WRITTEN_ON = date(2026, 11, 24)
SHOP = ROOT / "running"


def texts_of(count: int, seed: int = 1) -> Iterator[str]:
    """So many texts of 60 words: labelled texts, one behind the other, cut."""
    chance, some = random.Random(seed), [text.text for text in all_labelled()]
    for _ in range(count):
        words: list[str] = []
        while len(words) < WORDS:
            words += chance.choice(some).split()
        yield " ".join(words[:WORDS])


def report(count: int) -> list[str]:
    """The parts of the report about speed."""
    seconds, processor, memory = _command(count)
    cores = len(os.sched_getaffinity(0))
    return [
        "## Speed",
        f"Texts of {WORDS} words, pieced together from the labelled ones, with the catalogue and brands "
        f"of a shop of running gear; Python {sys.version.split()[0]}, {cores} cores.",
        f"`twoears listen` over a CSV file of {count:,} texts, as a whole process with its start: "
        f"{seconds:.0f} s, **{count / seconds:,.0f} texts a second**; {processor:.0f} s of processor, that "
        f"is {count / processor:,.0f} a second and core; at most {memory:,.0f} MiB in any one process.",
        "Where a core's time goes, in microseconds a text, on texts not seen before:",
        _stages(),
    ]


def _command(count: int) -> tuple[float, float, float]:
    """Seconds, seconds of processor and the largest process' MiB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.csv"
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(["text", "written"])
            writer.writerows((text, WRITTEN_ON) for text in texts_of(count))
        command = [
            *(
                str(Path(sys.executable).with_name("twoears")),
                "listen",
                str(file),
                "--date-column",
                "written",
            ),
            *("--catalogue", str(SHOP / "catalogue.csv"), "--brands", str(SHOP / "brands.csv")),
            *("--output", str(Path(folder) / "heard.jsonl")),
        ]
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, after.ru_maxrss / 1024


def _stages() -> str:
    reader = Reader.load(read_catalogue(SHOP / "catalogue.csv"), read_brands(SHOP / "brands.csv"))
    model, cues, lexicon = read_model(SHIPPED), all_cues(), load_lexicon()
    known = vocabulary(model)
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    all_texts = list(texts_of(WARM + 2 * TIMED, seed=2))
    reader.read(all_texts[:WARM], [WRITTEN_ON] * WARM)
    whole = _timed(lambda: reader.read(all_texts[WARM : WARM + TIMED], [WRITTEN_ON] * TIMED))
    texts = all_texts[WARM + TIMED :]
    taken = [words_of(text) for text in texts]
    moved = [moods(words, lexicon) for words in taken]
    features = [features_of(words, mood, cues, things()) for words, mood in zip(taken, moved, strict=True)]
    rows = [model.rows(some) for text in features for some in text]
    steps: dict[str, Callable[[], Any]] = {
        "own words, tokens, sentences": lambda: [words_of(text) for text in texts],
        "language": lambda: [language_of(words.tokens, words.own.words, known) for words in taken],
        "valences": lambda: [moods(words, lexicon) for words in taken],
        "features, most of it cues": lambda: [
            features_of(w, m, cues, things()) for w, m in zip(taken, moved, strict=True)
        ],
        "rows of features": lambda: [model.rows(some) for text in features for some in text],
        "weighing intents": lambda: [model.marks(rows[i : i + 2_500]) for i in range(0, len(rows), 2_500)],
        "circumstances": lambda: [list(find_circumstances(words, frozenset())) for words in taken],
        "times": lambda: [find_times(words.own.folded, WRITTEN_ON) for words in taken],
    }
    told = {name: _timed(step) for name, step in steps.items()}
    told["sentiment, topics, brands, needs, the rest"] = whole - sum(told.values())
    told["all"] = whole
    return "\n".join(["| step | us |", "|---|---|", *(f"| {name} | {us:.0f} |" for name, us in told.items())])


def _timed(step: Callable[[], Any]) -> float:
    started = time.process_time()
    step()
    return (time.process_time() - started) / TIMED * 1e6
