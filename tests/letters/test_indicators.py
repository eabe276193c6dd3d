"""Letters about a score of indicators: one line each, and how it came about in full only where it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import Policy, loads

POLICY = """
format = 1
[policy]
id = "targets"
title = { en = "Targets", zh = "目标考核" }
[[grades]]
id = "good"
label = { en = "Good", zh = "良好" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[inputs.kind]
type = "choice"
of = ["county", "department"]
[categories.economy]
label = { en = "Economy", zh = "经济发展" }
[indicators.gdp]
label = { en = "GDP growth", zh = "生产总值增速" }
category = "economy"
weight = 20
unit = "%"
decimals = 1
min = -50
max = 100
target_min = 1
target = "at_least"
scoring = "ratio"
quality = { reported = "counts", tampered = "zero" }
[indicators.revenue]
label = { en = "Revenue growth", zh = "财政收入增速" }
category = "economy"
weight = 10
min = -50
max = 100
target = "between"
scoring = { per_point = 2 }
carried = { kind = "county" }
[indicators.energy]
label = { en = "Energy", zh = "节能" }
category = "economy"
weight = 10
target = "kept"
[grading]
by = "total"
bands = { good = 80, poor = 0 }
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "约谈" }
when = { grade = "poor" }
kind = "sanction"
"""
ROW = {
    "period": 2025,
    "kind": "county",
    "gdp": "8.0",
    "gdp_target": "10.0",
    "gdp_quality": "reported",
    "revenue": 3,
    "revenue_low": 5,
    "revenue_high": 9,
    "energy": False,
}
ROWS = [
    {**ROW, "unit": "甲"},
    {**ROW, "unit": "乙", "kind": "department", "gdp_quality": "tampered"},
]
TOLD = {
    "en": [
        "Total of all indicators 22.00, below 80, where Good begins:",
        "(a) Total of all indicators 22.00, from Economy: score 22.00.",
        "(b) GDP growth 8.0%, target 10.0% or more: 16.00 of 20 points.",
        "(c) Revenue growth 3, target 5 to 9: 6.00 of 10 points.",
        "(d) Energy: no, 0.00 of 10 points.",
        "The grade is Poor.",
        "Total of all indicators 0.00, below 80, where Good begins:",
        "(a) Total of all indicators 0.00, from Economy: score 0.00.",
        "(b) GDP growth 8.0%, GDP growth: quality of the value: tampered, target 10.0% or more: 0.00 of 20 points.",
        "(c) Energy: no, 0.00 of 10 points.",
        "The grade is Poor.",
    ],
    "zh": [
        "考核总分 22.00，低于良好的起点 80：",
        "（一）考核总分 22.00，由 经济发展得分 22.00 算出。",
        "（二）生产总值增速 8.0%，目标 10.0% 以上（含），得 16.00 分，满分 20 分。",
        "（三）财政收入增速 3，目标 5 至 9，得 6.00 分，满分 10 分。",
        "（四）节能：否，得 0.00 分，满分 10 分。",
        "等次为较差。",
        "考核总分 0.00，低于良好的起点 80：",
        "（一）考核总分 0.00，由 经济发展得分 0.00 算出。",
        "（二）生产总值增速 8.0%、生产总值增速数据质量：tampered，目标 10.0% 以上（含），得 0.00 分，满分 20 分。",
        "（三）节能：否，得 0.00 分，满分 10 分。",
        "等次为较差。",
    ],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


def items(policy: Policy, language: str, texts: Path | None = None) -> list[str]:
    letters = policy.letters(policy.evaluate(ROWS), language=language, texts=texts)
    return [each.text for letter in letters for each in letter.paragraphs if each.kind == "item"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_indicator_that_is_carried_has_a_line(policy: Policy, language: str) -> None:
    assert items(policy, language) == TOLD[language]


def test_how_the_score_came_about_is_told_where_the_words_ask_for_it(policy: Policy, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[letters]\ntext = """\n# Annex\n{derivation}\n"""\n', encoding="utf-8")
    told = items(policy, "en", words)
    assert len(told) > 2 * len(TOLD["en"])
    assert "Full marks 20 for 10.0% or more; below that in proportion to what was reached of the target." in "".join(
        each.partition(") ")[2] or each for each in told
    )
    assert any(each.endswith("✘ Energy: no.") for each in told)
