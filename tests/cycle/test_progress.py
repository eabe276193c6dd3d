"""Targets followed during the year: where each unit stands, and all that is wrong with tables, in both languages."""

from __future__ import annotations

import csv
import io
import json
import pickle
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from targetrules import ArgumentError, ResultsError, load, loads
from targetrules.cycle.targets import (
    Progress,
    ProgressTablesError,
    Standing,
    progress,
    progress_csv,
    progress_text,
    progress_values,
    standing_text,
)
from targetrules.wording import LANGUAGES, sentences
from tests.command_line import call
from tests.recorded import check_recorded

HERE = Path(__file__).parent / "progress"
POLICY = load(HERE / "county.toml")
MORE = (HERE / "2025.csv", HERE / "quarters.csv")

Rows = list[dict[str, Any]]


def found(**how: Any) -> Progress:
    return progress(POLICY, HERE / "2026.csv", HERE / "targets.csv", more=MORE, **how)


def policy_of(target: str, pace: str | None, period: str = "year") -> str:
    said = "" if pace is None else f'pace = "{pace}"\n'
    said += "" if target == '"kept"' else "decimals = 1\n"
    head = f'format = 1\npolicy = {{ id = "p", title = "P", period = "{period}" }}\n[categories.c]\n'
    return f'{head}[indicators.x]\ncategory = "c"\ntarget = {target}\n{said}'


def one(target: str, pace: str | None, values: dict[str, Any], wanted: dict[str, Any], **how: Any) -> Standing:
    """Where the only unit stands, whose values by parts these are."""
    kept = "kept" if target == '"kept"' else "value"
    rows = [{"unit": "A", "period": part, "indicator": "x", kept: value} for part, value in values.items()]
    period = how.pop("period", "year")
    targets = [{"unit": "A", "period": how.pop("of", 2026), "indicator": "x", **wanted}]
    (standing,) = progress(loads(policy_of(target, pace, period)), rows, targets, **how).standings
    return standing


def facts(standing: Standing, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(standing, name) for name in names)


def year(number: int, *sums: float) -> dict[str, float]:
    return {f"{number}-{at:02}": value for at, value in enumerate(sums, 1)}


# ---- what is told ----------------------------------------------------------------------------------------------------


def test_a_meeting_is_told_in_both_languages_by_indicator_in_words_and_as_a_table() -> None:
    told = [progress_text(found(units=HERE / "units.csv"), language) for language in LANGUAGES]
    check_recorded(HERE / "told.txt", "\n\n".join(told) + "\n")


def test_each_standing_is_told_in_a_sentence_in_both_languages() -> None:
    told = [standing_text(each, language) for language in LANGUAGES for each in found().standings]
    check_recorded(HERE / "sentences.txt", "\n".join(told) + "\n")


def test_values_and_targets_with_a_column_for_each_indicator_say_the_same() -> None:
    rows: Rows = [
        {"unit": "A", "period": "2026-01", "x": 4, "y": True},
        {"unit": "A", "period": "2026-02", "x": 9.5, "y": True},
        {"unit": "B", "period": "2026-02", "x": None, "y": False},
    ]
    wanted: Rows = [{"unit": "A", "period": 2026, "x_target": 60}, {"unit": "B", "period": 2026, "x_target": 12}]
    text = policy_of('"at_least"', "linear") + '[indicators.y]\ncategory = "c"\ntarget = "kept"\n'
    wide = progress(loads(text), rows, wanted)
    lines = [
        {"unit": row["unit"], "period": row["period"], "indicator": name, part: row[name]}
        for row in rows
        for name, part in (("x", "value"), ("y", "kept"))
        if row[name] is not None
    ]
    targets = [{**each, "indicator": "x", "target": each["x_target"]} for each in wanted]
    targets = [{name: each[name] for name in ("unit", "period", "indicator", "target")} for each in targets]
    targets += [{"unit": unit, "period": 2026, "indicator": "y", "target": None} for unit in "AB"]
    assert wide == progress(loads(text), [{"value": None, "kept": None, **each} for each in lines], targets)
    assert [(each.unit, each.indicator, each.state) for each in wide.standings] == [
        ("B", "y", "broken"),
        ("A", "x", "behind"),
        ("B", "x", "unknown"),
        ("A", "y", "on-track"),
    ]


