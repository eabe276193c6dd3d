"""Periods in the encoding: when something is in force, and what the calendar alone says of a condition."""

from __future__ import annotations

from typing import assert_never

from targetrules.proof.terms import Term, conj, disj, equal, is_between, modulo, number
from targetrules.proof.values import UNKNOWN, Kleene, all_of, any_of, certain, count_of, opposite
from targetrules.rules import tree

__all__ = ["by_calendar", "comes_round", "is_in_force"]


def is_in_force(periods: tree.PeriodRange, period: Term) -> Term:
    """Whether a period is one of these."""
    return is_between(period, periods.start, periods.end)


def comes_round(during: tree.During, period: Term) -> Term:
    """Whether a period lies in these, and comes round as it is asked for."""
    recurrence = during.recurrence
    rest = modulo(period, recurrence.cycle)
    turns = disj(*(equal(rest, number(each)) for each in sorted(recurrence.remainders)))
    return conj(is_in_force(during.periods, period), turns)


def by_calendar(condition: tree.Condition, rules: tree.Rules, period: Term) -> Term:
    """Whether a condition holds in the period of which nothing else is known."""
    return _truth(condition, rules, period).yes


def _truth(condition: tree.Condition, rules: tree.Rules, period: Term) -> Kleene:
    match condition:
        case tree.During():
            return certain(comes_round(condition, period))
        case tree.All(parts):
            return all_of(_truth(part, rules, period) for part in parts)
        case tree.AnyOf(parts):
            return any_of(_truth(part, rules, period) for part in parts)
        case tree.Cardinality(parts, at_least, at_most):
            return count_of([_truth(part, rules, period) for part in parts], at_least, at_most)
        case tree.Not(part):
            return opposite(_truth(part, rules, period))
        case tree.FlagIs(name, wanted):
            if name not in rules.conditions:
                return UNKNOWN
            held = _truth(rules.conditions[name].when, rules, period)
            return held if wanted else opposite(held)
        case (
            tree.GradeIs()
            | tree.GradeChange()
            | tree.Compare()
            | tree.ChoiceIs()
            | tree.Known()
            | tree.Rated()
            | tree.RankCutoff()
            | tree.Receives()
            | tree.Received()
            | tree.Temporal()
        ):
            return UNKNOWN
        case _:
            assert_never(condition)
