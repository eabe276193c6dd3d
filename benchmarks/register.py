"""A register: single posts a second, a decision of a period beside the same of a dataframe, a tenth year, and copies.

    python -m benchmarks.register [--units 100000] [--posts 300] [--events 1000000] [--database postgresql://…]

A decision of a period is held against `Policy.evaluate` with its record, of a dataframe, the outcomes written to a file
and forced to the disk. Times are of the processor, the least of five, and where it says so of the clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from targetrules import Policy, loads
from targetrules.register import EventKind, Register
from targetrules.register.derived import Derivation
from targetrules.register.journal import append

POLICY: Final = """
format = 1
[policy]
id = "county"
title = "Annual assessment of counties"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 2 }
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "warning-talk"
when = { any = [{ place = "last" }, { grade = "poor" }] }
within = "30 days"
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
"""
DECIDED_ON: Final = date(2026, 1, 15)
"""A day that is past: none to come is taken."""
TURNS: Final = 5
YEARS: Final = 10


def frame_of(units: int, year: int) -> pd.DataFrame:
    """A year of results."""
    scores = [each * (year - 2000) * 37 % 10_001 / 100 for each in range(units)]
    return pd.DataFrame({"unit": [f"u{each}" for each in range(units)], "period": year, "score": scores})


def say(name: str, figure: str) -> None:
    """A line of the table."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:52} {figure:>30}   {memory:6} MB at most", flush=True)  # noqa: T201


def timed(work: Callable[[], Any]) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def decided_of_frame(policy: Policy, frame: pd.DataFrame, file: Path, period: int) -> None:
    """The same decision without a register."""
    outcomes = policy.evaluate(frame, decided_on=DECIDED_ON, record=True, notes=lambda _: None)
    outcomes.of(period=period).write(file)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def decisions(where: Callable[[], str], folder: Path, units: int) -> None:
    """One period of a register beside one of a dataframe, each in a new register."""
    policy, frame = loads(POLICY), frame_of(units, 2016)
    plain, own, closed = [], [], []
    for _ in range(TURNS):
        plain.append(timed(lambda: decided_of_frame(policy, frame, folder / "outcomes.jsonl", 2016)))
        with Register.create(where(), by="bench") as register:
            register.adopt(policy)
            posted = timed(lambda: register.post(frame, notes=lambda _: None))
            closed.append(timed(lambda: register.close_period(2016)))
            own.append(timed(lambda: register.decide(2016, decided_on=DECIDED_ON)))
    say(f"{units} results posted at once", f"{posted:.2f} s")
    say(f"{units} results said to be all there", f"{min(closed):.2f} s")
    say(f"{units} units decided, of a dataframe", f"{min(plain):.2f} s")
    say(f"{units} units decided, of a register", f"{min(own):.2f} s, {min(own) / min(plain):.1f} times")


def tenth_year(where: str, folder: Path, units: int) -> None:
    """A year after nine that are decided, beside all ten of a dataframe."""
    policy = loads(POLICY)
    frames = [frame_of(units, 2017 + each) for each in range(YEARS)]
    with Register.create(where, by="bench") as register:
        register.adopt(policy)
        for year, frame in enumerate(frames, start=2017):
            register.post(frame, notes=lambda _: None)
            register.close_period(year)
            own = timed(lambda year=year: register.decide(year, decided_on=DECIDED_ON))  # type: ignore[misc]
    whole = pd.concat(frames, ignore_index=True)
    plain = min(
        timed(lambda: decided_of_frame(policy, whole, folder / "outcomes.jsonl", 2016 + YEARS)) for _ in range(TURNS)
    )
    say(f"year {YEARS} of {units} units, of a dataframe", f"{plain:.2f} s")
    say(f"year {YEARS} of {units} units, of a register", f"{own:.2f} s, {own / plain:.1f} times")


def posts(where: str, count: int) -> None:
    """Results one by one, each durable before the next."""
    with Register.create(where, by="bench") as register:
        register.adopt(loads(POLICY))
        start = time.perf_counter()
        busy = timed(lambda: [register.post({"unit": f"u{each}", "period": 2016, "score": 5}) for each in range(count)])
        taken = time.perf_counter() - start
    say(f"{count} single posts", f"{count / taken:.0f}/s, {busy / count * 1e3:.1f} ms of processor")


def many(where: str, events: int, count: int) -> None:
    """A register of very many events, ten years that are decided, of which all but the last were recorded in runs."""
    with Register.create(where, by="bench") as register:
        register.adopt(loads(POLICY))
        start = time.process_time()
        for year in range(2016, 2016 + YEARS):
            with register._database.writing() as connection:  # noqa: SLF001  each as a post of its own would take hours
                derivation = Derivation(connection)
                for each in range(events // YEARS):
                    row = [f"u{each}", str(year), str(each * year % 101)]
                    content = {"columns": ["score"], "rows": [row], "details": {}, "naming": {}}
                    derivation.take_checked(
                        append(connection, EventKind.RESULTS, content, actor="bench", policy="county")
                    )
                derivation.flush_checked()
            register.close_period(year)
            register.decide(year, decided_on=date(year + 1, 1, 15))
        say(f"{events} events, {YEARS} decisions", f"{events / (time.process_time() - start):.0f}/s of processor")
        start = time.perf_counter()
        busy = timed(lambda: [register.post({"unit": f"v{each}", "period": 2030, "score": 5}) for each in range(count)])
        taken = time.perf_counter() - start
        say(f"{count} single posts after them", f"{count / taken:.0f}/s, {busy / count * 1e3:.1f} ms of processor")
    start = time.perf_counter()
    with Register(where, by="bench") as register:
        register.head()
        say("opened, the head told", f"{(time.perf_counter() - start) * 1e3:.0f} ms")
        last = 2015 + YEARS
        calls: dict[str, Callable[[], Any]] = {
            "the decisions of one unit": lambda: register.decisions(unit="u7"),
            "the decision of one unit in one year": lambda: register.decisions(unit="u7", period=last),
            "one decision explained": lambda: register.explain("u7", last, changes=False),
            "the events about one unit": lambda: list(register.events(unit="u7")),
            "the overview of one year": lambda: register.overview(policy="county", period=last),
            "one result corrected, looked at first": lambda: register.preview(
                {"unit": "u7", "period": last, "score": 99.5}, reason="a slip"
            ),
        }
        for name, call in calls.items():
            say(name, f"{timed(call):.2f} s")
        say("made anew", f"{timed(register.rebuild):.0f} s")
        say("verified", f"{timed(register.verify):.0f} s")
        if "://" not in where:
            say("size", f"{Path(where).stat().st_size / 1e6:.0f} MB")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["posts", "decisions", "tenth", "many"])
    parser.add_argument("--database", help="an empty PostgreSQL database, for single posts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name), iter(range(100))

        def new() -> str:
            return str(folder / f"{next(numbers)}.db")

        if given.only in (None, "posts"):
            posts(given.database or new(), given.posts)
        if given.only in (None, "decisions"):
            decisions(new, folder, given.units)
        if given.only in (None, "tenth"):
            tenth_year(new(), folder, given.units)
        if given.only in (None, "many"):
            many(new(), given.events, given.posts)


if __name__ == "__main__":
    main()
