"""What another policy decided of the unit above, as an input of the policy below: found, recorded, and decided anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import targetrules
from targetrules.register import EventKind, Register
from targetrules.report.explanation import explanation_text
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import refused

COUNTIES = """format = 1
[policy]
id = "counties"
title = "Counties"
[[grades]]
id = "excellent"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100, optional = true }
[measures.total]
formula = "score"
decimals = 1
[grading]
by = "total"
bands = { excellent = 90, good = 60, poor = 0 }
[[consequences]]
id = "talk"
when = { grade = "poor" }
"""
DEPARTMENTS = """format = 1
[policy]
id = "departments"
title = "Departments"
[[grades]]
id = "excellent"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
county = { type = "text", optional = true }
score = { type = "number", min = 0, max = 100 }
[inputs.county_grade]
type = "choice"
of = ["excellent", "good", "poor"]
above = { policy = "counties", unit = "county", grade = true }
[inputs.county_talk]
type = "flag"
above = { policy = "counties", unit = "county", receives = "talk" }
[inputs.county_total]
type = "number"
min = 0
max = 100
decimals = 1
above = { policy = "counties", unit = "county", measure = "total" }
[grading]
by = "score"
bands = { excellent = 90, good = 60, poor = 0 }
[[grading.caps]]
when = { county_grade = { at_most = "good" } }
at_most = "good"
[[consequences]]
id = "report"
when = { county_talk = true }
[[consequences]]
id = "visit"
when = { county_total = { below = 61 } }
"""


def county(unit: str, score: int | None, period: int = 2025) -> dict[str, object]:
    return {"unit": unit, "period": period, "score": score}


def department(unit: str, above: str | None, period: int = 2025) -> dict[str, object]:
    return {"unit": unit, "period": period, "county": above, "score": 95}


@pytest.fixture
def both(file: Path, clock: Clock) -> Iterator[Register]:
    """Counties A, B and C, and departments of them; D has none above. All results of 2025 are there."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(COUNTIES), clock=clock) as register:
        register.adopt(targetrules.loads(DEPARTMENTS))
        with register.together():
            register.post([county("A", 95), county("B", 50), county("C", None)], policy="counties", notes=untold)
            below = [department("A1", "A"), department("A2", "A"), department("B1", "B"), department("C1", "C")]
            register.post([*below, department("D1", None)], policy="departments", notes=untold)
            for policy in ("counties", "departments"):
                register.close_period(2025, policy=policy)
        yield register


def untold(_: object) -> None:
    """Notes on how results were read are not what these tests are about."""


def decided(register: Register) -> dict[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]]:
    found = register.decisions(policy="departments")
    return {each.unit: (each.grade, each.received, each.undetermined) for each in found}


def decide(register: Register) -> None:
    register.decide(2025, policy="counties")
    register.decide(2025, policy="departments")


def test_what_is_decided_above_is_found_and_the_decision_says_what_it_was_taken_with(both: Register) -> None:
    decide(both)
    unknown = "grading.caps.1", "report", "visit"
    assert decided(both) == {
        "A1": ("excellent", (), ()),
        "A2": ("excellent", (), ()),
        "B1": ("good", ("report", "visit"), ()),
        "C1": ("excellent", (), unknown),
        "D1": ("excellent", (), unknown),
    }
    (event,) = [each for each in both.events(kinds=[EventKind.DECISION]) if each.policy == "departments"]
    assert event.values["above"] == {
        "county_grade": {"excellent": ["A1", "A2"], "poor": ["B1"]},
        "county_talk": {"false": ["A1", "A2"], "true": ["B1"]},
        "county_total": {"95.0": ["A1", "A2"], "50.0": ["B1"]},
    }
    given = [
        dict(row.values) | {"unit": row.unit, "period": 2025} for row in both.results(policy="departments").history.rows
    ]
    plain = targetrules.loads(DEPARTMENTS).evaluate(given, notes=untold)
    assert {each.unit: each.grade for each in plain} == {unit: each[0] for unit, each in decided(both).items()}
    assert both.verify().verified
    assert all(not each.differing for each in both.repeat(policy="departments"))


def test_what_is_decided_anew_above_is_decided_anew_below(both: Register) -> None:
    decide(both)
    found = both.correct(county("B", 92), reason="recount", policy="counties")
    assert [(each.policy, [change.unit for change in each.changes]) for each in found.above] == [
        ("departments", ["B1"])
    ]
    assert decided(both)["B1"] == ("excellent", (), ())
    both.override("A", 2025, grade="poor", on=day(20), reason="an accident", policy="counties")
    assert decided(both)["A1"] == ("good", (), ())
    assert both.verify().verified
    assert all(not each.differing for each in both.repeat(policy="departments"))
    assert "it is what counties decides of A" in explained(both)


def explained(register: Register) -> str:
    return explanation_text(register.explain("A1", 2025, policy="departments"), "en")


def test_later_periods_look_back_at_what_a_period_was_decided_with(both: Register) -> None:
    decide(both)
    text = DEPARTMENTS.replace("{ county_talk = true }", "{ county_talk = true, ago = 1 }")
    both.adopt(targetrules.loads(text.replace("title = ", "first_period = 2026\ntitle = ", 1)), reason="looks back")
    both.post([county("A", 95, 2026), county("B", 95, 2026)], policy="counties", notes=untold)
    both.post([department("A1", "A", 2026), department("B1", "B", 2026)], policy="departments", notes=untold)
    for policy in ("counties", "departments"):
        both.close_period(2026, policy=policy)
        both.decide(2026, policy=policy)
    assert {each.unit: each.received for each in both.decisions(policy="departments", period=2026)} == {
        "A1": (),
        "B1": ("report",),
    }


