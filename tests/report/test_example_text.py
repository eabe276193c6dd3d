"""Results as an entry to paste: what stands in it, what is left out, and which results no example can say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from targetrules import ArgumentError, History, Row, loads
from targetrules.report.example_text import example_text

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

POLICY = loads("""
format = 1
[policy]
id = "county"
title = { en = "Assessment", zh = "考核" }
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
"得分" = { type = "number", min = 0, max = 100, decimals = 2, optional = true }
appeal = { type = "flag", default = false, column_optional = true }
kind = { type = "choice", of = ["county", "office"], default = "county", column_optional = true }
[measures.change]
formula = "得分 - previous(得分)"
decimals = 2
[rankings.overall]
by = "得分"
within = "kind"
[grading]
by = "得分"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
when = { place = "last" }
unless = { appeal = true }
[[consequences]]
id = "report"
when = { grade = "poor", consecutive = 2 }
""")
DETAILS = loads("""
format = 1
policy = { id = "district", title = "District" }
[details.schools]
item = "school"
inputs.failed = { type = "flag" }
[[consequences]]
id = "plan"
when = { "schools.count(failed)" = { at_least = 1 } }
""")


def test_one_unit_needs_no_name_and_what_is_missing_or_the_default_no_word() -> None:
    rows = [
        {"unit": "东县", "period": 2010, "得分": "59.50", "appeal": "no"},
        {"unit": "东县", "period": 2011, "得分": "", "appeal": "yes", "kind": "office"},
    ]
    assert POLICY.example_text(rows) == (
        "[[examples]]\n"
        'name = { en = "results, and what is decided of them", zh = "一组成绩及其结论" }\n'
        "history = [\n"
        '  { period = 2010, "得分" = 59.5 },\n'
        '  { period = 2011, appeal = true, kind = "office" },\n'
        "]\n"
        "[examples.expect]\n"
        '2010 = { grade = "poor", consequences = ["talk"] }\n'
        '2011 = { grade = "none", consequences = [] }\n'
    )


def test_units_that_are_compared_stand_together_and_something_may_be_expected_of_one_alone() -> None:
    rows = [
        {
            "unit": "东县",
            "period": 2010,
            "得分": 59,
            "decided.grade": "good",
            "decided.received": "none",
        },
        {"unit": "西县", "period": 2010, "得分": 80},
        {"unit": "南县", "period": 2011, "得分": 50, "continues": "东县", "merges": "西县"},
    ]
    text = POLICY.example_text(rows, unit="南县", expects=["grade", "consequences", "measures"], name='the "south"')
    assert text == (
        "[[examples]]\n"
        'name = "the \\"south\\""\n'
        "history = [\n"
        '  { unit = "东县", period = 2010, "得分" = 59, decided = { grade = "good", received = [] } },\n'
        '  { unit = "西县", period = 2010, "得分" = 80 },\n'
        '  { unit = "南县", period = 2011, "得分" = 50, continues = "东县", merges = ["西县"] },\n'
        "]\n"
        '[examples.expect."南县"]\n'
        '2011 = { grade = "poor", consequences = ["talk"], measures = { change = -9 } }\n'
    )
    assert POLICY.example_text(rows[1:2], expects=["consequences"], name={"zh": "甲", "en": "a"}) == (
        '[[examples]]\nname = { zh = "甲", en = "a" }\n'
        'history = [{ period = 2010, "得分" = 80 }]\n[examples.expect]\n2010 = ["talk"]\n'
    )


def test_rows_of_details_stand_below() -> None:
    text = DETAILS.example_text(
        [{"unit": "A", "period": 2010}],
        details={"schools": [{"unit": "A", "period": 2010, "school": "x", "failed": "yes"}]},
    )
    assert text == (
        '[[examples]]\nname = "results, and what is decided of them"\n'
        "history = [{ period = 2010 }]\n[examples.details]\n"
        'schools = [{ period = 2010, school = "x", failed = true }]\n'
        '[examples.expect]\n2010 = ["plan"]\n'
    )


ROW = Row("东县", 2010, {"得分": Decimal("1.00"), "appeal": None, "kind": "county"})


@pytest.mark.parametrize(
    ("policy", "history", "more", "en", "zh"),
    [
        (POLICY, (), {}, "history: there is no row", "history：没有数据行"),
        (
            POLICY,
            (ROW,),
            {"unit": "西县"},
            "unit: '西县' (str) is not a unit that has a row",
            "unit：'西县' (str) 不是",
        ),
        (POLICY, (ROW,), {"expects": ["place"]}, "expects: 'place' (str) is not", "expects：'place' (str) 不是"),
        (
            POLICY,
            (ROW,),
            {"expects": "grade"},
            "expects: 'grade' (str) is not a list of",
            "expects：'grade' (str) 不是",
        ),
        (POLICY, (ROW,), {"name": {}}, "name: dict is not a text, or texts by language", "name：dict 不是一段文字"),
        (POLICY, (ROW,), {}, "“appeal” of 东县 in 2010 is missing", "东县在 2010 的“appeal”缺失"),
        (POLICY, (ROW,), {"details": {"x": History(())}}, "the policy has no details “x”", "本政策没有明细“x”"),
        (
            DETAILS,
            (Row("A", 2010, {"schools.count(failed)": Decimal(2)}),),
            {},
            "“schools.count(failed)” of A in 2010 is not what the given details come to",
            "A 在 2010 的“schools.count(failed)”与所给明细算出的不同",
        ),
    ],
)
def test_what_no_example_can_say_is_refused(policy: Any, history: Any, more: Any, en: str, zh: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        example_text(policy, History(history), **more)
    assert en in raised.value.text("en")
    assert zh in raised.value.text("zh")
