"""How far rounding can carry a number of a policy, formula by formula."""

from __future__ import annotations

from fractions import Fraction

import pytest

from targetrules import loads
from targetrules.rules.analysis.rounding import most_rounded

POLICY = """
format = 1
policy = { id = "p", title = "P" }
inputs.x = { type = "number", min = 1, max = 100, decimals = 1 }
inputs.r = { type = "number", min = 0, max = 100, decimals = 2, excess = "round" }
parameters.p = [{ value = 2.5, from = 2010 }]
parameters.zero = [{ value = 0 }]
rankings.overall = { by = "x" }
[measures]
m = { formula = "x / 3", decimals = 1 }
exact = { formula = "2 * r", decimals = 3 }
later = { versions = [{ formula = "x", until = 2010 }, { formula = "x / 7", from = 2011 }], decimals = 2 }
"""
FORMULAS = {
    "x": "0",
    "5": "0",
    "r": "0.01",
    "m": "0.1",
    "exact": "0.02",
    "later": "0.01",
    "overall.rank + overall.size": "0",
    "previous(m) + best_last(m, 3) + group_max(m)": "0",
    "m + r": "0.11",
    "m - r": "0.11",
    "-m": "0.1",
    "abs(m - 7)": "0.1",
    "round(m, 2)": "0.11",
    "m * 2": "0.2",
    "2 * m": "0.2",
    "m / 4": "0.025",
    "p * m": "0.25",
    "m / zero": "0",
    "x * x": "0",
    "m * m": None,
    "x * m": None,
    "2 / m": None,
    "m * m + r": None,
    "all_sum(m, r)": "0.11",
    "all_max(m, r)": "0.1",
    "all_max(m * m, r)": None,
    "if_missing(m, r)": "0.1",
    "clamp(m, low=0, high=100)": "0.1",
    "clamp(m, low=r)": None,
}
WEIGHTS = {"m = 1, r = 0.5": "0.1", "x = 1": "0"}
SCALES = {
    'of = "m", points = [[0, 0], [10, 5], [50, 1]]': "0.05",
    'of = "x", points = [[0, 0], [10, 5]], outside = "missing"': "0",
    'of = "m", points = [[0, 0], [10, 5]], outside = "missing"': None,
    'of = "m", points = [[0, 0], [10, 5]], between = "step"': None,
    'of = "x", points = [[0, 0], [10, 5]], between = "step"': "0",
}


@pytest.mark.parametrize(
    ("measure", "limit"),
    [
        *((f'formula = "{formula}"', limit) for formula, limit in FORMULAS.items()),
        *((f"weights = {{ {weights} }}", limit) for weights, limit in WEIGHTS.items()),
        *((f"scale = {{ {scale} }}", limit) for scale, limit in SCALES.items()),
    ],
)
def test_a_number_is_so_far_at_most_from_what_it_is_without_rounding(measure: str, limit: str | None) -> None:
    rules = loads(f"{POLICY}asked = {{ {measure}, decimals = 6 }}\n").rules
    [version] = rules.measures["asked"].versions
    assert most_rounded(rules, version.formula, 2011) == (None if limit is None else Fraction(limit))


def test_a_version_that_is_not_in_force_rounds_nothing() -> None:
    rules = loads(f'{POLICY}asked = {{ formula = "later", decimals = 6 }}\n').rules
    [version] = rules.measures["asked"].versions
    assert most_rounded(rules, version.formula, 2010) == 0
