"""A hundred thousand files that no author would write, and large ones of every kind: ``make deep``, by hand.

Each gives a policy or a PolicyError, in two seconds and 200 MB. The figures are printed. The seconds are those of the
clock, so the machine should have little else to do; the processor's own time is printed beside them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.large import large_files

MOST_SECONDS = 2.0
MOST_MEGABYTES = 200


def check_search(what: str, number: int, capsys: pytest.CaptureFixture[str]) -> int:
    """Search in a process of its own, print the figures, hold them to the bounds; how many files it tried."""
    command = [sys.executable, "-m", "tests.deep.search", what, str(number)]
    shown = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(shown.stdout)
    with capsys.disabled():
        sys.stdout.write(figures(what, number, found))
    assert found["telling"][0] <= MOST_SECONDS
    assert found["memory"][0] <= MOST_MEGABYTES
    return int(found["runs"])


def figures(what: str, number: int, found: dict[str, Any]) -> str:
    codes = ", ".join(f"{code} {count}" for code, count in sorted(found["codes"].items()))
    return (
        f"\n{what} {number}: {found['runs']} files, {found['loaded']} loaded, {found['runs'] - found['loaded']} refused"
        f"\n  slowest to load {found['loading'][0]:.2f} s ({found['loading'][1]})"
        f"\n  slowest with all said in both languages {found['telling'][0]:.2f} s ({found['telling'][1]})"
        f"\n  slowest by the processor's time {found['working'][0]:.2f} s ({found['working'][1]})"
        f"\n  at most {found['memory'][0]} MB ({found['memory'][1]}), {found['memory_before']} MB before the first"
        f"\n  files by diagnostic: {codes}\n"
    )


@pytest.mark.parametrize(("way", "runs"), [("any bytes", 34_000), ("damaged", 33_000), ("structured", 33_000)])
def test_any_file_gives_a_policy_or_a_policy_error(way: str, runs: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_search(way, runs, capsys) == runs


@pytest.mark.parametrize("size", [10_000, 30_000, 50_000, 100_000, 256 * 1024, 1024 * 1024])
def test_a_large_file_of_any_kind_is_read_or_refused_soon(size: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_search("large", size, capsys) == len(list(large_files(size)))
