"""What of a report is for the public: how many units, never which; and no number of few.

Units are of one kind where no table tells them apart: by group, grade, what they receive, and their grade before. All
tables are looked at together, so that what one of them withholds, another does not give away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

from attrs import field

from targetrules.data import define, frozen
from targetrules.history import Value
from targetrules.html_report.suppression import Figures, Number, withheld
from targetrules.html_report.told import Report
from targetrules.html_report.transitions import ABSENT, grade_name
from targetrules.wording import say
from targetrules.workbook.decided import Decided
from targetrules.workbook.lists import rule_name
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["Published"]

Group = tuple[Value, ...] | None
"""The values by which units are grouped; None: those of several groups that are small."""
Grade = str | None


@frozen(slots=True)
class _Kind:
    """All that is published of a unit. ``group`` is that of its latest result."""

    group: Group
    grade: Grade
    before: Grade
    received: frozenset[str]


@define(slots=False, eq=False)
class Published:
    """The tables that are published of a report; no number in them is of fewer than ``smallest`` units, but of none."""

    report: Report
    smallest: int
    figures: Figures = field(init=False, factory=lambda: Figures(()))

    # ---- units by kind -----------------------------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> dict[_Kind, int]:
        """How many units are of each kind."""
        report = self.report
        now = {each.unit: each for each in report.now}
        before = {each.unit: each for each in report.outcomes if each.period == report.before}
        groups = {unit: report.group_of(outcome) for unit, outcome in {**before, **now}.items()}
        sizes = Counter(groups[unit] for unit in now)
        found: Counter[_Kind] = Counter()
        for unit, group in groups.items():
            outcome = now.get(unit)
            found[
                _Kind(
                    group if not report.group or sizes[group] >= self.smallest else None,
                    ABSENT if outcome is None else outcome.grade,
                    before[unit].grade if unit in before else ABSENT,
                    frozenset() if outcome is None else frozenset(each.id for each in outcome.consequences),
                )
            ] += 1
        return dict(found)

    def _number(self, wanted: Callable[[_Kind], bool]) -> Number:
        return Number(at for at, kind in enumerate(self._kinds) if wanted(kind))

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of the period, those that are small being one at the end."""
        there = dict.fromkeys(kind.group for kind in self._kinds if kind.grade != ABSENT)
        named = sorted((each for each in there if each is not None), key=lambda each: list(map(str, each)))
        return [*named, *([None] if None in there else [])]

    def _grades(self, of: Callable[[_Kind], Grade]) -> list[Grade]:
        """The grades, and whatever else stands for one."""
        others = [each for each in (None, ABSENT) if any(of(kind) == each for kind in self._kinds)]
        return [*(each.id for each in self.report.rules.grades), *others]

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def _of(self, group: Group | str = ABSENT, grade: Grade = "*", received: str = "") -> Number:
        """The units of the period, of one group, grade, or consequence where these are named."""
        return self._number(
            lambda kind: (
                kind.grade != ABSENT
                and (group in (ABSENT, kind.group))
                and grade in ("*", kind.grade)
                and (not received or received in kind.received)
            )
        )

    def _moved(self, before: Grade = "*", grade: Grade = "*") -> Number:
        return self._number(lambda kind: before in ("*", kind.before) and grade in ("*", kind.grade))

    @cached_property
    def hidden(self) -> set[Number]:
        """The numbers that are withheld."""
        figures = self.figures = Figures(tuple(self._kinds.values()))
        rules, everywhere = self.report.rules, [*self.groups, ABSENT]
        grades = [each for each in self._grades(lambda kind: kind.grade) if each != ABSENT]
        figures.add(self._of(), [self._of(group) for group in self.groups])
        for group in everywhere if rules.grading is not None else ():
            figures.add(self._of(group), [self._of(group, grade) for grade in grades])
        for grade in grades if rules.grading is not None else ():
            figures.add(self._of(grade=grade), [self._of(group, grade) for group in self.groups])
        for rule in rules.consequences:
            for group in everywhere:
                figures.add(self._of(group), [self._of(group, received=rule.id)], rest=True)
            figures.add(self._of(received=rule.id), [self._of(group, received=rule.id) for group in self.groups])
        if self._has_moves:
            first, then = self._grades(lambda kind: kind.before), self._grades(lambda kind: kind.grade)
            for each in first:
                figures.add(self._moved(each), [self._moved(each, other) for other in then])
            for each in then:
                figures.add(self._moved(grade=each), [self._moved(other, each) for other in first])
        return withheld(figures, self.smallest)

    @property
    def _has_moves(self) -> bool:
        return self.report.rules.grading is not None and self.report.before is not None

    def _cell(self, number: Number, language: str) -> Cell:
        if number in self.hidden:
            return Cell(say("pages.withheld", language), "missing")
        return Cell(self.figures.count(number))

    # ---- tables ------------------------------------------------------------------------------------------------------

    def sheet(self, language: str) -> Sheet:
        """All tables, in one language."""
        decided = self.report.decided[language]
        blocks = [self._by_consequence(decided)]
        if self.report.rules.grading is not None:
            blocks.insert(0, self._by_grade(decided))
        if self._has_moves:
            blocks.append(self._moves(decided))
        return Sheet("", "", tuple(blocks), (say("pages.published-are", language, {"smallest": self.smallest}),))

    def _by_grade(self, decided: Decided) -> Block:
        grades = [each for each in self._grades(lambda kind: kind.grade) if each != ABSENT]
        columns = [partial(self._of, grade=grade) for grade in grades]
        return self._by_group(decided, [decided.labels.grade(each) for each in grades], columns, decided.say("grades"))

    def _by_consequence(self, decided: Decided) -> Block:
        ids = [each.id for each in self.report.rules.consequences]
        columns = [partial(self._of, received=id_) for id_ in ids]
        title = decided.say("consequences")
        return self._by_group(
            decided, [rule_name(decided, each) for each in self.report.rules.consequences], columns, title
        )

    def _by_group(
        self, decided: Decided, headings: Sequence[str], columns: Sequence[Callable[[Any], Number]], title: str
    ) -> Block:
        language, groups = decided.names.language, self.groups if self.report.group else []
        rows = [
            [
                Cell(self._group_name(decided, group)),
                *(self._cell(column(group), language) for column in columns),
                self._cell(self._of(group), language),
            ]
            for group in (*groups, ABSENT)
        ]
        named = decided.names.say("comma").join(map(decided.labels.value, self.report.group))
        return Block((named or say("pages.group", language), *headings, decided.say("all-units")), rows, title)

    def _group_name(self, decided: Decided, group: Group | str) -> str:
        if group is None or isinstance(group, str):
            return say(f"pages.{'small-groups' if group is None else 'all-together'}", decided.names.language)
        return decided.group_in_words(self.report.group, group)

    def _moves(self, decided: Decided) -> Block:
        language = decided.names.language
        first, then = self._grades(lambda kind: kind.before), self._grades(lambda kind: kind.grade)
        rows = [
            [
                Cell(grade_name(decided, each)),
                *(self._cell(self._moved(each, other), language) for other in then),
                self._cell(self._moved(each), language),
            ]
            for each in first
        ]
        headings = (*(grade_name(decided, each) for each in then), decided.say("all-units"))
        report = self.report
        periods = [report.period_in_words(each, language) for each in (report.before or "", report.period)]
        title = say("pages.from-to", language, dict(zip(("first", "then"), periods, strict=True)))
        return Block((say("pages.from-grade", language), *headings), rows, title)

    def made_with(self, language: str) -> Sheet:
        """What was decided with what, but for whatever tells something of the results."""
        names, record, day = self.report.names[language], self.report.record, self.report.decided_on
        told: dict[str, Any] = {
            "policy": record.policy,
            "policy_sha256": record.policy_sha256,
            "version": record.version,
            "format": record.format,
        }
        decided = self.report.decided[language]
        rows = [[Cell(names.say(f"record-{name}")), Cell(str(value))] for name, value in told.items()]
        if day is not None:
            rows.insert(0, [Cell(decided.say("decision-date")), Cell(day)])
        return Sheet("", "", (Block((decided.say("part"), decided.say("value")), rows, ""),))
