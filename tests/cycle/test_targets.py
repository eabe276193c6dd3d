"""Targets held against a policy and the tree of units: every breach, as it is told in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targetrules import ResultsError, load, loads
from targetrules.cycle.targets import check_targets, targets_text, targets_values
from targetrules.wording import LANGUAGES, sentences
from tests.command_line import call
from tests.recorded import check_recorded

HERE = Path(__file__).parent / "targets"
POLICY = load(HERE / "county.toml")
CASES = {
    "good": ("good.csv", "units.csv"),
    "lowered": ("lowered.csv", "units.csv"),
    "rows": ("rows.csv", None),
    "broken-units": ("rows.csv", "broken-units.csv"),
    "no-parents": ("good.csv", "no-parents.csv"),
    "shares": ("shares.csv", "units.csv"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_breach_is_told_in_both_languages_with_the_lines_that_it_is_of(case: str) -> None:
    targets, units = CASES[case]
    found = check_targets(POLICY, HERE / targets, None if units is None else HERE / units)
    told = [targets_text(found, language) for language in LANGUAGES]
    check_recorded(HERE / f"{case}.txt", "\n\n".join(told) + "\n")


def test_all_kinds_of_breaches_are_among_these_but_those_whose_mirror_is() -> None:
    seen = set()
    for targets, units in CASES.values():
        found = check_targets(POLICY, HERE / targets, None if units is None else HERE / units)
        seen |= {each.kind for each in found.breaches}
    others = {
        "at",
        "at-unit",
        "in-line",
        "in-lines",
        "in-event",
        "nothing-wrong",
        "one-breach",
        "breaches",
        "unchecked",
        "ignored",
        "open",
        "levels-not-held",
    }
    others |= {"one-of-table", "several-of-table", "indicator-column", "advise-indicator-column"}
    others |= {"one-not-recorded", "several-not-recorded", "of-others", "levels-unchecked"}  # of registers
    mirrored = {"lowered-low", "raised-target", "raised-high", "mean-lowered-low", "mean-lowered-target"}
    mirrored |= {"mean-raised-high", "sum-lowered-target", "sum-raised-target"}
    assert seen == set(sentences("en", "targets")) - others - mirrored


@pytest.mark.parametrize(
    ("cascade", "target", "kinds"),
    [
        ("each", "between", {"lowered-low", "raised-high"}),
        ("each", "at_most", {"raised-target"}),
        ("mean", "between", {"mean-lowered-low", "mean-raised-high"}),
        ("mean", "at_least", {"mean-lowered-target"}),
        ("sum", "at_least", {"sum-lowered-target"}),
        ("sum", "at_most", {"sum-raised-target"}),
    ],
)
def test_the_mirrored_kinds(cascade: str, target: str, kinds: set[str], tmp_path: Path) -> None:
    text = 'format = 1\npolicy = { id = "p", title = "P" }\n[categories.c]\n[indicators.x]\ncategory = "c"\n'
    (tmp_path / "p.toml").write_text(f'{text}target = "{target}"\ncascade = "{cascade}"\n', encoding="utf-8")
    above = {"between": {"low": 4, "high": 5}, "at_least": {"target": 9}, "at_most": {"target": 1}}[target]
    own = {"between": {"low": 3, "high": 6}, "at_least": {"target": 4}, "at_most": {"target": 2}}[target]
    rows = [{"unit": unit, "period": 2010, "indicator": "x", **numbers} for unit, numbers in (("A", above), ("B", own))]
    units = [{"unit": "A", "parent": None}, {"unit": "B", "parent": "A"}]
    found = check_targets(load(tmp_path / "p.toml"), rows, units)
    assert {each.kind for each in found.breaches} == kinds
    assert all(each.text(language) for language in LANGUAGES for each in found.breaches)


def test_the_same_as_values_for_programs() -> None:
    found = check_targets(POLICY, HERE / "lowered.csv", HERE / "units.csv")
    values = targets_values(found, "zh")
    assert (values["targets"], values["units"], values["unchecked"]) == (13, 4, [])
    assert values["breaches"][3] == {
        "kind": "not-broken-down",
        "unit": "晋城市",
        "period": 2010,
        "indicator": "income",
        "line": 5,
        "of": "targets",
        "other": None,
        "other_line": None,
        "says": "晋城市，2010，居民收入：没有分解到任何下级单位",
    }


def test_a_table_that_cannot_be_read_is_no_breach() -> None:
    with pytest.raises(ResultsError) as raised:
        check_targets(POLICY, [{"unit": "A", "period": 2010, "target": 5}])
    told = [raised.value.text(language) for language in LANGUAGES]
    check_recorded(HERE / "unreadable.txt", "\n\n".join(told) + "\n")
    with pytest.raises(ResultsError, match=r"no-such-file\.csv"):
        check_targets(POLICY, HERE / "no-such-file.csv")


def test_the_command_ends_with_1_where_there_is_a_breach_and_with_0_where_there_is_none() -> None:
    units = ["--units", str(HERE / "units.csv")]
    good = call(["targets", "check", str(HERE / "county.toml"), str(HERE / "good.csv"), *units])
    assert (good.status, good.text.splitlines()[0]) == (0, "14 targets of 4 units: nothing is wrong")
    bad = call(["targets", "check", str(HERE / "county.toml"), str(HERE / "lowered.csv"), *units, "--format", "json"])
    assert bad.status == 1
    assert len(json.loads(bad.text)["breaches"]) == 7


def test_a_label_that_two_indicators_have_names_neither() -> None:
    text = 'format = 1\npolicy = { id = "p", title = "P" }\n[categories.c]\n'
    for name, target in (("x", "at_least"), ("y", "at_most")):
        text += f'[indicators.{name}]\ncategory = "c"\nlabel = "Revenue"\ntarget = "{target}"\n'
    found = check_targets(loads(text), [{"unit": "A", "period": 2010, "indicator": "Revenue", "target": 1}])
    assert [(each.kind, each.line) for each in found.breaches] == [("unknown-indicator", 1)]


# ---- percent signs ---------------------------------------------------------------------------------------------------

IN_PERCENT = (
    'format = 1\npolicy = { id = "p", title = "P" }\n[categories.c]\n[indicators.x]\ncategory = "c"\nunit = "%"\n'
    'decimals = 1\nlabel = "Growth"\ntarget = "between"\n[indicators.y]\ncategory = "c"\ntarget = "at_least"\n'
)


def test_a_percent_sign_behind_a_target_says_what_the_unit_of_the_indicator_says() -> None:
    rows = [
        {"unit": "A", "period": 2010, "indicator": "x", "low": "12.5%", "high": "13 ％"},
        {"unit": "B", "period": 2010, "indicator": "Growth", "low": "12%", "high": "9%"},
        {"unit": "B", "period": 2010, "indicator": "y", "target": 5},
    ]
    found = check_targets(loads(IN_PERCENT), rows)
    assert [(each.kind, each.line) for each in found.breaches] == [("ends-exchanged", 2)]


def test_a_percent_sign_is_told_where_the_indicator_has_another_unit_or_others_are_without() -> None:
    rows = [
        {"unit": "A", "period": 2010, "indicator": "x", "low": "12%"},
        {"unit": "B", "period": 2010, "indicator": "Growth", "low": "0.12"},
    ]
    with pytest.raises(ResultsError) as raised:
        check_targets(loads(IN_PERCENT), rows)
    assert raised.value.text("zh").splitlines()[2] == (
        "第 2 项，“low”列：“0.12”没有百分号，第 1 项的“12%”却有：其中一个可能小了一百倍 [RES65]"
    )
    with pytest.raises(ResultsError) as raised:
        check_targets(loads(IN_PERCENT), [{"unit": "A", "period": 2010, "indicator": "y", "target": "5%"}])
    assert [each.code for each in raised.value.problems] == ["RES45"]


# ---- columns ---------------------------------------------------------------------------------------------------------


def test_a_number_without_a_column_is_told_once_and_columns_that_are_not_read_are_told() -> None:
    lines = [{"unit": unit, "period": 2010, "indicator": "x", "lower": 1, "upper": 2} for unit in "ABC"]
    with pytest.raises(ResultsError) as raised:
        check_targets(loads(IN_PERCENT), lines)
    told = [raised.value.text(language) for language in LANGUAGES]
    check_recorded(HERE / "without-columns.txt", "\n\n".join(told) + "\n")
    remarked = [{"unit": "A", "period": 2010, "indicator": "y", "target": 1, "remark": "new", "low ": None}]
    found = check_targets(loads(IN_PERCENT), remarked)
    assert (found.ignored, found.breaches) == (("remark",), ())
    assert targets_values(found)["ignored"] == ["remark"]
    assert [targets_text(found, language).splitlines()[0] for language in LANGUAGES] == [
        "columns of the targets that nothing was read from: remark",
        "目标表中这些列没有用到：remark",
    ]


def test_a_table_with_a_column_for_each_target_is_held_against_the_policy_as_one_with_a_line_for_each() -> None:
    """What is wrong has the line of the row; nothing is asked of what has no number, since no column could say it."""
    rows = [
        {"unit": "晋城市", "period": 2010, "地区生产总值增速目标值": 13, "revenue_low": 100, "revenue_high": 120},
        {"unit": "泽州县", "period": 2010, "地区生产总值增速目标值": 12.5, "revenue_low": 40, "revenue_high": 60},
        {"unit": "沁水县", "period": 2010, "地区生产总值增速目标值": None, "revenue_low": 70, "revenue_high": None},
    ]
    units = [{"unit": "晋城市", "parent": None, "carries": "gdp、revenue、energy"}]
    units += [{"unit": unit, "parent": "晋城市", "carries": None} for unit in ("泽州县", "沁水县")]
    found = check_targets(POLICY, rows, units)
    assert [(each.kind, each.unit, each.indicator, each.line) for each in found.breaches] == [
        ("lowered-target", "泽州县", "gdp", 2),
        ("no-number", "沁水县", "revenue", 3),
    ]
    with pytest.raises(ResultsError, match='item 1, column "revenue_low": "much" is not a number'):
        check_targets(POLICY, [{**rows[0], "revenue_low": "much"}])
    with pytest.raises(ResultsError, match="the upper targets"):
        check_targets(POLICY, [{"unit": "A", "period": 2010, "revenue_low": 5}])
