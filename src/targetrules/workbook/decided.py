"""What is decided, as the sheets of a workbook look at it: outcomes with the results that they rest on, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from targetrules.data import frozen
from targetrules.history import History, Row, Value
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.report.labels import PolicyLabels
from targetrules.rules.definition import InputKind
from targetrules.rules.tree import Rules
from targetrules.visible import visible
from targetrules.wording import say
from targetrules.workbook.apart import LabelsApart
from targetrules.workbook.kept import NOTHING_KEPT, Kept
from targetrules.workbook.sheet import Block, Cell, Sheet

__all__ = ["Decided"]


@frozen
class Decided:
    """Outcomes and the results that they were decided of, with the words of their policy.

    Attributes:
        names: The labels, in one language.
        outcomes: The outcomes, in their order.
        results: The results as objects; None where they are not at hand.
        kept: Columns of the results that pass through.
    """

    names: PolicyLabels
    outcomes: Sequence[Outcome]
    results: History | None
    kept: Kept = NOTHING_KEPT

    @property
    def rules(self) -> Rules:
        """The policy."""
        return self.names.rules

    @cached_property
    def labels(self) -> LabelsApart:
        """The labels of values, rankings, grades, consequences and roles."""
        return LabelsApart(self.names)

    @property
    def periods(self) -> list[int | str]:
        """The periods that there are outcomes of, in their order."""
        return list(dict.fromkeys(each.period for each in self.outcomes))

    @property
    def of(self) -> int | None:
        """How many outcomes were decided together, where these are a part of them; else None."""
        count = 0 if self.results is None else len(self.results.rows)
        return count if count > len(self.outcomes) else None

    def say(self, key: str, **values: object) -> str:
        """A word or sentence of workbooks, in their language."""
        return say(f"workbooks.{key}", self.names.language, values)

    def title(self, *parts: str) -> str:
        """The line at the top of a sheet: the title of the policy, and what the sheet holds."""
        return " · ".join((self.names.title(), *parts))

    def sheet(self, key: str, blocks: Sequence[Block], notes: Sequence[str] = ()) -> Sheet:
        """A sheet that has one name in all workbooks, which stands in its title as well."""
        name = self.say(key)
        return Sheet(name, self.title(name), tuple(blocks), tuple(notes))

    @property
    def whose_headings(self) -> tuple[str, str]:
        """The headings of :meth:`whose`."""
        return self.names.say("unit"), self.names.period_heading()

    def whose(self, outcome: Outcome) -> tuple[Cell, Cell]:
        """Of which unit and period it is."""
        return Cell(visible(outcome.unit)), Cell(outcome.period)

    def value_of(self, outcome: Outcome, name: str) -> Value:
        """The value of an input or a measure of a unit in the period; None where it is missing or not at hand."""
        if name in self.rules.measures:
            return outcome.measures.get(name)
        row = self._rows.get((outcome.unit, outcome.period))
        return None if row is None else row.values.get(name)

    def has(self, name: str) -> bool:
        """Whether an input or a measure is at hand: of an input the results must be."""
        return name in self.rules.measures or (name in self.rules.inputs and self.results is not None)

    def cell(self, outcome: Outcome, name: str) -> Cell:
        """The value of an input or a measure, as a sheet shows it: a number, or the word that a class is known by."""
        value = self.value_of(outcome, name)
        if value is None:
            return Cell(self.names.say("missing"), "missing")
        return Cell(value if isinstance(value, Decimal) else self.in_words(name, value))

    def in_words(self, name: str, value: Value) -> str:
        """A value of an input or a measure, as a person reads it."""
        match value:
            case None:
                return self.names.say("missing")
            case bool():
                return say(f"explanations.{'yes' if value else 'no'}", self.names.language)
            case Decimal():
                return f"{value:f}"
            case str() if name in self.rules.inputs and self.rules.inputs[name].kind is InputKind.GRADE:
                return self.labels.grade(value)
            case str():
                return self.names.option(name, value)

    def grade(self, id_: str | None) -> Cell:
        """A grade, with how good it is among the grades of the policy."""
        if id_ is None:
            return Cell(self.labels.grade(None), "missing")
        most = len(self.rules.grades) - 1
        return Cell(self.labels.grade(id_), grade=self.rules.grade_position[id_] / most if most else 0.0)

    def group(self, outcome: Outcome, within: Sequence[str]) -> tuple[Value, ...]:
        """What a unit has in common with those among which it is ranked."""
        return tuple(self.value_of(outcome, each) for each in within)

    def group_in_words(self, within: Sequence[str], group: Sequence[Value]) -> str:
        """The same, as a person reads it."""
        pairs = zip(within, group, strict=True)
        return self.names.say("comma").join(self.in_words(name, value) for name, value in pairs)

    @cached_property
    def _rows(self) -> Mapping[tuple[str, int | str], Row]:
        kind = self.rules.period
        rows = () if self.results is None else self.results.rows
        return {(row.unit, period_text(kind, row.period)): row for row in rows}
