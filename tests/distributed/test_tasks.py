"""Tasks that see a part of the units find what is found where all are seen. Spark is left out of it here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pyarrow as pa
from attrs import evolve
from hypothesis import assume, event, given

from targetrules.distributed import NotDistributableError, SparkPlan
from targetrules.distributed.plans import common_groups, plan_of
from targetrules.history import Row
from targetrules.testing import Case, cases
from tests.dataframes import table_of
from tests.distributed.by_hand import as_lines, judged
from tests.effort import examples
from tests.laws.quotas import cases_of_quotas


@examples(32)
@given(cases())
def test_tasks_that_see_a_part_of_the_units_decide_what_one_machine_decides(case: Case) -> None:
    rules = case.policy.rules
    assume(case.history.rows)
    for plan, table in planned(case):
        event(plan.partitioning.value)
        assert as_lines(judged(rules, plan, table)) == as_lines(case.policy.evaluate_frame(table))


@examples(24)
@given(cases_of_quotas())
def test_quotas_among_ties_and_held_units_are_filled_alike(case: Case) -> None:
    assume(case.history.rows)
    for plan, table in planned(case):
        assert as_lines(judged(case.policy.rules, plan, table)) == as_lines(case.policy.evaluate_frame(table))


def planned(case: Case) -> Iterator[tuple[SparkPlan, pa.Table]]:
    """The plans of a policy, for units that leave their groups and for units that stay, each with results."""
    rules, rows = case.policy.rules, case.history.rows
    groups = common_groups(rules)
    if groups:
        yield plan_of(rules, units_stay_in_groups=True), table_of(rules, staying(rows, groups))
    with suppress(NotDistributableError):
        yield plan_of(rules, units_stay_in_groups=False), table_of(rules, rows)


def staying(rows: tuple[Row, ...], groups: tuple[str, ...]) -> list[Row]:
    """The rows, each unit in the groups of its first."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.unit, row)
    return [
        evolve(row, values={**row.values, **{name: first[row.unit].values[name] for name in groups}}) for row in rows
    ]
