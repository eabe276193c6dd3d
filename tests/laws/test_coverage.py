"""What coverage does not ask for, as it cannot be, is seen in no history of results as they may be."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given

from targetrules.coverage.decisions import decisions_of
from targetrules.coverage.goals import goals_of
from targetrules.coverage.observed import Deciding, Observer
from targetrules.testing import Case, cases
from tests.effort import examples


@examples(25)
@given(cases())
def test_what_is_not_asked_for_is_never_seen(case: Case) -> None:
    """Periods of which something else was decided are of another policy, so to say."""
    policy = case.policy
    decisions = decisions_of(policy.rules, policy.written)
    excused = {goal.key: goal for goal in goals_of(policy.rules, policy.written, decisions) if goal.excused is not None}
    halves = defaultdict(set)
    for sight in Observer(policy.rules, policy.written, decisions).seen(case.history, {}):
        if isinstance(sight.of, Deciding):
            halves[sight.of.path].add((sight.of.entry, sight.of.whole))
        else:
            assert sight.of not in excused, excused[sight.of]
    for path, found in halves.items():
        if any((not entry, not whole) in found for entry, whole in found):
            assert (path, "matters") not in excused
