"""Targets in a register: issued once by an event, in force for results from then on, and refused where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.cycle.targets import TargetsTableError, progress
from targetrules.register import EventKind, IssuedTarget, Register, RegisterError
from targetrules.wording import Word
from tests.command_line import call
from tests.recorded import check_recorded
from tests.register.conftest import Clock, tampered
from tests.register.test_register import refused

RECORDED = Path(__file__).parent / "recorded"
POLICY = """format = 1

[policy]
id = "county"
title = { zh = "某市目标责任考核", en = "Targets of a city" }

[[grades]]
id = "good"
label = { zh = "良好", en = "Good" }
[[grades]]
id = "poor"
label = { zh = "较差", en = "Poor" }

[categories.economy]
label = { zh = "经济发展", en = "Economy" }
weight = 100

[indicators.gdp]
label = { zh = "生产总值增速", en = "GDP growth" }
category = "economy"
weight = 60
unit = "%"
decimals = 1
min = 0
max = 50
target = "at_least"
scoring = "all-or-nothing"
cascade = "each"

[indicators.revenue]
label = { zh = "财政收入", en = "Revenue" }
category = "economy"
weight = 40
min = 0
max = 1000
target = "between"
scoring = "all-or-nothing"
cascade = "sum"
not_carried = "reweight"

[indicators.energy]
label = { zh = "节能", en = "Energy" }
category = "economy"
target = "kept"

[grading]
by = "total"
bands = { good = 60, poor = 0 }
"""
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "decision", "targets", "amendment"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing"]
units = "all"
[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["results", "targets"]
units = "own"
[parents]
"A1" = "A"
"""
DOCUMENT = "市考核字〔2026〕3号"
ISSUED = date(2026, 3, 20)
UNITS: list[dict[str, Any]] = [
    {"unit": "City", "parent": None},
    *({"unit": unit, "parent": "City"} for unit in "AB"),
    {"unit": "A1", "parent": "A"},
]


def target(unit: str, indicator: str, *numbers: object, period: int = 2026) -> dict[str, object]:
    """A line of a table: of gdp one number, of revenue two."""
    names = ("target",) if indicator == "gdp" else ("low", "high")
    return {"unit": unit, "period": period, "indicator": indicator, **dict(zip(names, numbers, strict=False))}


TARGETS = [
    target("City", "gdp", 13),
    target("City", "revenue", 100, 120),
    target("A", "gdp", Decimal("13.5")),
    target("A", "revenue", 50, 60),
    target("A", "energy"),
    target("B", "gdp", 13),
    target("B", "revenue", 50, 60),
]


def result(unit: str, gdp: object, revenue: object = None, **more: object) -> dict[str, object]:
    return {"unit": unit, "period": 2026, "gdp": gdp, "revenue": revenue, "energy": True, **more}


@pytest.fixture
def begun(register: Register) -> Register:
    """A register, in a file and in a database, that has the policy with targets."""
    register.adopt(targetrules.loads(POLICY.replace('id = "county"', 'id = "city"')))
    return register


@pytest.fixture
def city(file: Path, clock: Clock) -> Iterator[Register]:
    """A register with targets of the city and its counties."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        issue(register)
        yield register


def untold(_note: object) -> None:
    """Notes are told elsewhere."""


def issue(register: Register, rows: object = TARGETS, **how: Any) -> Any:
    said = {"document": DOCUMENT, "on": ISSUED, "notes": untold, **how}
    return register.issue_targets(rows, 2026, **said)


def in_force(register: Register, **asked: Any) -> dict[tuple[str, str], tuple[object, ...]]:
    """The numbers of each target, by unit and indicator."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for each in register.targets(**asked):
        numbers = (each.target, each.low, each.high)
        found[each.unit, each.indicator] = tuple(str(one) for one in numbers if one is not None)
    return found


def standing(register: Register, unit: str, *names: str, **asked: Any) -> dict[str, object]:
    """Cells of a result as it stands."""
    rows = [each for each in register.show("results", **asked).values if each["unit"] == unit]
    return {name: rows[0][name] for name in names}


NAMES = ("gdp_target", "revenue_low", "revenue_high", "revenue_carried")
OF_A = {"gdp_target": "13.5", "revenue_low": "50", "revenue_high": "60", "revenue_carried": "true"}


def test_what_is_issued_is_in_force(city: Register) -> None:
    assert in_force(city, unit="A") == {
        ("A", "gdp"): ("13.5",),
        ("A", "revenue"): ("50", "60"),
        ("A", "energy"): (),
    }
    first = city.targets(unit="A")[0]
    assert first == IssuedTarget("A", 2026, "gdp", Decimal("13.5"), None, None, None, None, DOCUMENT, ISSUED, 3)
    assert first.values()["target"] == "13.5"
    event = next(city.events(after=2))
    assert (event.kind, event.values["rows"][0]) == (EventKind.TARGETS, ["City", "gdp", "13", "", ""])
    assert [city.text(event, language) for language in ("en", "zh")] == [
        "targets of 2026 issued on 2026-03-20: 7, of units: 3 (市考核字〔2026〕3号)",
        "2026-03-20 下达 2026 目标 7 项，涉及 3 个单位（市考核字〔2026〕3号）",
    ]


