"""A range may end between two numbers that an input can have: no change is told to a number beyond it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules import loads
from targetrules.history import History, Row
from targetrules.report.explanation import explanation_text

POLICY = loads("""
format = 1
[policy]
id = "ends"
title = "Ends"
[inputs]
score = { type = "number", min = 0.5, max = 9.5, optional = true }
owed = { type = "number", min = -9.5, max = -0.5, optional = true }
[measures.between]
formula = "score * score - 10 * score"
decimals = 0
[measures.below]
formula = "owed * owed + 10 * owed"
decimals = 0
[[consequences]]
id = "ends"
when = { between = { at_least = 0 } }
[[consequences]]
id = "zero"
when = { below = { at_least = 0 } }
""")
GIVEN = """\
A, 2011
Judged by: Ends

Consequences
✘ ends
    ✘ between -25, below 0
      · between -25, from score 5
    → No change of a single value of this period would have made it fire.
✘ zero
    ✘ below -25, below 0
      · below -25, from owed -5
    → No change of a single value of this period would have made it fire.
"""
MISSING = """\
A, 2011
Judged by: Ends

Consequences
? ends (undetermined; missing: score)
    ? between (missing); asked for: at least 0
      · between (missing), from score (missing)
    → No change of a single value of this period would have made it fire.
    → A single change that would have ruled it out:
      · score: 1 to 9 (now missing)
? zero (undetermined; missing: owed)
    ? below (missing); asked for: at least 0
      · below (missing), from owed (missing)
    → No change of a single value of this period would have made it fire.
    → A single change that would have ruled it out:
      · owed: -9 to -1 (now missing)
"""


@pytest.mark.parametrize(("score", "owed", "text"), [(5, -5, GIVEN), (None, None, MISSING)], ids=["given", "missing"])
def test_no_change_leads_beyond_the_range(score: int | None, owed: int | None, text: str) -> None:
    values = {name: None if each is None else Decimal(each) for name, each in (("score", score), ("owed", owed))}
    explained = POLICY.explain(History((Row("A", 2011, values),)), unit="A", period=2011)
    assert explanation_text(explained, "en") == text


def test_a_range_between_two_numbers_has_none() -> None:
    policy = loads("""
format = 1
[policy]
id = "none"
title = "None"
[inputs]
score = { type = "number", min = 0.2, max = 0.8, optional = true }
[measures.twice]
formula = "2 * score"
decimals = 0
[[consequences]]
id = "any"
when = { known = "twice" }
""")
    explained = policy.explain(History((Row("A", 2011, {"score": None}),)), unit="A", period=2011)
    nearest = explained.consequences[0].nearest
    assert nearest is not None
    assert nearest.changes == ()
