"""Cross-sections to the rows of the reference engine, so that outcomes and explanations come from one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field
from numpy.typing import NDArray

from targetrules.columns.encoded import encode
from targetrules.columns.values import values_of
from targetrules.columns.vectors import Codes, Numbers, Truths
from targetrules.data import define
from targetrules.engine.columnar.by_row.quota_evidence import filled_by_row
from targetrules.engine.columnar.evaluation.cross_section import CrossSection
from targetrules.engine.columnar.evaluation.rank_columns import RankColumns
from targetrules.engine.columnar.evaluation.step import StateMachine
from targetrules.engine.columnar.evaluation.successions import Successions
from targetrules.engine.columnar.input.period_permutation import by_period
from targetrules.engine.judged import GradingStep, Judged, Standing, put_together
from targetrules.engine.placing import Indexed, Place
from targetrules.history import History
from targetrules.rules import tree
from targetrules.rules.decided import decided_of
from targetrules.rules.reserved import columns_of
from targetrules.rules.succession import predecessor_of

__all__ = ["Writer", "evaluate"]


def evaluate(rules: tree.Rules, history: History) -> list[Judged]:
    """What :func:`targetrules.engine.reference.evaluate` gives, by the columnar engine."""
    table = encode(rules, history)
    machine = StateMachine(rules)
    memory, successions = machine.start(len(table.names)), Successions.in_table(table)
    writer = Writer(rules, table.names)
    for period, rows, inputs in by_period(table):
        successions.take(memory, table.units, rows)
        now = machine.present(period, len(rows), inputs)
        machine.decide(memory, table.units[rows], now)
        again = machine.as_decided(memory, now)
        machine.remember(memory, now if again is None else again)
        writer.write(now, [rules.asked_for(history.rows[row].values, period) for row in rows], again)
    return writer.judged


@define(slots=True, eq=False)
class Writer:
    """Writes cross-sections, one after the other, as rows that know their past."""

    rules: tree.Rules
    names: Indexed[str]
    latest: dict[str, Judged] = field(factory=dict)
    judged: list[Judged] = field(factory=list)

    def write(self, now: CrossSection, inputs: Sequence[Any], again: CrossSection | None = None) -> None:
        """All units of a period, with what their quotas counted; ``again``: as later periods look back at it."""
        judged, _ = self.write_rows(now, inputs, again)
        self.set_filled(judged, now, np.arange(now.size))

    def write_rows(
        self, now: CrossSection, inputs: Sequence[Any], again: CrossSection | None
    ) -> tuple[list[Judged], list[Judged]]:
        """The rows as they were computed, and as later periods look back at them."""
        computed = seen = self.rows_of(now, inputs)
        if again is not None:
            seen = self.rows_of(again, inputs)
            for row, before in zip(seen, computed, strict=True):
                row.computed, row.decided = before, row.decision
        self.judged.extend(computed)
        self.latest.update((row.unit, row) for row in seen)
        return computed, seen

    def rows_of(self, now: CrossSection, inputs: Sequence[Any]) -> list[Judged]:
        names = [self.names[unit] for unit in now.units]
        cross_section = [
            Judged(unit, now.period, dict(values), self.latest.get(predecessor_of(unit, values)))
            for unit, values in zip(names, inputs, strict=True)
        ]
        for row in put_together(cross_section):
            row.decision = decided_of(self.rules, row.values)
            row.decided = None if self.rules.judges(row.period) else row.decision
        for name, column in now.values.items():
            if name not in columns_of(self.rules):
                self.set_values(cross_section, name, column)
        for name in self.in_order(tree.Ranking):
            self.set_places(cross_section, now, name)
        self.set_grades(cross_section, now)
        self.set_not_kept(cross_section, now)
        self.set_consequences(cross_section, now)
        return cross_section

    def in_order(self, kind: type[tree.Ranking | tree.Measure]) -> list[str]:
        """The definitions of a kind, in the order in which outcomes tell of them."""
        return [each.name for each in self.rules.order if isinstance(each, kind)]

    def set_values(self, cross_section: list[Judged], name: str, column: Numbers | Codes | Truths) -> None:
        for row, value in zip(cross_section, values_of(column), strict=True):
            row.values[name] = value

    def set_places(self, cross_section: list[Judged], now: CrossSection, name: str) -> None:
        places = now.places[name]
        groups = self.members(cross_section, places)
        columns = (places.known, places.rank, places.tied, places.below, places.group)
        for row, (known, rank, tied, below, group) in zip(cross_section, _rows(*columns), strict=True):
            ranked = None if group < 0 else groups.get(group, ())
            place = Place(rank - 1, tied, below) if rank else None
            row.standings[name] = Standing(known, place, ranked)

    def members(self, cross_section: list[Judged], places: RankColumns) -> Mapping[int, Sequence[Judged]]:
        members: dict[int, list[Judged]] = {}
        for position in np.lexsort((places.rank, places.group)):
            if places.ranked[position]:
                members.setdefault(int(places.group[position]), []).append(cross_section[position])
        return {group: tuple(rows) for group, rows in members.items()}

    def set_grades(self, cross_section: list[Judged], now: CrossSection) -> None:
        ids: list[str | None] = [*(grade.id for grade in self.rules.grades), None]
        source = now.grade if now.source_grade is None else now.source_grade
        for row, first, last in zip(cross_section, source.tolist(), now.grade.tolist(), strict=True):
            row.first_grade, row.grade = ids[first], ids[last]
        for step in now.steps:
            for position in np.flatnonzero(step.concerns):
                before, after = ids[step.before[position]], ids[step.after[position]]
                truth = True if step.holds[position] else None
                cross_section[position].steps.append(GradingStep(step.rule, truth, before, after))

    def set_not_kept(self, cross_section: list[Judged], now: CrossSection) -> None:
        for quota in self.quotas:
            for position in np.flatnonzero(now.not_kept.get(quota.id, ())):
                cross_section[position].not_kept.append(quota.id)

    def set_filled(self, cross_section: list[Judged], now: CrossSection, part: NDArray[np.intp]) -> None:
        """Give these units what their quotas counted, which is told by names of other units as well."""
        for quota in self.quotas:
            found = filled_by_row(self.rules, now, quota, part, lambda at: self.names[now.units[at]])
            for row, filled in zip(cross_section, found, strict=True):
                if filled is not None:
                    row.filled[quota.id] = filled

    @property
    def quotas(self) -> tuple[tree.Quota, ...]:
        return () if self.rules.grading is None else self.rules.grading.quotas

    def set_consequences(self, cross_section: list[Judged], now: CrossSection) -> None:
        for id_, fired in now.fired.items():
            for row, truth in zip(cross_section, values_of(fired), strict=True):
                row.fired[id_] = truth if isinstance(truth, bool) else None
        for id_, by in now.replaced.items():
            for row, replacing in zip(cross_section, _rows(*by.values()), strict=True):
                if any(replacing):
                    row.replaced[id_] = tuple(other for other, held in zip(by, replacing, strict=True) if held)
        for id_, received in now.received.items():
            for position in np.flatnonzero(received):
                cross_section[position].received |= {id_}
        self.set_rest(cross_section, now)

    def set_rest(self, cross_section: list[Judged], now: CrossSection) -> None:
        for name in self.in_order(tree.Measure):
            for position in np.flatnonzero(now.divided_by_zero.get(name, ())):
                cross_section[position].divided_by_zero.append(name)
        for name, differing in now.differing.items():
            for position in np.flatnonzero(differing):
                cross_section[position].differing.append(name)
        for name, ages in now.ages.items():
            for position in np.flatnonzero(ages):
                cross_section[position].status_age[name] = int(ages[position])


def _rows(*columns: NDArray[Any]) -> list[tuple[Any, ...]]:
    return list(zip(*(column.tolist() for column in columns), strict=True))
