"""What a register shows: several calls as a whole, the year at a glance, tables of what it has told."""

from __future__ import annotations

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

import targetrules
from targetrules import ArgumentError, Policy
from targetrules.register import DecisionChange, Register, RegisterError
from tests.register.conftest import POLICY, Clock


def row(unit: str, period: int, score: float, kind: str = "county") -> dict[str, object]:
    return {"unit": unit, "period": period, "kind": kind, "score": score}


def decided(register: Register) -> None:
    register.post([row("A", 2025, 55), row("B", 2025, 75)])
    register.close_period(2025)
    register.decide(2025, decided_on=date(2026, 1, 15))


def test_calls_that_are_together_are_recorded_as_a_whole(register: Register) -> None:
    with register.together():
        first = register.post(row("A", 2025, 55))
        with register.together():
            second = register.post(row("B", 2025, 75))
    assert [first.number, second.number] == [3, 4]

    def both() -> None:
        with register.together():
            register.post(row("C", 2025, 60))
            register.post(row("A", 2025, 55))

    with pytest.raises(RegisterError):
        both()
    assert register.head().number == 4
    assert register.post(row("C", 2025, 60)).number == 5


def test_a_text_that_was_undone_judges_nothing(register: Register, policy: Policy) -> None:
    later, other = (
        targetrules.loads(POLICY.replace("[policy]", f"[policy]\nfirst_period = {first}"), name="county.toml")
        for first in (2026, 2027)
    )

    def undone() -> None:
        with register.together():
            register.adopt(later, reason="a new text")
            register.post(row("A", 2026, 55))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undone()
    register.adopt(other, reason="another text")
    assert [register.policy(period=each).digest for each in (2026, 2027)] == [policy.digest, other.digest]


def test_nothing_is_previewed_among_calls_that_are_together(register: Register) -> None:
    decided(register)
    with pytest.raises(RegisterError) as error, register.together():
        register.preview(row("A", 2025, 80), reason="counted wrongly")
    assert [error.value.text("en"), error.value.text("zh")] == [
        "among calls that are recorded together nothing can be previewed, for that would undo them: preview it before",
        "正在一并登记几项内容，此时不能预览，否则会撤销它们；请先预览，再登记",
    ]


def test_a_register_is_made_with_its_policy_or_not_at_all(tmp_path: Path, policy: Policy, clock: Clock) -> None:
    with Register.create(tmp_path / "new.db", by="Li Wei", policy=policy, clock=clock) as made:
        assert [made.text(each) for each in made.events()] == [
            "the register was made; its days are those of UTC",
            "the policy county was adopted",
        ]


def test_a_period_at_a_glance(register: Register) -> None:
    decided(register)
    register.withdraw("B", 2025, reason="of another county")
    register.post(row("A", 2026, 70))
    then, now = register.overview()
    assert (then.period, then.results, then.is_complete, then.decided, then.changed, then.units) == (
        *(2025, 1, False, 5),
        *(1, 2),
    )
    assert (then.grades, then.consequences, then.undetermined) == ({"good": 1, "poor": 1}, {"warning-talk": 1}, 0)
    assert (now.period, now.results, now.decided, now.changed, now.grades) == (2026, 1, None, 0, {})
    assert [each.period for each in register.overview(period=2026)] == [2026]


def test_what_is_shown_is_written_in_every_format(register: Register, tmp_path: Path) -> None:
    decided(register)
    shown = register.show("decisions")
    header = "unit,period,grade,received,undetermined,held_harmless,event"
    texts = {"csv": f"{header}\nA,2025,poor,warning-talk,,false,5\nB,2025,good,,,false,5\n", "table": shown.text()}
    for form, text in texts.items():
        stream = StringIO()
        shown.write(stream, format=form)  # type: ignore[arg-type]
        assert stream.getvalue() == text
    marked = BytesIO()
    shown.write(marked, format="csv", bom=True)
    assert marked.getvalue().startswith(b"\xef\xbb\xbfunit,")
    with pytest.raises(ArgumentError):
        shown.write(tmp_path / "x.json", format="json", bom=True)
    for source in register.sources:  # the file that the register is in
        with pytest.raises(ArgumentError):
            shown.write(source, format="csv")


def test_the_name_of_a_file_says_what_is_written(register: Register, tmp_path: Path) -> None:
    decided(register)
    shown = register.show("decisions")
    shown.write(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text().startswith("unit,period,grade,")
    shown.write(tmp_path / "x.xlsx", language="zh")
    with ZipFile(tmp_path / "x.xlsx") as book:
        assert all(name in book.read("xl/workbook.xml").decode() for name in ("汇总", "处理结果"))
        assert "<t>A</t>" in "".join(book.read(each).decode() for each in book.namelist() if "sheet" in each)
    for what, name, says in (
        ("events", "x.xlsx", "is not written into files that end in .xlsx; possible: "),
        ("decisions", "x.parquet", ".ndjson, .txt, .xlsx"),
        ("decisions", "x.what", "the ending .what does not say what is to be written"),
    ):
        with pytest.raises(ArgumentError, match=says):
            register.show(what).write(tmp_path / name)  # type: ignore[arg-type]


def test_a_workbook_is_of_one_text_and_of_something_decided(register: Register, tmp_path: Path) -> None:
    register.post(row("A", 2025, 55))
    with pytest.raises(ArgumentError, match="nothing is decided"):
        register.show("decisions").write(tmp_path / "x.xlsx")
    register.close_period(2025)
    register.decide(2025, decided_on=date(2026, 1, 15))
    later = targetrules.loads(POLICY.replace("[policy]", "[policy]\nfirst_period = 2026"), name="county.toml")
    register.adopt(later, reason="a new text")
    register.post(row("A", 2026, 55))
    register.close_period(2026)
    register.decide(2026, decided_on=date(2026, 1, 15))
    with pytest.raises(ArgumentError, match="of 2025, 2026 were judged by several: name one period"):
        register.show("decisions").write(tmp_path / "x.xlsx")
    register.show("decisions", period=2026).write(tmp_path / "x.xlsx")


def test_a_table_is_of_things_of_one_kind(register: Register) -> None:
    decided(register)
    found = register.correct(row("A", 2025, 80), reason="counted wrongly")
    assert register.table(found.changes).text() == (
        "unit  year  grade        newly due     no longer due  newly undetermined\n"
        "------------------------------------------------------------------------\n"
        "A     2025  poor → good                warning-talk\n"
        "B     2025  good         warning-talk\n"
    )
    for told in ([*found.values, *found.changes], ["A"]):
        with pytest.raises(ArgumentError) as error:
            register.table(told)  # type: ignore[arg-type]
        assert error.value.text("en") == (
            "told: list is not a list of things of one kind that a register has told: corrected values, decisions that "
            "are others, tasks or what was served"
        )
    nothing: list[DecisionChange] = []
    assert register.table(nothing).text("zh") == "没有符合条件的记录\n"


def test_events_are_told_that_say_something_of_a_unit_or_a_period(register: Register) -> None:
    decided(register)
    register.post(row("C", 2026, 60))
    assert [each.number for each in register.events(unit="B")] == [3, 5]
    assert [each.number for each in register.events(period=2025)] == [3, 4, 5]
    assert [each.number for each in register.events(period=2025, limit=1)] == [3]
    assert [each.number for each in register.events(unit="C", period=2025)] == []