def test_without_units_they_come_in_the_order_of_the_targets_and_only_those_with_a_target_or_a_value() -> None:
    units = [each.unit for each in found().standings if each.state == "unknown" and each.indicator == "income"]
    assert units == ["沁水县"]
    with_units = found(units=HERE / "units.csv").standings
    units = [each.unit for each in with_units if each.state == "unknown" and each.indicator == "income"]
    assert units == ["沁水县", "陵川县"]
    ranks = [
        ["out-of-reach", "exceeded", "broken", "behind", "unknown", "on-track"].index(each.state) for each in with_units
    ]
    assert ranks == sorted(ranks)


def test_an_indicator_without_a_pace_is_not_followed_and_named() -> None:
    assert found().not_followed == ("parks",)
    assert "公园个数" in progress_text(found(), "zh")
    wanted = [{"unit": "A", "period": 2026, "indicator": "x", "target": 1}]
    nothing = progress(loads(policy_of('"at_least"', None)), [row("x", "2026-01", value=1)], wanted)
    assert nothing.standings == ()
    assert [progress_text(nothing, each).splitlines()[0] for each in LANGUAGES] == [
        "2026, by the end of 2026-01: no target to tell of",
        "2026，截至 2026-01：没有可通报的目标",
    ]


def test_the_same_for_programs_and_spreadsheets() -> None:
    values = progress_values(found(), "zh")
    assert (values["period"], values["through"], values["not_followed"]) == (2026, "2026-03", ["parks"])
    assert values["standings"][0] == {
        "state": "out-of-reach",
        "indicator": "revenue",
        "unit": "沁水县",
        "part": "2026-03",
        "value": "9",
        "side": "target",
        "target": "60",
        "pace": "15",
        "gap": "-6",
        "left": 9,
        "each": "5.666667",
        "broken": [],
        "missing": [],
        "says": standing_text(found().standings[0], "zh"),
    }
    rows = list(csv.DictReader(io.StringIO(progress_csv(found(), "zh"))))
    assert len(rows) == len(found().standings)
    assert (rows[0]["state"], rows[0]["unit"], rows[0]["each"]) == ("out-of-reach", "沁水县", "5.666667")


def test_what_is_wrong_with_tables_comes_through_another_process_whole() -> None:
    with pytest.raises(ProgressTablesError) as raised:
        progress(POLICY, [row("jobs", "2026-03", value=1)], [row("revenue", "2026-03", target=1)])
    assert pickle.loads(pickle.dumps(raised.value)).text("zh") == raised.value.text("zh")  # noqa: S301


def test_only_some_states() -> None:
    kept = found().only("exceeded", "broken")
    assert [each.state for each in kept.standings] == ["exceeded", "broken"]
    assert found().only().standings == found().standings


# ---- by the pace and the target --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state"), [(30, "on-track"), (29.9, "behind"), (21, "behind"), (20.9, "out-of-reach")]
)
def test_a_sum_is_held_against_the_share_of_the_year_and_against_the_best_month_of_last_year(
    value: float, state: str
) -> None:
    """The best month brought 11: nine of them and 21 come to 120."""
    last = year(2025, 5, 10, 15, 20, 25, 30, 41, 50, 60, 70, 80, 90)
    standing = one('"at_least"', "linear", {**last, "2026-03": value}, {"target": 120})
    assert facts(standing, "state", "pace", "each") == (state, 30, (120 - Fraction(str(value))) / 9)


@pytest.mark.parametrize(
    ("value", "state"), [(3, "on-track"), (3.1, "behind"), (9.3, "behind"), (9.4, "out-of-reach"), (12.1, "exceeded")]
)
def test_a_limit_is_its_mirror(value: float, state: str) -> None:
    """The best month brought 0.3: nine of them and 9.3 come to 12."""
    last = year(2025, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11.3)
    standing = one('"at_most"', "linear", {**last, "2026-03": value}, {"target": 12})
    assert facts(standing, "state", "pace") == (state, 3)


