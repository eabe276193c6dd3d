"""One rival on one table, in a process of its own: the time beside the bar's, in turns, and the memory of one run."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from attrs import asdict, frozen

from benchmarks.engines.rivals import BAR, RIVALS, Rival, Totals
from benchmarks.engines.tables import Given
from benchmarks.files.process import said_by

__all__ = ["Measured", "measured"]

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


@frozen
class Measured:
    """Seconds at best, those of the bar in the same process, and the peak of memory as a multiple of input and output.

    ``peak`` is None where the system does not tell it.
    """

    seconds: float
    bar: float
    peak: float | None
    totals: Totals


def measured(rival: Rival, given: Given, source: str | None = None) -> Measured:
    """Start the process, and wait for it; ``source`` is where this package is imported from, if not from here."""
    call = [sys.executable, "-m", "benchmarks.engines.measured", rival.name, json.dumps(asdict(given))]
    return Measured(**json.loads(said_by(call, source)))


def measure(rival: Rival, given: Given) -> Measured:
    table = pl.read_parquet(given.file)
    run, bar = rival.prepare(table), BAR.prepare(table)
    found, peak = _with_peak(run)
    totals = rival.totals(found)
    share = None if peak is None else peak / (table.estimated_size() + rival.size(found))
    del found
    own, others = [], []
    for _ in range(3 if given.rows > 10**6 else 9):
        own.append(_seconds(run))
        others.append(_seconds(bar))
    return Measured(min(own), min(others), share, totals)


def _seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _with_peak(run: Callable[[], Any]) -> tuple[Any, int | None]:
    """What came of it, and the bytes that were in use at most beyond those before."""
    if not _RESET.exists():
        return run(), None
    _RESET.write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    found = run()
    return found, _memory("VmHWM") - before


def _memory(name: str) -> int:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    wanted = next(rival for rival in RIVALS if rival.name == sys.argv[1])
    sys.stdout.write(json.dumps(asdict(measure(wanted, Given(**json.loads(sys.argv[2]))))))
