"""The procedure of a policy in a register: steps in their order, by their offices, and values not before their step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.outcome import NoSuchResultError
from targetrules.register import EventKind, Register, RegisterError
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_register import refused

RECORDED = Path(__file__).parent / "recorded"
POLICY = """format = 1

[policy]
id = "county"
title = "Annual assessment of counties"

[[grades]]
id = "good"
[[grades]]
id = "poor"

[inputs]
gdp = { type = "number", min = 0, max = 50, decimals = 1, optional = true }
rating = { type = "number", min = 0, max = 50, decimals = 1, optional = true }

[measures.total]
formula = "gdp + rating"
decimals = 1

[grading]
by = "total"
bands = { good = 60, poor = 0 }

[[procedure.steps]]
id = "inspection"
label = { zh = "督查落实", en = "Inspection" }
by = "office"
gives = "gdp"

[[procedure.steps]]
id = "self-review"
label = { zh = "自查总结", en = "Self-review" }
by = ["county-office", "office"]
for_each_unit = true

[[procedure.steps]]
id = "rating"
label = { zh = "民主测评", en = "Democratic rating" }
for_each_unit = true
gives = "rating"

[[procedure.steps]]
id = "grading"
label = { zh = "结果评定", en = "Grading" }
by = "leading-group"
"""
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "decision", "step"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing", "step"]
units = "all"
[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["results", "step"]
units = "own"
[offices.reader]
label = { zh = "查阅人" }
may = []
units = "all"
[parents]
"A1" = "A"
"""
NONE: dict[str, Any] = {"gdp": None, "rating": None}
BLANK = [{"unit": unit, "period": 2025, **NONE} for unit in ("A", "B")]


def untold(_note: object) -> None:
    """Notes are told elsewhere."""


def day(of_january: int) -> date:
    return date(2026, 1, of_january)


