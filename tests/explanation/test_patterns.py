"""Rows that agree in what an explanation rests on share it, and no row is told of another's."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import pytest

from targetrules import Policy, loads
from targetrules.engine.reference import evaluate
from targetrules.explanation.reasons.reasons import Reasons
from targetrules.history import History, Row

POLICY: Final = loads("""
format = 1
[policy]
id = "patterns"
title = "Patterns"
[[grades]]
id = "good"
[[grades]]
id = "fair"
[[grades]]
id = "poor"
[inputs]
given = { type = "grade", optional = true }
kind = { type = "choice", of = ["one", "two"], optional = true }
flag = { type = "flag", optional = true }
score = { type = "number", min = 0, max = 9, optional = true }
[grading]
given = "given"
[conditions]
poor = { grade = "poor", kind = "one" }
again = { poor = true, times = 2, of_last = 3 }
low = { score = { below = 5 } }
[statuses.watched]
enter = { poor = true }
leave = { grade = "good" }
[[consequences]]
id = "named"
when = { again = true }
[[consequences]]
id = "named-again"
when = { any = [{ again = true }, { poor = false }] }
unless = { flag = true }
[[consequences]]
id = "run"
when = { grade = ["fair", "poor"], consecutive = 2 }
replaces = "named"
[[consequences]]
id = "run-of-flags"
when = { flag = true, consecutive = 3 }
[[consequences]]
id = "window"
when = { grade = ["fair", "poor"], times = 2, of_last = 4 }
[[consequences]]
id = "ever"
when = { grade = ["fair", "poor"], times = 1 }
[[consequences]]
id = "twice"
when = { flag = true, times = 2 }
[[consequences]]
id = "window-of-several"
when = { any = [{ grade = "poor" }, { flag = true }], times = 2, of_last = 2 }
[[consequences]]
id = "bridged"
when = { grade = "poor", consecutive = 2, gaps = "bridge" }
[[consequences]]
id = "since"
when = { grade = "poor", times = 1, since = 2012 }
[[consequences]]
id = "ago"
when = { grade = "poor", ago = 1 }
[[consequences]]
id = "reset"
when = { grade = "poor", times = 2, resets = { flag = true } }
[[consequences]]
id = "status"
when = { watched = true }
[[consequences]]
id = "status-again"
when = { watched = true, low = false }
[[consequences]]
id = "others"
when = { known = ["score", "kind"], rated = true, period = { from = 2011, until = 2013 } }
[[consequences]]
id = "some"
when = { number_of = { conditions = [{ flag = true }, { kind = "one" }, { grade = "poor" }], at_least = 2 } }
[[consequences]]
id = "received"
when = { receives = "run", ago = 1 }
[[consequences]]
id = "number"
when = { score = { above = 4 }, consecutive = 2 }
""")


def results(policy: Policy, units: int, seed: int) -> History:
    """Few words, so that rows agree, and gaps."""
    random, rows = Random(seed), list[Row]()  # noqa: S311
    words: dict[str, list[Any]] = {
        "given": ["good", "fair", "poor", None],
        "kind": ["one", "one", "two", None],
        "flag": [True, False, False, None],
        "score": [None],
    }
    for unit in range(units):
        for period in range(2010, 2015):
            if random.random() < 0.9:
                values = {name: random.choice(some) for name, some in words.items()}
                rows.append(Row(f"u{unit}", period, values))
    return policy.history([{"unit": row.unit, "period": row.period, **row.values} for row in rows], naming=None)


@pytest.mark.parametrize("seed", range(4))
def test_what_many_rows_share_is_what_is_told_of_each(seed: int) -> None:
    judged = evaluate(POLICY.rules, results(POLICY, 40, seed))
    together = Reasons(POLICY.rules)
    for now in Random(seed).sample(judged, len(judged)):  # noqa: S311
        assert together.of(now) == Reasons(POLICY.rules).of(now), (now.unit, now.period)


def test_rows_that_agree_share_one_explanation() -> None:
    together = Reasons(POLICY.rules)
    found = [together.of(now) for now in evaluate(POLICY.rules, results(POLICY, 200, 7))]
    different = {
        each.consequence.id: len({id(explanation.consequences[at]) for explanation in found})
        for at, each in enumerate(found[0].consequences)
    }
    # where there is no grade, what is missing for it is told of each
    assert max(different[each] for each in ("run", "twice", "ever")) < 0.6 * len(found)
    assert min(different[each] for each in ("bridged", "since", "ago", "reset", "number")) == len(found)
