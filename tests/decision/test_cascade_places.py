"""Places in the rankings of a lower policy, known above by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules.engine.choice import ENGINES
from tests.schools_below import ABOVE, BELOW, loaded

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


def test_places_below_are_known_by_their_names(tmp_path: Path) -> None:
    judge = loaded(tmp_path, "districts", ranked=LOWER, districts=PLACES)
    for engine in ENGINES:
        told = judge.evaluate(ABOVE, details={"schools": BELOW}, engine=engine)
        assert [{name: str(value) for name, value in each.measures.items()} for each in told] == [
            {"two": "1", "best": "1", "of": "6"},
            {"two": "1", "best": "2", "of": "6"},
        ]
