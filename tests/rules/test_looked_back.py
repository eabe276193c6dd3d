"""How many earlier periods must be known of for one to be judged; what it is for random policies, a law says."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.rules.analysis.looked_back import periods_looked_back

HEAD = """
format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1 }
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
"""
DETAILS = """
[details.schools]
item = "school"
inputs.share = { type = "number", min = 0, max = 100 }
[measures.most]
formula = "schools.max(share)"
"""
STATUS = """
[statuses.watched]
enter = { grade = "poor" }
leave = { grade = "good" }
"""


def consequence(when: str) -> str:
    return f'[[consequences]]\nid = "talk"\nwhen = {when}\n'


def measure(formula: str, name: str = "m") -> str:
    return f'[measures.{name}]\nformula = "{formula}"\ndecimals = 1\n'


@pytest.mark.parametrize(
    ("more", "periods"),
    [
        ("", 0),
        (consequence('{ grade = "poor" }'), 0),
        (consequence('{ grade = "poor", consecutive = 3 }'), 2),
        (consequence('{ grade = "poor", times = 2, of_last = 5 }'), 4),
        (consequence('{ grade = "poor", ago = 4 }'), 4),
        (consequence('{ grade = "poor", consecutive = 3, ago = 2 }'), 4),
        (consequence('{ not = { grade = "poor", ago = 1 } }'), 1),
        (consequence('{ all = [{ grade = "poor", consecutive = 2 }, { grade = "poor", ago = 3 }] }'), 3),
        (measure("score - previous(score)"), 1),
        (measure("mean_last(score, 4)"), 3),
        (measure("previous(best_last(score, 4), 2)"), 5),
        (measure("group_mean(previous(score))"), 1),
        (measure("previous(score)") + consequence("{ m = { below = 3 }, consecutive = 2 }"), 2),
        (consequence("{ grade = { below = { ago = 1 } } }"), 1),
    ],
)
def test_what_rests_on_some_periods_looks_back_at_those(more: str, periods: int) -> None:
    assert periods_looked_back(loads(HEAD + more).rules) == periods


@pytest.mark.parametrize(
    "more",
    [
        DETAILS,
        consequence('{ grade = "poor", times = 2 }'),
        consequence('{ grade = "poor", consecutive = 2, gaps = "bridge" }'),
        consequence('{ grade = "poor", consecutive = 2, restarts = { score = { below = 5 } } }'),
        consequence('{ all = [{ grade = "poor", times = 2 }, { grade = "poor", ago = 3 }] }'),
        consequence("{ watched = true }")
        + '[statuses.watched]\nenter = { grade = "poor" }\nleave = { grade = "good" }\n',
    ],
)
def test_what_rests_on_all_that_there_ever_was_has_no_such_number(more: str) -> None:
    assert periods_looked_back(loads(HEAD + more).rules) is None
