"""Places in the rankings of a lower policy, known above by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import load
from targetrules.engine.choice import ENGINES

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")

LOWER = """
format = 1
policy = { id = "ranked", title = "Schools" }
inputs.district = { type = "text", optional = true }
inputs.score = { type = "number", min = 0, max = 100, optional = true }
rankings.overall = { by = "score" }
"""
PLACES = """
format = 1
policy = { id = "districts", title = "Districts" }
[details.schools]
policy = "ranked.toml"
unit_above = "district"
conditions.first_two = { "overall.rank" = { at_most = 2 } }
[measures]
two = { formula = "schools.count(first_two)" }
best = { formula = "schools.min(overall.rank)" }
of = { formula = "schools.max(overall.size)" }
"""


ABOVE = [{"unit": "North", "period": 2018}, {"unit": "10", "period": 2018}]
BELOW = [
    {"unit": "a", "period": 2017, "district": "North", "score": 10},
    {"unit": "a", "period": 2018, "district": "North", "score": 10},
    {"unit": "b", "period": 2018, "district": "North", "score": 20},
    {"unit": "c", "period": 2018, "district": "North", "score": 90},
    {"unit": "d", "period": 2018, "district": 10.0, "score": 10},
    {"unit": "e", "period": 2018, "district": 10.0, "score": 60},
    {"unit": "f", "period": 2018, "district": None, "score": 60},
]


def test_places_below_are_known_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "ranked.toml").write_text(LOWER, encoding="utf-8")
    (tmp_path / "districts.toml").write_text(PLACES, encoding="utf-8")
    judge = load(tmp_path / "districts.toml")
    for engine in ENGINES:
        told = judge.evaluate(ABOVE, details={"schools": BELOW}, engine=engine)
        assert [{name: str(value) for name, value in each.measures.items()} for each in told] == [
            {"two": "1", "best": "1", "of": "6"},
            {"two": "1", "best": "2", "of": "6"},
        ]