def test_each_refusal_says_what_to_do(both: Register) -> None:
    told = refused(lambda: both.decide(2025, policy="departments"))
    both.decide(2025, policy="counties")
    both.post(county("E", 80), policy="counties", notes=untold)
    told += refused(lambda: both.decide(2025, policy="departments"))
    both.close_period(2025, policy="counties")
    both.decide(2025, policy="counties", reason="E came late")
    both.post([department("F1", "F"), department("F2", "F")], policy="departments", notes=untold)
    both.close_period(2025, policy="departments")
    told += refused(lambda: both.decide(2025, policy="departments"))
    of_a = {**department("F1", "A"), "county_grade": "good"}
    both.correct([of_a, department("F2", "A")], reason="names", policy="departments", notes=untold)
    told += refused(lambda: both.decide(2025, policy="departments"))
    both.correct([{**of_a, "county_grade": None}], reason="blank", policy="departments", erases=True, notes=untold)
    both.decide(2025, policy="departments")
    assert decided(both)["F1"][0] == "excellent"
    check_recorded(RECORDED / "above-refused.txt", "\n".join(told) + "\n")


def test_what_a_withdrawal_above_leaves_without_a_decision_waits(both: Register) -> None:
    decide(both)
    both.withdraw("B", 2025, reason="not its own", policy="counties")
    assert decided(both)["B1"] == ("good", ("report", "visit"), ())
    both.close_period(2025, policy="counties")
    both.decide(2025, policy="counties", reason="B is gone")
    told = refused(lambda: both.decide(2025, policy="departments", reason="x"))
    assert "of which counties has decided nothing: B, for B1 (1)" in told[0]


def test_where_the_register_has_no_such_policy_results_bring_it(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(DEPARTMENTS), clock=clock) as register:
        row = {**department("A1", "A"), "county_grade": "good", "county_talk": False, "county_total": 70}
        register.post(row, notes=untold)
        register.close_period(2025)
        event = register.decide(2025)
        assert "above" not in event.values
        assert decided(register)["A1"] == ("good", (), ())


UNFIT = {
    "grades": ('of = ["excellent", "good", "poor"]', 'of = ["good", "poor"]'),
    "consequence": ('receives = "talk"', 'receives = "walk"'),
    "measure": ('measure = "total"', 'measure = "sum"'),
    "range": ("max = 100\ndecimals = 1", "max = 90"),
    "periods": ('id = "departments"', 'id = "departments"\nperiod = "quarter"'),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_that_does_not_go_with_the_one_above_is_not_adopted(file: Path, clock: Clock, language: str) -> None:
    told, at = list[str](), ("en", "zh").index(language)
    with Register.create(file, by="Li Wei", policy=targetrules.loads(COUNTIES), clock=clock) as register:
        for before, after in UNFIT.values():
            other = targetrules.loads(DEPARTMENTS.replace(before, after, 1))
            told.append(refused(partial(register.adopt, other))[at])
        circle = COUNTIES.replace('id = "counties"', 'id = "departments"').replace(
            "[measures.total]",
            '[inputs.office]\ntype = "text"\noptional = true\n[inputs.office_grade]\ntype = "choice"\nof = ["x"]\n'
            'above = { policy = "offices", unit = "office", grade = true }\n[measures.total]',
        )
        register.adopt(targetrules.loads(circle))
        offices = circle.replace('"offices"', '"departments"').replace('id = "departments"', 'id = "offices"')
        told.append(refused(lambda: register.adopt(targetrules.loads(offices)))[at])
        register.adopt(targetrules.loads(DEPARTMENTS.replace('id = "departments"', 'id = "teams"')))
        told.append(refused(lambda: register.adopt(targetrules.loads(COUNTIES.replace('"talk"', '"walk"'))))[at])
    with Register.create(
        file.with_name("persons.db"), by="Li Wei", policy=targetrules.loads(COUNTIES), clock=clock, persons=True
    ) as register:
        told.append(refused(lambda: register.adopt(targetrules.loads(DEPARTMENTS)))[at])
    check_recorded(RECORDED / f"above-unfit.{language}.txt", "\n".join(told) + "\n")


def test_a_correction_above_names_the_persons_of_whom_it_decides_otherwise(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(COUNTIES), clock=clock) as register:
        register.adopt(targetrules.loads(DEPARTMENTS), persons=True)
        register.post(county("B", 50), policy="counties", notes=untold)
        persons = ["安娜", "陈刚", "赵敏", "钱博"]
        register.post([department(each, "B") for each in persons], policy="departments", notes=untold)
        for policy in ("counties", "departments"):
            register.close_period(2025, policy=policy)
        decide(register)
        register.note_served("陈刚", 2025, "report", on=day(1), policy="departments")
        (below,) = register.preview(county("B", 95), reason="counted again", policy="counties").above
        assert [each.unit for each in below.changes] == sorted(persons)
        assert [(each.unit, each.consequence) for each in below.withdrawn] == [("陈刚", "report")]
