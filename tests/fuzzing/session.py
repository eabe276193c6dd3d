"""Inputs of one kind from one number to before another, in a process of its own: ``python -m tests.fuzzing.session``.

``policy 0 9000 FOLDER`` tries so many, prints their figures as JSON, and keeps in the folder which input is on, so that
what kills the process is known. ``policy 4711`` tries one, and shows it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Final

import attrs
from attrs import define, field

from tests.fuzzing import columns, policies, records, states, tables, workbooks
from tests.fuzzing.input import Input, Kind
from tests.fuzzing.shrinking import shrunk

__all__ = ["KINDS", "MOST_MEGABYTES", "MOST_SECONDS", "Figures", "Session", "input_of"]

MOST_SECONDS: Final = 5.0
MOST_MEGABYTES: Final = 300
_MOST_BYTES: Final = 1_000_000
_HANGING: Final = 60
_ADDRESSES: Final = 4 << 30
_STATUS: Final = Path("/proc/self/status")

KINDS: Final[dict[str, Kind]] = {
    "policy": Kind(policies.made, policies.tried),
    "text": Kind(tables.made_text, tables.tried),
    "json": Kind(tables.made_json, tables.tried),
    "workbook": Kind(workbooks.made, tables.tried),
    "columns": Kind(columns.made, columns.tried),
    "state": Kind(states.made, states.tried),
    "record": Kind(records.made, records.tried),
}


class Hanging(BaseException):
    """An input took a minute; nothing in the package catches this."""


@define
class Figures:
    """What a session found; ``seconds`` by the clock, ``work`` by the processor. Memory in MB.

    The slowest, largest and what took most memory have the number of the input with them.

    ``failures``: by what went wrong, the numbers of the inputs (the first few) and how many they were.
    """

    runs: int = 0
    fates: Counter[str] = field(factory=Counter)
    seconds: float = 0.0
    work: float = 0.0
    slowest: tuple[float, int] = (0.0, -1)
    slowest_by_clock: tuple[float, int] = (0.0, -1)
    largest: tuple[int, int] = (0, -1)
    memory_before: int = 0
    memory: tuple[int, int] = (0, -1)
    failures: dict[str, Any] = field(factory=dict)

    def fail(self, what: str, number: int, shown: Callable[[], str]) -> None:
        """One more of its kind; the first is shown."""
        there = self.failures.setdefault(what, {"numbers": [], "count": 0, "shown": ""})
        there["count"] += 1
        if not there["numbers"]:
            there["shown"] = shown()
        there["numbers"] = [*there["numbers"], number][:5]


def input_of(kind: str, number: int) -> Input:
    """The input of a kind by its number, of a megabyte at most: the same on every machine and in every session."""
    random = Random(f"{kind} {number}")  # noqa: S311  a number makes the input again
    while (given := KINDS[kind].made(random)).size > _MOST_BYTES:
        pass
    return given


@define
class Session:
    """Tries inputs of one kind."""

    kind: str
    figures: Figures = field(factory=Figures)

    def run(self, first: int, end: int, tell: Callable[[int], Any] = lambda _: None) -> Figures:
        """Those from ``first`` to before ``end``; ``tell`` is given the number of each before it is tried."""
        self.try_input(-1)  # what is imported, and made once, counts for no input
        self.figures = Figures(memory_before=_peak())
        begin, work = time.perf_counter(), time.process_time()
        for number in range(first, end):
            tell(number)
            self.try_input(number)
        self.figures.seconds, self.figures.work = time.perf_counter() - begin, time.process_time() - work
        return self.figures

    def try_input(self, number: int) -> None:
        """One input: what became of it, how long it took and how much memory."""
        given, figures = input_of(self.kind, number), self.figures
        memory, clock, work = _peak(), time.perf_counter(), time.process_time()
        error = self.error_of(given)
        work, clock = time.process_time() - work, time.perf_counter() - clock
        figures.runs += 1
        figures.slowest = max(figures.slowest, (work, number))
        figures.slowest_by_clock = max(figures.slowest_by_clock, (clock, number))
        figures.largest = max(figures.largest, (given.size, number))
        if (peak := _peak()) > memory:
            figures.memory = max(figures.memory, (peak, number))
        if error is not None:
            figures.fail(_signature(error), number, lambda: self.shown(given, error))
        if work > MOST_SECONDS:
            figures.fail(f"more than {MOST_SECONDS:.0f} s", number, lambda: f"{work:.1f} s\n{given.text}")
        if peak - max(memory, figures.memory_before) > MOST_MEGABYTES:
            figures.fail(f"more than {MOST_MEGABYTES} MB", number, lambda: f"{peak - memory} MB\n{given.text}")

    def error_of(self, given: Input) -> BaseException | None:
        """What was raised and is not allowed; None where all is well."""
        try:
            with _limited():
                fate = KINDS[self.kind].tried(given)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is what is searched for
            return error
        self.figures.fates[fate] += 1
        return None

    def shown(self, given: Input, error: BaseException) -> str:
        """A failure to be read: what was raised, and a small input with which it is raised as well."""
        wanted = _signature(error)
        text = "".join(traceback.format_exception(error)[-12:])

        def fails(other: Input) -> bool:
            found = Session(self.kind).error_of(other)
            return found is not None and _signature(found) == wanted

        return f"{text}\n{shrunk(given, fails).text}"


def _signature(error: BaseException) -> str:
    """The class of what was raised, and the line of the package that it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "targetrules" in each.filename and "/tests/" not in each.filename]
    last = (ours or frames)[-1:]
    return f"{type(error).__name__} at " + "".join(f"{Path(each.filename).name}:{each.lineno}" for each in last)


def _peak() -> int:
    """The most memory that this process held, in MB. What Linux gives as ``ru_maxrss`` counts the parent, too."""
    if _STATUS.exists():
        status = _STATUS.read_bytes()
        return int(status[status.index(b"VmHWM:") + 6 :].split(maxsplit=1)[0]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024**2 if sys.platform == "darwin" else most // 1024


@contextmanager
def _limited() -> Iterator[None]:
    """Raises Hanging within, after a minute; where Python is not asked, whoever started the process ends it."""
    before = signal.signal(signal.SIGALRM, _hang)
    signal.setitimer(signal.ITIMER_REAL, _HANGING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _hang(_: int, __: FrameType | None) -> None:
    raise Hanging


def _main(kind: str, first: int, end: int | None = None, folder: str | None = None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    warnings.simplefilter("error")
    if end is None or folder is None:
        given, session = input_of(kind, first), Session(kind)
        sys.stdout.write(f"{given.text}\n")
        error = session.error_of(given)
        sys.stdout.write(f"{dict(session.figures.fates)}\n" if error is None else session.shown(given, error))
        return
    with Path(folder, f"{kind}-{first}").open("wb", buffering=0) as progress:

        def tell(number: int) -> None:
            progress.seek(0)
            progress.write(b"%12d" % number)

        figures = Session(kind).run(first, end, tell)
    sys.stdout.write(json.dumps(attrs.asdict(figures)))


if __name__ == "__main__":
    asked, first, *more = sys.argv[1:]
    _main(asked, int(first), *((int(more[0]), more[1]) if more else ()))