def test_results_without_targets_have_those_that_were_issued(begun: Register) -> None:
    said: Any = {"policy": "city"}
    begun.post(result("A", 14, 55, gdp_target=None, revenue_low=None, revenue_high=None, revenue_carried=None), **said)
    head = begun.head().recorded
    issue(begun, **said)
    notes: list[Word] = []
    begun.post(result("B", 12, 55), notes=notes.append, **said)
    assert notes == []
    assert standing(begun, "A", *NAMES, **said) == OF_A
    assert standing(begun, "A", *NAMES, as_of=head, **said) == {**dict.fromkeys(NAMES), "revenue_carried": "true"}
    assert standing(begun, "B", "gdp_target", **said) == {"gdp_target": "13"}
    begun.close_period(2026, **said)
    begun.decide(2026, **said)
    assert [(each.unit, each.grade) for each in begun.decisions(**said)] == [("A", "good"), ("B", "poor")]
    assert [each.differing for each in begun.repeat(**said)] == [()]
    assert begun.verify().problems == ()
    begun.rebuild()
    assert begun.verify().problems == ()
    assert standing(begun, "A", *NAMES, **said) == OF_A


def test_what_a_unit_has_no_target_of_it_does_not_carry(city: Register) -> None:
    issue(city, [target("A1", "gdp", 14)])
    city.post([result("A1", 14), result("A", 14, 55)], notes=untold)
    assert standing(city, "A1", "gdp_target", "revenue_carried") == {"gdp_target": "14", "revenue_carried": "false"}
    city.close_period(2026)
    city.decide(2026)
    assert [(each.unit, each.grade) for each in city.decisions()] == [("A", "good"), ("A1", "good")]
    with pytest.raises(RegisterError, match="was decided of A1 already"):
        issue(city, [target("A1", "revenue", 1, 2)])


def test_a_unit_carries_what_it_gets_later(city: Register) -> None:
    issue(city, [target("A1", "gdp", 14)])
    city.post(result("A1", 14, 5), notes=untold)
    issue(city, [target("A1", "revenue", 1, 9), target("A1", "energy")])
    assert standing(city, "A1", *NAMES) == {
        "gdp_target": "14",
        "revenue_low": "1",
        "revenue_high": "9",
        "revenue_carried": "true",
    }
    assert in_force(city, unit="A1").keys() == {("A1", "gdp"), ("A1", "revenue"), ("A1", "energy")}


def test_a_result_that_says_what_was_issued_is_taken_and_is_no_other(city: Register) -> None:
    event = city.post(result("A", 14, 55, gdp_target=Decimal("13.5"), revenue_low=50), notes=untold)
    assert dict(zip(event.values["columns"], event.values["rows"][0][2:], strict=True))["revenue_high"] == ""
    assert standing(city, "A", *NAMES) == OF_A
    with pytest.raises(RegisterError, match="has just this result"):
        city.post(result("A", 14, 55), notes=untold)
    with pytest.raises(RegisterError, match="nothing to be corrected"):
        city.correct(result("A", 14, 55), reason="x", notes=untold)
    corrected = city.correct(result("A", 13, 55), reason="a slip", notes=untold)
    assert [(each.input, each.before, each.after) for each in corrected.values] == [("gdp", "14", "13")]
    assert standing(city, "A", *NAMES) == OF_A


def test_a_target_that_came_with_results_before_stays(begun: Register) -> None:
    said: Any = {"policy": "city"}
    row = result("A", 14, 55, gdp_target=13, revenue_low=50, revenue_high=60, revenue_carried=None)
    begun.post([row, {**row, "unit": "B"}], **said)
    issue(begun, [target("A", "gdp", 13)], **said)
    begun.correct({**row, "unit": "B", "gdp": 15}, reason="a slip", **said)
    assert standing(begun, "B", "gdp", "gdp_target", **said) == {"gdp": "15", "gdp_target": "13"}
    with pytest.raises(RegisterError, match="was not issued, as others of 2026 were"):
        begun.correct({**row, "unit": "B", "gdp_target": 12}, reason="a slip", **said)


REFUSED: dict[str, Callable[[Register], object]] = {
    "issued twice": lambda register: issue(register, [target("A", "gdp", 14), target("B", "energy")]),
    "other than results before": lambda register: issue(register, [target("C", "gdp", 14)]),
    "not carried by results before": lambda register: issue(register, [target("D", "revenue", 1, 2)]),
    "of another period": lambda register: issue(register, [target("A1", "gdp", 14, period=2027)]),
    "nothing": lambda register: issue(register, BytesIO(b"unit,period,indicator,target\n")),
    "lowered": lambda register: issue(register, [target("A1", "gdp", 13)], units=UNITS),
    "another unit above": lambda register: issue(register, [target("A1", "revenue", 10, 20)], units=UNITS),
    "a number that is none of the policy": lambda register: issue(register, [target("A1", "gdp", 99)]),
    "no such indicator": lambda register: issue(register, [target("A1", "gnp", 1, 2)]),
    "on a day to come": lambda register: issue(register, [target("A1", "gdp", 14)], on=date(2027, 3, 2)),
    "a name like another": lambda register: issue(register, [target("Ａ", "gdp", 14)]),
    "another value in results": lambda register: register.post(result("A", 14, 55, gdp_target=12), notes=untold),
    "not carried in results": lambda register: register.post(result("A", 14, 55, revenue_carried=False), notes=untold),
    "a target that was not issued": lambda register: register.post(result("A1", 14, gdp_target=12), notes=untold),
}


