"""Explanations of what is made of details: long lists, rows that are not known, changes in single rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from targetrules import Explanation, History, Policy, Row, loads
from targetrules.explanation.changes import rows as changes_in_rows
from targetrules.history import Value
from targetrules.report.explanation import explanation_text, explanation_values
from targetrules.wording import LANGUAGES

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

TEXT = """
format = 1
policy = { id = "p", title = "P" }
[details.schools]
item = "school"
inputs.low = { type = "flag", optional = true }
inputs.size = { type = "number", min = 0, max = 9000, decimals = 1, optional = true }
inputs.word = { type = "grade", of = ["a", "b", "c", "d", "e"], optional = true }
[[consequences]]
id = "visit"
when = { "schools.count(low)" = { at_least = 2 } }
[[consequences]]
id = "talk"
when = { "schools.sum(size)" = { above = 3000 } }
[[consequences]]
id = "call"
when = { "schools.best(word)" = ["a", "b"] }
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(TEXT, name="p.toml")


def schools(count: int, **values: Any) -> list[dict[str, Any]]:
    given = {"low": False, "size": 1, "word": "e", **values}
    return [{"unit": "North", "period": 2018, "school": f"s{at}", **given} for at in range(1, count + 1)]


def explained(policy: Policy, rows: Any, **how: Any) -> Explanation:
    return policy.explain(
        [{"unit": "North", "period": 2018}], unit="North", period=2018, details={"schools": rows}, **how
    )


def lines(explanation: Explanation, language: str = "en") -> list[str]:
    return [line.strip() for line in explanation_text(explanation, language).splitlines()]


def test_long_lists_are_cut_with_a_count(policy: Policy) -> None:
    found = explained(policy, schools(23, low=True), changes=False)
    told, zh = lines(found), lines(found, "zh")
    assert "· all of them: " + ", ".join(f"s{at}" for at in range(1, 21)) + " and 3 more" in told
    assert "· " + ", ".join(f"s{at} (1.0)" for at in range(1, 21)) + " and 3 more" in told
    assert "· 全部都是：" + "、".join(f"s{at}" for at in range(1, 21)) + " 等，另有 3 个" in zh
    values = explanation_values(found, "en")
    (fact,) = values["consequences"][0]["when"]["facts"]
    assert fact["values"]["items"]["count"] == 23
    assert len(fact["values"]["items"]["first"]) == 20


def test_of_many_changes_the_first_are_told_and_how_many_more_there_are(policy: Policy) -> None:
    rows = [*schools(8, low=False), *[{**schools(1, low=True)[0], "school": "low"}]]
    told = lines(explained(policy, rows))
    at = told.index("→ A single change that would have made it fire:")
    assert told[at + 1 : at + 7] == [
        *(f"· low of s{number}: yes instead of no" for number in range(1, 6)),
        "· and 3 more changes in rows of details",
    ]
    assert "· 另有 3 处明细改动也可以" in lines(explained(policy, rows), "zh")


def test_a_word_is_changed_to_the_nearest_that_will_do(policy: Policy) -> None:
    told = lines(explained(policy, schools(1, word="d")))
    assert "· word of s1: b instead of d" in told


def test_that_a_number_was_not_tried_farther_is_told(policy: Policy) -> None:
    found = explained(policy, schools(2, size=1))
    told = lines(found)
    assert told[told.index("✘ sum of size in schools 2.0, not above 3000") :][:4] == [
        "✘ sum of size in schools 2.0, not above 3000",
        "· s1 (1.0), s2 (1.0)",
        "→ Whether a single change would have made it fire was not tried to the end:",
        "· schools: not every value was tried in 2 of the rows",
    ]
    zh = lines(found, "zh")
    assert zh[zh.index("→ 只改一项是否会触发，没有全部试过：") + 1] == "· schools：有 2 行的取值没有全部试过"


