"""Laws of consequences and statuses, for random policies and histories."""

from __future__ import annotations

from hypothesis import given

from targetrules.engine.judged import Judged
from targetrules.rules import tree
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.laws.judging import Judgement


@examples(24)
@given(cases(missing="any"))
def test_whatever_fires_is_received_or_replaced_and_nothing_else_is(case: Case) -> None:
    for row in Judgement(case).rows:
        fired = {id_ for id_, truth in row.fired.items() if truth is True}
        assert row.received | row.replaced.keys() == fired
        assert not row.received & row.replaced.keys()


@examples(24)
@given(cases(missing="any"))
def test_what_is_replaced_is_so_by_all_that_fires_and_names_it_and_only_then(case: Case) -> None:
    for row in Judgement(case).rows:
        replacing = {r.id: r.replaces for r in case.policy.rules.consequences if row.fired.get(r.id) is True}
        for id_ in row.fired:
            by = [other for other in replacing if id_ in replacing[other]] if id_ in replacing else []
            assert list(row.replaced.get(id_, ())) == by


@examples(24)
@given(cases(missing="any"))
def test_no_rule_fires_while_its_exemption_holds_or_out_of_force(case: Case) -> None:
    judged = Judgement(case)
    for row in judged.rows:
        for rule in case.policy.rules.consequences:
            if row.period not in rule.in_force:
                assert rule.id not in row.fired
            elif rule.unless is not None and judged.holds(rule.unless, row) is not False:
                assert row.fired[rule.id] is not True


def entry_matters(status: tree.Status, row: Judged, judged: Judgement) -> bool:
    """Whether an unknown ``enter`` decides who is in the status, or how long: not where the unit stays anyway."""
    before = row.prior is not None and row.prior.values[status.name] is True
    leaves = status.leave is not None and judged.holds(status.leave, row) is not False
    stays = before and not leaves and status.lasts_at_most is None
    return judged.holds(status.enter, row) is None and not stays


@examples(24)
@given(cases(missing="any"))
def test_a_rule_is_undetermined_where_it_is_unknown_and_names_what_is_missing(case: Case) -> None:
    judged = Judgement(case)
    statuses = case.policy.rules.statuses
    for row, outcome in zip(judged.rows, case.policy.evaluate(case.history), strict=True):
        unknown = [id_ for id_, truth in row.fired.items() if truth is None]
        unknown += [step.rule.id for step in row.steps if step.truth is None]
        unknown += [name for name, status in statuses.items() if entry_matters(status, row, judged)]
        told = [each.id for each in outcome.undetermined]
        assert set(unknown) <= set(told) <= {*unknown, *statuses}
        assert all(each.missing and len(set(each.missing)) == len(each.missing) for each in outcome.undetermined)


@examples(24)
@given(cases(missing="any"))
def test_a_status_is_entered_where_its_condition_holds_and_goes_only_where_it_may(case: Case) -> None:
    judged = Judgement(case)
    for row in judged.rows:
        for status in case.policy.rules.statuses.values():
            before = row.prior is not None and row.prior.values[status.name] is True
            enters = judged.holds(status.enter, row) is True
            may_leave = status.leave is not None and judged.holds(status.leave, row) is True
            assert row.values[status.name] is True or not enters
            assert row.values[status.name] is False or before or enters
            if before and status.lasts_at_most is None and not may_leave:
                assert row.values[status.name] is True


@examples(24)
@given(cases(missing="any"))
def test_received_is_what_was_decided_in_some_earlier_period(case: Case) -> None:
    judged = Judgement(case)
    outcomes = case.policy.evaluate(case.history)
    got: dict[str, set[str]] = {}
    for row, outcome in zip(judged.rows, outcomes, strict=True):
        assert {each for before in row.earlier for each in before.received} == got.get(row.unit, set())
        got.setdefault(row.unit, set()).update(each.id for each in outcome.consequences)