def test_what_was_passed_on_the_last_day_is_a_limit_exceeded_and_what_was_not_reached_is_out_of_reach() -> None:
    missed = one('"at_least"', "linear", {"2026-12": 9}, {"target": 10})
    assert [standing_text(missed, each) for each in LANGUAGES] == [
        "A, x, 2026-12: 9, 1 short of the target 10; nothing is left",
        "A，x，2026-12：完成 9，比目标 10 少 1，本期已经结束",
    ]
    for pace in ("linear", "last-year", "level"):
        assert one('"at_least"', pace, {"2026-12": 9}, {"target": 10}).state == "out-of-reach"
        assert one('"at_most"', pace, {"2026-12": 11}, {"target": 10}).state == "exceeded"
        assert one('"at_least"', pace, {"2026-12": 10}, {"target": 10}).state == "on-track"


def test_a_limit_that_is_kept_to_is_told_as_one() -> None:
    kept = one('"at_most"', "linear", {"2026-03": 2}, {"target": 12})
    assert [standing_text(kept, each) for each in LANGUAGES] == [
        "A, x, 2026-03: 2, on track: the pace is 3, the limit 12",
        "A，x，2026-03：已发生 2，没有超出进度（进度 3，全期上限 12）",
    ]
    above = one('"at_most"', "level", {"2026-03": 13}, {"target": 12})
    assert [standing_text(above, each) for each in LANGUAGES] == [
        "A, x, 2026-03: 13, 1 above the limit 12",
        "A，x，2026-03：13，比上限 12 高 1",
    ]


def test_a_level_may_come_back_until_the_year_has_ended() -> None:
    for target, value in (('"at_least"', 9), ('"at_most"', 11)):
        standing = one(target, "level", {"2026-11": value}, {"target": 10})
        assert facts(standing, "state", "pace", "each") == ("behind", 10, 10)


def test_of_two_ends_the_worse_side_is_told() -> None:
    last = year(2025, *range(1, 13))
    assert one('"between"', "linear", {**last, "2026-06": 55}, {"low": 100, "high": 120}).side == "low"
    high = one('"between"', "linear", {**last, "2026-06": 61}, {"low": 100, "high": 120})
    assert facts(high, "state", "side", "pace", "each") == ("behind", "high", 60, Fraction(59, 6))
    assert one('"between"', "linear", {**last, "2026-06": 55}, {"low": 100, "high": 120}).state == "on-track"
    assert one('"between"', "linear", {**last, "2026-06": 121}, {"low": 100, "high": 120}).state == "exceeded"


def test_as_last_year_ran() -> None:
    standing = one('"at_least"', "last-year", {"2025-03": 10, "2025-12": 70, "2026-03": 10}, {"target": 80})
    assert standing.pace == Fraction(80, 7)
    assert standing.state == "behind"
    assert [each.text("en") for each in standing.missing] == ["no value of last year: 2025-01–2025-02, 2025-04–2025-11"]


def test_what_is_known_of_last_year_may_do_to_say_that_a_target_is_in_reach() -> None:
    """March alone brought 30, and more than that cannot be needed."""
    values = {"2025-02": 5, "2025-03": 35, "2026-03": 10}
    standing = one('"at_least"', "linear", values, {"target": 80})
    assert facts(standing, "state", "missing") == ("behind", ())


@pytest.mark.parametrize(
    ("values", "wanted", "missing"),
    [
        ({"2026-02": 5}, {"target": 80}, ["no value of 2026-03"]),
        ({"2026-03": 5}, {}, ["no target of 2026"]),
        ({"2026-03": 5}, {"target": 80}, ["no value of last year: 2025-03, 2025-12"]),
        (
            {"2026-03": 5, "2025-03": 1, "2025-12": 0},
            {"target": 80},
            ["the value of 2025-12, by which last year's share is told, is 0, not above zero"],
        ),
    ],
)
def test_what_is_missing_is_unknown_by_name(values: dict[str, Any], wanted: dict[str, Any], missing: list[str]) -> None:
    standing = one('"at_least"', "last-year", values, wanted, through="2026-03")
    assert standing.state == "unknown"
    assert [each.text("en") for each in standing.missing][: len(missing)] == missing


def test_a_limit_that_is_passed_is_passed_whatever_last_year_was() -> None:
    passed = one('"at_most"', "last-year", {"2026-03": 5}, {"target": 4})
    assert passed.state == "exceeded"
    assert standing_text(passed).endswith("5, above the limit 4; no value of last year: 2025-03, 2025-12")