def filled(unit: str, gdp: float | None, rating: float | None) -> dict[str, object]:
    return {"unit": unit, "period": 2025, "gdp": gdp, "rating": rating}


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    """A register with the two units of 2025, of which nothing else is known."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.post(BLANK)
        yield register


def taken(register: Register) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.step, each.state, each.lacking) for each in register.procedure(2025)]


def test_a_year_goes_through_its_steps(begun: Register) -> None:
    assert taken(begun) == [
        ("inspection", "next", ()),
        ("self-review", "waiting", ("A", "B")),
        ("rating", "waiting", ("A", "B")),
        ("grading", "waiting", ()),
    ]
    first = begun.note_step("inspection", 2025, on=day(5))
    assert first.values == {"period": 2025, "step": "inspection", "units": None, "day": "2026-01-05", "evidence": None}
    begun.correct([filled("A", 40, None), filled("B", 30, None)], reason="inspection")
    begun.note_step("self-review", 2025, on=day(8), units=["A"])
    assert taken(begun)[1] == ("self-review", "next", ("B",))
    begun.note_step("self-review", 2025, on=day(9), units=["B"])
    begun.note_step("rating", 2025, on=day(10), units=["A", "B"])
    begun.correct([filled("A", 40, 30), filled("B", 30, 20)], reason="rating")
    assert (
        begun.text(begun.note_step("grading", 2025, on=day(12))) == "2025: the step “grading” was taken on 2026-01-12"
    )
    assert [state for _, state, _ in taken(begun)] == ["taken"] * 4
    begun.close_period(2025)
    begun.decide(2025)
    assert [each.grade for each in begun.decisions()] == ["good", "poor"]
    assert [(each.step, each.state) for each in begun.procedure(2025, as_of=first.recorded)][:2] == [
        ("inspection", "taken"),
        ("self-review", "next"),
    ]


REFUSED: dict[str, Callable[[Register], object]] = {
    "out of order": lambda register: register.note_step("rating", 2025, on=day(6), units=["A", "B"]),
    "left out": lambda register: register.note_step("grading", 2025, on=day(6)),
    "twice": lambda register: register.note_step("inspection", 2025, on=day(6)),
    "twice of a unit": lambda register: register.note_step("self-review", 2025, on=day(7), units=["B", "A"]),
    "on an earlier day": lambda register: register.note_step("self-review", 2025, on=day(4), units=["B"]),
    "of all that is of each": lambda register: register.note_step("self-review", 2025, on=day(6)),
    "of some that is of all": lambda register: register.note_step("grading", 2025, on=day(6), units=["A"]),
    "a value before its step": lambda register: register.correct(filled("A", 40, 30), reason="x"),
    "a new result with such a value": lambda register: register.post(filled("C", None, 3)),
    "of a period without results": lambda register: register.note_step("inspection", 2052, on=day(6)),
    "on a day to come": lambda register: register.note_step("grading", 2025, on=date(2027, 3, 2)),
}


def test_what_is_refused_says_by_which_rule_and_nothing_is_recorded(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A"])
    head, told = begun.head(), list[str]()
    for case, call in REFUSED.items():
        told += [f"# {case}", *refused(partial(call, begun)), ""]
        assert begun.head() == head
    check_recorded(RECORDED / "procedure.txt", "\n".join(told))


def all_taken(register: Register) -> None:
    register.note_step("inspection", 2025, on=day(5))
    register.note_step("self-review", 2025, on=day(6), units=["A", "B"])
    register.note_step("rating", 2025, on=day(9), units=["A", "B"])
    register.note_step("grading", 2025, on=day(9))


def test_a_period_is_not_decided_before_its_steps_nor_on_an_earlier_day(begun: Register) -> None:
    begun.close_period(2025)
    told = ["# nothing was taken", *refused(lambda: begun.decide(2025)), ""]
    told += ["# a step before the year", *refused(lambda: begun.note_step("inspection", 2025, on=date(2024, 5, 5))), ""]
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A", "B"])
    begun.note_step("rating", 2025, on=day(9), units=["B"])
    told += ["# not of all units", *refused(lambda: begun.decide(2025, decided_on=day(10))), ""]
    begun.note_step("rating", 2025, on=day(7), units=["A"])
    begun.note_step("grading", 2025, on=day(9))
    head = begun.head()
    told += ["# on an earlier day", *refused(lambda: begun.decide(2025, decided_on=day(8))), ""]
    assert begun.head() == head
    begun.decide(2025, decided_on=day(9))
    check_recorded(RECORDED / "procedure-decision.txt", "\n".join(told))


def test_what_is_decided_anew_needs_no_more_steps_but_those_of_units_that_came_late(begun: Register) -> None:
    all_taken(begun)
    begun.close_period(2025)
    begun.decide(2025)
    begun.correct([filled("A", 40, 30), filled("B", 30, 20)], reason="a slip", decided_on=day(2))
    assert [each.grade for each in begun.decisions()] == ["good", "poor"]
    begun.post(filled("C", None, None))
    assert [each.kind for each in begun.status(2025).next] == ["step", "closing"]
    begun.close_period(2025)
    told = refused(lambda: begun.decide(2025, reason="a county came late"))
    assert "“Self-review” (self-review) of C" in told[0]
    assert "迟来的单位须经程序的各步骤" in told[1]
    assert begun.correct([filled("B", 30, 21)], reason="a slip").waiting == (2025,)
    begun.note_step("self-review", 2025, on=day(9), units=["C"])
    begun.note_step("rating", 2025, on=day(9), units=["C"])
    assert [each.kind for each in begun.status(2025).next] == ["decision"]
    begun.decide(2025, reason="a county came late")
    assert [each.unit for each in begun.decisions()] == ["A", "B", "C"]


def test_who_has_gone_needs_no_step(begun: Register) -> None:
    begun.post(filled("C", None, None))
    begun.withdraw("C", 2025, reason="of another province")
    all_taken(begun)
    begun.close_period(2025)
    begun.decide(2025)
    assert [each.unit for each in begun.decisions()] == ["A", "B"]


def test_a_unit_that_comes_late_is_caught_up(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A", "B"])
    begun.note_step("rating", 2025, on=day(7), units=["A", "B"])
    begun.post(filled("C", 20, None))
    assert "(self-review) of C, “Democratic" in refused(lambda: begun.note_step("grading", 2025, on=day(9)))[0]
    begun.note_step("self-review", 2025, on=day(8), units=["C"])
    begun.note_step("rating", 2025, on=day(8), units=["C"])
    begun.withdraw("B", 2025, reason="of another province")
    begun.note_step("grading", 2025, on=day(9))


def test_a_step_is_named_by_its_label_as_well(begun: Register) -> None:
    assert begun.note_step("督查落实", 2025, on=day(5)).values["step"] == "inspection"
    assert begun.note_step("Self-review", 2025, on=day(6), units=["A"]).values["step"] == "self-review"


def test_a_label_of_two_steps_names_none(file: Path, clock: Clock) -> None:
    text = POLICY.replace('en = "Grading"', 'en = "Inspection"')
    with Register.create(file, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        register.post(BLANK)
        with pytest.raises(ArgumentError, match="no step “Inspection”"):
            register.note_step("Inspection", 2025, on=day(5))
        assert register.note_step("inspection", 2025, on=day(5)).values["step"] == "inspection"


def test_evidence_is_a_digest_of_a_file(begun: Register, tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_bytes("会议记录".encode())
    digest = hashlib.sha256(minutes.read_bytes()).hexdigest()
    assert begun.note_step("inspection", 2025, on=day(5), evidence=minutes).values["evidence"] == digest
    stream = BytesIO(minutes.read_bytes())
    event = begun.note_step("self-review", 2025, on=day(6), units=["A"], evidence=stream)
    assert event.values["evidence"] == digest
    with pytest.raises(OSError, match="no-such-file"):
        begun.note_step("self-review", 2025, on=day(6), units=["B"], evidence=tmp_path / "no-such-file")


UNUSABLE: list[tuple[dict[str, object], str]] = [
    ({"step": "ratings"}, "no step “ratings”; did you mean “rating”?"),
    ({"step": "表决"}, "it has: inspection, self-review, rating, grading"),
    ({"on": "soon"}, "on: "),
    ({"on": None}, "on: "),
    ({"units": "AB"}, "units: "),
    ({"evidence": 7}, "evidence: "),
    ({"evidence": StringIO("text")}, "evidence: "),
]


def test_arguments_that_cannot_be_used(begun: Register) -> None:
    for given, says in UNUSABLE:
        call: dict[str, Any] = {"step": "inspection", "period": 2025, "on": day(5), **given}
        with pytest.raises(ArgumentError) as error:
            begun.note_step(**call)
        assert says in str(error.value)


def test_a_unit_without_a_result_in_the_period_has_no_steps(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.post({"unit": "C", "period": 2024, **NONE})
    for unit in ("C", "D"):
        with pytest.raises(NoSuchResultError, match=f"of a unit “{unit}”"):
            begun.note_step("self-review", 2025, on=day(6), units=["A", unit])


def test_a_policy_without_a_procedure_is_as_before(register: Register) -> None:
    assert register.procedure(2025) == []
    assert refused(lambda: register.note_step("rating", 2025, on=day(5))) == [
        "the policy county has no procedure: write its steps, [[procedure.steps]], and adopt the text",
        "政策 county 没有规定程序：请写明各步骤（[[procedure.steps]]），再采用该文本",
    ]


def test_the_text_that_judges_a_period_has_its_steps(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    fewer = POLICY.replace('[[procedure.steps]]\nid = "self-review"', '[[procedure.steps]]\nid = "self-review-2"')
    begun.adopt(targetrules.loads(fewer))
    assert [(each.step, each.state) for each in begun.procedure(2025)][:2] == [
        ("inspection", "taken"),
        ("self-review-2", "next"),
    ]
    begun.adopt(targetrules.loads(POLICY.split("[[procedure", maxsplit=1)[0]))
    begun.correct(filled("A", 40, 30), reason="no steps any more")
    later = POLICY.replace('title = "Annual', 'first_period = 2027\ntitle = "Annual')
    begun.adopt(targetrules.loads(later))
    begun.post({**filled("A", None, 3), "period": 2026})
    assert "values of rating for A" in refused(lambda: begun.post({**filled("A", None, 3), "period": 2027}))[0]


def test_details_are_brought_by_a_step(file: Path, clock: Clock) -> None:
    text = POLICY.replace('gives = "gdp"', 'gives = ["gdp", "cases"]').replace(
        '"gdp + rating"', '"clamp(gdp + rating - cases.count(), low=0)"'
    )
    text = text.replace(
        "[measures.total]", '[details.cases]\nitem = "case"\ninputs.grave = { type = "flag" }\n\n[measures.total]'
    )
    with Register.create(file, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        cases = {"cases": [{"unit": "A", "period": 2025, "case": "fire", "grave": True}]}
        assert "values of cases for A" in refused(lambda: register.post(BLANK, details=cases, notes=untold))[0]
        register.post(BLANK, details={"cases": []}, notes=untold)
        register.note_step("inspection", 2025, on=day(5))
        register.correct(filled("A", 40, None), details=cases, reason="inspection", notes=untold)


def test_a_default_is_no_value_that_came(file: Path, clock: Clock) -> None:
    """Results could not even be posted else: what nobody gave stands in them."""
    text = POLICY.replace("optional = true }\nrating", "optional = true, default = 3 }\nrating")
    with Register.create(file, by="Li Wei", policy=targetrules.loads(text), clock=clock) as register:
        register.post(BLANK, notes=untold)
        says = refused(lambda: register.correct(filled("A", 4, None), reason="x"))[0]
        assert "they have values of gdp for A" in says
        register.note_step("inspection", 2025, on=day(5))
        register.correct(filled("A", 4, None), reason="x", notes=untold)


def test_events_are_found_by_their_units_and_periods(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A"])
    begun.post({"unit": "A", "period": 2026, **NONE})
    numbers = {
        (unit, period): [each.number for each in begun.events(unit=unit, period=period)]
        for unit in (None, "A", "B")
        for period in (None, 2025, 2026)
    }
    assert numbers == {
        (None, None): [1, 2, 3, 4, 5, 6],
        (None, 2025): [3, 4, 5],
        (None, 2026): [6],
        ("A", None): [3, 4, 5, 6],
        ("A", 2025): [3, 4, 5],
        ("A", 2026): [6],
        ("B", None): [3, 4],
        ("B", 2025): [3, 4],
        ("B", 2026): [],
    }
    assert [each.kind for each in begun.events(kinds=[EventKind.STEP], unit="A")] == ["step", "step"]
    begun.rebuild()
    assert begun.verify(begun.head().hash).verified


def test_a_register_that_is_made_of_an_export_stands_where_this_one_does(begun: Register, tmp_path: Path) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A"])
    begun.export(tmp_path / "county.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "county.jsonl", by="Li Wei") as again:
        assert again.procedure(2025) == begun.procedure(2025)


def test_persons_are_known_to_steps_by_their_digests(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), persons=True, clock=clock) as register:
        register.post([{**each, "unit": f"Zhang {each['unit']}"} for each in BLANK])
        register.note_step("inspection", 2025, on=day(5))
        event = register.note_step("self-review", 2025, on=day(6), units=["Zhang A"])
        assert "Zhang" not in event.content
        assert register.text(event) == "2025: the step “self-review” was taken of Zhang A on 2026-01-06"
        assert [each.lacking for each in register.procedure(2025)][1] == ("Zhang B",)
        assert (
            "was taken of Zhang A on"
            in refused(lambda: register.note_step("self-review", 2025, on=day(7), units=["Zhang A"]))[0]
        )
        assert "(self-review) of Zhang B, “Dem" in refused(lambda: register.note_step("grading", 2025, on=day(7)))[0]


# ---- offices ---------------------------------------------------------------------------------------------------------

OF_OFFICE = {"leading-group": [], "office": [], "county-office": ["A"], "reader": []}
MAY = {
    ("inspection", None): ["office"],
    ("self-review", "A"): ["office", "county-office"],
    ("self-review", "A1"): ["office", "county-office"],
    ("self-review", "B"): ["office"],
    ("rating", "A"): ["leading-group", "office", "county-office"],
    ("rating", "B"): ["leading-group", "office"],
    ("grading", None): ["leading-group"],
}


@pytest.mark.parametrize("office", OF_OFFICE)
def test_each_office_records_the_steps_that_are_for_it(begun: Register, office: str) -> None:
    begun.post(filled("A1", None, None))
    begun.adopt_offices(OFFICES)
    done = {name: begun.acting(by="Wang", office=name, units=units) for name, units in OF_OFFICE.items()}
    found = []
    for (step, unit), able in MAY.items():
        units = [] if unit is None else [unit]
        try:
            done[office].note_step(step, 2025, on=day(5), units=units)
        except RegisterError:
            done[able[0]].note_step(step, 2025, on=day(5), units=units)
        else:
            found.append((step, unit))
        if unit == "B" and step == "rating":
            done["office"].note_step("rating", 2025, on=day(5), units=["A1"])
    assert found == [each for each, able in MAY.items() if office in able]


def test_a_step_of_another_office_names_the_office_that_it_is_for(begun: Register) -> None:
    begun.adopt_offices(OFFICES)
    group = begun.acting(by="Wang", office="leading-group")
    assert refused(lambda: group.note_step("inspection", 2025, on=day(5))) == [
        (
            "the step “Inspection” (inspection) of 2025 was not recorded: by the policy it is not for the office "
            "“leading-group” (`by` of the step). It is recorded by: Assessment office (office). Nothing was recorded"
        ),
        (
            "2025 的步骤“督查落实”（inspection）没有登记：按政策该步骤不由机构“leading-group”登记（步骤的 `by`）。"
            "可以登记的：考核办（office）。本次没有登记任何内容"
        ),
    ]
    county = begun.acting(by="Zhao", office="county-office", units=["A"])
    assert refused(lambda: county.note_step("grading", 2025, on=day(5)))[0].startswith(
        "the office County office (county-office) may not record this of all units: to record a step of the procedure"
    )
    missing = OFFICES.replace("[offices.office]", "[offices.old-office]")
    group.adopt_offices(missing)
    assert refused(lambda: group.note_step("inspection", 2025, on=day(5)))[0].endswith(
        "It is recorded by: office, which the table of event 5 does not have, or not with “step” in its may. "
        "Nothing was recorded"
    )


def test_a_procedure_is_told_as_a_table(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.note_step("self-review", 2025, on=day(6), units=["A"])
    table = begun.table(begun.procedure(2025))
    check_recorded(RECORDED / "procedure-table.txt", table.text("zh") + table.text("en"))
    assert table.values[1] == {
        "period": 2025,
        "step": "self-review",
        "state": "next",
        "each_unit": True,
        "event": 5,
        "units": 2,
        "day": "2026-01-06",
        "by": ["county-office", "office"],
        "gives": [],
        "lacking": ["B"],
        "days": [{"day": "2026-01-06", "event": 5, "units": 1}],
    }


def test_each_day_on_which_a_step_was_taken_is_told(begun: Register) -> None:
    begun.note_step("inspection", 2025, on=day(5))
    begun.post([{"unit": unit, "period": 2025, **NONE} for unit in "CDEF"])
    numbers = [
        begun.note_step("self-review", 2025, on=day(at), units=list(units)).number
        for at, units in ((8, "AB"), (6, "C"), (7, "D"), (9, "E"))
    ]
    once, each, *_ = begun.procedure(2025)
    assert [(one.day, one.units) for one in once.days] == [(day(5), 0)]
    assert [(one.day, one.event, one.units) for one in each.days] == [
        *((day(8), numbers[0], 2), (day(6), numbers[1], 1)),
        *((day(7), numbers[2], 1), (day(9), numbers[3], 1)),
    ]
    shown = begun.table(begun.procedure(2025))
    assert shown.values[1]["days"][0] == {"day": "2026-01-08", "event": numbers[0], "units": 2}
    told = shown.text("en")
    assert f"2026-01-07 (event {numbers[2]}): 1" in told
    assert "2026-01-08" not in told
    assert "1 个单位" in shown.text("zh")
