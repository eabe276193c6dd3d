"""A condition with “not” is told directly: no sentence says the opposite of what stands below it."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.explanation_lines import of_consequence
from targetrules.report.phrases import Phrases

HEAD = """
format = 1
[policy]
id = "negations"
title = { en = "Negations", zh = "否定" }
[inputs]
score = { type = "number", min = 0, max = 100, optional = true, label = { en = "Score", zh = "得分" } }
exempt = { type = "flag", label = { en = "Exempt", zh = "免于处理" } }
kind = { type = "choice", of = ["county", "city"], label = { en = "Kind", zh = "类别" } }
[conditions.low]
label = { en = "Low", zh = "过低" }
score = { below = 50 }
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "约谈" }
when = """
ROW = {"unit": "甲", "period": 2025, "score": 41, "exempt": False, "kind": "county"}


def told(when: str, values: dict[str, object], language: str = "en") -> list[str]:
    """The reasons of the consequence."""
    policy = loads(HEAD + when)
    rows = [{**ROW, "period": 2024, "score": 90}, {**ROW, **values}]
    (entry,) = policy.explain(rows, unit="甲", period=2025, changes=False).consequences
    return [str(line) for line in of_consequence(entry, Phrases(language))]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["✔ Exempt: no", "✔ Score 41, below 60"]),
        ("zh", ["✔ 免于处理：否", "✔ 得分 41，低于 60"]),
    ],
)
def test_none_of_several_is_each_of_their_opposites(language: str, lines: list[str]) -> None:
    assert told("{ not = { any = [{ exempt = true }, { score = { at_least = 60 } }] } }", {}, language) == lines


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["✔ at least one of these holds:", "  ✔ Exempt: no", "  ✔ Kind: county, not city"]),
        ("zh", ["✔ 以下至少一项成立：", "  ✔ 免于处理：否", "  ✔ 类别：county，不是 city"]),
    ],
)
def test_not_all_of_several_is_one_of_their_opposites(language: str, lines: list[str]) -> None:
    assert told('{ not = { all = [{ exempt = true }, { kind = "city" }] } }', {}, language) == lines


@pytest.mark.parametrize(
    ("when", "values", "lines"),
    [
        ("{ not = { not = { exempt = false } } }", {}, ["✔ Exempt: no"]),
        ("{ not = { score = { above = 50 } } }", {}, ["✔ Score 41, at most 50"]),
        ("{ not = { score = { above = 50 } } }", {"score": 60}, ["✘ Score 60, above 50"]),
        ("{ not = { score = { above = 50 } } }", {"score": None}, ["? Score (missing); asked for: at most 50"]),
        ("{ not = { low = true } }", {"score": 70}, ["✔ “Low” does not hold:", "  ✘ Score 70, not below 50"]),
        (
            "{ not = { number_of = { conditions = [{ exempt = true }, { low = true }], at_least = 2 } } }",
            {},
            [
                "✔ 1 of 2 met (at most 1 allowed):",
                "  ✘ Exempt: no",
                "  ✔ “Low” holds:",
                "    ✔ Score 41, below 50",
            ],
        ),
        (
            '{ not = { number_of = { conditions = [{ exempt = true }, { kind = "county" }], at_most = 1 } } }',
            {"exempt": True},
            ["✔ 2 of 2 met (at least 2 needed):", "  ✔ Exempt: yes", "  ✔ Kind: county"],
        ),
        (
            (
                "{ not = { number_of = "
                "{ conditions = [{ exempt = true }, { low = false }], at_least = 1, at_most = 1 } } }"
            ),
            {},
            ["✔ 0 of 2 met, and from 1 to 1 needed:", "  ✘ Exempt: no", "  ✘ “Low” holds:", "    ✔ Score 41, below 50"],
        ),
        (
            "{ not = { score = { below = 50 }, consecutive = 2 } }",
            {},
            ["✔ 1 in a row, fewer than 2:", "  ✘ 2024: Score 90, not below 50", "  ✔ 2025: Score 41, below 50"],
        ),
        (
            '{ not = { kind = "county" } }',
            {},
            ["✘ the following holds (asked for: that it does not):", "  ✔ Kind: county"],
        ),
        (
            '{ not = { any = [{ kind = "city" }, { not = { any = [{ kind = "city" }, { exempt = true }] } }] } }',
            {"exempt": True},
            [
                "✔ Kind: county, not city",
                "✔ at least one of these holds:",
                "  ✘ Kind: county, not city",
                "  ✔ Exempt: yes",
            ],
        ),
    ],
)
def test_a_negation_stands_with_what_it_negates(when: str, values: dict[str, object], lines: list[str]) -> None:
    assert told(when, values) == lines


def test_so_it_is_in_letters_and_of_earlier_periods() -> None:
    policy = loads(HEAD + '{ not = { any = [{ kind = "city" }, { exempt = true }] }, consecutive = 2 }')
    rows = [{**ROW, "period": 2024}, ROW]
    (entry,) = policy.explain(rows, unit="甲", period=2025, changes=False).consequences
    lines = [str(line) for line in of_consequence(entry, Phrases("en"))]
    assert lines[-3:] == ["  ✔ 2025: all of these hold:", "    ✔ Kind: county, not city", "    ✔ Exempt: no"]
    (letter,) = policy.letters(policy.evaluate(rows).of(period=2025))
    told_in = [(each.text, each.depth) for each in letter.paragraphs if each.kind == "item"]
    assert told_in[-3:] == [("(b) 2025:", 1), ("(i) Kind: county, not city.", 2), ("(ii) Exempt: no.", 2)]