def test_a_standard_is_broken_by_one_no_and_kept_where_all_months_say_so() -> None:
    assert one('"kept"', None, {"2026-01": "yes", "2026-02": "yes"}, {}).state == "on-track"
    assert one('"kept"', None, {"2026-02": "yes"}, {}).state == "unknown"
    broken = one('"kept"', None, {"2026-02": "no", "2026-04": "yes"}, {})
    assert facts(broken, "state", "broken", "value") == ("broken", ("2026-02",), False)
    assert [each.text("zh") for each in broken.missing] == ["没有 2026-01、2026-03 的数值"]


def test_a_multiple_is_of_the_last_part_of_the_period_so_many_ago() -> None:
    target = "{ multiple = 1.5, over = 2 }"
    standing = one(target, "linear", {"2024Q4": 10, "2026Q2": 7.5}, {})
    assert facts(standing, "target", "pace", "state", "part") == (
        15,
        Fraction(15, 2),
        "on-track",
        "2026Q2",
    )
    lacking = one(target, "linear", {"2024Q3": 10, "2026Q2": 7.5}, {})
    assert [each.text("en") for each in lacking.missing] == ["no value of 2024Q4, of which the target is a multiple"]


def test_halves_and_quarters_are_followed_by_what_is_within_them() -> None:
    half = one('"at_least"', "linear", {"2026Q3": 5}, {"target": 10}, period="half", of="2026H2")
    assert facts(half, "state", "left", "pace") == ("on-track", 1, 5)
    quarter = one('"at_least"', "linear", {"2026-08": 5}, {"target": 9}, period="quarter", of="2026Q3")
    assert facts(quarter, "state", "left", "pace") == ("behind", 1, 6)


def test_of_quarters_the_last_that_has_ended_is_told_and_none_where_none_has() -> None:
    values = {"2026Q1": 3, "2026Q2": 5}
    assert one('"at_least"', "linear", values, {"target": 12}, through="2026-05").part == "2026Q1"
    early = one('"at_least"', "linear", values, {"target": 12}, through="2026-02")
    assert facts(early, "state", "part") == ("unknown", None)
    assert [standing_text(early, each) for each in LANGUAGES] == [
        "A, x: unknown: no part of the period has ended by 2026-02, as the values of it are counted",
        "A，x：无法判断：截至 2026-02，按该项数值的统计期，还没有一期结束",
    ]


def test_a_percent_sign_says_what_the_unit_of_the_indicator_says() -> None:
    policy = policy_of('"at_least"', "level").replace("decimals", 'unit = "%"\ndecimals')
    rows = [{"unit": "A", "period": "2026-03", "indicator": "x", "value": "6.5%"}]
    targets = [{"unit": "A", "period": 2026, "indicator": "x", "target": "6%"}]
    (standing,) = progress(loads(policy), rows, targets).standings
    assert facts(standing, "state", "gap") == ("on-track", Fraction(1, 2))
    rows.append({**rows[0], "period": "2026-02", "value": "0.06"})
    with pytest.raises(
        ProgressTablesError, match=r"the values, item 2, column \"value\": \"0.06\" stands without a percent sign"
    ):
        progress(loads(policy), rows, targets)


# ---- what is wrong with the tables -----------------------------------------------------------------------------------


def row(indicator: str, period: object, **values: Any) -> dict[str, Any]:
    return {"unit": "泽州县", "period": period, "indicator": indicator, **values}


GOOD: Rows = [row("revenue", "2026-03", value=5)]
TARGETS: Rows = [row("revenue", 2026, target=5)]
BAD: dict[str, tuple[Sequence[Any], Rows, Any]] = {
    "not-a-month": ([[row("revenue", "2026", value=5), row("revenue", "2026-03", value="many")]], TARGETS, None),
    "no-values": ([[row("revenue", "2026-03", 数额=5)]], TARGETS, None),
    "unknown-indicator": ([[row("revenues", "2026-03", value=5)]], [row("jobs", 2026, target=1)], None),
    "twice": ([GOOD, [row("财政收入", "2026-03", value=6)]], TARGETS, None),
    "two-kinds": ([GOOD, [row("revenue", "2026Q1", value=6)]], TARGETS, None),
    "standards": ([[row("drills", "2026-03", value=1), row("revenue", "2026-03", kept="yes")]], TARGETS, None),
    "numbers": ([[row("revenue", "2026-03", value="5.55"), row("gdp", "2026-03", value=-60)]], TARGETS, None),
    "targets": ([GOOD], [row("spending", 2026, low=9, high=5), row("drills", 2026, target=1)], None),
    "units": ([GOOD], TARGETS, [{"unit": "沁水县", "parent": "晋城市", "carries": "jobs"}]),
    "all-at-once": ([[{"unit": "A", "period": "2026-01"}]], [{"unit": "A", "period": 2026}], [{"name": "A"}]),
    "no-such-files": ([HERE / "none.csv", HERE / "2025.csv"], TARGETS, HERE / "none-either.csv"),
}


