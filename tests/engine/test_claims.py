"""Section 6: claims held against data, broken where `never` is true, or where `if` is true and `then` is not."""

from __future__ import annotations

from typing import Any

from targetrules import Broken, ClaimCheck
from tests.engine.table import policy

POLICY = """
[inputs.score]
type = "number"
optional = true
[inputs.late]
type = "flag"
optional = true
[inputs.given]
type = "grade"
optional = true
[grading]
given = "given"
[[consequences]]
id = "talk"
when = { late = true }
severity = 1
[[consequences]]
id = "demotion"
when = { score = { below = 10 } }
severity = 3
[[consequences]]
id = "note"
when = { score = { above = 50 } }
"""


def row(unit: str, period: int, **values: Any) -> dict[str, Any]:
    return {"unit": unit, "period": period, "score": None, "late": None, "given": None, **values}


def checked(claim: str, *rows: dict[str, Any]) -> ClaimCheck:
    tested = policy(f"{POLICY}[[claims]]\nid = 'claim'\n{claim}\n", grades="A B C")
    (found,) = tested.check_claims(rows)
    assert found.claim == "claim"
    return found


def test_never() -> None:
    """What is unknown does not break it."""
    found = checked(
        "never = { receives = 'talk', score = { above = 5 } }",
        row("a", 2010, late=True, score=6),
        row("b", 2010, late=True, score=5),
        row("c", 2010, late=True),
    )
    assert found == ClaimCheck("claim", 3, (Broken("a", 2010),))


def test_always() -> None:
    """What is unknown breaks it."""
    found = checked(
        "always = { if = { receives = 'talk' }, then = { score = { above = 5 } } }",
        row("a", 2010, late=True, score=6),
        row("b", 2010, late=True, score=5),
        row("c", 2010, late=True),
        row("d", 2010, late=False, score=5),
    )
    assert found == ClaimCheck("claim", 4, (Broken("b", 2010), Broken("c", 2010)))


def test_assuming_must_have_been_true_in_every_period_up_to_the_one_judged() -> None:
    found = checked(
        "never = { receives = 'talk' }\nassuming = { score = { above = 5 } }",
        row("a", 2010, late=True, score=6),
        row("a", 2011, late=True, score=5),
        row("a", 2012, late=True, score=6),
        row("b", 2012, late=True, score=6),
        row("c", 2012, late=True),
    )
    assert found == ClaimCheck("claim", 2, (Broken("a", 2010), Broken("b", 2012)))


# ---- monotone claims -------------------------------------------------------------------------------------------------

SCORED = """
[inputs.score]
type = "number"
min = 0
max = 100
optional = true
[inputs.proposed]
type = "grade"
optional = true
[inputs.kind]
type = "text"
optional = true
[grading]
by = "score"
bands = { A = 50, B = 20, C = 0 }
[[grading.caps]]
when = { score = { at_least = 90 } }
at_most = "B"
[[consequences]]
id = "note"
when = { score = { above = 5 } }
[[consequences]]
id = "praise"
when = { score = { above = 5 } }
severity = 0
[[consequences]]
id = "talk"
when = { score = { below = 20 } }
severity = 1
[[consequences]]
id = "demotion"
when = { proposed = "A" }
severity = 3
"""


def compared(claim: str, *rows: dict[str, Any]) -> ClaimCheck:
    tested = policy(f"{SCORED}[[claims]]\nid = 'claim'\nmonotone = {claim}\n", grades="A B C")
    (found,) = tested.check_claims([{"score": None, "proposed": None, "kind": None, **each} for each in rows])
    return found


def result(unit: str, score: int | None = 10, period: int = 2010, **values: Any) -> dict[str, Any]:
    return {"unit": unit, "period": period, "score": score, **values}


def test_a_better_score_gives_no_worse_grade() -> None:
    """Ordered by score each is compared with the next; `d` has the same score as `c`, `e` has none."""
    found = compared(
        "{ of = 'grade', in = 'score' }",
        result("a", 95), result("b", 60), result("c", 30), result("d", 30), result("e", None),
    )  # fmt: skip
    assert found == ClaimCheck("claim", 2, (Broken("a", 2010, "b"),))


def test_lower_may_be_better() -> None:
    found = compared("{ of = 'grade', in = 'score', best = 'lowest' }", result("a", 60), result("b", 30))
    assert found == ClaimCheck("claim", 1, (Broken("b", 2010, "a"),))


def test_only_results_alike_in_all_else_and_in_all_their_past_are_compared() -> None:
    """`c` is of another kind, `d` has another past, `e` another year; `f` and `g` have the same past."""
    past = [result("d", 1, 2009), result("f", 2, 2009), result("g", 2, 2009)]
    found = compared(
        "{ of = 'grade', in = 'score' }",
        *past, result("a", 60), result("c", 95, kind="city"), result("d", 95), result("e", 95, 2011),
        result("f", 95), result("g", 60),
    )  # fmt: skip
    assert found == ClaimCheck("claim", 2, (Broken("f", 2010, "g"),))


def test_results_without_a_grade_are_not_compared_by_grade() -> None:
    assert compared(
        "{ of = 'grade', in = 'proposed' }", result("a", None, proposed="A"), result("b", None, proposed="B")
    ) == (ClaimCheck("claim", 0, ()))


def test_a_better_grade_brings_no_more_severe_consequences() -> None:
    """Sets are compared from the most severe down; what has no severity, or 0, is left out."""
    found = compared(
        "{ of = 'consequences', in = 'proposed' }",
        result("a", 30, proposed="A"), result("b", 30, proposed="B"), result("c", 30, proposed="C"),
    )  # fmt: skip
    assert found == ClaimCheck("claim", 2, (Broken("a", 2010, "b"),))
    assert compared("{ of = 'consequences', in = 'score' }", result("a", 3), result("b", 9)).broken == ()
    found = compared("{ of = 'consequences', in = 'score', best = 'lowest' }", result("a", 3), result("b", 30))
    assert found == ClaimCheck("claim", 1, (Broken("a", 2010, "b"),))


def test_claims_stand_in_the_order_of_the_policy_and_periods_as_they_are_printed() -> None:
    claims = "[[claims]]\nid = 'b'\nnever = { late = true }\n[[claims]]\nid = 'a'\nnever = { late = false }\n"
    tested = policy(POLICY + claims, grades="A B C", period="quarter")
    found = tested.check_claims([{"unit": "u", "period": "2010Q4", "score": None, "late": True, "given": None}])
    assert found == [ClaimCheck("b", 1, (Broken("u", "2010Q4"),)), ClaimCheck("a", 1, ())]
