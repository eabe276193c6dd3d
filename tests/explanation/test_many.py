"""The two strengths of an explanation: the reasons alone, of many rows; or changes as well, as far as is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, NoSuchRowError, ResultsError, loads
from targetrules.columns.sizes import Sizes, using
from targetrules.engine.judged import Judged
from targetrules.explanation.reasons import reasons
from targetrules.report.explanation import explanation_text, explanation_values
from tests.explanation.changing import all_searched

POLICY = loads("""
format = 1
[policy]
id = "county"
title = { en = "County", zh = "县" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs.score]
type = "number"
min = 0
max = 100
decimals = 2
[inputs.district]
type = "text"
[rankings.at-home]
by = "score"
within = "district"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
when = { grade = "poor", consecutive = 2 }
[[consequences]]
id = "praise"
when = { place = { top = 1, ranking = "at-home" } }
""")
ROWS = [
    {"unit": unit, "period": period, "score": score, "district": district}
    for period in (2010, 2011)
    for unit, score, district in (("A", 50, "North"), ("B", 70.25, "North"), ("C", 55, "South"))
]


@pytest.mark.parametrize("rows", [ROWS, pl.DataFrame(ROWS), POLICY.history(ROWS)], ids=["mappings", "frame", "history"])
def test_all_rows_are_explained_in_their_order(rows: Any) -> None:
    found = list(POLICY.explain_rows(rows))
    assert [(each.unit, each.period.ordinal) for each in found] == [(row["unit"], row["period"]) for row in ROWS]
    assert [each.consequences[0].state.value for each in found] == [
        *(["does-not-fire"] * 3),
        *("fires", "does-not-fire", "fires"),
    ]


@pytest.mark.parametrize("rows", [ROWS, pl.DataFrame(ROWS)], ids=["mappings", "frame"])
@pytest.mark.parametrize("positions", [[4, 0, 4], [True, False, False, False, True, False]], ids=["positions", "mask"])
def test_rows_are_named_by_positions_or_a_mask(rows: Any, positions: Any) -> None:
    found = [(each.unit, each.period.ordinal) for each in POLICY.explain_rows(rows, positions)]
    assert found == ([("B", 2011), ("A", 2010), ("B", 2011)] if len(positions) == 3 else [("A", 2010), ("B", 2011)])


@pytest.mark.parametrize("rows", [ROWS, pl.DataFrame(ROWS)], ids=["mappings", "frame"])
def test_what_is_wrong_is_told_before_anything_is_explained(rows: Any) -> None:
    with pytest.raises(NoSuchRowError, match=r"^there is no row 6; there are 6 rows, counted from 0$"):
        POLICY.explain_rows(rows, [0, 6])
    with pytest.raises(ResultsError):
        POLICY.explain_rows(POLICY_ROWS_WITH_A_FAULT)


POLICY_ROWS_WITH_A_FAULT = [{**ROWS[0], "score": 101}]


@pytest.mark.parametrize("rows", [ROWS, pl.DataFrame(ROWS)], ids=["mappings", "frame"])
def test_an_explanation_is_made_when_it_is_asked_for(rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    of = reasons.Reasons.of

    def counted(self: reasons.Reasons, now: Judged, about: Any) -> Any:
        made.append(now.unit)
        return of(self, now, about)

    monkeypatch.setattr(reasons.Reasons, "of", counted)
    found = POLICY.explain_rows(rows)
    assert isinstance(found, Iterator)
    assert made == []
    next(found)
    assert made == ["A"]


TEXTS = {
    "en": """\
B, 2011: good
Judged by: County

Grade: good
  · score 70.25, and good begins at 60

Consequences
✘ talk
    ✘ 0 in a row, fewer than 2:
      ✘ 2010: the grade is good, not poor
      ✘ 2011: the grade is good, not poor
✔ praise
    must
    ✔ first place: 1 of 2 (at-home)
      · ranked by score 70.25; the highest is first
      · ranked within district North

No changes were searched for.
""",
    "zh": """\
B 2011 年：good
依据：县

等次：good
  · score 70.25，60 起为 good

处理结果
✘ talk
    ✘ 连续 0 期，不满 2 期：
      ✘ 2010 年：等次为 good，不是 poor
      ✘ 2011 年：等次为 good，不是 poor
✔ praise
    应当
    ✔ 第一名：第 1 名，共 2 个单位（at-home）
      · 排名依据：score 70.25，高者在前
      · 排名范围：district North

