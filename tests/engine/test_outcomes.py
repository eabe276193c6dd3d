"""Section 8: one outcome a row, ordered by period and within a period as the rows came."""

from __future__ import annotations

from decimal import Decimal

from targetrules import Decided, Outcome, Placed, Remark, Replaced, Undetermined
from tests.engine.table import policy

POLICY = """
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 1
optional = true
[inputs.late]
type = "flag"
optional = true
[measures.part]
formula = "score / 3"
decimals = 2
[measures.per_late]
formula = "score / (score - score)"
decimals = 0
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { A = 60, B = 0 }
[conditions.poor]
grade = "B"
[statuses.watched]
enter = { poor = true }
[[consequences]]
id = "report"
when = { poor = true }
[[consequences]]
id = "talk"
when = { poor = true, consecutive = 2 }
to = "principal"
replaces = "report"
[[consequences]]
id = "praise"
when = { late = false }
"""


def test_the_whole_outcome() -> None:
    tested = policy(POLICY, grades="A B")
    rows = [
        {"unit": "x", "period": 2011, "score": "9.5", "late": None},
        {"unit": "x", "period": 2010, "score": 1, "late": True},
    ]
    assert tested.evaluate(rows)[1] == Outcome(
        unit="x",
        period=2011,
        grade="B",
        measures={"part": Decimal("3.17"), "per_late": None},
        places={"overall": Placed(1, 1)},
        conditions={"poor": True},
        statuses=("watched",),
        consequences=(Decided("talk", ("principal",), "must"),),
        replaced=(Replaced("report", ("talk",)),),
        undetermined=(Undetermined("praise", ("late",)),),
        remarks=(Remark("division-by-zero", "per_late"),),
    )


def test_rows_are_ordered_by_period_and_then_as_they_came() -> None:
    tested = policy(POLICY, grades="A B", period="quarter")
    came = [("b", "2011Q1"), ("z", "2010Q4"), ("a", "2011Q1"), ("b", "2010Q4")]
    outcomes = tested.evaluate([{"unit": unit, "period": period, "score": 1, "late": None} for unit, period in came])
    found = [(outcome.unit, outcome.period) for outcome in outcomes]
    assert found == [("z", "2010Q4"), ("b", "2010Q4"), ("b", "2011Q1"), ("a", "2011Q1")]


def test_a_policy_without_grading_gives_no_grade() -> None:
    tested = policy("[inputs.x]\ntype = 'number'\n")
    assert [outcome.grade for outcome in tested.evaluate([{"unit": "a", "period": 2010, "x": 1}])] == [None]
