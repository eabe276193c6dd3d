"""Faults in the encoding, one at a time: each is a slip that somebody could make."""

# ruff: noqa: ARG001, ARG005, E501

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from targetrules.proof import calendar, cohort, grading, moment, registers
from targetrules.proof.peers import Position, is_ranked
from targetrules.proof.registers import Age, EntryValue, Grades, Numbers, ReceivedBefore, Statements, Tally
from targetrules.proof.terms import FALSE, TRUE, conj, ite, least, less, negated, number
from targetrules.proof.values import Kleene, certain
from targetrules.rules.leaf import Rounding
from tests.proof.corpus import cases

Patch = Callable[[Any], Any]


def _always(value: Any) -> Patch:
    return lambda _: lambda *_, **__: value


def _no_restart(right: Any) -> Any:
    return lambda self, moment, now: (now[: self.size], now[: self.size], FALSE)


def _held_gaps(_: Any) -> Any:
    return lambda self, count: [*count]


def _certain_only(right: Any) -> Any:
    return lambda self, count, held: right(self, count, certain(held.yes))


def _in_gaps_too(right: Any) -> Any:
    """What a register holds after a period without a result is what it would be with one."""

    def after(self: Any, now_: Any, held: Any) -> Any:
        present, now_.present = now_.present, TRUE
        try:
            return right(self, now_, held)
        finally:
            now_.present = present

    return after


def _no_rest(right: Any) -> Any:
    def lower(*of: Any) -> Any:
        place = right(*of)
        return None if place is None else (place[0], place[1] * 0)

    return lower


FAULTS: dict[str, tuple[Any, str, Patch]] = {
    "restarts do nothing": (Tally, "started", _no_restart),
    "a gap breaks no run": (Tally, "_passed", _held_gaps),
    "unknown is no gap": (Tally, "_counted", _certain_only),
    "a gap counts in a window": (Tally, "after", _in_gaps_too),
    "a statement of a gap": (Statements, "after", _in_gaps_too),
    "a number of a gap": (Numbers, "after", _in_gaps_too),
    "a grade of a gap": (Grades, "after", _in_gaps_too),
    "a status of a gap": (Age, "after", _in_gaps_too),
    "an entry in a gap": (EntryValue, "after", _in_gaps_too),
    "received is forgotten": (ReceivedBefore, "after", lambda right: lambda self, now, held: right(self, now, (FALSE,))),
    "the calendar restarts in no gap": (registers, "by_calendar", _always(FALSE)),
    "no grade is known of before": (grading, "_limited", lambda _: lambda limit, grade, moment: grade),
    "of what is forced the best": (grading, "greatest", lambda _: least),
    "bands are strict": (grading, "compared", lambda right: lambda one, how, other: right(one, "above", other)),
    "unknown is false": (moment, "all_of", lambda right: lambda parts: certain(right(parts).yes)),
    "one more is needed": (moment, "count_of", lambda right: lambda of, low, high: right(of, low and low + 1, high)),
    "at least is above": (moment, "compared", lambda right: lambda a, how, b: right(a, "above" if how == "at_least" else how, b)),
    "halves go up": (moment, "rounded", lambda right: lambda value, decimals, _: right(value, decimals, Rounding.HALF_UP)),
    "a mean is a sum": (moment, "combined", lambda right: lambda how, of: right("sum" if how == "mean" else how, of)),
    "points are steps": (moment, "on_points", lambda right: lambda of, points, _, out: right(of, points, "step", out)),
    "constants are results": (moment, "has_result", _always(TRUE)),
    "nothing is replaced": (moment.Moment, "fired", lambda right: lambda self, rule: conj(right(self, rule), negated(self.once(("x", rule.id), lambda: FALSE))) if not rule.replaces else FALSE),
    "unless does nothing": (moment.Moment, "fires", lambda _: lambda self, rule: self.holds(rule.when)),
    "everything is in force": (moment.Moment, "is_in_force", _always(TRUE)),
    "nothing comes round": (moment, "comes_round", lambda _: lambda during, period: calendar.is_in_force(during.periods, period)),
    "a tie is always in": (Position, "is_within", lambda _: lambda self, most, end, ties: less(self.ahead if end == "top" else self.below, most)),
    "shares are rounded down": (moment, "units_of", lambda right: lambda amount, size, _: right(amount, size, Rounding.DOWN)),
    "a status is entered once": (moment.Moment, "enters", lambda _: lambda self, status: self.ages(status)[0]),
    "the first scale is everybody's": (grading, "YES", lambda _: Kleene(FALSE, TRUE)),
}  # fmt: skip
"""Of one unit: where the fault is, and what it makes of what is right."""

FAULTS_OF_COHORTS: dict[str, tuple[Any, str, Patch]] = {
    "the worst stands first": (cohort, "_is_ahead", lambda right: lambda ranking, one, other: right(ranking, other, one)),
    "nobody ties": (cohort, "_same_keys", _always(FALSE)),
    "all are in one group": (cohort, "_same_group", _always(TRUE)),
    "quotas drop nobody": (cohort.Cohort, "dropped", _always(FALSE)),
    "whoever is absent counts": (cohort.Cohort, "ranked_with", lambda _: lambda self, ranking, one, other: conj(is_ranked(ranking, other)[0].yes, cohort._same_group(ranking.within, one, other))),  # noqa: SLF001
    "percentiles take the lower": (cohort, "order_statistic", _no_rest),
    "nothing is counted": (cohort, "_count", lambda _: lambda held: ite(TRUE, number(len(held)), number(0))),
}  # fmt: skip
"""Of units among others."""


def is_found(fault: tuple[Any, str, Patch], monkeypatch: pytest.MonkeyPatch, seeds: int, randoms: int) -> bool:
    """Whether results show a fault; an error of the encoding itself shows it as well."""
    owner, name, patch = fault
    of_cohorts = fault in FAULTS_OF_COHORTS.values()
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, patch(getattr(owner, name)))
        return any(case.differs() for case in cases(seeds, randoms) if case.of_cohorts or not of_cohorts)
