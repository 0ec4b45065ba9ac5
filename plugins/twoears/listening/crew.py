"""Reads many texts: here when they are few, else in a process a core, whose results come in the texts' order.

The processes are spawned: libraries that were used before a fork may be broken in the child.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from twoears.errors import ListeningError
from twoears.listening.brands import Brand
from twoears.listening.catalogue import Product
from twoears.listening.reader import Reader
from twoears.listening.times import DAY_FIRST, Calendar
from twoears.settings import Settings

FEW = 5_000
"""So many texts are read sooner than processes have started."""

AHEAD = 2
"""Batches a process has before it, beside the one that it reads; what has come is kept no longer."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a reader is made of, the same in every process."""

    catalogue: Sequence[Product]
    brands: Sequence[Brand]
    home: Path | None
    calendar: Calendar = DAY_FIRST

    @classmethod
    def of(cls, settings: Settings, catalogue: Sequence[Product], brands: Sequence[Brand]) -> "Brief":
        """With the weights and the calendar of an installation."""
        calendar = Calendar(settings.date_order == "month-first", settings.hemisphere)
        return cls(catalogue, brands, settings.home, calendar)

    def reader(self) -> Reader:
        return Reader.load(self.catalogue, self.brands, self.home, self.calendar)


Given = TypeVar("Given")
Made = TypeVar("Made")
Work = Callable[[Reader, Given], Made]
"""What is done with a batch of texts; a function of a module, so that other processes find it."""


def read_all(
    reader: Reader, brief: Brief, work: Work[Given, Made], batches: Iterator[Given], *, are_few: bool
) -> Iterator[Made]:
    """Do the work on every batch; ``reader`` is that of the brief.

    Raises:
        ListeningError: a process that reads was ended.
    """
    cores = _cores()
    if are_few or cores == 1:
        return (work(reader, batch) for batch in batches)
    return _read_in_processes(brief, work, batches, cores)


def _read_in_processes(
    brief: Brief, work: Work[Given, Made], batches: Iterator[Given], cores: int
) -> Iterator[Made]:
    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(cores, spawning, initializer=_begin, initargs=(brief, work))
    pending: deque[Future[Made]] = deque()
    try:
        for batch in batches:
            pending.append(pool.submit(_work_there, batch))
            if len(pending) > cores * AHEAD:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except BrokenProcessPool:
        raise ListeningError(
            "listening: a process that reads texts was ended, maybe for want of memory; run it again, it "
            "goes on with what is not read yet."
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


COLLECTED_AFTER = (100_000, 50, 100)
"""Reading makes many small objects and no cycles; looking for cycles at Python's pace takes an eighth of
the time.
"""


class _Process:
    """What a process that reads holds from its beginning on."""

    reader: Reader
    work: Callable[[Reader, Any], Any]


def _begin(brief: Brief, work: Callable[[Reader, Any], Any]) -> None:
    _Process.reader, _Process.work = brief.reader(), work
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def _work_there(batch: Any) -> Any:
    return _Process.work(_Process.reader, batch)
