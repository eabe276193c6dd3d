"""A text in the place of a grade that is none: what is advised, and what is not."""

from __future__ import annotations

import pytest

from targetrules import PolicyError, loads

BANDS = {"good": '[{ id = "good" }, { id = "poor" }]', "1": '[{ id = "1" }, { id = "3" }]'}


def told(grade: str, grades: str) -> list[str]:
    text = f"""\
format = 1
policy = {{ id = "county", title = "County" }}
grades = {BANDS[grades]}
inputs.given = {{ type = "grade" }}
grading = {{ given = "given" }}
consequences = [{{ id = "talk", when = {{ grade = "{grade}" }} }}]
"""
    with pytest.raises(PolicyError) as raised:
        loads(text)
    return [f"{each.code} {each.advice()}" for each in raised.value.diagnostics if each.code == "TR024"]


@pytest.mark.parametrize("grade", ["60-80", "3-31", "60～80", "[1,3)", "5<x<9"])
@pytest.mark.parametrize(("grades", "all_of_them"), [("good", "good, poor"), ("1", "1, 3")])
def test_a_range_of_numbers_is_none_of_grades(grade: str, grades: str, all_of_them: str) -> None:
    """It ended in a KeyError; of grades that are numbers, the advice meant other ones, for the best stands first."""
    assert told(grade, grades) == [f"TR024 grades, best first: {all_of_them}"]


def test_of_a_grade_that_stands_there_twice_no_label_is_said_to_look_like_its_own() -> None:
    grades = '{ id = "good", label = "Good!" }, { id = "poor" }, { id = "good", label = "poor." }'
    with pytest.raises(PolicyError) as raised:
        loads(f'format = 1\npolicy = {{ id = "county", title = "County" }}\ngrades = [{grades}]\n')
    assert str(raised.value) == "policy:3:69: TR046 “good” is there twice"
