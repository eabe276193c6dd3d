"""A step that leaves a period out, or in which units have gone or come, says so; with ``strict`` it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import Policy, ResultsError, State, loads
from tests.county import county_text

BACK = '[[consequences]]\nid = "talk"\nwhen = { grade = "poor", consecutive = 2 }\n'


def policy(kind: str = "year", more: str = BACK) -> Policy:
    return loads(county_text(more, period=kind))


def rows(period: Any, *units: str | int) -> list[dict[str, Any]]:
    return [{"unit": unit, "period": period, "score": 50} for unit in units]


def told(judge: Policy, state: State, given: Any, **more: Any) -> tuple[list[str], State]:
    notes: list[Any] = []
    _, after = judge.step(state, given, notes=notes.append, **more)
    return [note.text("en") for note in notes], after


def after(judge: Policy, *steps: Any) -> State:
    state = judge.start()
    for each in steps:
        _, state = judge.step(state, each, notes=lambda _: None)
    return state


@pytest.mark.parametrize(
    ("kind", "last", "now", "said"),
    [
        ("year", 2025, 2027, "Between 2025, which the state has seen, and 2027 no results were given: 2026."),
        (
            "quarter",
            "2025Q3",
            "2026Q2",
            "Between 2025Q3, which the state has seen, and 2026Q2 no results were given: 2025Q4, 2026Q1.",
        ),
        (
            "month",
            "2025-12",
            "2026-02",
            "Between 2025-12, which the state has seen, and 2026-02 no results were given: 2026-01.",
        ),
        (
            "half",
            "2025H1",
            "2026H1",
            "Between 2025H1, which the state has seen, and 2026H1 no results were given: 2025H2.",
        ),
        (
            "sequence",
            3,
            30,
            "Between 3, which the state has seen, and 30 no results were given: "
            + ", ".join(map(str, range(4, 24)))
            + ", ….",
        ),
    ],
)
@pytest.mark.parametrize("make", [list, pl.DataFrame])
def test_periods_left_out_since_the_latest(kind: str, last: Any, now: Any, said: str, make: Any) -> None:
    judge = policy(kind)
    state = after(judge, rows(last, "A", "B"))
    assert told(judge, state, make(rows(now, "A", "B")))[0] == [f"{said} There, every unit counts as without a result."]


@pytest.mark.parametrize("more", [BACK, ""], ids=["looking back", "looking at nothing before"])
@pytest.mark.parametrize("make", [list, pl.DataFrame])
def test_a_table_cut_short(more: str, make: Any) -> None:
    judge = policy(more=more)
    state = after(judge, rows(2025, *range(1, 201)))
    listed = ", ".join(map(str, range(6, 26)))
    assert told(judge, state, make(rows(2026, *range(1, 6))))[0] == [
        f"Units with a result in 2025 and none in 2026: 195 of 200 ({listed}, …)."
    ]


def test_units_that_come_are_new_or_come_back() -> None:
    judge = policy()
    state = after(judge, rows(2024, "A", "B"), rows(2025, "A"))
    assert told(judge, state, rows(2026, "N", "A", "B"))[0] == [
        "Units with a result in 2026 and none in 2025: 2 of 3 (B, N)."
    ]


def test_the_first_period_and_one_like_the_latest_have_nothing_to_say() -> None:
    judge = policy()
    first, state = told(judge, judge.start(), rows(2024, "A", "B"), strict=True)
    second, _ = told(judge, state, rows(2025, "B", "A"), strict=True)
    assert (first, second) == ([], [])


def test_a_state_from_a_file_knows_who_had_a_result(tmp_path: Path) -> None:
    judge = policy()
    after(judge, rows(2024, "A", "B", "C"), rows(2025, "A", "B")).save(tmp_path / "state.arrow")
    notes, _ = told(judge, State.load(tmp_path / "state.arrow"), rows(2026, "A"))
    assert notes == ["Units with a result in 2025 and none in 2026: 1 of 2 (B)."]


@pytest.mark.parametrize("make", [list, pl.DataFrame])
def test_strict_refuses_and_names_the_same_in_both_languages(make: Any) -> None:
    judge = policy()
    state = after(judge, rows(2025, "A", "B"))
    with pytest.raises(ResultsError) as raised:
        judge.step(state, make(rows(2027, "B", "C")), strict=True)
    meant = "    If this is meant, leave out strict=True; otherwise"
    assert str(raised.value).splitlines() == [
        "3 problems in the results; nothing was decided.",
        "",
        "between 2025, which the state has seen, and 2027 no results were given: 2026 [RES67]",
        f"{meant} do the periods in between first, one after the other.",
        "units with a result in 2025 and none in 2027: 1 of 2 (A) [RES68]",
        f"{meant} add the rows of these units.",
        "units with a result in 2027 and none in 2025: 1 of 2 (C) [RES69]",
        f"{meant} see whether these names are misspelt, or were forgotten in the latest period.",
    ]
    assert [problem.message.text("zh") for problem in raised.value.problems] == [
        "状态记到 2025，这些行属于 2027，中间各期没有给过成绩：2026",
        "2025 有成绩的 2 个单位中，1 个在 2027 没有成绩（A）",
        "2027 有成绩的 2 个单位中，1 个在 2025 没有成绩（C）",
    ]
    assert (state.last_period, state.units) == (2025, 2)
