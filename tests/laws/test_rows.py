"""What an outcome depends on: the results up to its period, and nothing about how they are given or called."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from targetrules import History, Outcome, loads
from targetrules.drawing.histories import Extent, history
from targetrules.testing import Case, cases
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from tests.effort import examples


def by_row(case: Case, rows: History) -> dict[tuple[str, int | str], Outcome]:
    return {(outcome.unit, outcome.period): outcome for outcome in case.policy.evaluate(rows)}


@examples(24)
@given(cases(missing="any", decided=True), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(case: Case, random: Random) -> None:
    rows = list(case.history.rows)
    random.shuffle(rows)
    assert by_row(case, History(tuple(rows))) == by_row(case, case.history)


@examples(24)
@given(cases(missing="any", decided=True), st.integers(0, 10))
def test_a_later_period_changes_no_earlier_outcome(case: Case, back: int) -> None:
    last = max((row.period for row in case.history.rows), default=0) - back
    earlier = History(tuple(row for row in case.history.rows if row.period <= last))
    assert by_row(case, earlier).items() <= by_row(case, case.history).items()


@examples(24)
@given(cases(across_units=False, missing="any"))
def test_without_rankings_and_groups_no_outcome_depends_on_other_units(case: Case) -> None:
    alone: dict[tuple[str, int | str], Outcome] = {}
    for unit in {row.unit for row in case.history.rows}:
        alone |= by_row(case, History(tuple(row for row in case.history.rows if row.unit == unit)))
    assert alone == by_row(case, case.history)


@examples(16)
@given(cases(missing="any", decided=True))
def test_what_units_are_called_does_not_matter(case: Case) -> None:
    """The new names sort the other way round."""
    names = {row.unit: f"乙{99 - index}" for index, row in enumerate(case.history.rows)}
    renamed = History(tuple(attrs.evolve(row, unit=names[row.unit]) for row in case.history.rows))
    expected = [attrs.evolve(outcome, unit=names[outcome.unit]) for outcome in case.policy.evaluate(case.history)]
    assert list(case.policy.evaluate(renamed)) == expected


@examples(16)
@given(cases(period="year", dated=False, missing="any"), st.integers(-900, 900))
def test_without_dates_the_years_themselves_do_not_matter(case: Case, years: int) -> None:
    shifted = History(tuple(attrs.evolve(row, period=row.period + years) for row in case.history.rows))
    expected = [_moved(outcome, years) for outcome in case.policy.evaluate(case.history)]
    assert list(case.policy.evaluate(shifted)) == expected


def _moved(outcome: Outcome, years: int) -> Outcome:
    undetermined = tuple(
        attrs.evolve(each, missing=tuple(_moved_name(name, years) for name in each.missing))
        for each in outcome.undetermined
    )
    return attrs.evolve(outcome, period=int(outcome.period) + years, undetermined=undetermined)


def _moved_name(name: str, years: int) -> str:
    name, at, year = name.partition("@")
    return f"{name}@{int(year) + years}" if at else name


# ---- names -----------------------------------------------------------------------------------------------------------


def _other(name: str) -> str:
    """Another name for each name, that sorts otherwise and can stand in a formula just where the first one can."""
    gap = "_" if name.isidentifier() else " "
    return f"n{sum(map(ord, name)) % 7}{gap}" + "".join(f"{ord(c):x}" for c in name)


@examples(16)
@given(st.integers(0, 10**9))
@example(50455)  # a condition whose name cannot stand in a formula, and a measure after it
def test_permuted_names_change_nothing_but_the_names(seed: int) -> None:
    """One policy drawn twice, once with other names for everything that has one."""
    policies = [loads(policy_text(Random(seed), Shape(rename=rename))) for rename in (str, _other)]  # noqa: S311
    extent = Extent(missing="any")
    histories = [history(Random(seed), policy.rules, extent) for policy in policies]  # noqa: S311
    plain, other = ([_anonymous(o, p.rules) for o in p.evaluate(h)] for p, h in zip(policies, histories, strict=True))
    assert plain == other


def _anonymous(outcome: Outcome, rules: Any) -> list[object]:
    """An outcome with numbers, by the order of the file, in place of names."""
    grades = [None, *(grade.id for grade in rules.grades)]
    consequences = [rule.id for rule in rules.consequences]
    return [
        outcome.unit,
        outcome.period,
        grades.index(outcome.grade),
        list(outcome.measures.values()),
        list(outcome.places.values()),
        list(outcome.conditions.values()),
        [list(rules.statuses).index(name) for name in outcome.statuses],
        [consequences.index(each.id) for each in outcome.consequences],
        [(consequences.index(each.id), [consequences.index(by) for by in each.by]) for each in outcome.replaced],
        [len(each.missing) for each in outcome.undetermined],
        [each.code for each in outcome.remarks],
    ]
