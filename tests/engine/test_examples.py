"""Section 7: a policy's own examples, judged, and held against what they expect."""

from __future__ import annotations

import pytest

from targetrules import ExampleCheck, Mismatch
from tests.engine.table import policy

POLICY = """
[inputs.score]
type = "number"
min = 0
max = 100
optional = true
[measures.double]
formula = "2 * score"
decimals = 1
[grading]
by = "score"
bands = { A = 60, B = 0 }
[[consequences]]
id = "report"
when = { grade = "B" }
[[consequences]]
id = "talk"
when = { grade = "B", consecutive = 2 }
"""


def checked(example: str, period: str = "year") -> list[ExampleCheck]:
    return policy(f"{POLICY}[[examples]]\nname = 'this'\n{example}", grades="A B", period=period).check_examples()


def passes(example: str) -> bool:
    return checked(example) == [ExampleCheck({"": "this"}, ())]


def test_consequences_are_expected_exactly() -> None:
    history = "history = [{ period = 2010, score = 1 }, { period = 2011, score = 2 }]\n"
    assert passes(history + "expect = { 2010 = ['report'], 2011 = ['talk', 'report'] }")
    assert passes(history + "expect = { 2011 = ['report', 'talk'] }")
    assert checked(history + "expect = { 2010 = ['report', 'talk'], 2011 = ['talk'] }") == [
        ExampleCheck(
            {"": "this"},
            (
                Mismatch("-", 2010, "consequences", ("report", "talk"), ("report",)),
                Mismatch("-", 2011, "consequences", ("talk",), ("report", "talk")),
            ),
            (Mismatch("-", 2010, "grade", (), ("B",)), Mismatch("-", 2011, "grade", (), ("B",))),
        )
    ]


def test_grades_and_measures_may_be_expected_too() -> None:
    history = "history = [{ period = 2010, score = 1 }, { period = 2011 }]\n"
    assert passes(history + "expect = { 2010 = { grade = 'B', measures = { double = 2 } }, 2011 = { grade = 'none' } }")
    assert passes(
        history + "expect = { 2011 = { grade = 'none', consequences = [], measures = { double = 'missing' } } }"
    )
    assert checked(history + "expect = { 2010 = { grade = 'none', measures = { double = 'missing' } } }") == [
        ExampleCheck(
            {"": "this"},
            (Mismatch("-", 2010, "grade", ("none",), ("B",)), Mismatch("-", 2010, "double", ("missing",), ("2.0",))),
        )
    ]
    assert checked(history + "expect = { 2011 = { grade = 'A', measures = { double = '2.5' } } }") == [
        ExampleCheck(
            {"": "this"},
            (Mismatch("-", 2011, "grade", ("A",), ("none",)), Mismatch("-", 2011, "double", ("2.5",), ("missing",))),
        )
    ]


def test_named_conditions_and_statuses_may_be_expected() -> None:
    named = """
[conditions.passed]
score = { at_least = 60 }
[statuses.watched]
enter = { score = { below = 10 } }
leave = { score = { at_least = 50 } }
[[examples]]
name = 'this'
history = [{ period = 2010, score = 1 }, { period = 2011 }]
"""

    def found(expect: str) -> tuple[Mismatch, ...]:
        (check,) = policy(f"{POLICY}{named}expect = {expect}", grades="A B").check_examples()
        return check.mismatches

    both = "2010 = { conditions = { passed = false, watched = true } }"
    assert found(f"{{ {both}, 2011 = {{ conditions = {{ passed = 'unknown', watched = true }} }} }}") == ()
    assert found("{ 2010 = { conditions = { passed = 'unknown', watched = false } } }") == (
        Mismatch("-", 2010, "passed", ("unknown",), ("false",)),
        Mismatch("-", 2010, "watched", ("false",), ("true",)),
    )
    assert found("{ 2011 = { conditions = { passed = true } } }") == (
        Mismatch("-", 2011, "passed", ("true",), ("unknown",)),
    )


def test_several_units_are_expected_by_name() -> None:
    history = (
        "history = [{ unit = 'a', period = '2010H2', score = 1 }, { unit = 'b', period = '2010H2', score = 90 }]\n"
    )
    found = checked(history + "expect = { a = { '2010H2' = [] }, b = { '2010H2' = [] } }", period="half")
    differs = Mismatch("a", "2010H2", "consequences", (), ("report",))
    assert found == [ExampleCheck({"": "this"}, (differs,), (Mismatch("a", "2010H2", "grade", (), ("B",)),))]


@pytest.mark.parametrize(
    ("expected", "grades"),
    [
        ("[]", (Mismatch("-", 2010, "grade", (), ("B",)),)),
        ("{ grade = 'B', consequences = [] }", (Mismatch("-", 2010, "grade", ("B",), ("B",)),)),
        ("{ measures = { double = 3 } }", (Mismatch("-", 2010, "grade", (), ("B",)),)),
        ("{ grade = 'A', consequences = [] }", ()),
        ("{ grade = 'B', consequences = ['report'] }", ()),
    ],
    ids=["not said", "as expected", "a measure", "told already", "nothing differs"],
)
def test_where_something_else_differs_the_grade_is_told_too(expected: str, grades: object) -> None:
    (found,) = checked(f"history = [{{ period = 2010, score = 1 }}]\nexpect = {{ 2010 = {expected} }}")
    assert found.grades == grades