@pytest.mark.parametrize("case", BAD)
def test_all_that_is_wrong_with_tables_is_told_at_once_with_its_place(case: str) -> None:
    (first, *more), targets, units = BAD[case]
    with pytest.raises(ProgressTablesError) as raised:
        progress(POLICY, first, targets, more=more, units=units)
    told = "\n\n".join(raised.value.text(language) for language in LANGUAGES)
    check_recorded(HERE / f"bad-{case}.txt", told.replace(str(HERE), "…") + "\n")


@pytest.mark.parametrize(
    ("period", "part"), [("month", "2026-03"), ("sequence", "2026-03"), ("half", "2026H1"), ("quarter", "2026Q1")]
)
def test_periods_without_parts_are_refused_with_the_reason(period: str, part: str) -> None:
    wanted = row("x", {"sequence": 1, "half": "2026H1", "quarter": "2026Q1"}.get(period, "2026-03"), target=1)
    with pytest.raises(ResultsError) as raised:
        progress(loads(policy_of('"at_least"', None, period)), [row("x", part, value=1)], [wanted])
    told = "\n\n".join(raised.value.text(language) for language in LANGUAGES)
    check_recorded(HERE / f"period-{period}.txt", told + "\n")


def test_many_faults_are_counted() -> None:
    rows = [row(each, f"2026-{at:02}", value=1) for each in ("jobs", "posts") for at in range(1, 13)]
    with pytest.raises(ProgressTablesError) as raised:
        progress(POLICY, rows, TARGETS)
    assert [raised.value.text(each).splitlines()[-1] for each in LANGUAGES] == ["and 4 more", "另有 4 处"]


@pytest.mark.parametrize("through", ["2026", "March", 3])
def test_a_part_that_is_none_is_refused(through: Any) -> None:
    with pytest.raises(ArgumentError, match="through"):
        found(through=through)


def test_every_sentence_is_told_by_some_test() -> None:
    """Each stands, in one of its languages, in what is recorded here or asked for above."""
    recorded = "\n".join(each.read_text(encoding="utf-8") for each in sorted(HERE.glob("*.txt")))
    recorded += Path(__file__).read_text(encoding="utf-8")
    left = set()
    for key, sentence in sentences("en", "progress").items():
        parts = [part for part in sentence.replace("}", "{").split("{")[::2] if part.strip(" :,;()")]
        if parts and not all(part in recorded for part in parts):
            left.add(key)
    assert left == set()


# ---- the command -----------------------------------------------------------------------------------------------------


def asked(*more: str) -> list[str]:
    files = [str(HERE / each) for each in ("2026.csv", "2025.csv", "quarters.csv")]
    return ["targets", "progress", str(HERE / "county.toml"), *files, "--targets", str(HERE / "targets.csv"), *more]


def test_the_command_tells_the_same_and_ends_with_1_where_something_is_not_on_track() -> None:
    told = call(asked("--units", str(HERE / "units.csv")))
    assert (told.status, told.text) == (1, progress_text(found(units=HERE / "units.csv")) + "\n")
    told = call(asked("--state", "on-track", "--format", "csv", "--lang", "zh"))
    assert (told.status, told.text) == (0, progress_csv(found().only("on-track"), "zh"))
    told = call(asked("--state", "behind", "--state", "broken", "--format", "json", "--through", "2026-03"))
    assert told.status == 1
    assert json.loads(told.text) == json.loads(json.dumps(progress_values(found().only("behind", "broken"))))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            ["--state", "late"],
            "--state: “late” is not possible; possible: out-of-reach, exceeded, broken, behind, unknown, on-track",
        ),
        (["--through", "soon"], "--through: 'soon' (str) is not a month such as \"2026-03\""),
    ],
)
def test_a_wrong_call_ends_with_2(more: list[str], says: str) -> None:
    told = call(asked(*more))
    assert told.status == 2
    assert says in told.errors
