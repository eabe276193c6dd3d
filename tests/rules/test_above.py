"""Inputs that a register fills by what was decided of the unit above."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import PolicyError, load, loads

TOWN = """
format = 1
policy = { id = "town", title = "Town" }
inputs.county = { type = "text" }
inputs.county_poor = { type = "flag", above = { policy = "county", unit = "county", receives = "talk" } }
inputs.score = { type = "number", min = 0, max = 100 }
consequences = [{ id = "talk", when = { county_poor = true } }]
"""
COUNTY = """
format = 1
policy = { id = "county", title = "County" }
details.towns = { policy = "town.toml", unit_above = "county" }
measures.talks = { formula = "towns.count(talk)" }
consequences = [{ id = "talk", when = { talks = { at_least = 1 } } }]
"""


def test_a_register_fills_such_an_input_and_no_other() -> None:
    inputs = loads(TOWN, name="town.toml").rules.inputs
    assert [name for name, each in inputs.items() if each.is_filled] == ["county_poor"]


def test_a_policy_below_that_asks_for_what_is_decided_above_is_a_circle(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "county.toml").write_text(COUNTY, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load(tmp_path / "county.toml")
    told = {each.code: each.values.get("circle") for each in caught.value.diagnostics}
    assert told["TR311"] == "county → town → county"
