"""What is remembered of a unit from one period to the next: registers, each with what it holds before any result.

A register holds truth values and whole numbers. Counts are kept as truths (at least 1, at least 2, and so on), for as
far as the policy counts; windows as one truth for each period.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from targetrules.data import frozen
from targetrules.period import PeriodKind, ordinals_of
from targetrules.proof.calendar import by_calendar
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    add,
    at_least_of,
    conj,
    disj,
    ite,
    leq,
    negated,
    number,
    whole_variable,
)
from targetrules.proof.values import (
    NO,
    UNKNOWN,
    Kleene,
    Quantity,
    all_of,
    any_of,
    certain,
    chosen,
    same_truth,
)
from targetrules.rules import tree

if TYPE_CHECKING:
    from targetrules.proof.moment import Moment

__all__ = [
    "Age",
    "Assumed",
    "Cell",
    "Clock",
    "EntryValue",
    "Grades",
    "Numbers",
    "ReceivedBefore",
    "Register",
    "Statements",
    "Tally",
    "first_period",
]

Terms = tuple[Term, ...]


@frozen(slots=True)
class Cell:
    """One part of a register: a truth value, or with ends a whole number. ``first`` is what it is before any result."""

    first: Term = FALSE
    low: int | None = None
    high: int | None = None

    @property
    def is_truth(self) -> bool:
        """Whether it is a truth value."""
        return self.low is None


_TRUTH = Cell()


class Register(ABC):
    """What is remembered of a unit for one purpose."""

    @abstractmethod
    def cells(self, moment: Moment) -> Sequence[Cell]:
        """Its parts, with what they are before any result."""

    @abstractmethod
    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        """What it holds after a period, in which it held ``now``."""

    def sound(self, now: Terms) -> Term:  # noqa: ARG002
        """What is so of it whatever happened."""
        return TRUE


def _if_there(moment: Moment, there: Sequence[Term], not_there: Sequence[Term]) -> list[Term]:
    """What it is where the unit has a result in the period, and where it has none."""
    return [ite(moment.present, one, other) for one, other in zip(there, not_there, strict=True)]


def first_period(kind: PeriodKind) -> Term:
    """The ordinal number of the period in which a history begins: any that there is."""
    periods = ordinals_of(kind)
    return whole_variable("first period", periods.start, periods.stop - 1)


@frozen
class Clock(Register):
    """The ordinal number of the period."""

    def cells(self, moment: Moment) -> Sequence[Cell]:
        periods = ordinals_of(moment.rules.period)
        return (Cell(first_period(moment.rules.period), periods.start, periods.stop - 1),)

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:  # noqa: ARG002
        return (add(now[0], number(1)),)


@frozen
class Statements(Register):
    """How a statement stood in each of the periods before: true, false, or neither; nothing without a result."""

    of: tree.Temporal

    def cells(self, moment: Moment) -> Sequence[Cell]:  # noqa: ARG002
        return [_TRUTH] * (2 * self.of.ago)

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        said = moment.statement(self.of)
        return [conj(moment.present, said.yes), conj(moment.present, said.no), *now[:-2]]

    def sound(self, now: Terms) -> Term:
        return conj(*(negated(conj(*now[at : at + 2])) for at in range(0, len(now), 2)))

    def ago(self, now: Terms) -> Kleene:
        """How it stood so many periods ago."""
        return Kleene(now[-2], now[-1])


@frozen
class Tally(Register):
    """What a statement has counted up to the period before.

    Twice, where it may restart: as though a restart that is unknown were none, and as though the latest one were one.
    """

    of: tree.Temporal

    @property
    def size(self) -> int:
        """How many truths one count takes."""
        match self.of.counting:
            case None:
                return 0
            case tree.Consecutive(count):
                return count if self.of.earlier else count - 1
            case tree.Times(count, of_last):
                return count if of_last is None else of_last if self.of.earlier else of_last - 1
            case _:
                assert_never(self.of.counting)

    def cells(self, moment: Moment) -> Sequence[Cell]:  # noqa: ARG002
        return [_TRUTH] * (self.size if self.of.restarts is None else 2 * self.size + 2)

    def sound(self, now: Terms) -> Term:
        match self.of.counting:
            case tree.Consecutive() | tree.Times(_, None):
                return conj(*(_descending(each) for each in self.parts(now)[:2]))
            case _:
                return TRUE

    def parts(self, now: Terms) -> tuple[Terms, Terms, Term, Term]:
        """The two counts; whether any restart is unknown; whether the calendar restarts with the next result."""
        if self.of.restarts is None:
            return now, now, FALSE, FALSE
        return now[: self.size], now[self.size : -2], now[-2], now[-1]

    def restart(self, moment: Moment, now: Terms) -> Kleene:
        """Whether counting starts afresh with this period."""
        if self.of.restarts is None:
            return NO
        said, due = moment.holds(self.of.restarts), self.parts(now)[3]
        return Kleene(disj(due, said.yes), conj(negated(due), said.no))

    def started(self, moment: Moment, now: Terms) -> tuple[Terms, Terms, Term]:
        """The two counts in this period, before it is counted itself, and whether they may differ."""
        certainly, perhaps, unsure, _ = self.parts(now)
        restart = self.restart(moment, now)
        certainly = tuple(conj(each, negated(restart.yes)) for each in certainly)
        perhaps = tuple(conj(each, restart.no) for each in perhaps)
        return certainly, perhaps, conj(negated(restart.yes), disj(unsure, restart.unknown))

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        there, not_there = self._after_result(moment, now), self._after_none(moment, now)
        return _if_there(moment, there, not_there)

    def _after_result(self, moment: Moment, now: Terms) -> list[Term]:
        of = self.of
        counts = TRUE if of.since is None else leq(number(of.since), moment.period)
        if of.resets is not None:
            counts = conj(counts, negated(moment.holds(of.resets).yes))
        held = moment.holds(of.of)
        certainly, perhaps, unsure = self.started(moment, now)
        found = [*self._counted(certainly, held)]
        if of.restarts is not None:
            found += [*self._counted(perhaps, held), unsure, FALSE]
        return [conj(counts, each) for each in found]

    def _after_none(self, moment: Moment, now: Terms) -> list[Term]:
        certainly, perhaps, unsure, due = self.parts(now)
        found = self._passed(certainly)
        if self.of.restarts is not None:
            calendar = by_calendar(self.of.restarts, moment.rules, moment.period)
            found += [*self._passed(perhaps), unsure, disj(due, calendar)]
        return found

    def _counted(self, count: Terms, held: Kleene) -> list[Term]:
        """After a period in which it held, or not."""
        before = (TRUE, *count[:-1]) if count else ()
        match self.of.counting:
            case None:
                found: list[Term] = []
            case tree.Consecutive():
                found = [conj(held.yes, each) for each in before]
            case tree.Times(_, None):
                found = [disj(own, conj(held.yes, each)) for own, each in zip(count, before, strict=True)]
            case tree.Times():
                found = [held.yes, *count[:-1]] if count else []
            case _:
                assert_never(self.of.counting)
        if not self.of.bridge:
            return found
        return [ite(held.unknown, old, new) for old, new in zip(count, found, strict=True)]

    def _passed(self, count: Terms) -> list[Term]:
        """After a period without a result."""
        match self.of.counting:
            case _ if self.of.bridge:
                return [*count]
            case None | tree.Times(_, None):
                return [*count]
            case tree.Consecutive():
                return [FALSE] * len(count)
            case tree.Times():
                return [FALSE, *count[:-1]] if count else []
            case _:
                assert_never(self.of.counting)

    # ---- the statement -----------------------------------------------------------------------------------------------

    def statement(self, moment: Moment, now: Terms) -> Kleene:
        """Whether the statement holds in this period."""
        is_about_the_past = self.of.earlier and self.of.counting is not None
        present = NO if is_about_the_past else moment.holds(self.of.of)
        certainly, perhaps, unsure = self.started(moment, now)
        said = self._said(present, certainly)
        if self.of.restarts is not None:
            agrees = same_truth(said, self._said(present, perhaps))
            said = chosen(conj(unsure, negated(agrees)), UNKNOWN, said)
        if self.of.since is None:
            return said
        return chosen(leq(number(self.of.since), moment.period), said, NO)

    def _said(self, present: Kleene, count: Terms) -> Kleene:
        match self.of.counting:
            case None:
                return present
            case tree.Consecutive():
                run = certain(count[-1] if count else TRUE)
                return run if self.of.earlier else all_of([present, run])
            case tree.Times(wanted, None):
                return _enough(present, count[-1], count[-2] if wanted > 1 else TRUE)
            case tree.Times(wanted):
                return _enough(present, at_least_of(count, wanted), at_least_of(count, wanted - 1))
            case _:
                assert_never(self.of.counting)


def _enough(present: Kleene, enough: Term, all_but_one: Term) -> Kleene:
    return any_of([certain(enough), all_of([present, certain(all_but_one)])])


def _descending(count: Terms) -> Term:
    return conj(*(disj(few, negated(more)) for few, more in pairwise(count)))


@frozen
class Numbers(Register):
    """A number in each of the periods before."""

    of: tree.Number
    periods: int

    def cells(self, moment: Moment) -> Sequence[Cell]:
        low, high = moment.ends(self.of)
        return [_TRUTH, Cell(number(0), min(low, 0), max(high, 0))] * self.periods

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        found = moment.kept(self.of)
        known = conj(moment.present, found.known)
        return [known, ite(known, found.above, number(0)), *now[:-2]]

    def ago(self, moment: Moment, now: Terms, periods: int) -> Quantity:
        """The number so many periods ago."""
        known, above = now[2 * periods - 2 : 2 * periods]
        return Quantity(known, above, number(moment.scale_of(self.of)))


@frozen
class EntryValue(Register):
    """A number as it stood when the unit entered a status the last time."""

    status: str
    of: tree.Number

    def cells(self, moment: Moment) -> Sequence[Cell]:
        low, high = moment.ends(self.of)
        return [_TRUTH, Cell(number(0), min(low, 0), max(high, 0))]

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        found = moment.kept(self.of)
        there = [found.known, ite(found.known, found.above, number(0))]
        entered = conj(moment.present, moment.enters(self.status))
        return [ite(entered, new, old) for new, old in zip(there, now, strict=True)]

    def value(self, moment: Moment, now: Terms) -> Quantity:
        """The number."""
        return Quantity(now[0], now[1], number(moment.scale_of(self.of)))


@frozen
class Age(Register):
    """For how many results a unit has been in a status: one at least, two at least, as far as that matters."""

    status: str

    def cells(self, moment: Moment) -> Sequence[Cell]:
        return [_TRUTH] * (moment.rules.statuses[self.status].lasts_at_most or 1)

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        return _if_there(moment, moment.ages(self.status), now)

    def sound(self, now: Terms) -> Term:
        return _descending(now)


@frozen
class ReceivedBefore(Register):
    """Whether a unit has received a consequence in any period before."""

    consequence: str

    def cells(self, moment: Moment) -> Sequence[Cell]:  # noqa: ARG002
        return [_TRUTH]

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        return [disj(now[0], conj(moment.present, moment.receives(self.consequence)))]


@frozen
class Grades(Register):
    """The grade in each of the periods before, by its position: the final one, or that of an input."""

    of: str | None
    periods: int

    def cells(self, moment: Moment) -> Sequence[Cell]:
        return [_TRUTH, Cell(number(0), 0, max(len(moment.rules.grades) - 1, 0))] * self.periods

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        grade = moment.grade_of(self.of)
        known = conj(moment.present, grade.known)
        return [known, ite(known, grade.above, number(0)), *now[:-2]]

    def ago(self, now: Terms) -> Quantity:
        """The grade so many periods ago."""
        return Quantity(now[-2], now[-1], number(1))


@frozen
class Assumed(Register):
    """Whether a condition has held in every result of the unit so far."""

    condition: tree.Condition

    def cells(self, moment: Moment) -> Sequence[Cell]:  # noqa: ARG002
        return [Cell(TRUE)]

    def after(self, moment: Moment, now: Terms) -> Sequence[Term]:
        return [conj(now[0], disj(negated(moment.present), moment.holds(self.condition).yes))]
