"""A policy that was written out and read back is the same policy."""

from __future__ import annotations

from hypothesis import given

from targetrules import Policy, loads
from targetrules.rules.analysis.written import formulas_of
from targetrules.testing import Case, cases, policies
from targetrules.testing.formulas import formula_text
from tests.effort import examples


@examples(24)
@given(cases(missing="any"))
def test_a_policy_read_back_decides_the_same(case: Case) -> None:
    again = loads(case.policy.to_toml())
    assert again.evaluate(case.history) == case.policy.evaluate(case.history)
    assert again.check_claims(case.history) == case.policy.check_claims(case.history)
    assert again.check_examples() == case.policy.check_examples()


@examples(24)
@given(policies())
def test_a_policy_read_back_is_the_same(policy: Policy) -> None:
    again = loads(policy.to_toml())
    assert again.written == policy.written
    assert repr(again.rules) == repr(policy.rules)
    assert again.to_toml() == policy.to_toml()


@examples(24)
@given(policies())
def test_a_formula_is_read_as_it_is_written(policy: Policy) -> None:
    for measure in policy.rules.measures.values():
        written = [each for each in formulas_of(measure, policy.written) if each.text]
        assert [formula_text(each.number) for each in written] == [each.text for each in written]
