"""Random results near the edges of a policy: what they show no solver need be asked, nor can it make up details."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from random import Random
from string import ascii_uppercase
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Extent
from targetrules.drawing.tables import tables
from targetrules.engine.examples import history_of
from targetrules.history import History, Row, Value
from targetrules.proof.allowance import DRAWN, Allowance
from targetrules.rules import tree

__all__ = ["Drawn", "drawn", "drawn_for", "shown_by_chance"]

_EXTENTS: Final = (Extent(units=10, periods=1), Extent(units=4, periods=6))
"""Many units in one period tell of places, some periods of what is looked back at."""
_TRIED: Final = 100
"""On so many a question is tried before solvers are asked: more than it takes of the policies here."""
_MOST_ROWS: Final = 20_000
"""Where they are large, with their rows of details, no more are drawn after so many rows."""
_MOST: Final = 400
"""So many results are drawn at most where something is sought."""

_Rows = tuple[tuple[str, int, Mapping[str, Value]], ...]


@frozen(slots=True)
class Drawn:
    """Results, with what is made of details, and the rows of these by name."""

    history: History
    details: Mapping[str, History]


def drawn_for(rules: tree.Rules, most: int = _TRIED) -> Iterator[History]:
    """At most so many histories, always the same ones, with what is made of random details; fewer of large ones.

    Args:
        rules: The policy.
        most: How many are drawn.
    """
    left = _MOST_ROWS
    for seed, extent in islice(enumerate(cycle(_EXTENTS)), most):
        if left > 0:
            case = _case(Random(seed), rules, extent)  # noqa: S311  nothing rests on chance
            left -= _size(case)
            if case.rows:
                yield history_of(rules, case)


def drawn(random: Random, rules: tree.Rules, extent: Extent) -> History:
    """A history, with what is made of random details and of what policies below decide of random results."""
    return history_of(rules, _case(random, rules, extent))


def _case(random: Random, rules: tree.Rules, extent: Extent) -> tree.Example:
    above, below = tables(Chance(random), rules, extent)
    return tree.Example({}, _plain(above), (), {name: _plain(rows) for name, rows in below.items()})


def _size(case: tree.Example) -> int:
    """How many rows it has in all."""
    return len(case.rows) + sum(map(len, case.details.values()))


def _plain(history: History) -> _Rows:
    return tuple((row.unit, row.period, row.values) for row in history.rows)


# ---- what is sought --------------------------------------------------------------------------------------------------


def shown_by_chance(
    rules: tree.Rules, periods: int | None, allowance: Allowance, shows: Callable[[History], bool]
) -> Drawn | None:
    """Random results that show something, without rows that they can do without.

    None where none were found, or policies below decide what would have to be made up.

    Args:
        rules: The policy.
        periods: How many periods there are at most; None: one of many units, or some of a few.
        allowance: What it may take.
        shows: Whether results show it.
    """
    extents = _EXTENTS if periods is None else (Extent(units=3, periods=periods), Extent(units=10, periods=periods))
    most = 0 if any(each.policy is not None for each in rules.details.values()) else _MOST
    for seed, extent in islice(enumerate(cycle(extents)), most):
        if allowance.is_over:
            return None
        case = _case(Random(seed), rules, extent)  # noqa: S311  nothing rests on chance
        allowance.take(_size(case) / DRAWN)
        if case.rows and shows(history_of(rules, case)):
            return _made(rules, _smallest(rules, case, shows))
    return None


def _made(rules: tree.Rules, case: tree.Example) -> Drawn:
    """The case with plain names for its units, in the order of periods."""
    units = dict(zip(dict.fromkeys(row[0] for row in case.rows), ascii_uppercase, strict=False))

    def named(rows: _Rows) -> _Rows:
        those = [(units[unit], period, values) for unit, period, values in rows]
        return tuple(sorted(those, key=lambda row: (row[1], row[0])))

    details = {name: named(below) for name, below in case.details.items()}
    history = history_of(rules, evolve(case, rows=named(case.rows), details=details))
    return Drawn(history, {name: History(tuple(Row(*row) for row in below)) for name, below in details.items()})


def _smallest(rules: tree.Rules, case: tree.Example, shows: Callable[[History], bool]) -> tree.Example:
    """The case without any unit, row, row of details or value that it can do without."""
    while True:
        fewer = (each for each in _smaller(rules, case) if each.rows and shows(history_of(rules, each)))
        found = next(fewer, None)
        if found is None:
            return case
        case = found


def _smaller(rules: tree.Rules, case: tree.Example) -> Iterator[tree.Example]:
    for unit in dict.fromkeys(row[0] for row in case.rows):
        yield _with(case, tuple(row for row in case.rows if row[0] != unit))
    for at in range(len(case.rows)):
        yield _with(case, (*case.rows[:at], *case.rows[at + 1 :]))
    for name, below in case.details.items():
        for at in range(len(below)):
            yield evolve(case, details={**case.details, name: (*below[:at], *below[at + 1 :])})
    for at, (unit, period, values) in enumerate(case.rows):
        for name, source in rules.read_inputs.items():
            if values.get(name) not in (None, source.default) and (source.optional or source.default is not None):
                row = (unit, period, {**values, name: source.default})
                yield evolve(case, rows=(*case.rows[:at], row, *case.rows[at + 1 :]))


def _with(case: tree.Example, rows: _Rows) -> tree.Example:
    """The case with fewer rows, and without details below those that are gone."""
    there = {(unit, period) for unit, period, _ in rows}
    details = {name: tuple(row for row in below if row[:2] in there) for name, below in case.details.items()}
    return evolve(case, rows=rows, details=details)
