"""Laws of grading: what a step may do to a grade, and what is true when all are done."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from hypothesis import given

from targetrules.engine.judged import GradingStep, Judged
from targetrules.rules import tree
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.laws.judging import Judgement
from tests.laws.quotas import cases_of_quotas


def taken(judged: Judgement, kind: type) -> Iterator[tuple[Judged, GradingStep]]:
    """The steps of this kind that were taken, with the rows that they were taken for."""
    for row in judged.rows:
        for step in row.steps:
            if isinstance(step.rule, kind) and step.truth is True:
                yield row, step


@examples(24)
@given(cases(missing="any"))
def test_caps_never_raise_and_floors_never_lower(case: Case) -> None:
    """And neither gives a grade to a unit that has none, nor moves a forced one."""
    judged = Judgement(case)
    for row, step in taken(judged, tree.Cap | tree.Floor):  # type: ignore[arg-type]
        if step.before is None or forced_grades(row):
            assert step.after == step.before
            continue
        before, after = judged.engine.position(step.before), judged.engine.position(str(step.after))
        if isinstance(step.rule, tree.Cap):
            assert after == max(before, judged.engine.position(step.rule.at_most))
        elif isinstance(step.rule, tree.Floor):
            assert after == min(before, judged.engine.position(step.rule.at_least))


@examples(24)
@given(cases(missing="any"))
def test_a_cap_holds_unless_the_grade_is_forced(case: Case) -> None:
    judged = Judgement(case)
    for row, step in taken(judged, tree.Cap):
        if isinstance(step.rule, tree.Cap) and row.grade is not None and not forced_grades(row):
            assert judged.engine.position(row.grade) >= judged.engine.position(step.rule.at_most)


@examples(24)
@given(cases(missing="any"))
def test_no_quota_drops_a_unit_below_what_holds_it(case: Case) -> None:
    """Neither below a floor that holds nor past a limit, unless a rule in between brought it there."""
    judged = Judgement(case)
    for row, quota in taken(judged, tree.Quota):
        position = judged.engine.position
        before = [step for step in row.steps if not isinstance(step.rule, tree.Quota) and step.truth is True]
        for at, step in enumerate(before):
            later = [each for each in before[at + 1 :] if each.after != each.before]
            if isinstance(step.rule, tree.Floor) and not later:
                assert position(str(quota.after)) <= position(step.rule.at_least)
            past = row.ago(1)
            limited = isinstance(step.rule, tree.Limit) and step.rule.most_down is not None
            if limited and not later and past is not None and past.grade is not None:
                assert isinstance(step.rule, tree.Limit)
                assert position(str(quota.after)) <= position(past.grade) + (step.rule.most_down or 0)


@examples(24)
@given(cases(missing="any"))
def test_a_forced_grade_is_final(case: Case) -> None:
    """Of several the worst."""
    judged = Judgement(case)
    for row in judged.rows:
        if forced := forced_grades(row):
            assert row.grade == max(forced, key=judged.engine.position)


def forced_grades(row: Judged) -> list[str]:
    return [step.rule.grade for step in row.steps if isinstance(step.rule, tree.Forced) and step.truth is True]


@examples(24)
@given(cases(missing="any", largest=3))
def test_no_limited_grade_moves_further_than_its_limit(case: Case) -> None:
    judged = Judgement(case)
    for row, step in taken(judged, tree.Limit):
        before = row.ago(1)
        if isinstance(step.rule, tree.Limit) and before is not None and None not in (before.grade, step.after):
            if forced_grades(row):
                continue
            moved = judged.engine.position(str(step.after)) - judged.engine.position(str(before.grade))
            assert step.rule.most_down is None or moved <= step.rule.most_down
            assert step.rule.most_up is None or -moved <= step.rule.most_up


@examples(24)
@given(cases(missing="any"))
def test_every_change_of_a_grade_is_a_step_of_its_trace(case: Case) -> None:
    """In the order of the page, each from where the one before it led, and none but those that hold or are unknown."""
    order = (tree.Scale, tree.Unrated, tree.Forced, tree.Floor, tree.Limit, tree.Cap, tree.Quota)
    for row in Judgement(case).rows:
        grade = row.first_grade
        for step in row.steps:
            assert step.before == grade
            assert step.truth is not False
            assert step.truth is True or step.after == step.before
            grade = step.after
        assert grade == row.grade
        kinds = [order.index(type(step.rule)) for step in row.steps]
        assert kinds == sorted(kinds)


# ---- scales ----------------------------------------------------------------------------------------------------------


@examples(40)
@given(cases(missing="any"))
def test_the_first_scale_that_holds_decides_alone_and_none_where_one_before_it_is_unknown(case: Case) -> None:
    judged = Judgement(case)
    grading = judged.rules.grading
    for row in judged.rows if grading is not None and grading.by is not None else ():
        assert grading is not None
        truths = [True if scale.when is None else judged.holds(scale.when, row) for scale in grading.scales]
        decisive = next((at for at, truth in enumerate(truths) if truth is not False), None)
        if decisive is None or truths[decisive] is None:
            assert row.first_grade is None
        else:
            alone = evolve(grading, scales=(evolve(grading.scales[decisive], when=None),))
            assert row.first_grade == judged.engine.source_grade(alone, row)
        unknown = [step.rule for step in row.steps if isinstance(step.rule, tree.Scale)]
        assert unknown == [scale for at, scale in enumerate(grading.scales) if at == decisive and truths[at] is None]


# ---- quotas ----------------------------------------------------------------------------------------------------------


@examples(40)
@given(cases_of_quotas())
def test_quotas_are_kept(case: Case) -> None:
    """By the units with a place whom nothing holds, but for a tie across the edge, which stays out or in as a whole."""
    judged = Judgement(case)
    assert judged.rules.grading is not None
    for quota in judged.rules.grading.quotas:
        for row in judged.rows:
            members = row.standings[quota.ranking].members or ()
            placed = [each for each in members if each.grade is not None]
            if row in placed:
                most = judged.engine.portion(quota.portion, row.standings[quota.ranking], row)
                assert most is not None
                assert _is_kept(judged, quota, placed, most)


@examples(40)
@given(cases_of_quotas(most=1))
def test_a_number_that_is_not_met_is_told_and_one_that_is_met_is_not(case: Case) -> None:
    """Of a single quota, in every group that has a unit with a place and a grade, whatever the reason."""
    judged = Judgement(case)
    assert judged.rules.grading is not None
    (quota,) = judged.rules.grading.quotas
    for row in judged.rows:
        members = row.standings[quota.ranking].members or ()
        placed = [each for each in members if each.grade is not None]
        if row in placed:
            most = judged.engine.portion(quota.portion, row.standings[quota.ranking], row)
            down_to = judged.engine.position(quota.grade) + (quota.how == "at_most")
            better = sum(judged.engine.position(str(each.grade)) < down_to for each in placed)
            assert most is not None
            met = better <= most if quota.how == "at_most" else len(placed) - better >= most
            assert met is not any(quota.id in each.not_kept for each in members)
        else:
            assert not row.not_kept


def _is_kept(judged: Judgement, quota: tree.Quota, placed: list[Judged], most: int) -> bool:
    """``most`` is the least where the quota says at least; ``placed`` stand best first."""
    down_to = judged.engine.position(quota.grade) + (quota.how == "at_most")
    better = [each for each in placed if judged.engine.position(str(each.grade)) < down_to]
    held = [each for each in better if judged.engine.lowest(each) < down_to]
    ranks = [each.standings[quota.ranking].rank for each in better if each not in held]
    if quota.how == "at_most":
        seats = most - len(held)
        return len(ranks) <= max(seats, 0) or (quota.ties == "in" and len(ranks) - ranks.count(ranks[-1]) < seats)
    worse = len(placed) - len(better)
    return not ranks or worse >= most or (quota.ties == "out" and worse + ranks.count(ranks[-1]) > most)


@examples(24)
@given(cases(missing="any"))
def test_an_unrated_unit_has_a_grade_only_where_it_is_forced(case: Case) -> None:
    judged = Judgement(case)
    forced = {id(row) for row, _ in taken(judged, tree.Forced)}
    for row, _ in taken(judged, tree.Unrated):
        assert (row.grade is not None) is (id(row) in forced)