def test_a_row_of_which_several_values_were_not_tried_is_counted_once() -> None:
    text = """
format = 1
policy = { id = "p", title = "P", period = "sequence" }
[details.parts]
item = "part"
inputs.points = { type = "number", min = 0, max = 10000 }
inputs.heads = { type = "number", min = 0, max = 10000 }
inputs.marks = { type = "number", min = 0, max = 1000 }
[[consequences]]
id = "many"
[consequences.when]
any = [
  { "parts.sum(points)" = { above = 20000 } },
  { "parts.max(heads)" = { above = 9000 } },
  { "parts.min(marks)" = { above = 900 } },
]
"""
    policy = loads(text, name="p.toml")

    def told(*parts: str) -> list[str]:
        rows = [{"unit": "A", "period": 1, "part": part, "points": 3, "heads": 3, "marks": 500} for part in parts]
        return lines(policy.explain([{"unit": "A", "period": 1}], unit="A", period=1, details={"parts": rows}))

    several, one = told("a", "b", "c"), told("a")
    assert several[
        several.index("→ Whether a single change would have made it fire was not tried to the end:") + 1
    ] == ("· parts: not every value was tried in 3 of the rows")
    assert one[one.index("→ A single change that would have made it fire:") + 1 :] == [
        "· marks of a: 901 instead of 500"
    ]


def test_rows_that_are_not_there_are_told(policy: Policy) -> None:
    made: dict[str, Value] = {"schools.sum(size)": Decimal(1), "schools.best(word)": "e"}
    values = {"schools.count(low)": Decimal(1), **made}
    history = History((Row("North", 2018, values),))
    found = policy.explain(history, unit="North", period=2018)
    assert "· schools: their rows are not given here, and no change in them was tried" in lines(found)
    assert "· schools：没有给出各行，行内的改动没有试" in lines(found, "zh")
    assert not any("instead" in line for line in lines(found))


def test_more_rows_than_are_tried_are_told(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_in_rows, "_MOST_ROWS", 3)
    told = lines(explained(policy, [*schools(5), {**schools(1, low=True)[0], "school": "low"}]))
    assert "· schools: no change was tried in 3 of the rows" in told


def test_a_change_makes_all_that_is_made_of_the_rows_anew() -> None:
    text = """
format = 1
policy = { id = "p", title = "P" }
[details.parts]
item = "part"
inputs.points = { type = "number", min = 0, max = 10 }
conditions.low = { points = { below = 5 } }
[[consequences]]
id = "both"
when = { "parts.count(low)" = { at_most = 0 }, "parts.max(points)" = { at_most = 5 } }
"""
    rows = [{"unit": "A", "period": 1, "part": part, "points": points} for part, points in (("a", 4), ("b", 5))]
    judge = loads(text.replace('title = "P"', 'title = "P", period = "sequence"'), name="p.toml")
    found = judge.explain([{"unit": "A", "period": 1}], unit="A", period=1, details={"parts": rows})
    assert "· points of a: 5 instead of 4" in lines(found)


def test_dataframes_are_explained_alike(policy: Policy) -> None:
    rows = [*schools(3), {**schools(1)[0], "school": "low", "low": None, "size": None}]
    other = [{**row, "unit": "South"} for row in rows]
    above = [{"unit": unit, "period": 2018} for unit in ("North", "South")]
    expected = policy.explain(above, unit="North", period=2018, details={"schools": [*rows, *other]})
    frames = {"schools": pl.DataFrame([*rows, *other])}
    assert policy.explain(pl.DataFrame(above), unit="North", period=2018, details=frames) == expected
    assert "? visit (undetermined; missing: low of low)" in lines(expected)
    for language in LANGUAGES:
        assert "schools." not in explanation_text(expected, language)


def test_rows_are_told_of_each_unit_though_units_agree_in_words(policy: Policy) -> None:
    rows = [{**schools(1, word="b")[0], "unit": unit, "school": f"of {unit}"} for unit in ("North", "South")]
    above = [{"unit": unit, "period": 2018} for unit in ("North", "South")]
    found = [lines(each) for each in policy.explain_rows(above, details={"schools": rows})]
    assert [[f"· of {unit} (of 1)" in each for unit in ("North", "South")] for each in found] == [
        [True, False],
        [False, True],
    ]
