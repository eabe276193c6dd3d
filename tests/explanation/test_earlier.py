"""An earlier period that counts tells why, as the present one does: it is as much of the ground."""

from __future__ import annotations

import pytest

from targetrules import Policy, loads
from targetrules.explanation.findings import Explanation
from targetrules.report.explanation_lines import of_consequence
from targetrules.report.phrases import Phrases

POLICY = """
format = 1
[policy]
id = "earlier"
title = { en = "Earlier periods", zh = "以前各期" }
[inputs]
score = { type = "number", min = 0, max = 100, label = { en = "Score", zh = "得分" } }
deaths = { type = "number", min = 0, max = 99, label = { en = "Deaths", zh = "死亡人数" } }
exempt = { type = "flag", default = false, label = { en = "Exempt", zh = "免于处理" } }
[conditions.bad]
label = { en = "Bad year", zh = "不好的一年" }
any = [{ deaths = { at_least = 3 } }, { score = { below = 50 } }]
[conditions.twice]
label = { en = "Twice running", zh = "连续两年不好" }
bad = true
consecutive = 2
[[consequences]]
id = "run"
when = { bad = true, consecutive = 2 }
[[consequences]]
id = "often"
when = { bad = true, times = 2 }
[[consequences]]
id = "ever"
when = { any = [{ all = [{ bad = true }, { exempt = false }] }], times = 1 }
[[consequences]]
id = "nested"
when = { twice = true, consecutive = 2 }
"""
DEATHS = {2022: 0, 2023: 4, 2024: 0, 2025: 5}
ROWS = [
    {"unit": "甲", "period": period, "score": 45, "deaths": deaths, "exempt": False}
    for period, deaths in DEATHS.items()
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


@pytest.fixture(scope="module")
def told(policy: Policy) -> Explanation:
    return policy.explain(ROWS, unit="甲", period=2025, changes=False)


def lines(told: Explanation, consequence: str, language: str = "en") -> list[str]:
    (entry,) = (each for each in told.consequences if each.consequence.id == consequence)
    return [str(line) for line in of_consequence(entry, Phrases(language))]


def test_each_period_of_a_run_tells_why(told: Explanation) -> None:
    assert lines(told, "run") == [
        "✔ 4 in a row (2 needed):",
        "  · earlier ones that count as well: 2022, 2023",
        "  ✔ 2024: “Bad year” holds:",
        "    ✔ at least one of these holds:",
        "      ✘ Deaths 0, below 3",
        "      ✔ Score 45, below 50",
        "  ✔ 2025: “Bad year” holds:",
        "    ✔ at least one of these holds:",
        "      ✔ Deaths 5, at least 3",
        "      ✔ Score 45, below 50",
    ]
    assert lines(told, "run", "zh") == [
        "✔ 连续 4 期（条件为 2 期）：",
        "  · 更早的还有：2022 年、2023 年",
        "  ✔ 2024 年：“不好的一年”成立：",
        "    ✔ 以下至少一项成立：",
        "      ✘ 死亡人数 0，低于 3",
        "      ✔ 得分 45，低于 50",
        "  ✔ 2025 年：“不好的一年”成立：",
        "    ✔ 以下至少一项成立：",
        "      ✔ 死亡人数 5，不低于 3",
        "      ✔ 得分 45，低于 50",
    ]


def test_a_name_is_opened_up_once_in_each_period(told: Explanation) -> None:
    assert lines(told, "often") == [
        "✔ 4 times so far (2 needed):",
        "  · earlier ones that count as well: 2022, 2023",
        "  ✔ 2024: “Bad year” holds (see above)",
        "  ✔ 2025: “Bad year” holds (see above)",
    ]


def test_conditions_without_a_name_are_told_as_well(policy: Policy) -> None:
    rows = [*ROWS[:3], {**ROWS[3], "score": 70, "deaths": 0}]
    told = policy.explain(rows, unit="甲", period=2025, changes=False)
    assert lines(told, "ever") == [
        "✔ at least once (3 so far):",
        "  · earlier ones that count as well: 2022, 2023",
        "  ✔ 2024: at least one of these holds:",
        "    ✔ all of these hold:",
        "      ✔ “Bad year” holds (see above)",
        "      ✔ Exempt: no",
        "  ✘ 2025: none of these holds:",
        "    ✘ not all of these hold:",
        "      ✘ “Bad year” does not hold (see above)",
        "      ✔ Exempt: no",
    ]


def test_what_looks_back_within_an_earlier_period_tells_how_many_it_found(told: Explanation) -> None:
    assert lines(told, "nested") == [
        "✔ 3 in a row (2 needed):",
        "  · earlier ones that count as well: 2023",
        "  ✔ 2024: “Twice running” holds:",
        "    ✔ 3 in a row (2 needed)",
        "  ✔ 2025: “Twice running” holds:",
        "    ✔ 4 in a row (2 needed):",
        "      · earlier ones that count as well: 2022, 2023",
        "      ✔ 2024: “Bad year” holds (see above)",
        "      ✔ 2025: “Bad year” holds (see above)",
    ]


def test_so_do_letters(policy: Policy) -> None:
    letters = policy.letters(policy.evaluate(ROWS).of(period=2025), consequences=["run"], language="zh")
    items = [each.text for letter in letters for each in letter.paragraphs if each.kind == "item"]
    assert items == [
        "连续 4 期（条件为 2 期）：",
        "（一）更早的还有：2022 年、2023 年。",
        "（二）2024 年：“不好的一年”成立：",
        "得分 45，低于 50。",
        "（三）2025 年：“不好的一年”成立：",
        "1. 死亡人数 5，不低于 3。",
        "2. 得分 45，低于 50。",
    ]


def test_rows_that_differ_in_an_earlier_period_are_told_apart(policy: Policy) -> None:
    units = ("甲", "乙", "丙", "丁")
    rows = [{**row, "unit": unit, "score": 40 + at // 2} for at, unit in enumerate(units) for row in ROWS]
    found = [each for each in policy.explain_rows(rows, notes=lambda _: None) if each.period.ordinal == 2025]
    alone = [policy.explain(rows, unit=unit, period=2025, changes=False) for unit in units]
    assert found == alone
    assert lines(found[3], "run")[5] == "      ✔ Score 41, below 50"
