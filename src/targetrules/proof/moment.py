"""A unit in one period, as terms: the counterpart of a judged row of the reference engine, step by step.

Whatever is asked of it is made when it is asked for, once, so that a claim takes with it what it rests on and no more.
What was before is asked of registers, what others do of the peers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar, assert_never

from attrs import field

from targetrules.data import define
from targetrules.period import ordinals_of
from targetrules.proof.calendar import comes_round, is_in_force
from targetrules.proof.formulas import STEPS, arithmetic, ends_of, has_result, in_steps, sum_of_weights, units_of
from targetrules.proof.grading import Graded, Stage, graded, stage
from targetrules.proof.inputs import Given, given, together
from targetrules.proof.peers import Peers, Position
from targetrules.proof.registers import (
    Age,
    Clock,
    EntryValue,
    Grades,
    Numbers,
    ReceivedBefore,
    Register,
    Statements,
    Tally,
)
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    conj,
    disj,
    equal,
    is_between,
    ite,
    leq,
    negated,
    number,
    variable,
)
from targetrules.proof.values import (
    MISSING,
    NO,
    UNKNOWN,
    Kleene,
    Quantity,
    all_of,
    any_of,
    certain,
    chosen,
    combined,
    compared,
    count_of,
    exact,
    negative,
    on_points,
    opposite,
    product,
    quotient,
    ranged,
    rounded,
    settled,
    sum_of,
    truth_where,
)
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import bounds_of
from targetrules.rules.analysis.scale import decimals_of_number
from targetrules.rules.parts import is_quotient, parts_of

__all__ = ["Moment"]

_Found = TypeVar("_Found")


@define(slots=True, eq=False)
class Moment:
    """One unit in one period. ``recall`` gives what a register holds; ``present``: it has a result in the period.

    ``constraints`` is what is so of the variables that were made; ``name`` stands before the names of these, and
    ``row`` before those of what stands in its result.
    """

    rules: tree.Rules
    name: str
    present: Term
    recall: Callable[[Register], tuple[Term, ...]]
    peers: Peers
    row: str = ""
    constraints: list[Term] = field(factory=list)
    found: dict[Hashable, Any] = field(factory=dict)

    def once(self, key: Hashable, make: Callable[[], _Found]) -> _Found:
        """What was made of a key, the first time that it was asked for."""
        if key not in self.found:
            self.found[key] = make()
        return self.found[key]  # type: ignore[no-any-return]

    def require(self, holds: Term) -> None:
        """Something that is so of the variables."""
        self.constraints.append(holds)

    @property
    def period(self) -> Term:
        """The ordinal number of the period."""
        return self.once("period", self._period)

    def _period(self) -> Term:
        period, periods = self.recall(Clock())[0], ordinals_of(self.rules.period)
        self.require(is_between(period, periods.start, periods.stop - 1))
        return period

    @property
    def is_judged(self) -> Term:
        """Whether grades and consequences of the period are for the policy to decide."""
        first = self.rules.first_period
        return TRUE if first is None else leq(number(first), self.period)

    def is_in_force(self, periods: tree.PeriodRange) -> Term:
        """Whether the period is one of these."""
        return TRUE if periods == tree.PeriodRange() else is_in_force(periods, self.period)

    # ---- values ------------------------------------------------------------------------------------------------------

    def given(self, name: str) -> Given:
        """The value of an input."""
        return self.once(("input", name), lambda: self._given(self.rules.inputs[name]))

    def _given(self, source: tree.Input) -> Given:
        found = given(source, self)
        for name, (other, _) in self.rules.aggregates.items() if source.aggregation is not None else ():
            if ("input", name) in self.found:
                self.require(together(source, found, other, self.given(name)))
        return found

    def is_known(self, name: str) -> Term:
        """Whether a value, of an input or a measure, is not missing."""
        if name in self.rules.inputs:
            return self.given(name).known
        return self.measure(name).known

    def flag(self, name: str) -> Kleene:
        """A flag, a named condition or a status."""
        if name in self.rules.inputs:
            found = self.given(name)
            return truth_where(found.known, found.holds)
        if name in self.rules.conditions:
            return self.holds(self.rules.conditions[name].when)
        return certain(self.ages(name)[0])

    def grade_of(self, name: str | None) -> Quantity:
        """The position of the final grade, or of that of an input."""
        if name is not None:
            found = self.given(name)
            return Quantity(found.known, found.whole, number(1))
        return self.graded.final

    @property
    def graded(self) -> Graded:
        """The grade, and what the steps made of it."""
        return self.once("graded", lambda: graded(self))

    def stage(self, quotas: int) -> Stage:
        """The grade after so many quotas."""
        return self.once(("stage", quotas), lambda: stage(self, quotas))

    # ---- conditions --------------------------------------------------------------------------------------------------

    def holds(self, condition: tree.Condition) -> Kleene:
        """Whether the condition holds."""
        found: Kleene = self.once((id(condition), "holds"), lambda: self._holds(condition))
        return found

    def _holds(self, condition: tree.Condition) -> Kleene:  # noqa: C901, PLR0911, PLR0912
        match condition:
            case tree.Compare(left, how, right):
                return compared(self.number(left), how, self.number(right))
            case tree.GradeIs(grades, of):
                grade = self.grade_of(of)
                positions = [self.rules.grade_position[each] for each in grades]
                return truth_where(grade.known, disj(*(equal(grade.above, number(each)) for each in positions)))
            case tree.GradeChange():
                return self._changed(condition)
            case tree.All(parts):
                return all_of(self.holds(part) for part in parts)
            case tree.AnyOf(parts):
                return any_of(self.holds(part) for part in parts)
            case tree.Cardinality(parts, at_least, at_most):
                return count_of([self.holds(part) for part in parts], at_least, at_most)
            case tree.Not(part):
                return opposite(self.holds(part))
            case tree.Temporal():
                return self._temporal(condition)
            case tree.RankCutoff():
                return self._placed(condition)
            case tree.FlagIs(name, wanted):
                flag = self.flag(name)
                return flag if wanted else opposite(flag)
            case tree.ChoiceIs(name, options):
                choice, every = self.given(name), self.rules.inputs[name].options
                return truth_where(
                    choice.known, disj(*(equal(choice.whole, number(every.index(each))) for each in options))
                )
            case tree.Known(names):
                return certain(conj(*map(self.is_known, names)))
            case tree.Rated(wanted):
                known = self.grade_of(None).known
                return certain(known if wanted else negated(known))
            case tree.During():
                return certain(comes_round(condition, self.period))
            case tree.Receives(consequence):
                return certain(self.receives(consequence))
            case tree.Received(consequence):
                return certain(self.recall(ReceivedBefore(consequence))[0])
            case _:
                assert_never(condition)

    def _changed(self, change: tree.GradeChange) -> Kleene:
        register = Grades(change.of, change.ago)
        now, then = self.grade_of(change.of), register.ago(self.recall(register))
        how = {"at_least": "at_most", "above": "below", "at_most": "at_least", "below": "above"}[change.how]
        return compared(now, how, then)  # type: ignore[arg-type]

    def _temporal(self, temporal: tree.Temporal) -> Kleene:
        if not temporal.ago:
            return self.statement(temporal)
        register = Statements(temporal)
        said = register.ago(self.recall(register))
        is_received = isinstance(temporal.of, tree.Receives) and temporal.earlier
        return certain(said.yes) if is_received else said

    def statement(self, temporal: tree.Temporal) -> Kleene:
        """The statement as it stands now."""
        register = Tally(temporal)
        return self.once((id(temporal), "said"), lambda: register.statement(self, self.recall(register)))

    def _placed(self, cutoff: tree.RankCutoff) -> Kleene:
        position = self.position(cutoff.ranking)
        most = self.portion(cutoff.portion, position.size_or_none)
        within = truth_where(most.known, position.is_within(most.above, cutoff.end, cutoff.ties))
        return chosen(position.known, chosen(position.placed, within, NO), UNKNOWN)

    def position(self, ranking: str) -> Position:
        """How the unit stands in a ranking."""
        return self.once(("position", ranking), lambda: self.peers.position(self.rules.rankings[ranking], self))

    def portion(self, portion: tree.Portion, size: Term) -> Quantity:
        """How many of so many units a portion is."""
        amount = portion.amount
        if not isinstance(amount, str):
            return units_of(amount, size, portion.round)
        found = MISSING
        for start, value in self.rules.parameters[amount].values:
            here = TRUE if start is None else leq(number(start), self.period)
            found = ranged(here, units_of(value, size, portion.round), found)
        return found

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def number(self, wanted: tree.Number) -> Quantity:
        """The exact value, missing where it is missing."""
        found: Quantity = self.once((wanted, "number"), lambda: self._number(wanted))
        return found

    def _number(self, wanted: tree.Number) -> Quantity:  # noqa: C901, PLR0911, PLR0912
        match wanted:
            case tree.Literal(value):
                return exact(value)
            case tree.NumberOf(name):
                return self._named(name)
            case tree.RankOf(ranking):
                return self.position(ranking).rank
            case tree.SizeOf(ranking):
                return self.position(ranking).group_size
            case tree.Negative(of):
                return negative(self.number(of))
            case tree.Arithmetic(sign, left, right):
                return arithmetic(sign, self.number(left), self.number(right))
            case tree.Fold():
                return self._fold(wanted)
            case tree.Clamp():
                return self._clamp(wanted)
            case tree.Absolute(of):
                signed = self.number(of)
                return ranged(compared(signed, "below", exact(0)).yes, negative(signed), signed)
            case tree.Rounded(of, decimals, rounding):
                return rounded(self.number(of), decimals, rounding)
            case tree.IfMissing(of, instead):
                first = self.number(of)
                return ranged(first.known, first, self.number(instead))
            case tree.Lag(of, periods):
                past = Numbers(of, periods)
                return past.ago(self, self.recall(past), periods)
            case tree.AtEntry():
                return self._at_entry(wanted)
            case tree.RollingAggregate():
                return self._last(wanted)
            case tree.Aggregate():
                return self.peers.aggregate(wanted, self)
            case tree.Cut():
                return self.peers.cut(wanted, self)
            case tree.Cases():
                return self._cases(wanted)
            case tree.FlagCount(flags):
                truths = [self.holds(flag) for flag in flags]
                known = conj(*(disj(each.yes, each.no) for each in truths))
                counted = [Quantity(TRUE, ite(each.yes, number(1), number(0)), number(1)) for each in truths]
                return sum_of(counted).where(known)
            case tree.Weighted():
                return self._weighted(wanted)
            case tree.Piecewise(of, points, between, outside):
                return on_points(self.number(of), points, between, outside)
            case _:
                assert_never(wanted)

    def _named(self, name: str) -> Quantity:
        rules = self.rules
        if name in rules.inputs:
            found = self.given(name)
            return Quantity(found.known, found.whole, number(10 ** rules.inputs[name].decimals))
        if name in rules.parameters:
            parameter = MISSING
            for start, value in rules.parameters[name].values:
                here = TRUE if start is None else leq(number(start), self.period)
                parameter = ranged(here, exact(value) if isinstance(value, Decimal) else MISSING, parameter)
            return parameter
        return self.measure(name)

    def measure(self, name: str) -> Quantity:
        """A measure, missing where no version of it is in force."""
        return self.once(("measure", name), lambda: self._measure(self.rules.measures[name]))

    def _measure(self, measure: tree.Measure) -> Quantity:
        found = MISSING
        for version in measure.versions:
            value = rounded(self.number(version.formula), measure.decimals, version.rounding)
            found = ranged(self.is_in_force(version.in_force), value, found)
        return found

    def _fold(self, fold: tree.Fold) -> Quantity:
        values = [self.number(part) for part in fold.of]
        found = combined(fold.how, values)
        if fold.strict:
            return found.where(conj(*(each.known for each in values)))
        return found.where(has_result(fold.of, values))

    def _clamp(self, clamp: tree.Clamp) -> Quantity:
        value = self.number(clamp.of)
        low = None if clamp.low is None else self.number(clamp.low)
        high = None if clamp.high is None else self.number(clamp.high)
        known = [self.number(part).known for part in parts_of(clamp)]
        if low is not None and high is not None:
            known.append(compared(low, "at_most", high).yes)
        if low is not None:
            value = ranged(compared(value, "below", low).yes, low, value)
        if high is not None:
            value = ranged(compared(value, "above", high).yes, high, value)
        return value.where(conj(*known))

    def _at_entry(self, wanted: tree.AtEntry) -> Quantity:
        register = EntryValue(wanted.status, wanted.of)
        then = register.value(self, self.recall(register))
        if wanted.before:
            return then
        return ranged(self.enters(wanted.status), self.kept(wanted.of), then)

    def _last(self, wanted: tree.RollingAggregate) -> Quantity:
        values = [self.kept(wanted.of)]
        if wanted.periods > 1:
            past = Numbers(wanted.of, wanted.periods - 1)
            held = self.recall(past)
            values += [past.ago(self, held, each) for each in range(1, wanted.periods)]
        how = {"mean": "mean", "best": "max", "worst": "min"}[wanted.how]
        return combined(how, values)  # type: ignore[arg-type]

    def _cases(self, cases: tree.Cases) -> Quantity:
        found = MISSING if cases.otherwise is None else self.number(cases.otherwise)
        for case in reversed(cases.of):
            when = self.holds(case.when)
            found = ranged(when.yes, self.number(case.formula), found.where(disj(when.yes, when.no)))
        return found

    def _weighted(self, weighted: tree.Weighted) -> Quantity:
        values = [self.number(part) for part, _ in weighted.parts]
        weights = [Fraction(weight) for _, weight in weighted.parts]
        known = [each.known for each in values]
        present = [Quantity(TRUE, ite(each.known, each.above, number(0)), each.below) for each in values]
        total = sum_of([product(exact(weight), each) for weight, each in zip(weights, present, strict=True)])
        if weighted.missing != "reweight":
            found = product(total, exact(1 / sum(weights, Fraction(0))))
            return found.where(conj(*known)) if weighted.missing == "unknown" else found
        parts = [part for part, _ in weighted.parts]
        return quotient(total, sum_of_weights(weights, known)).where(has_result(parts, values))

    # ---- what is kept ------------------------------------------------------------------------------------------------

    def scale_of(self, wanted: tree.Number) -> int:
        """What a number stands above where it is kept, or free."""
        return STEPS if is_quotient(wanted) else 10 ** int(decimals_of_number(wanted, self.rules))

    def kept(self, wanted: tree.Number) -> Quantity:
        """A number as it is kept; a quotient is rounded before anybody keeps it."""
        return settled(self.number(wanted), self.scale_of(wanted))

    def ends(self, wanted: tree.Number) -> tuple[int, int]:
        """Between which ends a number lies where it is kept; without any where it is always missing."""
        found = bounds_of(self.rules).of(wanted)
        if found is None:
            return 0, 0
        return in_steps(found) if is_quotient(wanted) else ends_of(found, self.scale_of(wanted))

    def never_there(self, wanted: tree.Number) -> bool:
        """Whether a number is always missing."""
        return bounds_of(self.rules).of(wanted) is None

    # ---- statuses ----------------------------------------------------------------------------------------------------

    def ages(self, status: str) -> tuple[Term, ...]:
        """Whether the unit is in the status: for one result at least, for two, as far as that matters."""
        return self.once(("status", status), lambda: self._ages(self.rules.statuses[status]))

    def _ages(self, status: tree.Status) -> tuple[Term, ...]:
        before = self.recall(Age(status.name))
        enters = self.holds(status.enter).yes
        leaves = FALSE if status.leave is None else self.holds(status.leave).yes
        if status.lasts_at_most is not None:
            leaves = disj(leaves, before[-1])
        stays = conj(before[0], negated(enters), negated(leaves))
        return (disj(enters, stays), *(conj(stays, each) for each in before[:-1]))

    def enters(self, status: str) -> Term:
        """Whether the unit is in the status and was not in its result before."""
        return conj(self.ages(status)[0], negated(self.recall(Age(status))[0]))

    # ---- consequences ------------------------------------------------------------------------------------------------

    def fires(self, rule: tree.Consequence) -> Kleene:
        """Whether a consequence fires, in a period in which it can; else nothing is said of it."""
        when = self.holds(rule.when)
        return when if rule.unless is None else all_of([when, opposite(self.holds(rule.unless))])

    def fired(self, rule: tree.Consequence) -> Term:
        """Whether it fires in this period."""
        return conj(self.is_judged, self.is_in_force(rule.in_force), self.fires(rule).yes)

    def receives(self, consequence: str) -> Term:
        """Whether the unit receives a consequence: it fires, and nothing that fires replaces it."""
        return self.once(("receives", consequence), lambda: self._receives(consequence))

    def _receives(self, consequence: str) -> Term:
        by_id = {rule.id: rule for rule in self.rules.consequences}
        replaced = (self.fired(by_id[each]) for each in self.rules.replaced_by[consequence])
        received = conj(self.fired(by_id[consequence]), *map(negated, replaced))
        if self.is_judged is TRUE:
            return received
        return ite(self.is_judged, received, variable(f"{self.row}decided.{consequence}"))
