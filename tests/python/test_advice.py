"""Whatever an advice tells a caller in Python to write exists at the door at which it is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import signature
from typing import Any, get_type_hints

import polars as pl
import pytest

import targetrules.results
from targetrules import Policy, ResultsError, loads
from targetrules.results.options import Keywords
from targetrules.wording import LANGUAGES

POLICY = loads("""
format = 1
[policy]
id = "county"
title = "County"
[inputs]
score = { type = "number", min = 0, max = 100 }
""")
ROWS: dict[str, dict[str, Any]] = {
    "no unit": {"who": "A", "period": 2011, "score": 1},
    "no period": {"unit": "A", "when": 2011, "score": 1},
    "two units": {"unit": "A", "单位": "A", "period": 2011, "score": 1},
    "wide": {"unit": "A", "2010": 1, "2011": 2},
    "a ruined name": {"unit": "1.10101E+17", "period": 2011, "score": 1},
    "a total": {"unit": "合计", "period": 2011, "score": 1},
    "no name": {"unit": "N/A", "period": 2011, "score": 1},
}
DOORS: dict[str, Callable[[Policy, dict[str, Any]], Any]] = {
    "evaluate": lambda policy, row: policy.evaluate([row]),
    "evaluate_frame": lambda policy, row: policy.evaluate_frame(pl.DataFrame([row])),
    "step": lambda policy, row: policy.step(policy.start(), [row]),
    "explain": lambda policy, row: policy.explain([row], unit="A", period=2011),
    "explain_rows": lambda policy, row: policy.explain_rows(pl.DataFrame([row]), [0]),
    "check_claims": lambda policy, row: policy.check_claims([row]),
    "example_text": lambda policy, row: policy.example_text([row]),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("row", ROWS)
def test_every_advice_names_what_there_is(door: str, row: str) -> None:
    with pytest.raises(ResultsError) as raised:
        DOORS[door](POLICY, ROWS[row])
    at_hand = {*get_type_hints(Keywords)}
    for language in LANGUAGES:
        told = raised.value.text(language)
        callables = [getattr(targetrules.results, name) for name in re.findall(r"(\w+)\((?=\w+=|…)", told)]
        keywords = set(re.findall(r"\b([a-z_]+)=", told))
        assert keywords
        assert keywords <= at_hand.union(*(signature(each).parameters for each in callables))
