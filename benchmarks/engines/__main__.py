"""One table of how fast the engines are: ``make engines`` (``ARGS="--rows 1e6 --against SRC"``).

Every rival runs in a process of its own, in turns with the polars query, so that its ratio is of one run. The totals of
all rivals are compared: a rival that computes something else is an error.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import product

from rich.console import Console
from rich.table import Table

from benchmarks.engines.measured import Measured, measured
from benchmarks.engines.rivals import ENGINE, RIVALS, Totals
from benchmarks.engines.row_rules import row_rules
from benchmarks.engines.tables import IDS, ORDERS, SHIPPED, Given, results_for
from targetrules import load


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--rows", nargs="+", default=["1e5", "1e6", "1e7"], help="how many rows")
    parser.add_argument("--against", metavar="SRC", help="another version's folder src, for its columnar engine")
    asked = parser.parse_args()
    sizes, console = [round(float(rows)) for rows in asked.rows], Console(width=110)
    compared = Table("rows", "units", "order", "who", "seconds", "to polars", "memory", title="the policy of counties")
    for size, order, ids in product(sizes, ORDERS, IDS):
        given = Given(size, ids, order)
        for name, found in _rivals(given, asked.against):
            memory = "" if found.peak is None else f"{found.peak:.1f}"
            ratio = f"{found.seconds / found.bar:.2f}"
            compared.add_row(f"{size:.0e}", ids, order, name, f"{found.seconds:.3f}", ratio, memory)
            console.print(f"{given.name}: {name} {found.seconds:.3f} s, {ratio} of polars", style="dim")
    console.print(compared)
    console.print("memory: the most in use during a run, as a multiple of input and output")
    console.print(_shipped(sizes))
    rows = Table("who", "µs a row", title="rules of a single row alone")
    for name, microseconds in row_rules():
        rows.add_row(name, f"{microseconds:.2f}")
    console.print(rows)


def _rivals(given: Given, against: str | None) -> Iterator[tuple[str, Measured]]:
    given.file  # noqa: B018  made before anything is measured
    wanted: Totals | None = None
    for rival in RIVALS:
        if given.rows > rival.most or not rival.takes(given):
            continue
        found = measured(rival, given)
        wanted = found.totals if wanted is None else wanted
        if found.totals != wanted:
            raise AssertionError(f"{rival.name} finds {found.totals}, not {wanted}")
        yield rival.name, found
        if rival is ENGINE and against is not None:
            yield "targetrules, --against", measured(rival, given, against)


def _shipped(sizes: list[int]) -> Table:
    """Policies that the package carries, on invented results."""
    table = Table("policy", "rows", "engine", "seconds", "µs a row", title="shipped policies, from frame to frame")
    for id_, size in product(SHIPPED, sizes):
        policy = load(id_)
        results = results_for(policy, size)
        best = min(_seconds(lambda: policy.evaluate_frame(results)) for _ in range(3))  # noqa: B023
        table.add_row(id_, f"{size:.0e}", "columnar", f"{best:.3f}", f"{best / size * 1e6:.3f}")
        if size <= 10**5:
            took = _seconds(lambda: policy.evaluate(results, engine="reference"))  # noqa: B023
            table.add_row(id_, f"{size:.0e}", "reference", f"{took:.3f}", f"{took / size * 1e6:.3f}")
    return table


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
