"""A hundred thousand files that no author would write, and large ones of every kind: ``make deep``, by hand.

Each gives a policy or a PolicyError, in two seconds and 200 MB. The figures are printed: ``make deep ARGS="-s"``.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from random import Random

import pytest

from tests.hostile import WAYS, seen_of
from tests.language.test_any_file import *  # noqa: F403
from tests.large import large_files
from tests.rules.test_bounds import *  # noqa: F403
from tests.rules.test_dates import *  # noqa: F403
from tests.rules.test_formula import *  # noqa: F403
from tests.rules.test_order import *  # noqa: F403

RUNS = 34_000
MOST_SECONDS = 2.0
MOST_KILOBYTES = 200 * 1024


def peak() -> int:
    """The most memory that this process ever held, in kilobytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def timed(data: bytes) -> tuple[float, list[str]]:
    start = time.perf_counter()
    seen = seen_of(data)
    return time.perf_counter() - start, seen


@pytest.mark.parametrize("way", WAYS)
def test_any_file_gives_a_policy_or_a_policy_error(way: str) -> None:
    worst, codes = (0.0, -1), Counter[str]()
    for seed in range(RUNS):
        seconds, seen = timed(WAYS[way](Random(seed)))  # noqa: S311
        worst = max(worst, (seconds, seed))
        codes.update({text.partition("]")[0].partition("[")[2] for text in seen[::4]} or {"loads"})
    figures = f"{way}: {RUNS} runs, worst {worst[0]:.2f} s (seed {worst[1]}), peak {peak() // 1024} MB"
    told = ", ".join(f"{code} {count}" for code, count in codes.most_common())
    sys.stdout.write(f"\n{figures}\n{told}\n")
    assert worst[0] < MOST_SECONDS
    assert peak() < MOST_KILOBYTES


@pytest.mark.parametrize("size", [10_000, 30_000, 50_000, 100_000, 256 * 1024, 1024 * 1024])
def test_a_large_file_of_any_kind_is_read_or_refused_soon(size: int) -> None:
    found = [(timed(data)[0], name) for name, data in large_files(size)]
    worst = max(found)
    figures = f"{size} bytes: {len(found)} files, worst {worst[0]:.2f} s ({worst[1]}), peak {peak() // 1024} MB"
    sys.stdout.write(f"\n{figures}\n")
    assert worst[0] < MOST_SECONDS
    assert peak() < MOST_KILOBYTES
