"""The whole fuzzing session: slices of every kind, in two processes, each slice kept when it is finished.

A session that was interrupted goes on where it was. What is kept belongs to this package and these inputs: of changed
ones nothing is taken over.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["INPUTS", "run", "table"]

INPUTS: Final[Mapping[str, int]] = {
    "policy": 120_000,
    "text": 90_000,
    "json": 80_000,
    "workbook": 80_000,
    "columns": 50_000,
    "state": 40_000,
    "record": 40_000,
}
"""How many of each kind: half a million."""

_ROOT: Final = Path(__file__).parents[2]
_SLICE: Final = 10_000
_PROCESSES: Final = 2
_SILENT: Final = 300
"""Seconds without a new input, after which a process is taken for hanging where Python cannot interrupt it."""

Figures = Mapping[str, Any]


def run(kind: str) -> Figures:
    """The figures of all inputs of a kind; see :class:`tests.fuzzing.session.Figures`."""
    firsts = range(0, INPUTS[kind], _SLICE)
    with ThreadPoolExecutor(_PROCESSES) as pool:
        return _together(pool.map(lambda first: _slice(kind, first, min(first + _SLICE, INPUTS[kind])), firsts))


def _slice(kind: str, first: int, end: int) -> Figures:
    folder = _kept()
    file = folder / f"{kind}-{first}.json"
    if not file.exists():
        figures = _figures(kind, first, end, folder)
        file.with_suffix(".part").write_text(json.dumps(figures), encoding="utf-8")
        file.with_suffix(".part").rename(file)
    found: Figures = json.loads(file.read_text(encoding="utf-8"))
    return found


@cache
def _kept() -> Path:
    """Where slices are kept: by what they depend on."""
    digest = hashlib.sha256()
    for part in ("src", "policies", "tests"):
        for path in sorted((_ROOT / part).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    folder = _ROOT / "build" / "fuzzing" / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _figures(kind: str, first: int, end: int, folder: Path) -> Figures:
    """Of a session in a process of its own. Where that did not end well, the input that it was on is the failure."""
    progress = folder / f"{kind}-{first}"
    progress.write_bytes(b"")
    command = [sys.executable, "-m", "tests.fuzzing.session", kind, str(first), str(end), str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        told, complaints = _until_end(process, progress)
    if process.returncode == 0:
        found: Figures = json.loads(told)
        return found
    number = int(progress.read_bytes() or -1)
    failure = {"numbers": [number], "count": 1, "shown": complaints[-4000:]}
    return {"failures": {f"the process ended with {process.returncode}": failure}}


def _until_end(process: subprocess.Popen[str], progress: Path) -> tuple[str, str]:
    while True:
        try:
            return process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            if time.time() - progress.stat().st_mtime > _SILENT:
                process.kill()


def _together(slices: Iterable[Figures]) -> Figures:
    """One for all slices: sums, and whatever is most."""
    whole: dict[str, Any] = {"runs": 0, "work": 0.0, "fates": Counter(), "failures": {}}
    for each in slices:
        whole["runs"] += each.get("runs", 0)
        whole["work"] += each.get("work", 0.0)
        whole["fates"].update(each.get("fates", {}))
        for key in ("slowest", "slowest_by_clock", "largest", "memory"):
            whole[key] = max(whole.get(key, [0, -1]), each.get(key, [0, -1]))
        whole["memory_before"] = max(whole.get("memory_before", 0), each.get("memory_before", 0))
        for what, failure in each["failures"].items():
            there = whole["failures"].setdefault(what, {"numbers": [], "count": 0, "shown": failure["shown"]})
            there["count"] += failure["count"]
            there["numbers"] = [*there["numbers"], *failure["numbers"]][:5]
    return whole


def table(kind: str, found: Figures) -> Iterator[str]:
    """The figures in a few lines, then each kind of failure with the numbers of its inputs."""
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(found["fates"].items()))
    yield f"{kind}: {found['runs']} inputs: {fates}; {1000 * found['work'] / max(1, found['runs']):.1f} ms each"
    yield (
        f"  slowest {found['slowest'][0]:.2f} s of the processor ({found['slowest'][1]}),"
        f" {found['slowest_by_clock'][0]:.2f} s by the clock ({found['slowest_by_clock'][1]})"
    )
    yield (
        f"  at most {found['memory'][0]} MB ({found['memory'][1]}), {found['memory_before']} MB before the first;"
        f" largest input {found['largest'][0]} bytes ({found['largest'][1]})"
    )
    for what, failure in found["failures"].items():
        yield f"  FAILED {failure['count']} times: {what}; inputs {failure['numbers']}\n{failure['shown']}"
