"""Conditions as functions of a row, each with what its policy fixes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from targetrules.engine.judged import Judged
from targetrules.engine.placing import is_within
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.exact import units_of
from targetrules.truth import opposite

__all__ = [
    "Test",
    "all_hold",
    "any_holds",
    "compare_values",
    "compare_with",
    "consecutive",
    "flag_is",
    "grade_is",
    "holds_not",
    "place_within",
    "value_is",
]

Test: TypeAlias = Callable[[Judged], Truth]
"""Whether a condition holds for the unit in the period of a row."""


def compare_values(left: str, compares: Callable[[Decimal, Decimal], bool], right: str) -> Test:
    """Of two numbers by name."""

    def test(now: Judged) -> Truth:
        one: Any = now.values[left]
        other: Any = now.values[right]
        return None if one is None or other is None else compares(one, other)

    return test


def compare_with(left: str, compares: Callable[[Decimal, Decimal], bool], right: Decimal) -> Test:
    """Of a number by name with one that the policy states."""

    def test(now: Judged) -> Truth:
        value: Any = now.values[left]
        return None if value is None else compares(value, right)

    return test


def grade_is(grades: frozenset[str]) -> Test:
    """Of the grade that the policy gives."""

    def test(now: Judged) -> Truth:
        return None if now.grade is None else now.grade in grades

    return test


def flag_is(name: str, *, wanted: bool) -> Test:
    """Of a flag, a named condition or a status."""

    def test(now: Judged) -> Truth:
        flag = now.values[name]
        return None if flag is None else flag is wanted

    return test


def value_is(name: str, options: frozenset[str]) -> Test:
    """Of an input that is a choice or a grade."""

    def test(now: Judged) -> Truth:
        value = now.values[name]
        return None if value is None else value in options

    return test


def place_within(cutoff: tree.RankCutoff, amount: Decimal | tree.Share) -> Test:
    """Of the place in a ranking, where no parameter says how many the portion is."""
    ranking, end, ties, how = cutoff.ranking, cutoff.end, cutoff.ties, cutoff.portion.round

    def test(now: Judged) -> Truth:
        standing = now.standings[ranking]
        if standing.known and standing.place is not None:
            return is_within(standing.place, units_of(amount, standing.size or 0, how), end, ties)
        return False if standing.known else None

    return test


def holds_not(of: Test) -> Test:
    """Of what is not to hold."""

    def test(now: Judged) -> Truth:
        return opposite(of(now))

    return test


def all_hold(parts: Sequence[Test]) -> Test:
    """Of several that are all to hold."""

    def test(now: Judged) -> Truth:
        found: Truth = True
        for part in parts:
            truth = part(now)
            if truth is False:
                return False
            if truth is None:
                found = None
        return found

    return test


def any_holds(parts: Sequence[Test]) -> Test:
    """Of several of which one is enough."""

    def test(now: Judged) -> Truth:
        found: Truth = False
        for part in parts:
            truth = part(now)
            if truth is True:
                return True
            if truth is None:
                found = None
        return found

    return test


# ---- temporal conditions ---------------------------------------------------------------------------------------------


def consecutive(temporal: tree.Temporal, count: int, of: Test) -> Test:
    """Holds now, and held in each of the periods before it; what was found in a row is remembered there."""
    key = temporal, "of"

    def held(row: Judged) -> Truth:
        if key not in row.held:
            row.held[key] = of(row)
        return row.held[key]

    def test(now: Judged) -> Truth:
        present, row = held(now), now.prior
        if present is False:
            return False
        for period in range(now.period - 1, now.period - count, -1):
            if row is None or row.period != period or held(row) is not True:
                return False
            row = row.prior
        return present

    return test
