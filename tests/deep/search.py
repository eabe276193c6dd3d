"""One search through files, in a process of its own since its memory is measured.

``python -m tests.deep.search damaged 50`` tries fifty seeds, ``… large 50000`` a file of 50,000 bytes of every kind.
Prints its :class:`Figures` as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import attrs

from tests.hostile import WAYS, check_told, diagnostics_of, told
from tests.large import large_files

__all__ = ["Figures"]

_STATUS: Final = Path("/proc/self/status")


def _peak() -> int:
    """The most memory that this program held. What Linux gives as ``ru_maxrss`` counts the parent process, too."""
    if _STATUS.exists():
        words = _STATUS.read_text(encoding="ascii").split()
        return int(words[words.index("VmHWM:") + 1]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024**2 if sys.platform == "darwin" else most // 1024


@attrs.define
class Figures:
    """What a search found. Times are those of the slowest file, in seconds of the clock, with its name.

    ``loading`` is ``loads`` alone; ``telling`` is that and every diagnostic worded in both languages; ``working`` is
    the processor's time for ``telling``, much less where the machine was busy with other things. ``memory`` is the
    most that the process ever held, in MB, with the file that took it there; ``memory_before`` is what it held already.
    """

    runs: int = 0
    loaded: int = 0
    loading: tuple[float, str] = (0.0, "")
    telling: tuple[float, str] = (0.0, "")
    working: tuple[float, str] = (0.0, "")
    memory_before: int = attrs.field(factory=_peak)
    memory: tuple[int, str] = (0, "")
    codes: Counter[str] = attrs.field(factory=Counter)

    def add(self, name: str, data: bytes) -> None:
        """One more file; anything but a policy or a PolicyError is raised, with the name of the file."""
        start, start_of_work = time.perf_counter(), time.process_time()
        diagnostics = diagnostics_of(data)
        loading = time.perf_counter() - start
        texts = told(diagnostics or ())
        telling, working = time.perf_counter() - start, time.process_time() - start_of_work
        if diagnostics is not None:
            check_told(texts)
        self.runs += 1
        self.loaded += diagnostics is None
        self.loading = max(self.loading, (loading, name))
        self.telling = max(self.telling, (telling, name))
        self.working = max(self.working, (working, name))
        self.memory = max(self.memory, (_peak(), name), key=lambda each: each[0])
        self.codes.update({each.code for each in diagnostics or ()})


def _files(what: str, number: int) -> Iterator[tuple[str, bytes]]:
    if what == "large":
        yield from large_files(number)
        return
    for seed in range(number):
        yield f"seed {seed}", WAYS[what](Random(seed))  # noqa: S311  a seed makes the file again


def _search(what: str, number: int) -> Figures:
    figures = Figures()
    for name, data in _files(what, number):
        try:
            figures.add(name, data)
        except BaseException as error:
            error.add_note(f"{what} {number}: {name}")
            raise
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(attrs.asdict(_search(sys.argv[1], int(sys.argv[2])))))
