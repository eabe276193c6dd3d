"""Laws of what was decided: what was decided as it was computed changes nothing, what is last changes no outcome."""

from __future__ import annotations

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from targetrules import Outcome
from targetrules.engine.choice import ENGINES
from targetrules.history import History, Row, Value
from targetrules.rules.decided import DECIDED_GRADE, DECIDED_RECEIVED, NOTHING, received_text
from targetrules.rules.reserved import reserved_inputs
from targetrules.rules.tree import Rules
from targetrules.testing import Case, cases
from tests.effort import examples

EACH_ENGINE = st.sampled_from([*ENGINES, None])


def decided(rules: Rules, outcome: Outcome) -> dict[str, Value]:
    """What a row says of which just that was decided."""
    said: dict[str, Value] = {
        DECIDED_GRADE: outcome.grade or NOTHING,
        DECIDED_RECEIVED: received_text(rules, [each.id for each in outcome.consequences]),
    }
    return {name: said[name] for name in reserved_inputs(rules) if name in said}


def with_values(row: Row, values: dict[str, Value]) -> Row:
    return evolve(row, values={**row.values, **values})


@examples(32)
@given(cases(missing="any"), EACH_ENGINE)
def test_what_was_decided_as_it_was_computed_changes_nothing(case: Case, engine: str | None) -> None:
    rules, outcomes = case.policy.rules, case.policy.evaluate(case.history)
    # a grade of this name cannot be told from the word for none
    assume(NOTHING not in rules.grade_position)
    of_row = dict(
        zip(sorted(range(len(case.history.rows)), key=lambda at: case.history.rows[at].period), outcomes, strict=True)
    )
    rows = tuple(with_values(row, decided(rules, of_row[at])) for at, row in enumerate(case.history.rows))
    found = list(case.policy.evaluate(History(rows), engine=engine))  # type: ignore[arg-type]
    expected = [evolve(each, undetermined=()) for each in outcomes]
    assert [evolve(each, undetermined=()) for each in found] == expected
    assert [bool(each.undetermined) for each in found] == [bool(each.undetermined) for each in outcomes]


@examples(32)
@given(cases(missing="any", decided=True), EACH_ENGINE)
def test_what_was_decided_of_the_last_period_is_told_in_remarks_alone(case: Case, engine: str | None) -> None:
    assume(case.history.rows)
    last = max(row.period for row in case.history.rows)
    assume(case.policy.rules.judges(last))
    without = History(
        tuple(
            evolve(row, values={name: row.values[name] for name in case.policy.rules.inputs})
            if row.period == last
            else row
            for row in case.history.rows
        )
    )
    with_it, plain = (case.policy.evaluate(each, engine=engine) for each in (case.history, without))  # type: ignore[arg-type]
    for one, other in zip(with_it, plain, strict=True):
        told = [each for each in one.remarks if "decided" not in each.code]
        assert evolve(one, remarks=tuple(told)) == evolve(
            other, remarks=tuple(e for e in other.remarks if "decided" not in e.code)
        )
