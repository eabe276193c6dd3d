"""What is not mixed up: persons whose names look alike, a past and who goes on from it, what was decided elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import targetrules
from targetrules import Policy
from targetrules.register import Register
from tests.register.conftest import POLICY, Clock
from tests.register.test_register import refused, row, standing

ALONE = POLICY.replace('[rankings.overall]\nby = "score"\nwithin = "kind"\n', "").replace('{ place = "last" }, ', "")


@pytest.fixture
def persons(place: str, policy: Policy, clock: Clock) -> Iterator[Register]:
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        yield register


def test_persons_whose_names_look_alike_are_asked_about(persons: Register) -> None:
    persons.post([row("Zhang San", 2025, 55), row("Wang Wu", 2025, 75)])
    persons.post(row("Zhang San", 2026, 55))
    assert refused(lambda: persons.post(row("zhang san", 2026, 55))) == [
        (
            "“zhang san” looks like “Zhang San”, who has results: is it the same person? If it is, write the "
            "name in one way. If they are two, write this name so that they can be told apart, such as with the year "
            "of birth or the place"
        ),
        (
            "“zhang san”与已有成绩的“Zhang San”看起来相同：是同一人吗？如是同一人，请统一写法；"
            "如是两人，请在姓名中加以区分，例如注明出生年份或单位"
        ),
    ]


def test_who_records_and_has_results_has_one_name(persons: Register) -> None:
    persons.post(row("Li Wei", 2025, 55))
    assert persons.results().history.rows[0].unit == "Li Wei"
    assert persons.verify(persons.head().hash).verified


def test_who_has_no_result_to_be_corrected_is_told_by_name(persons: Register) -> None:
    persons.post(row("Zhang San", 2025, 55))
    rows = [row("Zhang San", 2026, 50), row("Wang Wu", 2025, 75)]
    assert refused(lambda: persons.correct(rows, reason="audit")) == [
        (
            "“Zhang San” has no result in 2026 that could be corrected: post it\n"
            "“Wang Wu” has no result in 2025 that could be corrected: post it"
        ),
        "单位“Zhang San”在“2026”没有可更正的成绩：请提交\n单位“Wang Wu”在“2025”没有可更正的成绩：请提交",
    ]


def test_who_was_erased_and_comes_again_is_somebody_else(persons: Register) -> None:
    persons.post(row("Zhang San", 2025, 55))
    persons.erase("Zhang San", reason="Art. 47")
    assert refused_of(persons, "Zhang San")
    persons.post(row("Zhang San", 2025, 75))
    units = [each.unit for each in persons.results().history.rows]
    assert (len(units), units.count("Zhang San"), len(persons.decisions(unit="Zhang San"))) == (2, 1, 0)
    assert persons.verify(persons.head().hash).verified


def refused_of(register: Register, unit: str) -> bool:
    with pytest.raises(targetrules.NoSuchResultError, match="there are no results of a unit"):
        register.decisions(unit=unit)
    return True


def test_a_name_does_not_stay_in_the_reason_for_erasing_it(persons: Register) -> None:
    persons.post(row("Zhang San", 2025, 55))
    assert refused(lambda: persons.erase("Zhang San", reason="Zhang San asked for it")) == [
        "the reason has the name “Zhang San” in it, which is to be erased: give one without it",
        "理由中写有要删除的姓名“Zhang San”；请改写理由",
    ]
    persons.erase("Zhang San", reason="Art. 47")
    assert "Zhang San" not in "".join(event.content for event in persons.events())


def test_a_table_of_offices_names_no_persons(persons: Register) -> None:
    persons.post(row("Zhang San", 2025, 55))
    table = """[offices.all]
label = { en = "All" }
may = ["offices", "results"]
units = "all"

