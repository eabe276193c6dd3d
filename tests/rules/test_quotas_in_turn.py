"""Whether a quota may leave other units to a later one than it found."""

from __future__ import annotations

import pytest

from targetrules import loads

POLICY = """
format = 1
policy = { id = "p", title = "P" }
grades = [{ id = "A" }, { id = "B" }, { id = "C" }]
inputs.x = { type = "number", min = 0, max = 100 }
rankings.r = { by = "x" }
[grading]
by = "x"
bands = { A = 80, B = 60, C = 0 }
"""


@pytest.mark.parametrize(
    ("quotas", "leaves"),
    [
        ([], False),
        (['grade = "B"\nat_most = 3'], False),
        (['grade = "A"\nat_most = 1', 'grade = "B"\nat_most = 3'], False),
        (['grade = "B"\nat_most = 3', 'grade = "A"\nat_most = 1'], True),
        (['grade = "A"\nat_most = 1', 'grade = "A"\nat_most = 2'], True),
        (['grade = "A"\nat_most = 1', 'grade = "B"\nat_least = 2'], True),
        (['grade = "A"\nat_most = 1', 'grade = "C"\nat_least = 2'], False),
        (['grade = "B"\nat_least = 1', 'grade = "C"\nat_least = 2', 'grade = "A"\nat_most = 1'], True),
    ],
)
def test_a_quota_leaves_other_units_to_a_later_one_where_it_drops_below_it(quotas: list[str], *, leaves: bool) -> None:
    written = "".join(f"[[grading.quotas]]\n{each}\n" for each in quotas)
    assert loads(POLICY + written).rules.quotas_in_turn is leaves
