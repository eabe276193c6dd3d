"""How long a table takes in which each line is one value of one indicator, beside the table with a column for each.

    python -m benchmarks.long [rounds [units]]

100,000 units with 40 indicators each: 4 million lines with their targets, and 4 million lines with as many targets in a
table beside them, against 100,000 rows of 80 columns; each from its CSV files to the same decisions. Told are processor
seconds, of each the least of several rounds, and in each round how many times as long it took as the wide table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import numpy as np
import polars as pl

from targetrules import Policy, loads

UNITS, CATEGORIES, EACH = 100_000, 8, 5


def policy() -> Policy:
    """A policy that has nothing but these indicators."""
    return loads(policy_text())


def policy_text() -> str:
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
    return "\n".join(lines) + "\n"


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
        files = {name: Path(folder, f"{name}.csv") for name in ("wide", "long", "values", "targets")}
        tables_of = {"wide": wide, "long": long, "values": long.drop("target"), "targets": long.drop("value")}
        for name, table in tables_of.items():
            table.write_csv(files[name], float_precision=2)
        judged = {name: partial(judge.evaluate, files[name]) for name in ("wide", "long")}
        judged["values and targets"] = partial(judge.evaluate, files["values"], targets=files["targets"])
        found = {name: judges() for name, judges in judged.items()}
        first = list(found["wide"][:1000])
        same = all(list(outcomes[:1000]) == first for outcomes in found.values())
        say(f"{units:,} units, {len(long):,} lines; the same decisions: {same}")
        found.clear()
        times: dict[str, list[float]] = {name: [] for name in judged}
        for _ in range(rounds):
            for name, judges in judged.items():
                times[name].append(seconds(judges))
        for name, each in times.items():
            ratios = [own / first for own, first in zip(each, times["wide"], strict=True)]
            say(f"{name}: {min(each):.2f} s, {', '.join(f'{ratio:.2f}' for ratio in ratios)} of the wide table")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
