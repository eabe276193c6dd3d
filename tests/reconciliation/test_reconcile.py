"""Decisions made elsewhere against ours: what is read, where they agree, where they part, which slip explains it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

import targetrules
from targetrules import Policy
from targetrules.reconciliation import Agreement, Reconciliation, reconcile, reconciliation_text
from targetrules.reconciliation.for_programs import reconciliation_values
from tests.recorded import check_recorded

HERE = Path(__file__).parent

TEXT = """
format = 1
[policy]
id = "schools"
title = { en = "Schools", zh = "学校" }
[[grades]]
id = "good"
label = { en = "Good", zh = "合格" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1, optional = true }
[measures]
doubled = { formula = "2 * score", decimals = 1 }
[rankings.overall]
by = "score"
[conditions.low]
doubled = { below = 120 }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "visit"
label = { en = "Visit", zh = "上门指导" }
when = { low = true, consecutive = 2 }
[[consequences]]
id = "praise"
when = { place = { top = 1 } }
"""

ROWS = [
    {"unit": unit, "period": 2010 + at, "score": score}
    for unit, scores in {
        "East": (50, 65, 55),
        "West": (50, 50, 80),
        "North": (70, 40, 45),
        "South": (90, 60, 85),
        "Centre": (40, 70, 75),
    }.items()
    for at, score in enumerate(scores)
]


def policy(**changed: str) -> Policy:
    text = TEXT
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    return targetrules.loads(text, name="schools.toml")


def decided(by: Policy, *periods: int) -> list[dict[str, Any]]:
    """What a policy decides, as a list with yes and no would say it."""
    return [
        {
            "unit": each.unit,
            "year": each.period,
            "grade": each.grade,
            **{id_: "yes" if id_ in {one.id for one in each.consequences} else "no" for id_ in ("visit", "praise")},
        }
        for each in by.evaluate(ROWS)
        if each.period in periods
    ]


def differing(found: Reconciliation) -> list[tuple[str, int | str, str, str]]:
    return [(each.unit, each.period, each.outcome, each.step) for each in found.differences]


def test_its_own_decisions_agree() -> None:
    found = reconcile(policy(), ROWS, decided(policy(), 2011, 2012))
    assert found.agreements == (
        Agreement("grade", 10, 0, 0, 0, 0),
        Agreement("visit", 10, 0, 0, 0, 0),
        Agreement("praise", 10, 0, 0, 0, 0),
    )
    assert (found.compared, found.differences, found.causes, found.other_periods) == (10, (), (), 5)
    assert reconciliation_text(found).endswith("  no differences")


@pytest.mark.parametrize("name", ["outcomes.csv", "recorded.csv", "outcomes.json", "recorded.json", "outcomes.jsonl"])
def test_what_evaluate_wrote_is_read(tmp_path: Path, name: str) -> None:
    own = policy()
    own.evaluate(ROWS, record=name.startswith("recorded")).write(tmp_path / name)
    found = reconcile(own, ROWS, tmp_path / name)
    assert [each.agree + each.unsaid for each in found.agreements] == [15, 15, 15]
    assert (found.differences, [each.unsaid for each in found.agreements]) == ((), [0, 0, 0])


def test_the_slip_is_named_by_which_they_would_agree() -> None:
    misread = policy(**{"consecutive = 2": "times = 2, of_last = 3"})
    found = reconcile(misread, ROWS, decided(policy(), 2012))
    assert differing(found) == [("East", 2012, "visit", "rule"), ("West", 2012, "visit", "rule")]
    (cause,) = found.causes
    assert cause.mutant.telling() == "line 26: `times = 2, of_last = 3` → `consecutive = 2`"
    assert (cause.explained, cause.new, found.unexplained) == (found.differences, 0, ())


def test_units_that_are_ranked_are_judged_together() -> None:
    found = reconcile(policy(**{"top = 1": "top = 2"}), ROWS, decided(policy(), 2010, 2011, 2012))
    (cause,) = found.causes
    assert cause.mutant.change() == "`top = 2` → `top = 1`"
    assert len(cause.explained) == len(found.differences) > 0
    assert cause.new == 0


def test_two_slips_are_two_causes() -> None:
    misread = policy(**{"consecutive = 2": "consecutive = 3", "good = 60": "good = 60.1"})
    found = reconcile(misread, ROWS, decided(policy(), 2011, 2012))
    assert {each.mutant.change() for each in found.causes} >= {"`consecutive = 3` → `consecutive = 2`"}
    assert [(each.unit, each.outcome) for each in found.differences if each.outcome == "grade"] == [("South", "grade")]
    assert found.unexplained == ()


@pytest.mark.parametrize(
    ("column", "value", "step", "about"),
    [
        ("measure.doubled", "1", "measure", "doubled"),
        ("condition.low", "yes", "condition", "low"),
        ("grade", "poor", "rule", ""),
        ("place.overall.rank", "4", "rule", ""),
    ],
)
def test_where_they_part_first(column: str, value: str, step: str, about: str) -> None:
    listed = {"unit": "South", "year": 2012, "visit": "yes", column: value}
    found = reconcile(policy(), ROWS, [listed])
    (visit,) = (each for each in found.differences if each.outcome == "visit")
    assert (visit.step, visit.about) == (step, about)


def test_a_place_and_a_grade_on_the_way() -> None:
    listed = {"unit": "South", "year": 2012, "praise": "no", "place.overall.rank": "2"}
    (praise,) = reconcile(policy(), ROWS, [listed]).differences
    assert (praise.step, praise.about) == ("place", "overall.rank")
    by_grade = policy(**{"when = { low = true, consecutive = 2 }": 'when = { grade = "poor" }'})
    found = reconcile(by_grade, ROWS, [{"unit": "South", "year": 2012, "visit": "yes", "grade": "Poor"}])
    assert differing(found) == [("South", 2012, "grade", "rule"), ("South", 2012, "visit", "grade")]


def test_what_is_missing_here_is_said() -> None:
    rows = [{"unit": "East", "period": 2011, "score": 10}, {"unit": "East", "period": 2012, "score": None}]
    found = reconcile(policy(), rows, [{"unit": "East", "year": 2012, "visit": "yes", "praise": ""}])
    (visit,) = found.differences
    assert (visit.here, visit.step, visit.missing, found.causes) == (None, "missing", ("score",), ())
    assert found.agreements == (Agreement("visit", 0, 0, 0, 1, 0), Agreement("praise", 0, 0, 0, 0, 1))


def test_nothing_is_dropped_in_silence() -> None:
    listed = [
        {"unit": "East", "year": 2012, "上门指导": "否", "等次": "较差", "remark": "x"},
        {"unit": "Nowhere", "year": 2012, "上门指导": "否", "等次": "无", "remark": None},
    ]
    found = reconcile(policy(), ROWS, listed)
    assert (found.compared, found.only_there, found.other_periods) == (1, (("Nowhere", 2012),), 10)
    assert found.only_here == (("West", 2012), ("North", 2012), ("South", 2012), ("Centre", 2012))
    assert found.ignored == ("remark",)
    assert [each.outcome for each in found.agreements] == ["grade", "visit"]


@pytest.mark.parametrize(
    "listed",
    [
        {"unit": "Nowhere", "year": 2012, "visit": "no"},
        {"unit": "East", "year": 2031, "visit": "no"},
        {"unit": "East", "year": 2012, "visit": None},
    ],
)
def test_where_nothing_is_compared_nothing_is_said_to_agree(listed: dict[str, Any]) -> None:
    found = reconcile(policy(), ROWS, [listed])
    assert found.nothing_compared
    told = reconciliation_text(found)
    assert "  nothing was compared: " in told
    assert "no differences" not in told
    listed = {"unit": "East", "year": 2012, "visit": "no"}
    assert not reconcile(policy(), ROWS, [listed]).nothing_compared


def test_headings_may_be_others() -> None:
    listed = [{"unit": "East", "year": 2012, "Rating": "poor", "Called": "Y"}]
    found = reconcile(policy(), ROWS, listed, columns={"grade": "Rating", "visit": "Called"})
    assert [(each.outcome, each.agree, each.only_there) for each in found.agreements] == [
        ("grade", 1, 0),
        ("visit", 0, 1),
    ]


def test_when_the_time_is_up_it_is_said() -> None:
    misread = policy(**{"consecutive = 2": "times = 2, of_last = 3"})
    found = reconcile(misread, ROWS, decided(policy(), 2012), timeout=1e-9)
    assert (found.causes, found.unexplained) == ((), found.differences)
    assert found.untried > 0
    assert f"  the time was up, and so many slips were not tried: {found.untried}" in reconciliation_text(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_reconciliation_in_words_and_as_json(lang: str) -> None:
    misread = policy(**{"consecutive = 2": "times = 2, of_last = 3", "good = 60": "good = 66"})
    listed: Iterable[Mapping[str, Any]] = [
        *decided(policy(), 2011, 2012),
        {"unit": "Nowhere", "year": 2012, "grade": "none", "visit": None, "praise": "no"},
    ]
    found = reconcile(misread, ROWS, listed)
    told = [
        reconciliation_text(found, lang),
        json.dumps(reconciliation_values(found, lang), ensure_ascii=False, indent=1),
    ]
    check_recorded(HERE / f"reconciliation.{lang}.txt", "\n".join(told) + "\n")


NEEDED = "of anything that the policy decides; one of these is needed: grade, visit or praise"


@pytest.mark.parametrize(
    ("official", "arguments", "message"),
    [
        ([{"unit": "East", "year": 2012, "x": 1}], {}, f"official: the list has no column {NEEDED}"),
        ([], {"columns": {"visits": "a"}}, "columns: the policy decides no “visits”; did you mean “visit”?"),
        ([], {"columns": {"zzz": "a"}}, "columns: the policy decides no “zzz”; it decides: grade, visit or praise"),
        ([], {"timeout": -1}, "timeout: -1 (int) is not a number of seconds above 0, or None"),
    ],
)
def test_what_cannot_be_used(official: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(targetrules.ArgumentError) as raised:
        reconcile(policy(), ROWS, official, **arguments)
    assert str(raised.value) == message


def test_cells_that_cannot_be_read_are_told() -> None:
    with pytest.raises(targetrules.ResultsError) as raised:
        reconcile(policy(), ROWS, [{"unit": "East", "year": 2012, "grade": "fair", "visit": "perhaps"}])
    assert str(raised.value).splitlines()[0] == "2 problems in the official list; nothing was compared."
    assert raised.value.text("zh").splitlines()[0] == "名单有 2 处问题，未作任何比对。"
    assert [problem.code.value for problem in raised.value.problems] == ["RES47", "RES49"]


# ---- details ---------------------------------------------------------------------------------------------------------

COUNTY = """
format = 1
policy = { id = "county", title = "County" }
inputs.population = { type = "number", min = 0, max = 9 }
[details.months]
item = "month"
inputs.index = { type = "number", min = 0, max = 9 }
conditions.low = { index = { below = 4 } }
[details.schools]
policy = "schools.toml"
unit_above = "county"
conditions.shut = { receives = "closing" }
[[consequences]]
id = "talk"
when = { "months.count(low)" = { at_least = 2 } }
[[consequences]]
id = "visit"
when = { "schools.count(shut)" = { at_least = 1 } }
"""
SCHOOLS = """
format = 1
policy = { id = "schools", title = "Schools" }
inputs.county = { type = "text" }
inputs.score = { type = "number", min = 0, max = 9 }
[[consequences]]
id = "closing"
when = { score = { below = 3 }, consecutive = 2 }
"""
MONTHS = {("East", 1): (4, 4, 9), ("East", 2): (3, 4, 9), ("West", 1): (3, 3, 4), ("West", 2): (5, 4, 4)}
SCORES = {("A", "East"): (3, 3), ("B", "East"): (5, 5), ("C", "West"): (3, 2)}
COUNTIES = [{"unit": unit, "period": 2009 + at, "population": 1} for unit, at in MONTHS]
BELOW = {
    "months": [
        {"unit": unit, "period": 2009 + at, "month": month, "index": index}
        for (unit, at), line in MONTHS.items()
        for month, index in zip("abc", line, strict=True)
    ],
    "schools": [
        {"unit": unit, "county": county, "period": 2010 + at, "score": score}
        for (unit, county), line in SCORES.items()
        for at, score in enumerate(line)
    ],
}


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("below = 4", "at_most = 4", "with line 8: `below = 4` → `at_most = 4`"),
        ("below = 3", "at_most = 3", "schools.toml, line 8: `below = 3` → `at_most = 3`"),
        ("consecutive = 2", "consecutive = 1", "schools.toml, line 8: `consecutive = 2` → `consecutive = 1`"),
    ],
)
def test_a_slip_in_details_or_in_the_policy_below_is_named(right: str, wrong: str, named: str, tmp_path: Path) -> None:
    def loaded(name: str, right: str, wrong: str) -> Policy:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "schools.toml").write_text(SCHOOLS.replace(right, wrong), encoding="utf-8")
        (folder / "county.toml").write_text(COUNTY.replace(right, wrong), encoding="utf-8")
        return targetrules.load(folder / "county.toml")

    official = [
        {"unit": each.unit, "period": each.period, **dict.fromkeys(("talk", "visit"), "no")}
        | {one.id: "yes" for one in each.consequences}
        for each in loaded("there", right, wrong).evaluate(COUNTIES, details=BELOW)
    ]
    found = reconcile(loaded("here", "", ""), COUNTIES, official, details=BELOW)
    assert [(len(cause.explained), cause.new) for cause in found.causes] == [(len(found.differences), 0)]
    assert named in reconciliation_text(found)
    alone = reconcile(found.policy, found.policy.history(COUNTIES, details=BELOW), official)
    assert named not in reconciliation_text(alone)  # without their rows nothing else can be made of details
