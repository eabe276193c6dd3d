"""How long a table takes in which each line is one value of one indicator, beside the table with a column for each.

    python -m benchmarks.long [rounds [units]]

100,000 units with 40 indicators each: 4 million lines with their targets, against 100,000 rows of 80 columns; each from
its CSV file to the same decisions. Told are processor seconds, of each the least of several rounds, and the ratio of
each round, of which the least is what the machine's other work has least to do with.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
import polars as pl

from targetrules import Policy, loads

UNITS, CATEGORIES, EACH = 100_000, 8, 5


def policy() -> Policy:
    """Forty indicators of all forms of scoring that a value and one target have."""
    scoring = ('"all-or-nothing"', '"ratio"', "{ per_point = 0.05 }", "{ range = { zero_at = 0 } }")
    lines = ["format = 1", 'policy = { id = "long", title = "Long" }']
    for category in range(CATEGORIES):
        lines.append(f'[categories.c{category}]\nlabel = "Category {category}"')
        lines += [
            f'[indicators.x{number}]\nlabel = "Indicator {number}"\ncategory = "c{category}"\nweight = 2.5\n'
            f'decimals = 2\nmin = 0\nmax = 1000\ntarget_min = 1\ntarget = "at_least"\n'
            f"scoring = {scoring[number % len(scoring)]}"
            for number in range(category * EACH, (category + 1) * EACH)
        ]
    return loads("\n".join(lines) + "\n")


def tables(units: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same values, with two decimals, in lines and in columns."""
    random, names = np.random.default_rng(14), [f"county {at}" for at in range(units)]
    size = CATEGORIES * EACH
    values = random.integers(0, 20_001, (units, size))
    targets = random.integers(8_000, 12_001, (units, size))
    wide: dict[str, Any] = {"unit": names, "period": np.full(units, 2010)}
    for at in range(size):
        wide |= {f"x{at}": values[:, at] / 100, f"x{at}_target": targets[:, at] / 100}
    long = pl.DataFrame(
        {
            "unit": np.repeat(np.array(names), size),
            "period": np.full(units * size, 2010),
            "indicator": np.tile(np.array([f"Indicator {at}" for at in range(size)]), units),
            "value": values.ravel() / 100,
            "target": targets.ravel() / 100,
        }
    )
    return pl.DataFrame(wide), long


def seconds(function: Callable[..., Any], *given: Any) -> float:
    start = process_time()
    function(*given)
    return process_time() - start


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(rounds: int = 5, units: int = UNITS) -> None:
    judge, (wide, long) = policy(), tables(units)
    with TemporaryDirectory() as folder:
        files = {"wide": Path(folder, "wide.csv"), "long": Path(folder, "long.csv")}
        for name, table in (("wide", wide), ("long", long)):
            table.write_csv(files[name], float_precision=2)
        found = {name: judge.evaluate(file) for name, file in files.items()}
        same = list(found["wide"][:1000]) == list(found["long"][:1000])
        counted = [sum(each.measures["total"] or 0 for each in outcomes[:1000]) for outcomes in found.values()]
        say(f"{units:,} units, {len(long):,} lines; the same decisions: {same and counted[0] == counted[1]}")
        times: dict[str, list[float]] = {name: [] for name in files}
        for _ in range(rounds):
            for name, file in files.items():
                times[name].append(seconds(judge.evaluate, file))
        for name, each in times.items():
            say(f"{name}: {min(each):.2f} s ({files[name].stat().st_size / 2**20:.0f} MiB)")
        ratios = [long / wide for wide, long in zip(times["wide"], times["long"], strict=True)]
        say(f"ratio of the rounds: {', '.join(f'{each:.2f}' for each in ratios)}; the least {min(ratios):.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
