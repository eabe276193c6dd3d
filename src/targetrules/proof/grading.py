"""Grading in the encoding: where the grade comes from, the rules that act on one unit, and then the quotas."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.proof.registers import Grades
from targetrules.proof.terms import (
    FALSE,
    TRUE,
    Term,
    add,
    conj,
    disj,
    greatest,
    ite,
    least,
    negated,
    number,
    variable,
    whole_variable,
)
from targetrules.proof.values import MISSING, YES, Quantity, compared, exact, ranged
from targetrules.rules import tree

if TYPE_CHECKING:
    from targetrules.proof.moment import Moment

__all__ = ["Graded", "Stage", "graded", "stage"]


@frozen(slots=True)
class Stage:
    """A grade by its position, 0 for the best, and the worst one that the rules before the quotas leave open."""

    grade: Quantity
    lowest: Term


@frozen(slots=True)
class Graded:
    """How a unit was graded: by the source alone, after each quota (first after none), and what stands in the end."""

    source: Quantity
    final: Quantity
    stages: Sequence[Stage] = field(factory=list)


def graded(moment: Moment) -> Graded:
    """The grade of a unit; where the policy does not judge the period, the one that was decided."""
    grading = moment.rules.grading
    if grading is None:
        found = Graded(MISSING, MISSING)
    else:
        source = _source(grading, moment)
        stages = [moment.stage(at) for at in range(len(grading.quotas) + 1)]
        found = Graded(source, stages[-1].grade, stages)
    if moment.is_judged is TRUE or not moment.rules.grades:
        return found
    decided = Quantity(
        variable(f"{moment.row}decided.grade?"),
        whole_variable(f"{moment.row}decided.grade", 0, len(moment.rules.grades) - 1),
        number(1),
    )
    return Graded(found.source, ranged(moment.is_judged, found.final, decided), found.stages)


def stage(moment: Moment, quotas: int) -> Stage:
    """The grade after so many quotas."""
    rules, grading = moment.rules, moment.rules.grading
    if grading is None:
        return Stage(MISSING, number(0))
    if not quotas:
        return _by_rules(grading, moment)
    before, quota = moment.stage(quotas - 1), grading.quotas[quotas - 1]
    down_to = number(rules.down_to(quota))
    dropped = moment.peers.dropped(quotas - 1, quota, moment)
    return Stage(Quantity(before.grade.known, ite(dropped, down_to, before.grade.above), number(1)), before.lowest)


# ---- where it comes from ---------------------------------------------------------------------------------------------


def _source(grading: tree.Grading, moment: Moment) -> Quantity:
    if grading.by is None:
        return moment.grade_of(grading.given)
    value = moment.number(grading.by)
    found = MISSING
    for scale in reversed(grading.scales):
        truth = YES if scale.when is None else moment.holds(scale.when)
        found = ranged(truth.yes, _banded(scale.bands, value, moment), found.where(truth.no))
    return found.where(value.known)


def _banded(bands: Sequence[tree.Band], value: Quantity, moment: Moment) -> Quantity:
    """The best grade of which the number reaches the band, if that is in force."""
    position = moment.rules.grade_position
    found = MISSING
    for band in sorted(bands, key=lambda band: -position[band.grade]):
        reached = compared(value, "above" if band.strict else "at_least", exact(Decimal(band.at_least))).yes
        here = conj(reached, moment.is_in_force(band.in_force))
        found = ranged(here, Quantity(TRUE, number(position[band.grade]), number(1)), found)
    return found


# ---- the rules of one unit -------------------------------------------------------------------------------------------


def _by_rules(grading: tree.Grading, moment: Moment) -> Stage:
    """The grade after the rules of one unit, and what these would make of the worst grade of all."""
    position = moment.rules.grade_position
    forced, every = FALSE, number(0)
    grade = _source(grading, moment)
    worst = Quantity(TRUE, number(len(moment.rules.grades) - 1), number(1))
    holding = [(rule, moment.holds(rule.when).yes) for rule in grading.unit_rules]
    for rule, holds in holding:
        if isinstance(rule, tree.Forced):
            every = ite(holds, greatest(every, number(position[rule.grade])), every)
            forced = disj(forced, holds)
    before = every
    every, forced_so_far = number(0), FALSE
    for rule, holds in holding:
        if isinstance(rule, tree.Forced):
            every = ite(holds, greatest(every, number(position[rule.grade])), every)
            forced_so_far = disj(forced_so_far, holds)
        grade = _stepped(rule, holds, grade, forced_so_far, every, moment)
        worst = _stepped(rule, holds, worst, forced, before, moment)
    return Stage(grade, worst.above)


def _stepped(
    rule: tree.UnitRule, holds: Term, grade: Quantity, forced: Term, forced_to: Term, moment: Moment
) -> Quantity:
    """What a rule makes of a grade where it holds. A forced grade is final, and none has no floor or cap."""
    position = moment.rules.grade_position
    match rule:
        case tree.Unrated():
            return grade.where(negated(holds))
        case tree.Forced():
            return ranged(holds, Quantity(TRUE, forced_to, number(1)), grade)
        case tree.Floor(at_least=best):
            moved = least(grade.above, number(position[best]))
        case tree.Limit():
            moved = _limited(rule, grade.above, moment)
        case tree.Cap(at_most=best):
            moved = greatest(grade.above, number(position[best]))
        case _:
            assert_never(rule)
    return Quantity(grade.known, ite(conj(holds, negated(forced)), moved, grade.above), number(1))


def _limited(limit: tree.Limit, grade: Term, moment: Moment) -> Term:
    register = Grades(None, 1)
    before = register.ago(moment.recall(register))
    found = grade
    if limit.most_down is not None:
        found = least(found, add(before.above, number(limit.most_down)))
    if limit.most_up is not None:
        found = greatest(found, add(before.above, number(-limit.most_up)))
    return ite(before.known, found, grade)
