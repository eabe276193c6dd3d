"""Which plan a policy gets, and what is said of it."""

from __future__ import annotations

import pytest

from targetrules import load
from targetrules.distributed import NotDistributableError, Partitioning, plan
from tests.distributed.policies import BY_GROUP, BY_UNIT, CIRCULAR, EVERYTHING, KEPT, policy


def test_without_comparisons_units_are_judged_apart() -> None:
    found = plan(policy(BY_UNIT))
    assert (found.partitioning, found.count_shuffles) == (Partitioning.BY_UNIT, 0)
    assert found.text() == (
        "By unit: nothing in the policy compares units with one another. All rows move once, to the task of their unit."
    )
    assert found.text("zh") == "按单位分发：政策中没有单位之间的比较。全部数据行只移动一次，移到所属单位的任务。"


def test_groups_that_nobody_leaves_are_judged_whole() -> None:
    found = plan(policy(BY_GROUP), units_stay_in_groups=True)
    assert (found.partitioning, found.groups, found.count_shuffles) == (Partitioning.BY_GROUP, ("kind",), 0)
    assert found.text() == (
        "By group (kind): units are compared within these groups only, and none leaves its group. "
        "All rows move once, to the task of their group."
    )
    assert found.text("zh") == (
        "按组（kind）分发：单位只在这些组内比较，且没有单位换组。全部数据行只移动一次，移到所属组的任务。"
    )


def test_groups_that_units_leave_are_compared_first() -> None:
    found = plan(policy(BY_GROUP))
    assert (found.partitioning, found.count_shuffles) == (Partitioning.RANKS_FIRST, 4)
    assert found.text() == (
        "Comparisons first, then by unit: units are compared within groups, and may leave them. "
        "Found beforehand, from tables of counts: rankings.overall → grading.quotas.1. "
        "All rows move once, tables of counts 4 times."
    )
    assert found.text("zh") == (
        "先算比较项，再按单位分发：单位在组内比较，但单位可能换组。"
        "事先由计数表算出的有：rankings.overall → grading.quotas.1。全部数据行只移动一次，计数表移动 4 次。"
    )


def test_comparisons_that_need_one_another_are_found_in_stages() -> None:
    found = plan(policy(EVERYTHING), units_stay_in_groups=True)
    assert [(stage.comparisons, stage.past) for stage in found.stages] == [
        (("groups.1", "rankings.overall", "rankings.best"), True),
        (("groups.2", "grading.quotas.1"), True),
        (("grading.quotas.2",), True),
    ]
    assert found.count_shuffles == 8


def test_a_ranking_that_depends_on_its_own_past_is_refused() -> None:
    with pytest.raises(NotDistributableError) as refused:
        plan(policy(CIRCULAR))
    assert refused.value.text() == (
        "rankings.overall cannot be found from counts: it depends on itself in earlier periods "
        "(rankings.overall → grading → grading.quotas.1 → rankings.overall). "
        "Where no unit ever leaves its group (kind), whole groups can be judged: say units_stay_in_groups=True. "
        "Otherwise judge the whole table on one machine: policy.evaluate_frame."
    )
    assert refused.value.text("zh") == (
        "rankings.overall 无法由计数得出：它取决于自身在以前各期的结果"
        "（rankings.overall → grading → grading.quotas.1 → rankings.overall）。"
        "如果没有单位换组（kind），可以整组评定：请写 units_stay_in_groups=True。"
        "否则请在一台机器上评定整张表：policy.evaluate_frame。"
    )


def test_it_is_judged_by_group_where_nobody_leaves_one() -> None:
    assert plan(policy(CIRCULAR), units_stay_in_groups=True).partitioning is Partitioning.BY_GROUP


@pytest.mark.parametrize(
    ("id_", "stay", "leave"),
    [
        ("civil-servants-2007", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("england-coasting", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("english-league", Partitioning.BY_GROUP, Partitioning.RANKS_FIRST),
        ("florida-school-grades", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("jincheng-2010", Partitioning.BY_GROUP, Partitioning.RANKS_FIRST),
        ("medicare-low-performing", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("nc-low-performing", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("texas-interventions", Partitioning.BY_UNIT, Partitioning.BY_UNIT),
        ("ziyang-2017", Partitioning.BY_GROUP, Partitioning.RANKS_FIRST),
    ],
)
def test_every_policy_of_the_package_has_a_plan(id_: str, stay: Partitioning, leave: Partitioning) -> None:
    assert plan(load(id_), units_stay_in_groups=True).partitioning is stay
    assert plan(load(id_)).partitioning is leave


def test_a_cut_that_is_kept_for_some_years_is_refused_unless_whole_groups_can_be_judged() -> None:
    assert plan(policy(KEPT), units_stay_in_groups=True).partitioning is Partitioning.BY_GROUP
    with pytest.raises(NotDistributableError) as refused:
        plan(policy(KEPT))
    assert refused.value.text() == (
        "line cannot be found from counts: it depends on itself in earlier periods (line → line). "
        "Where no unit ever leaves its group (kind), whole groups can be judged: say units_stay_in_groups=True. "
        "Otherwise judge the whole table on one machine: policy.evaluate_frame."
    )