没有查找改动哪一项会改变结果。
""",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_says_that_no_changes_were_searched_for(language: str) -> None:
    (found,) = POLICY.explain_rows(pl.DataFrame(ROWS), [4])
    assert explanation_text(found, language) == TEXTS[language]
    values = explanation_values(found, language)
    assert values["grade"]["nearest"] is None
    assert [each["nearest"] for each in values["consequences"]] == [None, None]


def test_reasons_of_one_unit_come_without_changes_where_none_are_asked_for() -> None:
    found = POLICY.explain(ROWS, unit="B", period=2011, changes=False)
    assert [found] == list(POLICY.explain_rows(ROWS, [4]))


@pytest.mark.parametrize("rows", [ROWS, pl.DataFrame(ROWS)], ids=["mappings", "frame"])
def test_changes_of_many_rows_are_searched_for_on_request(rows: Any) -> None:
    found = list(POLICY.explain_rows(rows, [4, 0], changes=True))
    assert found == [POLICY.explain(ROWS, unit=unit, period=period) for unit, period in (("B", 2011), ("A", 2010))]


def test_a_search_does_no_more_work_than_it_may() -> None:
    """With none to do nothing is found and nothing ruled out; with some, all."""
    little, much = (POLICY.explain(ROWS, unit="A", period=2011, changes=work) for work in (1, 1_000_000))
    assert all(found.unsettled and not found.changes for _, found in all_searched(little))
    assert much == POLICY.explain(ROWS, unit="A", period=2011)
    assert all(found.changes and not found.unsettled for _, found in all_searched(much))


@pytest.mark.parametrize("changes", ["no", 0, -5, 1.5, None], ids=repr)
def test_how_far_to_search_is_said_by_true_false_or_a_number(changes: Any) -> None:
    for explain in (POLICY.explain_rows, lambda rows, **how: POLICY.explain(rows, unit="A", period=2010, **how)):
        with pytest.raises(ArgumentError) as raised:
            explain(ROWS, changes=changes)
        assert raised.value.text("en").endswith("is not True, False, or a whole number from 1 on")
        assert raised.value.text("zh").endswith("不是 True、False 或从 1 起的整数")


MISSING = """
format = 1
[policy]
id = "far"
title = "Far from the mean"
[inputs]
score = { type = "number", min = 0, max = 100, optional = true }
poor = { type = "flag" }
[measures]
far = { formula = "score - round(group_mean(score), 0)" }
[rankings.overall]
by = "far"
[[consequences]]
id = "talk"
when = { any = [{ poor = true }, { place = { bottom = 1 } }] }
"""


@pytest.mark.parametrize("make", [pl.DataFrame, list], ids=["frame", "mappings"])
def test_what_is_missing_of_a_place_is_told_where_it_decides_nothing(make: Any) -> None:
    """Of the others of the group nothing is there but what was computed over them."""
    scores = [None, *range(90), *range(90), *range(90), *range(90)]
    rows = [{"unit": f"u{at}", "period": 2010, "score": each, "poor": at == 0} for at, each in enumerate(scores)]
    policy = loads(MISSING)
    for found in (next(policy.explain_rows(make(rows))), policy.explain(make(rows), unit="u0", period=2010)):
        lines = explanation_text(found, "en").splitlines()
        assert "      ? the place is not known (overall); missing: score" in lines


MEANS = """
format = 1
[policy]
id = "means"
title = "Means of districts"
[inputs]
district = { type = "text" }
score = { type = "number", min = 0, max = 1000 }
[measures.far]
formula = "score - round(group_mean(score, home), 0)"
[rankings.home]
by = "score"
within = "district"
[[consequences]]
id = "talk"
when = { far = { below = 0 } }
"""


def test_the_groups_of_rows_that_were_made_one_after_the_other_are_not_mixed_up() -> None:
    """Of very many rows a part is made at a time, and given up before the next one."""
    policy, numbers = loads(MEANS), range(200)
    rows = [{"unit": f"u{each}", "period": 2010, "district": f"d{each}", "score": each} for each in numbers]
    with using(Sizes(judged=16)):
        told = [explanation_text(found, "en") for found in policy.explain_rows(pl.DataFrame(rows))]
    wanted = [f"        · mean of score over home: {each}" for each in numbers]
    assert [line for text in told for line in text.splitlines() if "mean of" in line] == wanted
