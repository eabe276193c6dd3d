"""An explanation shows the value before rounding, however far down the rounding that decided took place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from targetrules import Policy, loads
from targetrules.arguments import ArgumentError
from targetrules.history import History, Row
from targetrules.report.explanation import explanation_text
from targetrules.results import history_of, read_table

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


# ---- inputs that are rounded as they are read ------------------------------------------------------------------------

INPUTS = """
format = 1
[policy]
id = "p"
title = "p"
[[grades]]
id = "A"
[[grades]]
id = "B"
[inputs]
a = { type = "number", min = 0, max = 100, excess = "round" }
[rankings.r]
by = "a"
[measures]
m = { formula = "a + 1" }
"""
GRADING = '[grading]\nby = "{by}"\nbands = {{ A = 60, B = 0 }}\n'
RULE = '[[consequences]]\nid = "c"\nwhen = {{ {when} }}\n'


def told(policy: Policy, rows: Any, unit: str = "x") -> dict[str, list[str]]:
    texts = {
        language: explanation_text(policy.explain(rows, unit=unit, period=2010), language) for language in ("en", "zh")
    }
    marks = {"en": "before rounding", "zh": "舍入前"}
    return {
        language: [each.strip(" ·") for each in text.splitlines() if marks[language] in each]
        for language, text in texts.items()
    }


@pytest.mark.parametrize("cell", ["59.5", 59.5, "59.50", "５９.５"], ids=repr)
@pytest.mark.parametrize(
    "rules",
    [
        RULE.format(when="a = { below = 60 }"),
        RULE.format(when="m = { below = 61 }"),
        RULE.format(when="not = { a = 60 }"),
        RULE.format(when="any = [{ a = { below = 60 } }, { a = 7 }]"),
        GRADING.format(by="a"),
        GRADING.format(by="m").replace("60", "61"),
    ],
)
def test_what_an_input_was_before_it_was_rounded_is_told_where_the_rounding_decided(rules: str, cell: object) -> None:
    found = told(loads(INPUTS + rules), [{"unit": "x", "period": 2010, "a": cell}])
    assert found == {"en": [f"a 60{TOLD['en']}"], "zh": [f"a 60{TOLD['zh']}"]}


@pytest.mark.parametrize(("cell", "when"), [("59.5", "below = 59"), ("60.4", "below = 60"), ("60", "below = 60")])
def test_of_an_input_nothing_is_told_where_the_exact_value_would_have_come_out_alike(cell: str, when: str) -> None:
    policy = loads(INPUTS + RULE.format(when=f"a = {{ {when} }}"))
    assert told(policy, [{"unit": "x", "period": 2010, "a": cell}]) == {"en": [], "zh": []}


def test_a_shared_place_tells_what_the_unit_itself_was_ranked_by() -> None:
    """`z` had 60 as it stands, of which there is nothing to tell."""
    policy = loads(INPUTS + RULE.format(when='place = "first"'))
    rows = [{"unit": unit, "period": 2010, "a": a} for unit, a in (("x", "59.5"), ("y", "60.4"), ("z", "60"))]
    assert told(policy, rows)["en"] == ["a 60, before rounding 59.5: ties are between rounded values"]
    assert told(policy, rows, "y")["zh"] == ["a 60（舍入前：60.4），并列按舍入后的数值认定"]
    assert told(policy, rows, "z") == {"en": [], "zh": []}


def test_it_is_told_of_earlier_periods_and_among_many_rows_too() -> None:
    policy = loads(INPUTS + RULE.format(when="a = { below = 60 }, ago = 1"))
    rows = [{"unit": f"u{at}", "period": 2010, "a": 70} for at in range(400)]
    rows += [{"unit": "x", "period": 2009, "a": "59.5"}, {"unit": "x", "period": 2010, "a": "80.2"}]
    assert told(policy, rows)["en"] == [f"a 60{TOLD['en']}"]


def test_files_and_columns_of_periods_keep_it_as_well(tmp_path: Path) -> None:
    policy = loads(INPUTS + RULE.format(when="a = { below = 60 }"))
    (tmp_path / "long.csv").write_text("unit,period,a\nx,2010,59.5\ny,2010,60\n", encoding="utf-8")
    (tmp_path / "wide.csv").write_text("unit,2009,2010\nx,70.2,59.5\ny,,60\n", encoding="utf-8")
    histories = [
        history_of(policy.rules, read_table(tmp_path / "long.csv")),
        history_of(policy.rules, read_table(tmp_path / "wide.csv"), wide="a"),
    ]
    assert [told(policy, history)["en"] for history in histories] == [[f"a 60{TOLD['en']}"]] * 2
    assert [told(policy, history, "y")["en"] for history in histories] == [[], []]


def test_rows_that_are_equal_but_for_it_are_equal() -> None:
    """It is no part of what is judged."""
    policy = loads(INPUTS + RULE.format(when="a = { below = 60 }"))
    exact, whole = (policy.history([{"unit": "x", "period": 2010, "a": a}]) for a in ("59.5", "60"))
    assert exact == whole
    assert [row.exact for row in (*exact.rows, *whole.rows)] == [{"a": Decimal("59.5")}, None]


@pytest.mark.parametrize("exact", ["59.5", {"a": "59.5"}, {"a": 59.5}, [59.5]])
def test_a_row_made_by_hand_is_asked_for_decimals(exact: Any) -> None:
    policy = loads(INPUTS + RULE.format(when="a = { below = 60 }"))
    history = History((Row("x", 2010, {"a": Decimal(60)}, exact),))
    with pytest.raises(
        ArgumentError, match=r"rows\.rows\[0\]\.exact: .* is not a mapping from inputs to what they were"
    ):
        policy.explain(history, unit="x", period=2010)


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "arrow"])
@pytest.mark.parametrize(
    "a", [["59.5", "60.4", "60"], [59.5, 60.4, 60.0], [Decimal("59.5"), Decimal("60.4"), Decimal(60)]]
)
def test_rows_of_a_dataframe_tell_it_as_rows_do(frame: Any, a: list[Any]) -> None:
    policy = loads(INPUTS + RULE.format(when="a = { below = 60 }"))
    table = frame({"unit": ["x", "y", "z"], "period": [2010] * 3, "a": a})
    explained = list(policy.explain_rows(table, [0, 1, 2], changes=True))
    assert explained == [policy.explain(table, unit=unit, period=2010) for unit in "xyz"]
    texts = ["59.5" in explanation_text(each, "en") for each in explained]
    assert texts == [True, False, False]