[parents]
"Zhang San" = "A school"
"""
    assert refused(lambda: persons.adopt_offices(table)) == [
        (
            "[parents] names persons, whose names could never be erased from the table: Zhang San. Leave them out; "
            "whoever acts for an office of its own units names them when he records"
        ),
        (
            "[parents] 中写有人名，写入权限表后便无法删除：Zhang San。请不要写入；"
            "代表只管本单位的机构登记时，由登记人注明这些人"
        ),
    ]
    persons.adopt_offices(table.replace("Zhang San", "A class"))


@pytest.mark.parametrize("keeps_a_log", [False, True])
def test_nothing_is_left_of_an_erased_name_in_the_file_nor_beside_it(
    file: Path,
    policy: Policy,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    keeps_a_log: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr("targetrules.register.database._is_wal_safe", lambda _: keeps_a_log)
    names = [f"Person {number:04}" for number in range(400)]
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.post([row(name, 2025, number % 100) for number, name in enumerate(names)])
        with register.together():
            for name in names[::7]:
                register.erase(name, reason="Art. 47")
        register.erase(names[1], reason="Art. 47")
        beside = b"".join(each.read_bytes() for each in file.parent.iterdir())
        assert [name for name in names if name.encode() not in beside] == sorted({*names[::7], names[1]})
        assert (file.with_name("county.db-wal").exists()) is keeps_a_log
        copied = shutil.copy(file, file.with_name("copy.db"))
        assert names[0].encode() not in Path(copied).read_bytes()


def test_who_goes_on_from_a_past_is_decided_otherwise_because_of_it(place: str, clock: Clock) -> None:
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(targetrules.loads(ALONE))
        register.post([row("A", 2024, 50), row("D", 2024, 90)])
        register.close_period(2024)
        register.decide(2024)
        register.post([{**row("B", 2025, 50), "continues": "A"}, row("C", 2025, 40)])
        register.close_period(2025)
        decided = register.decide(2025)
        register.correct(row("D", 2024, 91), reason="audit")
        corrected = register.correct(row("A", 2024, 90), reason="audit").events[0].number
        [change] = register.changes(between=(decided.recorded, None), unit="B")
        assert (change.no_longer_due, change.causes, change.own_causes) == (("reorganisation",), (corrected,), ())


def test_what_was_decided_elsewhere_is_not_decided_once_more(register: Register) -> None:
    register.post([{**row("A", 2025, 50), "decided.grade": "good", "decided.received": "none"}, row("A", 2026, 50)])
    register.close_period(2025)
    assert refused(lambda: register.decide(2025)) == [
        (
            "1 results of 2025 say themselves what was decided (decided.grade, decided.received): A. What was decided "
            "before is looked back at, and not decided once more; correct them without these columns (erases, "
            "--erase) where the register is to decide"
        ),
        (
            "2025 有 1 条成绩自带决定（决定.等次、决定.处理结果）：A。以往的决定只供以后各期回看，不再重新作出；"
            "如应由台账决定，请更正成绩，去掉这些列（erases，--erase）"
        ),
    ]
    register.close_period(2026)
    register.decide(2026)
    assert standing(register) == [("A", 2026, "poor", ("warning-talk",))]
    register.correct(row("A", 2025, 50), reason="the register decides it", erases=True)
    register.decide(2025)
    assert standing(register, period=2025) == [("A", 2025, "poor", ("warning-talk",))]


# ---- names of groups -------------------------------------------------------------------------------------------------

BY_REGION = POLICY.replace('within = "kind"', 'within = "region"').replace(
    "[rankings", 'region = { type = "text" }\n\n[rankings', 1
)
WITH_CASES = POLICY.replace(
    "[rankings",
    """[details.cases]
item = "case"
inputs.loss = { type = "number", min = 0, max = 100 }

[measures.losses]
formula = "cases.sum(loss)"

[rankings""",
    1,
)


def of_case(unit: str, case: str, loss: int) -> dict[str, object]:
    return {"unit": unit, "period": 2025, "case": case, "loss": loss}


def test_groups_whose_names_look_alike_are_asked_about_before_they_are_two(place: str, clock: Clock) -> None:
    with Register.create(place, by="Li Wei", clock=clock) as register:
        register.adopt(targetrules.loads(BY_REGION))
        register.post([{**row("A", 2025, 55), "region": "North"}, {**row("B", 2025, 75), "region": "East"}])
        other = {**row("C", 2025, 65), "region": "north"}
        assert refused(lambda: register.post(other)) == [
            (
                "“north” looks like “North”, which stands in region of other results: is it the same? If it is, write "
                'it in one way, or say --same "north=North", which keeps the second name (in Python: Naming(same=…)). '
                'If they are two: --distinct "north,North" (distinct=…).'
            ),
            (
                "“north”与其他成绩中“region”的“North”看起来相同：是同一个吗？如果是同一个，请统一写法，"
                '或者注明 --same "north=North"，以等号后的名称为准（Python 中写 Naming(same=…)）；'
                '如果是两个：--distinct "north,North"（distinct=…）。'
            ),
        ]
        with pytest.raises(targetrules.TargetrulesError, match="stands in region of other results"):
            register.correct({**row("B", 2025, 75), "region": "north"}, reason="x")
        register.post(other, naming=targetrules.Naming(distinct=[["north", "North"]]), notes=print)
        register.close_period(2025)
        register.decide(2025)
        assert [each.received for each in register.decisions()] == [("warning-talk",)] * 3
        assert register.verify(register.head().hash).verified


@pytest.mark.parametrize("are_persons", [False, True])
def test_rows_of_details_whose_names_look_alike_are_asked_about(
    file: Path,
    clock: Clock,
    are_persons: bool,  # noqa: FBT001
) -> None:
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(targetrules.loads(WITH_CASES), persons=are_persons)
        register.post(row("A", 2025, 55), details={"cases": [of_case("A", "Fire", 3)]})
        other, naming = {"cases": [of_case("B", "fire", 4)]}, targetrules.Naming(distinct=[["fire", "Fire"]])
        assert refused(lambda: register.post(row("B", 2025, 55), details=other))[0].startswith(
            "“fire” looks like “Fire”, which stands in cases/case of other results"
        )
        register.post(row("B", 2025, 55), details=other, naming=naming, notes=print)
        register.close_period(2025)
        register.decide(2025)
        assert sorted(each.outcome["measures"]["losses"] for each in register.decisions()) == ["3", "4"]
        assert len(register.results().details["cases"]) == 2
        register.rebuild()
        assert register.verify(register.head().hash).verified
