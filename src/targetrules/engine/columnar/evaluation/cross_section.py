"""All units of one period, side by side: their values, places and grades, and what follows for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, assert_never

import attrs
import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.external_comparisons import NO_COMPARISONS, ExternalComparisons, SortKeys, comparison_key
from targetrules.columns.vectors import Bits, Codes, Column, Ints, Numbers, Rows, Truths, selected
from targetrules.data import define, frozen
from targetrules.engine.columnar.evaluation.decisions import Decisions
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns
from targetrules.errors import InternalError
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import Comparison, Node

__all__ = ["CrossSection", "GradingSteps"]


@frozen(slots=True, eq=False)
class GradingSteps:
    """A rule of grading, the units for whom it holds or is unknown, and all grades before and after it."""

    rule: tree.UnitRule | tree.Quota | tree.Scale
    concerns: Bits
    holds: Bits
    before: NDArray[np.int8]
    after: NDArray[np.int8]

    def at(self, rows: Rows) -> GradingSteps:
        """The same of some units."""
        arrays = (self.concerns, self.holds, self.before, self.after)
        return GradingSteps(self.rule, *(selected(array, rows) for array in arrays))


@define(slots=True, eq=False)
class CrossSection:
    """The rows of one period, as many as ``size``.

    The past is met once it is known who they are: then ``units`` are the units' numbers, and ``since_last`` says how
    many periods ago each had its latest row (65: or more, or never). ``ages`` says for how many rows each has been in a
    status, ``unsure`` of whom nobody can say whether it is. Grades are positions from 0, the best; -1 is none.
    ``lowest`` is the worst grade that the rules before the quotas leave open to each, where they may hold a unit;
    ``not_kept`` has by quota those for whom it is not kept, ``differing`` by cut those of whose group it would
    be another than was published.
    ``external`` has what is known of comparisons among more units than these, and ``keys`` by what these are compared,
    where that is asked for. ``decisions`` stand in place of what is computed, where later periods are to look back at
    the period; None in the period as it is computed.
    """

    period: int
    size: int
    values: dict[str, Column]
    places: dict[str, RankColumns] = field(factory=dict)
    source_grade: Any = None
    grade: Any = None
    lowest: NDArray[np.int8] | None = None
    steps: list[GradingSteps] = field(factory=list)
    not_kept: dict[str, Bits] = field(factory=dict)
    divided_by_zero: dict[str, Bits] = field(factory=dict)
    differing: dict[str, Bits] = field(factory=dict)
    units: NDArray[np.intp] = field(factory=lambda: np.zeros(0, np.intp))
    since_last: NDArray[np.uint8] = field(factory=lambda: np.zeros(0, np.uint8))
    truths: dict[tree.Temporal, Truths] = field(factory=dict)
    statements: dict[tree.Temporal, Truths] = field(factory=dict)
    restarts: dict[tree.Temporal, Truths] = field(factory=dict)
    words: dict[Any, NDArray[Any]] = field(factory=dict)
    ages: dict[str, NDArray[np.int32]] = field(factory=dict)
    unsure: dict[str, Bits] = field(factory=dict)
    fired: dict[str, Truths] = field(factory=dict)
    received: dict[str, Bits] = field(factory=dict)
    replaced: dict[str, dict[str, Bits]] = field(factory=dict)
    external: ExternalComparisons = NO_COMPARISONS
    keys: dict[Node | tree.Aggregate, SortKeys] = field(factory=dict)
    decisions: Decisions | None = None

    def never(self) -> Bits:
        """False for each unit."""
        return np.zeros(self.size, np.bool_)

    def number(self, name: str) -> Numbers:
        """The number of this name."""
        value = self.values[name]
        if not isinstance(value, Numbers):
            raise InternalError(f"{name} is no number: {value!r}")
        return value

    def codes(self, name: str) -> Codes:
        """The grade, choice or text of this name."""
        value = self.values[name]
        if not isinstance(value, Codes):
            raise InternalError(f"{name} is no code: {value!r}")
        return value

    def flags(self, name: str) -> Truths:
        """The flag, condition or status of this name."""
        value = self.values[name]
        if not isinstance(value, Truths):
            raise InternalError(f"{name} is no flag: {value!r}")
        return value

    def key(self, by: tree.RankingKey, ranking: tree.Ranking) -> Numbers:
        """What units are ranked by: a number, or the positions of a grade, of which the better comes first."""
        match by:
            case tree.NumberOf(name):
                return self.number(name)
            case tree.GradeKey(of):
                positions = self.grade if of is None else self.codes(of).codes
                return Numbers(positions.astype(np.int32) * ranking.key_of_grade(1), positions >= 0, 0)
            case _:
                assert_never(by)

    def record_keys(self, comparison: Comparison, counted: Bits, keys: Callable[[], list[Ints]]) -> None:
        """Note who is counted in a comparison, and by which keys (the lowest is first), if that is asked for."""
        key = comparison_key(comparison)
        if key in self.external.asked:
            self.keys[key] = SortKeys(counted, keys())

    def undetermined(self) -> Bits:
        """Where any rule of grading, status or consequence is unknown."""
        found = self.never()
        for step in self.steps:
            if not isinstance(step.rule, tree.Quota):
                found |= step.concerns & ~step.holds
        for unsure in self.unsure.values():
            found |= unsure
        for fired in self.fired.values():
            found |= fired.unknown
        return found

    # ---- some of the units -------------------------------------------------------------------------------------------

    def at(self, rows: Rows) -> CrossSection:
        """The same of some units."""
        return attrs.evolve(
            self,
            size=len(selected(self.grade, rows)),
            external=self.external.at(rows),
            values=_each(self.values, rows),
            places=_each(self.places, rows),
            source_grade=None if self.source_grade is None else selected(self.source_grade, rows),
            grade=selected(self.grade, rows),
            lowest=None if self.lowest is None else selected(self.lowest, rows),
            steps=[step.at(rows) for step in self.steps],
            not_kept=_arrays(self.not_kept, rows),
            divided_by_zero=_arrays(self.divided_by_zero, rows),
            differing=_arrays(self.differing, rows),
            units=selected(self.units, rows) if len(self.units) else self.units,
            since_last=selected(self.since_last, rows) if len(self.units) else self.since_last,
            truths=_each(self.truths, rows),
            statements=_each(self.statements, rows),
            restarts=_each(self.restarts, rows),
            words={},
            ages=_arrays(self.ages, rows),
            unsure=_arrays(self.unsure, rows),
            fired=_each(self.fired, rows),
            received=_arrays(self.received, rows),
            replaced={id_: _arrays(by, rows) for id_, by in self.replaced.items()},
            decisions=None if self.decisions is None else self.decisions.at(rows),
        )

    def parts(self, most: int) -> Iterator[tuple[slice, CrossSection]]:
        """Stretches of at most so many units, one after the other."""
        if self.size <= most:
            yield slice(0, self.size), self
            return
        for start in range(0, self.size, most):
            chunk = slice(start, min(start + most, self.size))
            yield chunk, self.at(chunk)


def _each(columns: Mapping[Any, Any], rows: Rows) -> dict[Any, Any]:
    return {name: column.at(rows) for name, column in columns.items()}


def _arrays(arrays: Mapping[str, NDArray[Any]], rows: Rows) -> dict[str, NDArray[Any]]:
    return {name: selected(array, rows) for name, array in arrays.items()}
