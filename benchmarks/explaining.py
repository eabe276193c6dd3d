"""Tables whose explanations used to take long, and how long they take: ``python -m benchmarks.explaining``.

``reasons``: the reasons alone, of all rows of 2,000 units in ten years, by policies of this package and the first
two of the following.

``schools``: two thousand schools in ten years, nine measures that look back, some of them at what was computed over
everybody. ``counties``: a hundred thousand units in one group, with a ranking, a quota and places. ``fed back``: the
same, but ranked by a number that rests on everybody else's, so that a change of one unit changes what others bring in.
``quotas``: fifty units with twenty indicators of two decimals, and quotas for two grades; ``quotas in turn``: the lower
one first, so that it leaves other units to the higher one; ``quotas fed back``: among those of whom a place decides;
``quota from the mean``: by the distance from the mean of all, whose trend is not certain. ``three quotas``: a thousand
units.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from random import Random
from time import process_time
from typing import Any

import polars as pl
import pyarrow as pa

from benchmarks.engines.tables import SHIPPED, results_for
from targetrules import Policy, load, loads

__all__ = ["CASES", "LAST", "table_of"]

LAST = 2020
"""The year that is explained."""

_HEAD = """
format = 1
[policy]
id = "explained"
title = "Explained"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
achievement = { type = "number", min = 0, max = 100, decimals = 1, optional = true }
attendance = { type = "number", min = 0, max = 100, decimals = 1, optional = true }
pupils = { type = "number", min = 1, max = 5000 }
district = { type = "text" }
falsified = { type = "flag" }
"""

_SCHOOLS = """
[measures]
risen = { formula = "achievement - if_missing(previous(achievement), achievement)", decimals = 1 }
three_years = { formula = "mean_last(achievement, 3)", decimals = 2 }
best = { formula = "best_last(achievement, 5)", decimals = 1 }
worst = { formula = "worst_last(attendance, 5)", decimals = 1 }
steady = { formula = "best_last(attendance, 4) - worst_last(attendance, 4)", decimals = 1 }
usual = { formula = "if_missing(previous(group_percentile(achievement, 50)), 50)", decimals = 2 }
above_usual = { formula = "three_years - usual", decimals = 2 }
slow = { formula = "mean_last(above_usual, 4)", decimals = 2 }
climb = { formula = "if_missing(previous(overall.rank, 2), 1) - overall.rank" }
mean_now = { formula = "group_mean(achievement, overall)", decimals = 2 }
below_mean = { formula = "mean_now - achievement", decimals = 2 }
points = { weights = { three_years = 6, best = 2, worst = 2 }, missing = "reweight", decimals = 2 }
[rankings.overall]
by = ["RANKED", "pupils"]
among = { falsified = false }
[rankings.at_home]
by = "three_years"
within = "district"
[grading]
by = "points"
bands = { A = 60, B = 40, C = 0 }
[[grading.caps]]
at_most = "B"
when = { risen = { below = -20 } }
[[grading.steps]]
most_down = 1
[[grading.quotas]]
grade = "A"
at_most = "30%"
ranking = "overall"
[[consequences]]
id = "talk"
when = { grade = "C", times = 2, of_last = 3 }
[[consequences]]
id = "visit"
when = { any = [{ slow = { below = -2 } }, { steady = { above = 60 } }] }
[[consequences]]
id = "help"
when = { climb = { below = -300 }, below_mean = { above = 0 } }
[[consequences]]
id = "reorganisation"
when = { place = { bottom = "5%", ranking = "overall" }, consecutive = 2 }
[[consequences]]
id = "last-at-home"
when = { place = { bottom = 1, ranking = "at_home" } }
unless = { above_usual = { above = 10 } }
"""

_COUNTIES = """
[measures]
three_years = { formula = "mean_last(achievement, 3)", decimals = 2 }
above_mean = { formula = "achievement - round(group_mean(achievement), 1)", decimals = 1 }
[rankings.overall]
by = ["achievement", "attendance"]
among = { falsified = false }
[grading]
by = "achievement"
bands = { A = 60, B = 40, C = 0 }
[[grading.quotas]]
grade = "A"
at_most = "30%"
[[consequences]]
id = "praise"
when = { place = { top = 100 } }
[[consequences]]
id = "visit"
when = { place = { bottom = "5%", ties = "out" }, consecutive = 2 }
[[consequences]]
id = "talk"
when = { any = [{ above_mean = { below = -30 } }, { three_years = { below = 20 } }] }
"""

_INDICATORS = tuple(f"s{number}" for number in range(20))
_QUOTAS = f"""
format = 1
[policy]
id = "quotas"
title = "Quotas"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs]
{"".join(f"{name} = {{ type = 'number', min = 0, max = 100, decimals = 2 }}" + chr(10) for name in _INDICATORS)}
[measures]
total = {{ weights = {{ {", ".join(f"{name} = {at % 4 + 1}" for at, name in enumerate(_INDICATORS))} }}, decimals = 2 }}
[rankings.overall]
by = "total"
[grading]
by = "total"
bands = {{ A = 55, B = 45, C = 0 }}
[[consequences]]
id = "talk"
when = {{ grade = "C" }}
"""
_FROM_MEAN = (
    'by = "total"\n[grading]',
    'by = "from_mean"\n[measures.from_mean]\nformula = "total - round(group_mean(total), 2)"\ndecimals = 2\n[grading]',
)
_FOUR_GRADES = _QUOTAS.replace('id = "C"\n', 'id = "C"\n[[grades]]\nid = "D"\n', 1).replace("C = 0", "C = 40, D = 0")
_OF_A = '[[grading.quotas]]\ngrade = "A"\nat_most = "20%"\nranking = "overall"\n'
_OF_C = '[[grading.quotas]]\ngrade = "C"\nat_most = "90%"\nranking = "overall"\n'
_OF_B = '[[grading.quotas]]\ngrade = "B"\nat_most = "60%"\nranking = "overall"\n'
_BY_PLACE = """
[rankings.again]
by = "s0"
among = { overall.rank = { at_most = 30 } }
[[consequences]]
id = "praise"
when = { place = { top = 5, ranking = "again" } }
"""

_FED_BACK = ("among = { falsified = false }", "among = { above_mean = { above = -60 } }")

CASES: dict[str, tuple[str, int, range]] = {
    "schools": (_HEAD + _SCHOOLS.replace("RANKED", "points"), 2_000, range(2011, LAST + 1)),
    "schools fed back": (
        _HEAD + _SCHOOLS.replace("RANKED", "below_mean").replace(", overall)", ")"),
        2_000,
        range(2011, LAST + 1),
    ),
    "counties": (_HEAD + _COUNTIES, 100_000, range(2018, LAST + 1)),
    "counties fed back": (_HEAD + _COUNTIES.replace(*_FED_BACK), 100_000, range(2018, LAST + 1)),
    "quotas": (_QUOTAS + _OF_A + _OF_B, 50, range(LAST, LAST + 1)),
    "quotas in turn": (_QUOTAS + _OF_B + _OF_A, 50, range(LAST, LAST + 1)),
    "quota from the mean": (_QUOTAS.replace(*_FROM_MEAN) + _OF_A, 50, range(LAST, LAST + 1)),
    "quotas fed back": (_QUOTAS + _OF_A + _OF_B + _BY_PLACE, 50, range(LAST, LAST + 1)),
    "three quotas": (_FOUR_GRADES + _OF_A + _OF_B + _OF_C, 1_000, range(LAST, LAST + 1)),
    "three quotas in turn": (_FOUR_GRADES + _OF_C + _OF_B + _OF_A, 1_000, range(LAST, LAST + 1)),
}
"""By name: the policy, how many units, and in which years."""

_REASONS = 20_000
_TEN_YEARS = range(LAST - 9, LAST + 1)
_BY_COLUMNS = ("schools", "counties")


def table_of(units: int, years: range, indicators: Iterable[str] = ()) -> pa.Table:
    """Invented results, a few of them missing, but for those of the ``indicators``."""
    random = Random(37)  # noqa: S311

    def score() -> float | None:
        return None if random.random() < 0.02 else round(random.uniform(0, 100), 1)

    rows = [(f"unit {unit}", year) for year in years for unit in range(units)]
    columns: dict[str, list[Any]] = {
        "unit": [unit for unit, _ in rows],
        "period": [year for _, year in rows],
        "achievement": [score() for _ in rows],
        "attendance": [score() for _ in rows],
        "pupils": [random.randint(1, 5000) for _ in rows],
        "district": [f"district {at % 50}" for at in range(len(rows))],
        "falsified": [random.random() < 0.01 for _ in rows],
        **{name: [round(random.uniform(0, 100), 2) for _ in rows] for name in indicators},
    }
    return pa.table(columns)


def main(asked: list[str]) -> None:
    """Print the seconds of processor that one explanation takes, of a dataframe and of rows that were read before.

    And how many of its searches, one an input and goal, were cut short. Of the reasons alone, how many rows a second.
    """
    if not asked or "reasons" in asked:
        _print_reasons()
    for name, (text, units, years) in CASES.items():
        if not asked or name in asked:
            policy = loads(text)
            table = table_of(units, years, [each for each in _INDICATORS if each in policy.rules.inputs])
            frame, cut = _seconds(policy, table)
            rows, _ = _seconds(policy, policy.history(table.to_pylist()))
            print(f"{name}: of a dataframe {frame:.2f} s, of rows {rows:.2f} s; {cut} searches were cut", flush=True)  # noqa: T201


def _print_reasons() -> None:
    """From the dataframe on, reading it included; not the import of modules, of which a first row sees to."""
    tables = {name: (load(name), results_for(load(name), _REASONS)) for name in SHIPPED}
    tables |= {name: (loads(CASES[name][0]), pl.DataFrame(table_of(2_000, _TEN_YEARS))) for name in _BY_COLUMNS}
    for name, (policy, table) in tables.items():
        next(policy.explain_rows(table[:1]))
        start = process_time()
        rows = sum(1 for _ in policy.explain_rows(table))
        print(f"reasons, {name}: {rows / (process_time() - start):,.0f} rows a second", flush=True)  # noqa: T201


def _seconds(policy: Policy, rows: Any) -> tuple[float, int]:
    start = process_time()
    why = policy.explain(rows, unit="unit 34", period=LAST)
    seconds = process_time() - start
    found = [each.nearest for each in why.consequences] + ([] if why.grade is None else [why.grade.nearest])
    return seconds, sum(len(each.unsettled) for each in found if each is not None)


if __name__ == "__main__":
    main(sys.argv[1:])
