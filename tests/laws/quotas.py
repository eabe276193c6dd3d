"""Policies of quotas over few units, of whom many tie: what random policies of every kind meet too seldom."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from targetrules import loads
from targetrules.testing import Case, histories

__all__ = ["cases_of_quotas"]

_POLICY: Final = """
format = 1
[policy]
id = "quotas"
title = "Quotas"
[[grades]]
id = "A"
[[grades]]
id = "B"
[[grades]]
id = "C"
[inputs.score]
type = "number"
min = 0
max = 9
optional = true
[inputs.new]
type = "flag"
default = false
[inputs.commended]
type = "flag"
default = false
[inputs.region]
type = "choice"
of = ["north", "south"]
[rankings.r]
by = "score"
within = "region"
among = { score = { above = 0 } }
[grading]
by = "score"
bands = { A = 6, B = 3, C = 0 }
[[grading.unrated]]
when = { new = true, score = { below = 5 } }
[[grading.floors]]
when = { commended = true }
at_least = "B"
"""


@st.composite
def _quotas(draw: st.DrawFn) -> str:
    grade, how = draw(st.sampled_from((("A", "at_most"), ("B", "at_most"), ("B", "at_least"), ("C", "at_least"))))
    portion = draw(st.integers(0, 5) | st.sampled_from(('"20%"', '"50%"', '"66.6%"')))
    words = f'round = "{draw(st.sampled_from(("down", "up")))}"\nties = "{draw(st.sampled_from(("out", "in")))}"\n'
    return f'[[grading.quotas]]\ngrade = "{grade}"\n{how} = {portion}\n{words}'


@st.composite
def cases_of_quotas(draw: st.DrawFn, most: int = 3) -> Case:
    """Some quotas, with results of units some of whom are held, unrated, not ranked or without a score."""
    written = draw(st.lists(_quotas(), min_size=1, max_size=most))
    policy = loads(_POLICY + "".join(written))
    return Case(policy, draw(histories(policy, units=9, periods=2)))
