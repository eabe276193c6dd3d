"""However long a chain of names is, and however deep brackets go within it, the explanation can be read and written."""

from __future__ import annotations

import json

import pytest

from targetrules import loads
from targetrules.report.explanation import explanation_text, explanation_values

HEAD = """
format = 1
[policy]
id = "deep"
title = "Deep"
[inputs]
flag = { type = "flag" }
number = { type = "number", min = 0, max = 10 }
[[consequences]]
id = "notice"
when = { last = true }
"""
ROWS = [{"unit": "A", "period": period, "flag": True, "number": 5} for period in range(1990, 2020)]
NO_FURTHER = "c{}: what it rests on is not followed any further"
SEE = "{}: for what it rests on, see the explanation of {}"


def nested(condition: str, beside: str = "") -> str:
    """As deep as brackets may nest, and as true as the condition."""
    for _ in range(30):
        condition = f"{{ not = {condition}{beside} }}"
    return condition


def chain(length: int, each: str) -> str:
    """So many conditions, each resting on the one before."""
    links = "".join(f"c{n} = {each.replace('NAME', f'c{n - 1}')}\n" for n in range(1, length))
    return f"[conditions]\nc0 = {{ flag = true }}\n{links}last = {{ c{length - 1} = true }}\n"


def past(condition: str) -> str:
    """A condition that looks back at itself, and held from the start."""
    return f"[conditions.last]\nany = [{{ flag = true, period = {{ until = 1999 }} }}, {condition}]\n"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param(chain(600, "{ NAME = true }"), [NO_FURTHER.format(576)], id="names of names"),
        pytest.param(chain(600, nested("{ NAME = true }")), [NO_FURTHER.format(598)], id="within brackets"),
        pytest.param(
            chain(60, nested("{ NAME = true }", ", consecutive = 1")),
            [SEE.format("c58", 2018), NO_FURTHER.format(58)],
            id="in runs",
        ),
        pytest.param(past("{ last = true, ago = 1 }"), [SEE.format("last", 2011)], id="a condition of its own past"),
        pytest.param(
            past(nested("{ last = true, ago = 1 }")), [SEE.format("last", 2018)], id="its own past within brackets"
        ),
    ],
)
def test_what_lies_very_deep_is_not_followed_and_this_is_said(text: str, ends: list[str]) -> None:
    explanation = loads(HEAD + text).explain(ROWS, unit="A", period=2019)
    (notice,) = explanation.consequences
    assert notice.when is not None
    assert notice.when.truth is True
    marks = [line.strip() for line in explanation_text(explanation, "en").splitlines() if "what it rests on" in line]
    assert marks == [f"· {end}" for end in ends]
    written = json.dumps(explanation_values(explanation, "en"), indent=1)
    assert all(end in written for end in ends)


def test_rankings_among_one_another_are_followed_to_the_last_of_them() -> None:
    rankings = "".join(
        f'[rankings.r{n}]\nby = "number"\namong = {{ place = {{ top = 1, ranking = "r{n - 1}" }} }}\n'
        for n in range(1, 600)
    )
    last = '[conditions.last]\nplace = { top = 1, ranking = "r599" }\n'
    explanation = loads(f'{HEAD}{last}[rankings.r0]\nby = "number"\n{rankings}').explain(ROWS, unit="A", period=2019)
    assert explanation_text(explanation, "en") == (
        "A, 2019\nJudged by: Deep\n\nConsequences\n✔ notice\n    must\n    ✔ “last” holds:\n"
        "      ✔ first place: 1 of 1 (r599)\n        · ranked by number 5; the highest is first\n"
        "    → No change of a single value of this period would have avoided it.\n"
    )
