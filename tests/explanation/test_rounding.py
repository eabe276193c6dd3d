"""An explanation shows the value before rounding, however far down the rounding that decided took place."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.explanation import explanation_text

HEAD = """
format = 1
[policy]
id = "p"
title = "p"
[inputs]
a = { type = "number", min = 0, max = 1000 }
b = { type = "number", min = 1, max = 1000 }
"""
WHEN = '[[consequences]]\nid = "c"\nwhen = { n = { below = 60 } }\n'
TOLD = {"en": ", before rounding 59.5: here the rounding decides", "zh": "（舍入前：59.5），此处由舍入决定"}


def lines(measures: str, a: int = 119) -> dict[str, list[str]]:
    """What is said of rounding."""
    policy = loads(HEAD + measures + WHEN)
    explanation = policy.explain([{"unit": "x", "period": 2010, "a": a, "b": 200}], unit="x", period=2010)
    texts = {language: explanation_text(explanation, language).splitlines() for language in ("en", "zh")}
    return {language: [each.strip(" ·") for each in text if "59.5" in each] for language, text in texts.items()}


@pytest.mark.parametrize(
    ("measures", "rounded"),
    [
        ('[measures]\nn = { formula = "100 * a / b", decimals = 0 }\n', "n"),
        ('[measures]\nn = { formula = "round(100 * a / b, 0)" }\n', "n"),
        ('[measures]\nm = { formula = "100 * a / b", decimals = 0 }\nn = { formula = "m" }\n', "m"),
        ('[measures]\nm = { formula = "100 * a / b", decimals = 0 }\nn = { formula = "max(m, 1)" }\n', "m"),
        (
            '[measures]\nk = { formula = "100 * a / b", decimals = 0 }\nm = { formula = "k" }\nn = { formula = "m" }\n',
            "k",
        ),
    ],
)
def test_the_rounding_that_decided_is_told_of_the_measure_that_was_rounded(measures: str, rounded: str) -> None:
    assert lines(measures) == {language: [f"{rounded} 60{told}"] for language, told in TOLD.items()}


def test_where_the_exact_value_would_have_come_out_alike_nothing_is_told() -> None:
    measures = '[measures]\nm = { formula = "100 * a / b", decimals = 0 }\nn = { formula = "m - 1" }\n'
    assert lines(measures) == {"en": [], "zh": []}


def test_measures_upon_measures_are_followed_each_once() -> None:
    chain = "".join(f'm{at} = {{ formula = "m{at - 1} + m{at - 1} - m{at - 1}" }}\n' for at in range(1, 19))
    measures = f'[measures]\nm0 = {{ formula = "100 * a / b", decimals = 0 }}\n{chain}n = {{ formula = "m18" }}\n'
    assert lines(measures)["en"] == [f"m0 60{TOLD['en']}"]
