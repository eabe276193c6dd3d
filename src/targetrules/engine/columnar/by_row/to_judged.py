"""Cohorts to the rows of the reference engine, so that outcomes and explanations come from one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from targetrules.columns.encoded import coded
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.engine.columnar.by_row.quota_evidence import filled_by_row
from targetrules.engine.columnar.evaluation.cross_section import Cohort
from targetrules.engine.columnar.evaluation.places import Places
from targetrules.engine.columnar.evaluation.step import Machine
from targetrules.engine.columnar.input.by_period import by_period
from targetrules.engine.judged import Judged, Standing, Step
from targetrules.engine.placing import Place
from targetrules.history import History
from targetrules.rules import tree

__all__ = ["Writer", "evaluate"]


def evaluate(rules: tree.Rules, history: History) -> list[Judged]:
    """What :func:`targetrules.engine.reference.evaluate` gives, by the columnar engine."""
    table = coded(rules, history)
    machine = Machine(rules)
    memory = machine.start(len(table.names))
    writer = Writer(rules, table.names)
    for period, rows, inputs in by_period(table):
        now = machine.step(memory, period, table.units[rows], inputs)
        writer.write(now, [history.rows[row].values for row in rows])
    return writer.judged


@define(slots=True, eq=False)
class Writer:
    """Writes cohorts, one after the other, as rows that know their past."""

    rules: tree.Rules
    names: Sequence[str]
    latest: dict[str, Judged] = field(factory=dict)
    judged: list[Judged] = field(factory=list)

    def write(self, now: Cohort, inputs: Sequence[Any]) -> None:
        """All units of a period, with what their quotas counted."""
        made = len(self.judged)
        self.write_rows(now, inputs)
        self.set_filled(self.judged[made:], now, np.arange(now.size))

    def write_rows(self, now: Cohort, inputs: Sequence[Any]) -> None:
        names = [self.names[unit] for unit in now.units]
        cohort = [
            Judged(unit, now.period, dict(values), self.latest.get(unit))
            for unit, values in zip(names, inputs, strict=True)
        ]
        everyone = tuple(cohort)
        for row in cohort:
            row.cohort = everyone
        for name, column in now.values.items():
            if name not in self.rules.inputs:
                self.set_values(cohort, name, column)
        for name in self.in_order(tree.Ranking):
            self.set_places(cohort, now, name)
        self.set_grades(cohort, now)
        self.set_not_kept(cohort, now)
        self.set_consequences(cohort, now)
        self.judged.extend(cohort)
        self.latest.update((row.unit, row) for row in cohort)

    def in_order(self, kind: type[tree.Ranking | tree.Measure]) -> list[str]:
        """The definitions of a kind, in the order in which outcomes tell of them."""
        return [each.name for each in self.rules.order if isinstance(each, kind)]

    def set_values(self, cohort: list[Judged], name: str, column: Numbers | Codes | Truths) -> None:
        for row, value in zip(cohort, values_of(column), strict=True):
            row.values[name] = value

    def set_places(self, cohort: list[Judged], now: Cohort, name: str) -> None:
        places = now.places[name]
        groups = self.members(cohort, places)
        columns = (places.known, places.rank, places.tied, places.below, places.group)
        for row, (known, rank, tied, below, group) in zip(cohort, _rows(*columns), strict=True):
            ranked = None if group < 0 else groups.get(group, ())
            place = Place(rank - 1, tied, below) if rank else None
            row.standings[name] = Standing(known, place, ranked)

    def members(self, cohort: list[Judged], places: Places) -> Mapping[int, Sequence[Judged]]:
        members: dict[int, list[Judged]] = {}
        for position in np.lexsort((places.rank, places.group)):
            if places.ranked[position]:
                members.setdefault(int(places.group[position]), []).append(cohort[position])
        return {group: tuple(rows) for group, rows in members.items()}

    def set_grades(self, cohort: list[Judged], now: Cohort) -> None:
        ids: list[str | None] = [*(grade.id for grade in self.rules.grades), None]
        source = now.grade if now.source_grade is None else now.source_grade
        for row, first, last in zip(cohort, source.tolist(), now.grade.tolist(), strict=True):
            row.first_grade, row.grade = ids[first], ids[last]
        for stage in now.steps:
            for position in np.flatnonzero(stage.concerns):
                before, after = ids[stage.before[position]], ids[stage.after[position]]
                truth = True if stage.holds[position] else None
                cohort[position].steps.append(Step(stage.rule, truth, before, after))

    def set_not_kept(self, cohort: list[Judged], now: Cohort) -> None:
        for quota in self.quotas:
            for position in np.flatnonzero(now.not_kept.get(quota.id, ())):
                cohort[position].not_kept.append(quota.id)

    def set_filled(self, cohort: list[Judged], now: Cohort, part: NDArray[np.intp]) -> None:
        """Give these units of a cohort what their quotas counted, which is told by names of other units as well."""
        for quota in self.quotas:
            found = filled_by_row(self.rules, now, quota, part, lambda at: self.names[now.units[at]])
            for row, filled in zip(cohort, found, strict=True):
                if filled is not None:
                    row.filled[quota.id] = filled

    @property
    def quotas(self) -> tuple[tree.Quota, ...]:
        return () if self.rules.grading is None else self.rules.grading.quotas

    def set_consequences(self, cohort: list[Judged], now: Cohort) -> None:
        for id_, fired in now.fired.items():
            for row, truth in zip(cohort, values_of(fired), strict=True):
                row.fired[id_] = truth if isinstance(truth, bool) else None
        for id_, by in now.replaced.items():
            for row, replacing in zip(cohort, _rows(*by.values()), strict=True):
                if any(replacing):
                    row.replaced[id_] = tuple(other for other, held in zip(by, replacing, strict=True) if held)
        for id_, received in now.received.items():
            for position in np.flatnonzero(received):
                cohort[position].received |= {id_}
        self.set_rest(cohort, now)

    def set_rest(self, cohort: list[Judged], now: Cohort) -> None:
        for name in self.in_order(tree.Measure):
            for position in np.flatnonzero(now.divided_by_zero.get(name, ())):
                cohort[position].divided_by_zero.append(name)
        for name, ages in now.ages.items():
            for position in np.flatnonzero(ages):
                cohort[position].status_age[name] = int(ages[position])


def _rows(*columns: NDArray[Any]) -> list[tuple[Any, ...]]:
    return list(zip(*(column.tolist() for column in columns), strict=True))
