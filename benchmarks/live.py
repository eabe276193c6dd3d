"""Results one by one: units a second through a session, beside a hand-written wrapper of durable-rules.

    python -m benchmarks.live [--units 2000]

Each unit has ten years, each policy ten rules. Last come corrections in a closed group of a thousand, by a policy with
places. The wrapper stands in `../shared` beside the checkout; without it, only
the sessions are measured. Times are of the processor, of the fastest of three turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from targetrules import Policy, loads
from targetrules.engine.choice import LIVE_ENGINES, LiveEngineName
from targetrules.live import Session

WRAPPER: Final = Path(__file__).parents[2] / "shared" / "spikes" / "durable_subset.py"
GRADES: Final = ("poor", "good", "average", "good")
YEARS: Final = range(2010, 2020)
TURNS: Final = 3
POLICY: Final = """
format = 1
[policy]
id = "live"
title = "Ten rules"
[[grades]]
id = "good"
[[grades]]
id = "average"
[[grades]]
id = "poor"
[inputs]
grade = { type = "grade" }
score = { type = "number", min = 0, max = 100 }
[grading]
given = "grade"
[[consequences]]
id = "report"
when = { grade = { at_most = "average" } }
[[consequences]]
id = "talk"
when = { any = [{ grade = "poor" }, { score = { below = 3 } }] }
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
[[consequences]]
id = "dissolution"
when = { grade = "poor", times = 3, of_last = 5 }
"""

PLACES: Final = POLICY.replace(
    "[[consequences]]",
    """[rankings.overall]
by = "score"
[[consequences]]
id = "last"
when = { place = { bottom = "5%" } }
[[consequences]]""",
    1,
)


def row(unit: int, year: int) -> dict[str, Any]:
    """A result of a unit."""
    return {"unit": f"u{unit}", "period": year, "score": year % 5 + 1, "grade": GRADES[unit * (year - 2010) % 4]}


def measured(name: str, units: int, work: Callable[[], Callable[[], None]]) -> float:
    """Units a second; ``work`` makes ready, and gives what is measured."""
    best = float("inf")
    for _ in range(TURNS):
        run = work()
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    print(f"{name:40} {units / best:10.0f} units/s {best / units * 1e6:10.0f} µs")  # noqa: T201
    return units / best


def wrapper(units: int) -> float | None:
    """The hand-written one, where it is there."""
    if not WRAPPER.exists() or importlib.util.find_spec("durable") is None:
        return None
    spec = importlib.util.spec_from_file_location("durable_subset", WRAPPER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lowered = module.Lowered(module.RULES)

    def run() -> None:
        for unit in range(units):
            rows = [row(unit, year) for year in YEARS]
            lowered.evaluate(
                [
                    {"id": str(each["period"]), "year": each["period"], "grade": each["grade"], "rank": 1, "size": 5}
                    for each in rows
                ]
            )

    return measured("wrapper, ten rows at once", units, lambda: run)


def sessions(policy: Policy, units: int, base: float | None) -> None:
    """Sessions on each engine: a unit's rows at once, one by one, and in random order."""
    rows = [[row(unit, year) for year in YEARS] for unit in range(units)]
    single = [[each] for several in rows for each in several]
    shuffled = random.Random(1).sample(single, len(single))  # noqa: S311  no secret
    for engine in LIVE_ENGINES:
        if engine == "durable" and importlib.util.find_spec("durable") is None:
            continue
        for name, calls in (("ten rows at once", rows), ("one by one", single), ("in random order", shuffled)):
            found = measured(f"{engine}, {name}", units, partial(posting, policy, engine, calls))
            if base is not None:
                print(f"{'':40} {found / base:10.2f} of the wrapper")  # noqa: T201
    print(f"memory at its most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # noqa: T201


def posting(policy: Policy, engine: LiveEngineName, calls: list[list[dict[str, Any]]]) -> Callable[[], None]:
    """A new session, and what posts all of this to it."""
    session = Session(policy, engine=engine, reasons=False)

    def run() -> None:
        for rows in calls:
            session.post(rows)

    return run


def corrections(policy: Policy, group: int) -> None:
    """A correction in a closed group, which opens it, and the closing of the group."""
    for reasons in (False, True):
        session = Session(policy, reasons=reasons)
        session.post([row(unit, year) for unit in range(group) for year in YEARS[:3]])
        for year in YEARS[:3]:
            session.close(year)
        best = [float("inf")] * 2
        for unit in range(4 * TURNS):
            for at, work in enumerate(
                (
                    partial(session.correct, {**row(unit, YEARS[2]), "score": 50 + unit}),
                    partial(session.close, YEARS[2]),
                )
            ):
                start = time.process_time()
                work()
                best[at] = min(best[at], time.process_time() - start)
        name = f"of {group} in a closed group" + (", reasons on request" if reasons else "")
        print(f"{name:40} correct {best[0] * 1000:.1f} ms, close {best[1] * 1000:.1f} ms")  # noqa: T201


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=2_000)
    units = parser.parse_args().units
    warnings.simplefilter("ignore")
    sessions(loads(POLICY), units, wrapper(units))
    corrections(loads(PLACES), 1_000)


if __name__ == "__main__":
    main()
