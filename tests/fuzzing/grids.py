"""Small tables of results for a few policies, as rows of cells, after a few accidents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, Final

from targetrules import Policy, loads
from targetrules.drawing.histories import Extent, history
from targetrules.period import period_text
from tests.damage import POLICIES
from tests.fuzzing.values import ODD_CELLS, ODD_TEXTS, odd_text

__all__ = ["Grid", "changed", "how", "policies", "seed"]

Grid = list[list[Any]]
"""Rows of cells, the headings first: texts, numbers, flags, None."""

_EVERY_INPUT: Final = """\
format = 1
policy = { id = "inputs", title = "Every input", period = "PERIOD" }
grades = [{ id = "good", label = { zh = "优秀", en = "Good" } }, { id = "poor", label = { zh = "差", en = "Poor" } }]
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 2, label = { zh = "得分", en = "Score" } }
share = { type = "number", min = 0, max = 1, decimals = 4, optional = true }
region = { type = "choice", of = ["north", "south", "中部"] }
veto = { type = "flag", default = false }
former = { type = "grade", optional = true }
leader = { type = "text", optional = true, column_optional = true }
[rankings.overall]
by = ["score"]
within = "region"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.caps]]
when = { veto = true }
at_most = "poor"
[[grading.quotas]]
grade = "good"
at_most = "40%"
[[consequences]]
id = "talk"
when = { grade = "poor" }
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
unless = { received = "talk" }
"""


@cache
def policies() -> Sequence[Policy]:
    """One with every input for each kind of period, and those that are shipped."""
    kinds = ("year", "half", "quarter", "month", "sequence", "school-year", "fiscal-year")
    texts = [*(_EVERY_INPUT.replace("PERIOD", kind) for kind in kinds), *POLICIES]
    return [loads(text, name=f"policy {number}") for number, text in enumerate(texts)]


def seed(random: Random) -> tuple[int, Grid]:
    """The position of a policy, and a table for it in which nothing is wrong."""
    number = random.choice((0, 0, 0, 1, 2, 3, 4, 5, 6)) if random.random() < 0.7 else random.randrange(len(policies()))
    rules = policies()[number].rules
    rows = history(random, rules, Extent(units=4, periods=3)).rows
    cells = [[row.unit, period_text(rules.period, row.period), *row.values.values()] for row in rows]
    return number, [["unit", "period", *rules.inputs], *cells]


def how(random: Random, grid: Grid, policy: int) -> Mapping[str, Any]:
    """What is said of how the table is to be read: mostly nothing."""
    said: dict[str, Any] = {"policy": policy}
    headings = [str(each) for row in grid[:1] for each in row if each]
    units = [str(row[0]) for row in grid if row]
    for name, some in _OPTIONS.items():
        if random.random() < 0.03:
            said[name] = some(random, headings, units)
    return said


_OPTIONS: Final[Mapping[str, Callable[[Random, list[str], list[str]], Any]]] = {
    "header_row": lambda random, _, __: random.choice((1, 1, 2, 3, 10**9)),
    "encoding": lambda random, _, __: random.choice(
        ("utf-8", "gb18030", "cp1252", "utf-16", "utf-7", "zip", "x\x00", "é")
    ),
    "wide": lambda random, headings, _: random.choice(headings or ["x"]),
    "unit_column": lambda random, headings, _: random.choice(headings or ["x"]),
    "period_column": lambda random, headings, _: random.choice(headings or ["x"]),
    "sheet": lambda random, _, __: random.choice(("results", "Results", "x\x1b")),
    "naming": lambda random, _, units: _naming(random, [each for each in units if each.strip()] or ["x"]),
}


def _naming(random: Random, units: list[str]) -> dict[str, Any]:
    two = [random.choice(units), random.choice(units)]
    return random.choice(
        ({"same": {two[0]: f"{two[1]}x"}}, {"distinct": [two]}, {"leave_out": two[:1]}, {"genuine": two})
    )


# ---- accidents -------------------------------------------------------------------------------------------------------


def changed(random: Random, grid: Grid, odd: Callable[[Random], Any]) -> Grid:
    """A few accidents; none at all from time to time."""
    for _ in range(random.choice((0, 0, 0, 1, 1, 1, 1, 2, 2, 5))):
        if grid:
            random.choice(_WAYS)(random, grid, odd)
    return grid


def odd_cell(random: Random) -> Any:
    """A cell of text."""
    way = random.random()
    if way < 0.6:
        return random.choice(ODD_CELLS)
    return odd_text(random) if way < 0.97 else None


def _cell(random: Random, grid: Grid, odd: Any) -> None:
    row = random.choice(grid)
    if row:
        row[random.randrange(len(row))] = odd(random)


def _column(random: Random, grid: Grid, odd: Any) -> None:
    """Every cell of a column, below the heading."""
    at = random.randrange(max(1, len(grid[0])))
    for row in grid[1:]:
        if at < len(row):
            row[at] = odd(random)


def _heading(random: Random, grid: Grid, _: Any) -> None:
    if grid[0]:
        words = (*ODD_TEXTS, *grid[0], "单位", "年度", "得分", "Score", "分数", "期", "year", "2011", "2012年")
        grid[0][random.randrange(len(grid[0]))] = random.choice(words)


def _case(random: Random, grid: Grid, _: Any) -> None:
    """A heading or a name in another spelling."""
    row = random.choice(grid)
    texts = [at for at, each in enumerate(row) if isinstance(each, str)]
    if texts:
        at = random.choice(texts)
        text = row[at]
        row[at] = random.choice((text.upper(), f" {text}", f"{text}\u3000", f"{text[:1]} {text[1:]}", f"{text}\u200b"))


def _drop_row(random: Random, grid: Grid, _: Any) -> None:
    del grid[random.randrange(len(grid))]


def _double_row(random: Random, grid: Grid, _: Any) -> None:
    row = random.choice(grid)
    times = random.choice((1, 1, 2)) if random.random() < 0.99 else random.choice((100, 2000))
    grid[random.randrange(len(grid) + 1) : 0] = [list(row) for _ in range(times)]


def _blank_row(random: Random, grid: Grid, _: Any) -> None:
    grid.insert(random.randrange(len(grid) + 1), [random.choice((None, "", " ", "\u3000"))] * random.randrange(4))


def _title(random: Random, grid: Grid, odd: Any) -> None:
    grid.insert(0, [odd(random)])


def _drop_column(random: Random, grid: Grid, _: Any) -> None:
    at = random.randrange(max(1, len(grid[0])))
    for row in grid:
        del row[at : at + 1]


def _double_column(random: Random, grid: Grid, odd: Any) -> None:
    """A column twice, as it is, under another heading, or with other cells."""
    at, to = random.randrange(max(1, len(grid[0]))), random.randrange(len(grid[0]) + 1)
    other = random.random() < 0.5
    for row in grid:
        row[to:to] = [odd(random)] if other else row[at : at + 1]


def _swap_columns(random: Random, grid: Grid, _: Any) -> None:
    width = min(map(len, grid))
    if width:
        one, other = random.randrange(width), random.randrange(width)
        for row in grid[random.choice((0, 1)) :]:
            row[one], row[other] = row[other], row[one]


def _shift(random: Random, grid: Grid, _: Any) -> None:
    """A cell too many or too few in a row."""
    row = random.choice(grid)
    if random.random() < 0.5:
        row.insert(random.randrange(len(row) + 1), random.choice((None, "", "x", "1")))
    elif row:
        del row[random.randrange(len(row))]


def _swap_cells(random: Random, grid: Grid, _: Any) -> None:
    one, other = random.choice(grid), random.choice(grid)
    if one and other:
        here, there = random.randrange(len(one)), random.randrange(len(other))
        one[here], other[there] = other[there], one[here]


def _same_unit(random: Random, grid: Grid, _: Any) -> None:
    """Names that look like one."""
    row = random.choice(grid)
    if row:
        row[0] = random.choice(
            ("u1", "U1", "u１", "u 1", "01", "1", "1.0", "甲县", "甲 县", "合计", "u1\n", "nan", "2011")
        )


_WAYS: Final[Sequence[Callable[[Random, Grid, Any], None]]] = (
    *(_cell, _cell, _cell, _cell, _cell, _cell, _column, _heading, _heading, _case, _drop_row, _double_row, _blank_row),
    *(_title, _drop_column, _double_column, _swap_columns, _shift, _swap_cells, _same_unit),
)