def test_what_is_refused_says_by_which_rule_and_nothing_is_recorded(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        blank: dict[str, object] = {"revenue_low": None, "revenue_high": None}
        register.post(result("C", 14, gdp_target=13, revenue_carried=None, **blank))
        register.post(result("D", 14, gdp_target=None, revenue_carried=False, **blank))
        issue(register, units=UNITS)
        head, told = register.head(), list[str]()
        for case, call in REFUSED.items():
            told += [f"# {case}", *refused(partial(call, register)), ""]
            assert register.head() == head
    check_recorded(RECORDED / "targets.txt", "\n".join(told))


def test_what_is_not_broken_down_yet_is_told(city: Register) -> None:
    notes: list[Word] = []
    issue(city, [target("A1", "gdp", 14)], units=UNITS, notes=notes.append)
    assert [each.text("en") for each in notes] == []
    with Register.create(Path(city.where).with_name("other.db"), by="x", policy=city.policy()) as other:
        issue(other, units=UNITS, notes=notes.append)
    assert [each.text(language) for each in notes for language in ("en", "zh")] == [
        "line 3: A, 2026, GDP growth: no unit below has a target of it",
        "第 3 行：A，2026，生产总值增速：没有分解到任何下级单位",
        "line 4: A, 2026, Revenue: no unit below has a target of it",
        "第 4 行：A，2026，财政收入：没有分解到任何下级单位",
        "not held against the levels below, as the policy says no `cascade`: Energy",
        "政策没有写 `cascade`，没有与下级核对的：节能",
    ]


def test_what_was_lowered_before_does_not_stand_in_the_way_of_others(city: Register) -> None:
    issue(city, [target("A1", "gdp", 13)])
    issue(city, [target("A1", "energy")], units=UNITS)
    assert refused(lambda: issue(city, [target("A1", "revenue", 1, 60)], units=UNITS))[0] == (
        "targets of 2026 were not issued: A, 2026, Revenue: the lower ends below come to 1 together, which is below 50:"
        " A1 1 (line 1). Mend the table; then it is issued by: anybody, for this register has no offices."
        " Nothing was recorded"
    )


def test_offices_issue_targets_of_their_units(city: Register) -> None:
    city.adopt_offices(OFFICES)
    group, office = (city.acting(by="Li Wei", office=each) for each in ("leading-group", "office"))
    county = city.acting(by="Zhao Min", office="county-office", units=["A"])
    with pytest.raises(RegisterError, match="may not"):
        issue(office, [target("A1", "gdp", 14)])
    with pytest.raises(RegisterError, match="B"):
        issue(county, [target("B", "energy")])
    own = issue(county, [target("A1", "gdp", 14)])
    assert own.values["office"] == {"id": "county-office", "units": ["A"]}
    issue(group, [target("B", "energy")])
    assert city.verify().problems == ()
    problems = refused(lambda: issue(group, [target("C", "gdp", 99)]))
    assert "then it is issued by: Leading group (leading-group); County office (county-office)" in problems[0]


def test_persons_have_targets_by_digests(file: Path, clock: Clock, tmp_path: Path) -> None:
    policy = targetrules.loads(POLICY)
    with Register.create(file, by="Li Wei", policy=policy, persons=True, clock=clock) as register:
        issue(register, [target("Wang", "gdp", 13), target("Zhao", "gdp", 14)])
        event = next(register.events(kinds=[EventKind.TARGETS]))
        assert "Wang" not in event.content
        assert in_force(register) == {("Wang", "gdp"): ("13",), ("Zhao", "gdp"): ("14",)}
        with pytest.raises(RegisterError, match="gdp of Wang"):
            issue(register, [target("Wang", "gdp", 14)])
        with pytest.raises(RegisterError, match="of Wang they say of “gdp_target” 12"):
            register.post(result("Wang", 14, gdp_target=12), notes=untold)
        units = [{"unit": "Wang", "parent": None}, *({"unit": unit, "parent": "Wang"} for unit in ("Sun", "Zhao"))]
        with pytest.raises(RegisterError, match=r"below that of Wang, 13 \(event 3\)"):
            issue(register, [target("Sun", "gdp", 12)], units=units)
        register.post(result("Wang", 14), notes=untold)
        assert standing(register, "Wang", "gdp_target") == {"gdp_target": "13"}
        register.erase("Zhao", reason="law")
        assert len(in_force(register)) == 2
        assert register.verify().problems == ()
        lines = tmp_path / "lines.jsonl"
        register.export(lines)
    with Register.restore(tmp_path / "again.db", lines, by="Li Wei", clock=clock) as again:
        assert in_force(again, unit="Wang") == {("Wang", "gdp"): ("13",)}
        assert standing(again, "Wang", "gdp_target") == {"gdp_target": "13"}


def test_targets_are_told_as_they_were_known(city: Register) -> None:
    before = city.head().recorded
    issue(city, [target("A1", "gdp", 14)])
    assert in_force(city, unit="A1", period=2026) == {("A1", "gdp"): ("14",)}
    assert in_force(city, unit="A1", as_of=before) == {}
    assert in_force(city, period=2027) == {}
    told = [
        part for language in ("en", "zh") for part in (f"# {language}", city.show("targets", unit="A").text(language))
    ]
    check_recorded(RECORDED / "targets-table.txt", "\n".join(told))
    written = BytesIO()
    city.show("targets", unit="A1").write(written, format="csv")
    assert written.getvalue().decode() == (
        "unit,period,indicator,target,low,high,share,weight,document,day,event,due,reason,amendments\n"
        f"A1,2026,gdp,14,,,,,{DOCUMENT},2026-03-20,4,,,\n"
    )
    assert [each.number for each in city.events(unit="A1")] == [4]
    assert city.show("targets", unit="A1", as_of=before).text("en") == "no targets of these are in force\n"


def test_a_policy_without_indicators_has_no_targets(register: Register) -> None:
    assert refused(lambda: register.issue_targets(TARGETS, 2026, document=DOCUMENT, on=ISSUED)) == [
        "the policy county has no indicators, and so no targets: write its [indicators.…], and adopt the text",
        "政策 county 没有考核指标，也就没有目标：请写好 [indicators.…] 再采用该文本",
    ]


def test_what_is_no_table_or_no_document_is_told(city: Register) -> None:
    with pytest.raises(TargetsTableError):
        issue(city, [{"unit": "A1", "period": 2026}])
    with pytest.raises(ArgumentError, match="document"):
        issue(city, document=" ")
    with pytest.raises(ArgumentError, match="nots"):
        issue(city, nots=untold)


def test_a_document_of_a_line_is_the_one_that_is_told(city: Register) -> None:
    issue(city, [{**target("A1", "gdp", 14), "document": "A/5"}, target("A1", "energy")])
    assert [each.document for each in city.targets(unit="A1")] == ["A/5", DOCUMENT]


@pytest.mark.parametrize(
    "change",
    ["UPDATE target_versions SET targets = '{}' WHERE unit = 'A'", "DELETE FROM target_versions WHERE unit = 'B'"],
)
def test_a_table_that_was_changed_is_found(city: Register, file: Path, change: str) -> None:
    city.close()
    tampered(str(file), change)
    with Register(file, by="Li Wei") as register:
        assert [each.values["table"] for each in register.verify().problems] == ["target_versions"]
        register.rebuild()
        assert register.verify().problems == ()
        assert in_force(register, unit="B") == {("B", "gdp"): ("13",), ("B", "revenue"): ("50", "60")}


def test_targets_that_were_issued_are_followed_during_the_year_as_a_table_of_them_is(
    city: Register, file: Path
) -> None:
    policy = targetrules.loads(POLICY.replace('cascade = "each"', 'cascade = "each"\npace = "level"', 1))
    values = [{"unit": "A", "period": "2026-02", "indicator": "gdp", "value": 7}]
    rows = [each.row for each in city.targets(period=2026)]
    by_unit = sorted(TARGETS, key=lambda each: str(each["unit"]))
    assert progress(policy, values, rows) == progress(policy, values, by_unit)
    (file.parent / "p.toml").write_text(policy.to_toml(), encoding="utf-8")
    (file.parent / "v.csv").write_text("unit,period,indicator,value\nA,2026-02,gdp,7\n", encoding="utf-8")
    command = ["targets", "progress", str(file.parent / "p.toml"), str(file.parent / "v.csv")]
    told = call([*command, "--register", str(file), "--format", "json"])
    assert [each["unit"] for each in json.loads(told.text)["standings"] if each["value"] is not None] == ["A"]
    neither = call([*command, "--lang", "zh"])
    assert (neither.status, "请写其中一个：--targets 目标表，或者 --register" in neither.errors) == (2, True)


# ---- in decisions ----------------------------------------------------------------------------------------------------


def test_a_decision_names_the_events_of_targets_that_were_in_force(city: Register) -> None:
    amended = amend(city, amendment("A", "gdp", "13.5", 14))
    issued = next(city.events(kinds=[EventKind.TARGETS]))
    city.post([result("A", 14, 55), result("B", 14, 55)], notes=untold)
    city.close_period(2026)
    decision = city.decide(2026)
    named = [[issued.number, issued.hash], [amended.number, amended.hash]]
    assert decision.values["targets"] == named
    later = issue(city, [target("A1", "gdp", 14)])
    corrected = city.correct(result("B", 12, 55), reason="a slip", notes=untold)
    assert corrected.events[-1].values["targets"] == [*named, [later.number, later.hash]]
    assert city.verify().problems == ()


def test_a_decision_without_targets_names_none(city: Register) -> None:
    city.post({**result("A", 14, 55), "period": 2025, "gdp_target": 13, "revenue_low": 1, "revenue_high": 99})
    city.close_period(2025)
    assert "targets" not in city.decide(2025).values


# ---- late ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def punctual(file: Path, clock: Clock) -> Iterator[Register]:
    """A register in which targets are to be issued by the end of March."""
    policy = targetrules.loads(POLICY + '[cycle]\nissue_by = "03-31"\n')
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        yield register


def status(register: Register, on: date) -> list[str]:
    """What is told of targets: on the screen in both languages, and as what comes next."""
    found = register.status(2026, on=on)
    lines = [register.screen(found).text(language).splitlines()[2] for language in ("en", "zh")]
    return [*lines, *(f"{each.kind} {each.due}" for each in found.next if each.kind == "targets")]


def test_targets_that_are_issued_late_need_a_reason_and_are_told_in_every_decision(punctual: Register) -> None:
    assert status(punctual, date(2026, 3, 31)) == [
        "targets: none was issued yet, due on 2026-03-31",
        "目标：尚未下达，期限为 2026-03-31",
        "targets 2026-03-31",
    ]
    assert status(punctual, date(2026, 4, 1))[:2] == [
        "targets: none was issued, which was due on 2026-03-31",
        "目标：没有下达，期限 2026-03-31 已过",
    ]
    late = date(2026, 4, 20)
    assert refused(lambda: issue(punctual, on=late)) == [
        (
            "targets of 2026 were not issued: by the policy they are issued by 2026-03-31 (`issue_by` of [cycle]), and"
            " 2026-04-20 is later. Say why (`--reason`, `reason` in Python); then they are issued late by: anybody,"
            " for this register has no"
            " offices. Nothing was recorded"
        ),
        (
            "2026 的目标没有下达：按政策应不迟于 2026-03-31 下达（[cycle] 的 `issue_by`），2026-04-20 已过期限。"
            "请写明原因（`--reason`，Python 中为 `reason`）；"
            "可以补下达的：任何人（本台账尚无机构权限表）。本次没有登记任何内容"
        ),
    ]
    issue(punctual, [each for each in TARGETS if each["unit"] != "B"])
    issue(punctual, [each for each in TARGETS if each["unit"] == "B"], on=late, reason="the first year")
    amend(punctual, amendment("A", "gdp", "13.5", 14))
    assert status(punctual, APPROVED) == [
        (
            "targets: of 3 units, issued on 2026-03-20 (event 3); 2026-04-20 (event 4); late (due 2026-03-31): event 4;"
            " amended on 2026-08-01 (event 5)"
        ),
        (
            "目标：3 个单位，下达于 2026-03-20（第 3 号事项）；2026-04-20（第 4 号事项）；迟于期限（2026-03-31）的："
            "第 4 号事项；调整于 2026-08-01（第 5 号事项）"
        ),
    ]
    first, *_ = punctual.targets(unit="B")
    assert (first.due, first.reason, first.day) == (date(2026, 3, 31), "the first year", late)
    assert "2026-04-20 (event 4), late (due 2026-03-31): the first year" in punctual.show("targets").text("en")
    assert "2026-04-20（第 4 号事项），迟于期限 2026-03-31：the first year" in punctual.show("targets").text("zh")
    punctual.post([result("A", 14, 55), result("B", 14, 55)], notes=untold)
    punctual.close_period(2026)
    decision = punctual.decide(2026)
    assert decision.values["late"] == [[4, "2026-04-20", "2026-03-31"]]
    assert [punctual.text(decision, language) for language in ("en", "zh")] == [
        "2026 was decided, of 2 units; targets were issued late: on 2026-04-20, due on 2026-03-31 (event 4)",
        "作出 2026 的决定，共 2 个单位；目标下达迟于期限：2026-04-20 下达，期限为 2026-03-31（第 4 号事项）",
    ]
    again = punctual.correct(result("B", 12, 55), reason="a slip", notes=untold).events[-1]
    assert again.values["late"] == decision.values["late"]
    assert punctual.verify().problems == ()


def test_targets_that_are_issued_on_the_last_day_are_in_time(punctual: Register) -> None:
    event = issue(punctual, on=date(2026, 3, 31), reason="as every year")
    assert event.values["due"] is None
    assert punctual.status().targets is not None
    assert punctual.status().period == 2026
    assert [each.kind for each in punctual.status(2026).next] == ["results"]


def test_targets_are_issued_ahead_and_no_longer_than_a_plan_for_five_years(punctual: Register) -> None:
    told = refused(lambda: issue(punctual, on=date(2020, 12, 31)))
    assert "is more than 5 years before the year in which 2026 begins" in told[0]
    assert "2020-12-31 早于 2026 开始之年 5 年以上，目标不会提前这么久下达" in told[1]
    issue(punctual, on=date(2021, 1, 1))


def test_without_a_day_targets_are_told_as_they_are(city: Register) -> None:
    assert status(city, APPROVED) == [
        "targets: of 3 units, issued on 2026-03-20 (event 3)",
        "目标：3 个单位，下达于 2026-03-20（第 3 号事项）",
    ]
    assert register_values(city)["units"] == 3
    assert city.status(2025).targets is not None
    assert "targets: none was issued" in city.screen(city.status(2025)).text("en")


def register_values(register: Register) -> Any:
    """What JSON tells of targets."""
    (found,) = register.screen(register.status(2026)).values
    return found["targets"]


# ---- amended ---------------------------------------------------------------------------------------------------------

APPROVED = date(2026, 8, 1)


def amendment(unit: str, indicator: str, before: Any, after: Any) -> dict[str, object]:
    """A line of a table of amendments: of revenue each is a lower and an upper end."""
    numbers: Any = {"target": after, "old_target": before}
    if indicator == "revenue":
        numbers = {"low": after[0], "high": after[1], "old_low": before[0], "old_high": before[1]}
    return {"unit": unit, "period": 2026, "indicator": indicator, **numbers}


def amend(register: Register, *rows: dict[str, object], **how: Any) -> Any:
    said = {"reason": "flood", "approved_on": APPROVED, "notes": untold, **how}
    return register.amend_targets(list(rows), 2026, **said)


def test_an_amendment_is_in_force_from_then_on(begun: Register) -> None:
    said: Any = {"policy": "city"}
    issue(begun, **said)
    begun.post([result("A", 14, 55), result("B", 14, 55)], notes=untold, **said)
    before = begun.head().recorded
    event = amend(begun, amendment("A", "gdp", "13.5", 14.5), amendment("B", "revenue", (50, 60), (55, 65)), **said)
    assert begun.text(event) == ("targets of 2026 amended, as approved on 2026-08-01: 2, of units: 2; reason: flood")
    assert in_force(begun, unit="A", **said)["A", "gdp"] == ("14.5",)
    assert in_force(begun, unit="A", as_of=before, **said)["A", "gdp"] == ("13.5",)
    assert standing(begun, "A", "gdp", "gdp_target", **said) == {"gdp": "14", "gdp_target": "14.5"}
    assert standing(begun, "A", "gdp_target", as_of=before, **said) == {"gdp_target": "13.5"}
    assert standing(begun, "B", *NAMES[1:3], **said) == {"revenue_low": "55", "revenue_high": "65"}
    begun.close_period(2026, **said)
    begun.decide(2026, **said)
    assert [(each.unit, each.grade) for each in begun.decisions(**said)] == [("A", "poor"), ("B", "good")]
    assert [each.differing for each in begun.repeat(**said)] == [()]
    begun.rebuild()
    assert begun.verify().problems == ()
    with pytest.raises(RegisterError, match=r"13\.5, and what was issued on 2026-08-01 \(event \d+\) is 14\.5"):
        begun.correct(result("A", 15, 55, gdp_target="13.5"), reason="x", notes=untold, **said)


def test_each_amendment_is_told_with_the_numbers_before_it(city: Register) -> None:
    amend(city, amendment("A", "gdp", "13.5", 14))
    amend(city, amendment("A", "gdp", 14, 13), approved_on=date(2026, 9, 1), reason="drought", document="No. 9")
    first = city.targets(unit="A")[0]
    assert (str(first.target), first.day, first.event) == ("13", ISSUED, 3)
    assert [(str(each.before["target"]), each.day, each.reason, each.event) for each in first.amendments] == [
        ("13.5", APPROVED, "flood", 4),
        ("14", date(2026, 9, 1), "drought", 5),
    ]
    told = [
        part for language in ("en", "zh") for part in (f"# {language}", city.show("targets", unit="A").text(language))
    ]
    check_recorded(RECORDED / "targets-amended.txt", "\n".join(told))
    assert first.values()["amendments"][1] == {
        "before": {"target": "14"},
        "day": "2026-09-01",
        "reason": "drought",
        "document": "No. 9",
        "event": 5,
    }


AMENDED: dict[str, Callable[[Register], object]] = {
    "another number was in force": lambda register: amend(register, amendment("A", "gdp", 12, 14)),
    "the same once more": lambda register: amend(register, amendment("B", "gdp", 13, 14)),
    "twice on a day": lambda register: amend(register, amendment("B", "gdp", 14, 15)),
    "before the last one": lambda register: amend(
        register, amendment("B", "gdp", 14, 15), approved_on=date(2026, 7, 1)
    ),
    "before it was issued": lambda register: amend(
        register, amendment("A", "gdp", "13.5", 14), approved_on=date(2026, 3, 1)
    ),
    "never issued": lambda register: amend(register, amendment("A1", "gdp", 13, 14)),
    "a standard": lambda register: amend(register, {"unit": "A", "period": 2026, "indicator": "energy"}),
    "no other number": lambda register: amend(register, amendment("A", "gdp", "13.5", "13.50")),
    "no number before": lambda register: amend(register, target("A", "gdp", 14)),
    "lowered": lambda register: amend(register, amendment("A", "gdp", "13.5", 12)),
    "the sum lowered": lambda register: amend(register, amendment("A", "revenue", (50, 60), (40, 60))),
    "raised above the units below": lambda register: amend(register, amendment("City", "gdp", 13, "13.8")),
    "decided": lambda register: amend(register, amendment("C", "gdp", 14, 15), approved_on=date(2026, 12, 1)),
    "on a day to come": lambda register: amend(
        register, amendment("A", "gdp", "13.5", 14), approved_on=date(2027, 3, 2)
    ),
}


def test_an_amendment_that_is_refused_says_by_which_rule(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        issue(register, units=[*UNITS, {"unit": "C", "parent": None}])
        issue(register, [target("C", "gdp", 14)])
        amend(register, amendment("B", "gdp", 13, 14))
        register.post(result("C", 14), notes=untold)
        register.close_period(2026)
        register.decide(2026)
        register.adopt_offices(OFFICES)
        group = register.acting(by="Li Wei", office="leading-group")
        head, told = register.head(), list[str]()
        for case, call in AMENDED.items():
            told += [f"# {case}", *refused(partial(call, group)), ""]
            assert register.head() == head
        office = register.acting(by="Li Wei", office="office")
        told += ["# another office", *refused(lambda: amend(office, amendment("A", "gdp", "13.5", 14))), ""]
        amend(group, amendment("A", "gdp", "13.5", 14))
        assert register.verify().problems == ()
    check_recorded(RECORDED / "amendments.txt", "\n".join(told))


def test_amendments_of_persons_are_by_digests(file: Path, clock: Clock, tmp_path: Path) -> None:
    policy = targetrules.loads(POLICY)
    units = [{"unit": "Wang", "parent": None}, {"unit": "Zhao", "parent": "Wang"}]
    with Register.create(file, by="Li Wei", policy=policy, persons=True, clock=clock) as register:
        issue(register, [target("Wang", "gdp", 13), target("Zhao", "gdp", 14)], units=units)
        with pytest.raises(RegisterError, match=r"Zhao, 2026, GDP growth: the target 12 is below that of Wang, 13"):
            amend(register, amendment("Zhao", "gdp", 14, 12))
        event = amend(register, amendment("Zhao", "gdp", 14, 15))
        assert not any("Zhao" in each.content for each in register.events())
        assert register.verify().problems == ()
        assert [each.number for each in register.events(unit="Zhao")] == [3, event.number]
        lines = tmp_path / "lines.jsonl"
        register.export(lines)
    with Register.restore(tmp_path / "again.db", lines, by="Li Wei", clock=clock) as again:
        assert in_force(again, unit="Zhao") == {("Zhao", "gdp"): ("15",)}


def test_nothing_is_amended_of_whom_was_decided_though_his_result_was_withdrawn(city: Register) -> None:
    city.post([result("A", 14, 55), result("B", 12, 55)], notes=untold)
    city.close_period(2026)
    city.decide(2026)
    city.withdraw("B", 2026, reason="a slip")
    decided_of = "2026 was decided of B already"
    with pytest.raises(RegisterError, match=decided_of):
        amend(city, amendment("B", "gdp", 13, 12))
    city.close_period(2026)
    city.decide(2026, reason="a slip")
    assert [each.unit for each in city.decisions()] == ["A"]
    with pytest.raises(RegisterError, match=decided_of):
        amend(city, amendment("B", "gdp", 13, 12))
    with pytest.raises(RegisterError, match=decided_of):
        issue(city, [target("B", "energy")])
    assert amend(city, amendment("City", "gdp", 13, "12.5")).kind is EventKind.AMENDMENT


# ---- the tree of units -----------------------------------------------------------------------------------------------

WITH_AMENDMENT = OFFICES.replace('may = ["results", "targets"]', 'may = ["targets", "amendment"]')
CUT: dict[str, tuple[str, Callable[[Register], object]]] = {
    "leaves out": (
        "leave out some that have targets in force in the period, and so .*: A, City",
        lambda register: amend(register, amendment("B", "gdp", 13, 1), units=[{"unit": "B", "parent": None}]),
    ),
    "elsewhere": (
        "stand below others in the units than in those that were given last: B. ",
        lambda register: amend(
            register,
            amendment("B", "gdp", 13, 1),
            units=[{**each, "parent": None} if each["unit"] == "B" else each for each in UNITS],
        ),
    ),
    "issued": (
        "leave out some",
        lambda register: issue(register, [target("A2", "gdp", 1)], units=[{"unit": "A2", "parent": None}]),
    ),
}


@pytest.mark.parametrize("case", CUT)
def test_no_tree_cuts_out_whoever_has_targets(file: Path, clock: Clock, case: str) -> None:
    match, call = CUT[case]
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        issue(register, units=UNITS)
        head = register.head()
        with pytest.raises(RegisterError, match=match):
            call(register)
        assert register.head() == head
        with pytest.raises(RegisterError, match="below that of City, 13"):
            amend(register, amendment("B", "gdp", 13, 1))
        new = [*UNITS, {"unit": "A2", "parent": "A"}]
        assert issue(register, [target("A2", "gdp", 14)], units=new).values["tree"][-1] == ["A2", "A"]


def test_an_office_of_its_own_units_changes_no_tree_but_within_them(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.adopt_offices(WITH_AMENDMENT + '"A2" = "A"\n')
        issue(register.acting(by="Li Wei", office="leading-group"), TARGETS[:3], units=UNITS)
        county = register.acting(by="Zhao Min", office="county-office", units=["B"])
        told = refused(lambda: issue(county, [target("B", "gdp", 1)], units=[{"unit": "B", "parent": None}]))
        assert "not those of this office, or leave them: B; such as are left out: 3." in told[0]
        assert "by an office for all units: Leading group (leading-group)" in told[0]
        assert "City" not in told[0]
        assert "不归本机构管辖的单位，或者把单位移出了本机构：B；漏列的：3 个" in told[1]
        moved = [{**each, "parent": "B"} if each["unit"] == "A1" else each for each in UNITS]
        with pytest.raises(RegisterError, match="A1"):
            issue(county, [target("B", "gdp", 13)], units=moved)
        issue(county, [target("B", "gdp", 13)], units=UNITS)
        other = register.acting(by="Wu", office="county-office", units=["A"])
        new = [*UNITS, {"unit": "A2", "parent": "A"}]
        with pytest.raises(RegisterError, match="leave them: A2; "):
            issue(other, [target("A2", "gdp", 14)], units=[*UNITS, {"unit": "A2", "parent": None}])
        assert issue(other, [target("A2", "gdp", 14)], units=new).values["tree"][-1] == ["A2", "A"]


def test_the_first_tree_is_not_given_by_an_office_of_its_own_units(city: Register) -> None:
    city.adopt_offices(OFFICES)
    county = city.acting(by="Zhao Min", office="county-office", units=["A"])
    with pytest.raises(RegisterError, match="given by an office for all units"):
        issue(county, [target("A1", "gdp", 14)], units=UNITS)


def test_an_office_of_its_own_units_is_told_no_number_of_another(file: Path, clock: Clock) -> None:
    """Neither of the unit above, nor of those beside; the leading group is told all of them."""
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        register.adopt_offices(WITH_AMENDMENT)
        group = register.acting(by="Li Wei", office="leading-group")
        issue(group, units=UNITS)
        county = register.acting(by="Zhao Min", office="county-office", units=["B"])
        lowered = [amendment("B", "gdp", 13, 1), amendment("B", "revenue", (50, 60), (1, 60))]
        told = refused(lambda: amend(county, *lowered))
        assert "line 1: B, 2026, GDP growth: less than the unit above must reach, or too little for all" in told[0]
        assert "line 2: B, 2026, Revenue: less than the unit above must reach" in told[0]
        assert "第 1 行：B，2026，生产总值增速：达不到上级单位的目标，或者使各单位合起来达不到" in told[1]
        assert not any(of_others in each for each in told for of_others in ("100", "51", "City"))
        assert "100" in refused(lambda: amend(group, lowered[1]))[0]


def test_without_a_tree_it_is_told_that_levels_were_not_checked(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY), clock=clock) as register:
        notes = list[Word]()
        issue(register, TARGETS[:2], notes=notes.append)
        says = "没有给出单位表（--units），也没有登记过单位表：各级之间是否降低标准，没有核对"
        assert [each.text("zh") for each in notes] == [says]
        notes.clear()
        amend(register, amendment("City", "gdp", 13, 12), notes=notes.append)
        assert [each.text("zh") for each in notes] == [says]
        issue(register, TARGETS[2:3], units=UNITS, notes=notes.append)
        assert [each.text("zh") for each in notes if "没有核对" in each.text("zh")] == [says]


def test_what_is_wrong_with_a_table_of_amendments_is_not_said_of_results(city: Register, file: Path) -> None:
    assert city.head().number
    bad = file.parent / "amendments.csv"
    bad.write_text("单位,年度,指标,原目标值,目标\nA,2026,gdp,13.5,十二\n", encoding="utf-8")
    options = ["--period", "2026", "--reason", "x", "--approved-on", "2026-08-01", "--by", "x", "--lang", "zh"]
    told = call(["targets", "amend", str(file), str(bad), *options])
    assert (told.status, told.errors.splitlines()[0]) == (1, "表中有 1 处问题，没有登记任何内容。")


def test_results_of_units_without_a_target_are_told_where_targets_were_issued(city: Register) -> None:
    notes = list[Word]()
    city.post([result("A", 13, 55), result("Ａ县", 13, 55)], notes=notes.append)
    assert [each.text("zh") for each in notes if "已下达目标" in each.text("zh")] == [
        "2026 已下达目标，而有成绩的单位中 1 个没有任何目标：Ａ县；请核对单位名称，或者补充下达"
    ]
    notes.clear()
    city.post({**result("C", 13, 55), "period": 2027, "gdp_target": 5}, notes=notes.append)
    assert not [each for each in notes if "已下达目标" in each.text("zh")]


# ---- another text of the policy --------------------------------------------------------------------------------------


def test_no_text_is_adopted_with_which_targets_in_force_count_for_nothing(city: Register) -> None:
    text = POLICY.replace("title = {", "first_period = 2026\ntitle = {", 1)
    other = text.replace('target = "at_least"', 'target = "at_most"').replace("[indicators.energy]", "[indicators.air]")
    head = city.head()
    assert refused(lambda: city.adopt(targetrules.loads(other), reason="x")) == [
        (
            "the policy county was not adopted: its text judges periods in which targets are in force (the last is"
            " 2026), and with it they would count for nothing: it does not have the indicators energy; it has another"
            " kind of `target` of gdp. Keep these indicators as they are there, or let the text judge from a later"
            " period on: `first_period = 2027`"
        ),
        (
            "政策 county 没有采用：该文本适用于已有有效目标的期（最后为 2026），采用后这些目标将不起作用：没有指标"
            " energy；以下指标的 `target` 类型不同：gdp。请照原样保留这些指标，或者让该文本从以后的期起适用："
            "`first_period = 2027`"
        ),
    ]
    ended = text.replace("[indicators.energy]", "[indicators.energy]\nuntil = 2025\n", 1).replace(
        "first_period = 2026", "first_period = 2025"
    )
    told = refused(lambda: city.adopt(targetrules.loads(ended), reason="x"))
    assert "the indicators energy are not in force in all of these periods (their `from` and `until`)" in told[0]
    assert "指标 energy 并非在这些期都适用（其 `from` 和 `until`）" in told[1]
    assert city.head() == head
    city.adopt(targetrules.loads(other.replace("first_period = 2026", "first_period = 2027")), reason="x")
    city.adopt(targetrules.loads(text.replace("weight = 60", "weight = 50").replace("weight = 40", "weight = 50")))
    city.post(result("A", 13, 55), notes=untold)
    assert standing(city, "A", *NAMES) == OF_A


# ---- what only looks as if it were recorded --------------------------------------------------------------------------


def test_results_that_differ_in_a_target_alone_are_refused_for_what_was_issued(city: Register) -> None:
    city.post([result("A", 14, 55), result("B", 14, 55)], notes=untold)
    other, match = result("A", 14, 55, gdp_target=3), r"of A they say of “gdp_target” 3, and what was issued"
    head = city.head()
    with pytest.raises(RegisterError, match=match):
        city.correct(other, reason="x", notes=untold)
    with pytest.raises(RegisterError, match=match):
        city.correct([other, result("B", 13, 55)], reason="x", notes=untold)
    with pytest.raises(RegisterError, match=match):
        city.post(other, notes=untold)
    with pytest.raises(RegisterError, match="revenue_carried"):
        city.correct(result("A", 14, None, revenue_carried=False), reason="x", notes=untold)
    assert city.head() == head


def test_the_numbers_before_have_percent_signs_as_those_after_them(city: Register) -> None:
    amend(city, amendment("A", "gdp", "13.5%", "14%"))
    assert in_force(city, unit="A")["A", "gdp"] == ("14",)
    table = BytesIO("单位,年度,指标,目标,原目标\nA,2026,GDP growth,15%,14%\n".encode())
    city.amend_targets(table, 2026, reason="x", approved_on=date(2026, 9, 1), notes=untold)
    assert in_force(city, unit="A")["A", "gdp"] == ("15",)
