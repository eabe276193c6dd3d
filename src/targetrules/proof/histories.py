"""From what a solver found to results that a person reads, and what the reference engine says of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.engine.claims import Broken, check_claims
from targetrules.engine.reference import ReferenceEngine, evaluate
from targetrules.history import History, Row
from targetrules.history import Value as CellValue
from targetrules.period import PeriodKind
from targetrules.proof.allowance import Allowance
from targetrules.proof.claims import Asked
from targetrules.proof.induction import Found, found_at
from targetrules.proof.inputs import may_be_missing
from targetrules.proof.moment import Moment
from targetrules.proof.registers import Clock, first_period
from targetrules.proof.system import Unrolling
from targetrules.proof.terms import (
    Term,
    Value,
    equal,
    is_between,
    modulo,
    negated,
    number,
)
from targetrules.rules import tree
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, NOTHING, received_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.source.decimals import unscaled

__all__ = [
    "Reader",
    "Wishes",
    "broken_by",
    "by_cohort",
    "no_wishes",
    "shown_in_fact",
    "wishes_for",
    "without_idle_columns",
]

_FIRST: Final = {
    PeriodKind.HALF: 2020 * 2,
    PeriodKind.QUARTER: 2020 * 4,
    PeriodKind.MONTH: 2020 * 12,
    PeriodKind.SEQUENCE: 1,
}
"""The first period of a history where a policy says nothing of periods; else 2020."""


_NAMES: Final = "ABCDEFGHIJ"


@frozen(slots=True)
class Reader:
    """Reads the results of one unit from the values of the variables of an unrolled system."""

    unit: str
    moment: Moment
    found: Found

    def rows(self, periods: Sequence[int]) -> Iterator[Row]:
        """Its results in these periods, one for each step."""
        for at, period in enumerate(periods):
            if self.value(f"{self.moment.row}present", at):
                yield Row(self.unit, period, self.values(at, period))

    def value(self, name: str, at: int, otherwise: Value = False) -> Value:  # noqa: FBT002
        """The value of a variable of a step."""
        values = {term.name: value for term, value in self.found.values.items()}
        return values.get(f"{name}@{at}", otherwise)

    def values(self, at: int, period: int) -> dict[str, CellValue]:
        """What stands in the result of a step: of inputs that matter what was found, and of others nothing."""
        rules = self.moment.rules
        given = {name: self.cell(source, at) for name, source in rules.inputs.items()}
        decided: dict[str, CellValue] = {}
        if not rules.judges(period):
            decided = self.decided(at)
        return {**rules.asked_for(given, period), **decided}

    def cell(self, source: tree.Input, at: int) -> CellValue:
        """The value of an input."""
        name = f"{self.moment.row}input.{source.name}"
        values = {term.name for term in self.found.values}
        if may_be_missing(source) and not self.value(f"{name}?", at):
            return None
        if f"{name}@{at}" not in values:
            return _plainest(source, self.moment.rules) if source.default is None else source.default
        value = self.value(name, at)
        match source.kind:
            case tree.InputKind.NUMBER:
                return unscaled(int(value), source.decimals)
            case tree.InputKind.GRADE:
                return self.moment.rules.grades[int(value)].id
            case tree.InputKind.CHOICE:
                return source.options[int(value)]
            case tree.InputKind.FLAG:
                return bool(value)
            case tree.InputKind.TEXT:
                return f"group {int(value) + 1}"

    def decided(self, at: int) -> dict[str, CellValue]:
        """What was decided in a period that the policy does not judge."""
        rules, name = self.moment.rules, f"{self.moment.row}decided."
        grade = rules.grades[int(self.value(f"{name}grade", at, 0))].id if self.value(f"{name}grade?", at) else NOTHING
        ids = [rule.id for rule in rules.consequences if self.value(f"{name}{rule.id}", at)]
        found: dict[str, CellValue] = {DECIDED_GRADE: grade, DECIDED_RECEIVED: received_text(rules, ids)}
        return {key: value for key, value in found.items() if key in reserved_inputs(rules)}


def _history_of(asked: Asked, found: Found) -> History:
    """The results that were found: of each unit, and of one more that differs from it in the last period alone."""
    periods = periods_of(asked.rules, found)
    rows = [
        row for name, unit in zip(_NAMES, asked.units, strict=False) for row in Reader(name, unit, found).rows(periods)
    ]
    if asked.better is not None:
        better = _of_better(asked, asked.better, found, rows[-1])
        rows = [*rows, *(evolve(row, unit="B") for row in rows[:-1]), better]
    return History(tuple(sorted(rows, key=lambda row: (row.period, row.unit))))


def _of_better(asked: Asked, better: Moment, found: Found, worse: Row) -> Row:
    reader, at = Reader("B", better, found), found.periods - 1
    inputs = asked.rules.inputs
    own = {
        name: reader.cell(source, at)
        for name, source in inputs.items()
        if f"{better.row}input.{name}@{at}" in {term.name for term in found.values}
    }
    return evolve(worse, unit="B", values={**worse.values, **own})


def periods_of(rules: tree.Rules, found: Found) -> Sequence[int]:
    """The ordinal numbers of its periods."""
    first = found.values.get(first_period(rules.period))
    if first is None:
        first = _FIRST.get(rules.period, 2020) if rules.first_period is None else rules.first_period
    return range(int(first), int(first) + found.periods)


def broken_by(rules: tree.Rules, claim: tree.Claim, history: History) -> tuple[Broken, ...]:
    """The results that break a claim, as the reference engine finds them."""
    (check,) = check_claims(evolve(rules, claims=(claim,)), history)
    return check.broken


def _plainest(source: tree.Input, rules: tree.Rules) -> CellValue:
    """A value of an input of which nothing is asked."""
    match source.kind:
        case tree.InputKind.NUMBER:
            low, high = source.low or Decimal(0), source.high
            number_ = max(low, Decimal(0) if high is None else min(Decimal(0), high))
            return unscaled(int(number_ * 10**source.decimals), source.decimals)
        case tree.InputKind.GRADE:
            return rules.grades[len(rules.grades) // 2].id
        case tree.InputKind.CHOICE:
            return source.options[0]
        case tree.InputKind.FLAG:
            return False
        case tree.InputKind.TEXT:
            return "group 1"


def without_idle_columns(rules: tree.Rules, claim: tree.Claim, history: History) -> History:
    """The same without inputs that make no difference: the claim is broken alike where they are missing."""
    broken = _said(rules, claim, history)
    for name, source in rules.inputs.items():
        if source.optional and source.default is None and source.aggregation is None:
            fewer = History(tuple(evolve(row, values={**row.values, name: None}) for row in history.rows))
            if _said(rules, claim, fewer) == broken:
                history = fewer
    return history


def _said(rules: tree.Rules, claim: tree.Claim, history: History) -> object:
    """Which results break a claim, and what its conditions say of each."""
    engine, judged = ReferenceEngine(rules), evaluate(rules, history)
    says = claim.says
    conditions = [] if isinstance(says, tree.Monotone) else [says.condition]
    conditions += [says.then] if isinstance(says, tree.Always) else []
    return broken_by(rules, claim, history), [[engine.holds(each, now) for each in conditions] for now in judged]


Wishes = Callable[[Asked, Unrolling], Sequence[Term]]
"""What is asked of a history that is found besides, so that it reads well."""


# ---- wishes ----------------------------------------------------------------------------------------------------------


def wishes_for(asked: Asked, unrolling: Unrolling) -> list[Term]:
    """What a history should be like that reads well, the foremost first: without gaps, whole, round, and unchanging."""
    found: list[Term] = []
    steps = [{own.name: named for own, named in step.named.items()} for step in unrolling.steps]
    if any(each in unrolling.system.after for each in asked.units[0].recall(Clock())):
        begins, first = first_period(asked.rules.period), _FIRST.get(asked.rules.period, 2020)
        found += [equal(begins, number(first)), is_between(begins, first - 20, first + 20)]
    for step in steps:
        found += [named for name, named in step.items() if name.endswith("present")]
    for step in steps:
        found += [named for name, named in step.items() if "input." in name and name.endswith("?")]
    for before, step in zip([{}, *steps], steps, strict=False):
        for moment in (*asked.units, asked.better):
            for name, source in asked.rules.inputs.items():
                key = None if moment is None else f"{moment.row}input.{name}"
                if key is not None and key in step:
                    found += _plain(source, step[key], before.get(key))
    return found


def no_wishes(asked: Asked, unrolling: Unrolling) -> Sequence[Term]:  # noqa: ARG001
    """Of a history that nobody reads nothing is wished."""
    return ()


def _plain(source: tree.Input, term: Term, before: Term | None) -> Iterator[Term]:
    if term.sort == "Bool":
        yield negated(term)
        return
    if term.op == "const":
        return
    if source.kind is tree.InputKind.NUMBER:
        for zeros in range(1, source.decimals + 3):
            yield equal(modulo(term, 10**zeros), number(0))
    if before is not None:
        yield equal(term, before)


# ---- cohorts ---------------------------------------------------------------------------------------------------------


MOST_UNITS: Final = 10
"""So many units there are at most in results that show something."""


def shown_in_fact(
    asked: Asked,
    found: Found,
    allowance: Allowance,
    shows: Callable[[History], bool],
    make: Callable[[int], Asked],
    fewest: int = 1,
    wishes: Wishes = wishes_for,
) -> History | None:
    """Results that show what was found; None: it may be that there are none.

    What rests on details is not made up. Where what was found leaves others free and does not show it as it is, a
    cohort is sought.

    Args:
        asked: The question.
        found: What was found.
        allowance: What it may take.
        shows: Whether results show it, as the reference engine judges them.
        make: The question about so many units, which are all that there are.
        fewest: How many units there must be.
        wishes: What else is asked of a cohort.
    """
    if asked.rests_on_details:
        return None
    history = _history_of(asked, found)
    if shows(history):
        return history
    return None if asked.is_exact else by_cohort(make, found, allowance, shows, fewest, wishes)


def by_cohort(
    make: Callable[[int], Asked],
    found: Found,
    allowance: Allowance,
    shows: Callable[[History], bool],
    fewest: int,
    wishes: Wishes,
) -> History | None:
    """Results of as few units as show what was found for free ones, after as many periods; None: none were found."""
    for count in range(fewest, MOST_UNITS + 1):
        asked = make(count)
        each = found_at(asked, found.periods, allowance.part(3), partial(no_wishes, asked))
        if isinstance(each, Found):
            history = _history_of(asked, each)
            if shows(history):
                better = found_at(asked, found.periods, allowance.part(3), partial(wishes, asked))
                wished = _history_of(asked, better) if isinstance(better, Found) else history
                return wished if shows(wished) else history
        elif each.verdict == "unknown":
            return None
    return None
