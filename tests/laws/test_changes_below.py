"""Laws of what would be if a lower policy had been given something else: what is said is so, nothing is missed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from targetrules.explanation.findings import Change, Explanation, Goal, Nearest
from targetrules.explanation.values import Interval
from targetrules.history import History, Row, Value
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.rules.definition import Input, InputKind
from tests.cascades import ABOVE, Cascade, cascades, passed_over
from tests.effort import examples
from tests.explanation.changing import ends, number, plain

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

MOST_WORK = 400_000
"""What one explanation may do."""

FEW = 60
"""Numbers of so many values are all tried."""


@frozen
class Below:
    """A row of a cascade with the rows below it, explained."""

    case: Cascade
    unit: str
    period: int | str
    explanation: Explanation

    def rows(self) -> list[Row]:
        kind = self.case.below.rules.period
        return [
            row
            for row in self.case.history.rows
            if row.values[ABOVE] == self.unit and period_text(kind, row.period) == self.period
        ]

    def inputs(self) -> list[Input]:
        known = self.case.below.rules.read_inputs.values()
        return [each for each in known if each.kind is not InputKind.TEXT and each.changeable]

    def outcome(self, row: Row, name: str, value: Value) -> Outcome:
        """What becomes of the unit, judged from the beginning."""
        rows = tuple(
            evolve(each, values={**each.values, name: value}) if each is row else each
            for each in self.case.history.rows
        )
        told = self.case.cascade.evaluate(
            self.case.rows, details={"parts": History(rows)}, engine="reference", notes=passed_over
        )
        (found,) = told.of(unit=self.unit, period=self.period)
        return found

    def meets(self, consequence: str, goal: Goal, now: Outcome) -> bool:
        fires = consequence in [each.id for each in now.consequences]
        unknown = consequence in [each.id for each in now.undetermined]
        return fires if goal is Goal.FIRES else not (fires or (goal is Goal.DOES_NOT_FIRE and unknown))


def explained(case: Cascade, at: int) -> Below:
    """One of the rows, of those that have rows below if there are any."""
    kind = case.below.rules.period
    there = {(row.values[ABOVE], period_text(kind, row.period)) for row in case.history.rows}
    rows = [row for row in case.rows if (row["unit"], row["period"]) in there] or case.rows
    row = rows[at % len(rows)]
    told = case.cascade.explain(
        case.rows,
        unit=row["unit"],
        period=row["period"],
        details={"parts": case.history},
        notes=passed_over,
        changes=MOST_WORK,
    )
    return Below(case, row["unit"], row["period"], told)


def searched(below: Below) -> list[tuple[str, Nearest]]:
    nearest = [(each.consequence.id, each.nearest) for each in below.explanation.consequences]
    return [(id_, found) for id_, found in nearest if found is not None]


def values_of(change: Change, source: Input) -> list[Value]:
    """Values that the change says would do; of stretches their ends."""
    found: list[Value] = []
    for each in change.after:
        if isinstance(each, Interval):
            low, high = ends(source)
            found += [number(source, low) if each.low is None else plain(each.low)]
            found += [number(source, high) if each.high is None else plain(each.high)]
        else:
            found.append(plain(each))
    return found


@examples(15)
@given(cascades(wanted=True), st.integers(0, 20))
def test_a_change_below_does_what_is_said_of_it(case: Cascade, at: int) -> None:
    if not case.rows:
        return
    below = explained(case, at)
    for consequence, nearest in searched(below):
        for change in nearest.changes:
            found = [
                (row, source)
                for row in below.rows()
                for source in below.inputs()
                if change.input.id == f"parts.{row.unit}.{source.name}"
            ]
            (row, source) = found[0]
            assert case.below.rules.inputs[source.name].aggregation is None
            for value in values_of(change, source):
                assert below.meets(consequence, change.goal, below.outcome(row, source.name, value))


@examples(6)
@given(cascades(wanted=True), st.integers(0, 20))
def test_no_change_below_is_missed(case: Cascade, at: int) -> None:
    """Every word, and every number of few: where one would do, a change of that input is told, and the nearest."""
    if not case.rows:
        return
    below = explained(case, at)
    tried = {
        (row.unit, source.name): [(value, below.outcome(row, source.name, value)) for value in others(source, row)]
        for row in below.rows()
        for source in below.inputs()
        if row.period in source.asked
    }
    rows = {row.unit: row for row in below.rows()}
    for consequence, nearest in searched(below):
        for goal in nearest.goals:
            if any(each.goal is goal for each in nearest.unsettled):
                continue
            told = {each.input.id: each for each in nearest.changes if each.goal is goal}
            for (unit, name), outcomes in tried.items():
                source = case.below.rules.inputs[name]
                met = [value for value, now in outcomes if below.meets(consequence, goal, now)]
                change = told.get(f"parts.{unit}.{name}")
                if not met:
                    assert change is None or not outcomes
                    continue
                assert change is not None
                before = rows[unit].values[name]
                if isinstance(before, Decimal):
                    nearby = [value for value in values_of(change, source) if isinstance(value, Decimal)]
                    least = min(abs(value - before) for value in met if isinstance(value, Decimal))
                    assert {abs(value - before) for value in nearby} == {least}


def others(source: Input, row: Row) -> list[Value]:
    """Every other value of an input; of numbers where they are few."""
    values: list[Value] = []
    match source.kind:
        case InputKind.NUMBER:
            low, high = ends(source)
            values = [number(source, at) for at in range(low, high + 1)] if high - low < FEW else []
        case InputKind.GRADE:
            values = []
        case InputKind.CHOICE:
            values = list(source.options)
        case InputKind.FLAG:
            values = [True, False]
        case InputKind.TEXT:
            values = []
    return [value for value in values if value != row.values[source.name]]
