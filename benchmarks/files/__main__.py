"""From file to file, and how long it takes to start: ``make files``; ``ARGS="--against SRC"`` runs other code too.

Every run is a process of its own, and those that are compared take turns. Processor is user and system time, memory the
most that was resident; the least of all rounds counts. The files that both write must be the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from filecmp import cmp
from itertools import product
from pathlib import Path
from typing import Final

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.engines.tables import FOLDER
from benchmarks.files.process import Spent, said_by, spent
from benchmarks.files.results import csv_file, xlsx_file

_HERE: Final = Path(__file__).parent
_COUNTIES: Final = _HERE.parent / "engines" / "counties.toml"
_EXAMPLES: Final = _HERE.parents[1] / "examples" / "counties.csv"
_BARE: Final = "python, nothing else"
_OURS: Final = "targetrules"
_BEFORE: Final = "targetrules, --against"
_POLARS: Final = "polars, by hand"

Calls = Mapping[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("--rows", default="1e6", help="how many rows of CSV; a tenth of them in a workbook")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", metavar="SRC", help="another version's folder src, run in turns with this one")
    asked = parser.parse_args()
    rows, console = round(float(asked.rows)), Console(width=120)

    def compared(title: str, calls: Calls, bar: str) -> Mapping[str, Spent]:
        found = _in_turns(calls, asked.rounds, asked.against)
        console.print(_table(title, found, bar))
        return found

    _file_to_file(compared, rows)
    decided = FOLDER / "decided.csv"
    book = _evaluate(str(_COUNTIES), xlsx_file(rows // 10), decided)
    compared(f"a workbook of {rows // 10:,} rows and four columns to CSV", {_OURS: book}, _OURS)
    starts = {
        f"{_EXAMPLES.name}, {_rows_of(_EXAMPLES)} rows, to CSV": _evaluate("jincheng-2010", _EXAMPLES, decided),
        "--version": _program("--version"),
        "import targetrules": [sys.executable, "-c", "import targetrules"],
    }
    for title, call in starts.items():
        compared(title, {_BARE: [sys.executable, "-c", "pass"], _OURS: call}, _BARE)
    console.print(_one_unit(asked.rounds, asked.against))


def _rows_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines()) - 1


def _file_to_file(compared: Callable[[str, Calls, str], object], rows: int) -> None:
    given, script = csv_file(rows), str(_HERE / "by_polars.py")
    for ending in ("csv", "parquet"):
        ours, theirs = (FOLDER / f"decided-{who}.{ending}" for who in ("here", "by-polars"))
        calls = {
            _POLARS: [sys.executable, script, str(given), str(theirs)],
            _OURS: _evaluate("jincheng-2010", given, ours),
        }
        compared(f"{rows:,} rows of CSV to {ending}", calls, _POLARS)
        if not _SAME[ending](ours, theirs):
            raise AssertionError(f"{ours} does not say what {theirs} says")


def _same_bytes(ours: Path, theirs: Path) -> bool:
    return cmp(ours, theirs, shallow=False)


def _same_values(ours: Path, theirs: Path) -> bool:
    """Grades, places and consequences, each of its own type; the script has nothing but nulls in the other columns."""
    here, there = pl.read_parquet(ours), pl.read_parquet(theirs)
    both = [name for name in here.columns if name.startswith(("unit", "period", "grade", "place", "consequence"))]
    return here.select(both).cast(pl.String).equals(there.select(both).cast(pl.String))


_SAME: Final = {"csv": _same_bytes, "parquet": _same_values}


def _evaluate(policy: str, given: Path, decided: Path) -> list[str]:
    return _program("evaluate", policy, str(given), "--output", str(decided))


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "targetrules", *arguments]


def _in_turns(calls: Calls, rounds: int, against: str | None) -> Mapping[str, Spent]:
    """The other version runs last, so that the files that are compared are those of this one."""
    found: dict[str, list[Spent]] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            if name == _OURS and against is not None:
                found.setdefault(_BEFORE, []).append(spent(call, against))
            found.setdefault(name, []).append(spent(call))
    return {name: Spent.least(each) for name, each in found.items()}


def _one_unit(rounds: int, against: str | None) -> Table:
    """In a process that is started already."""
    table = Table("who", "processor", title="one unit of ten years, from mappings")
    sources = {_OURS: None} if against is None else {_OURS: None, _BEFORE: against}
    found: dict[str, list[float]] = {name: [] for name in sources}
    for _, (name, source) in product(range(rounds), sources.items()):
        found[name].append(float(said_by([sys.executable, "-m", "benchmarks.files.one_unit"], source)))
    for name, each in found.items():
        table.add_row(name, f"{min(each) * 1e6:.0f} µs ({min(each) / min(found[_OURS]):.2f})")
    return table


def _table(title: str, found: Mapping[str, Spent], bar: str) -> Table:
    table = Table("who", "processor", "wall", "memory", title=title)
    for name, each in found.items():
        ratios = each.relative_to(found[bar])
        cells = [f"{value:,.3f} s ({ratio:.2f})" for value, ratio in zip(each[:2], ratios[:2], strict=True)]
        table.add_row(name, *cells, f"{each.memory / 2**20:,.0f} MiB ({ratios.memory:.2f})")
    return table


if __name__ == "__main__":
    main()
