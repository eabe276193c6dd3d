"""What a broken claim shows: no unit, row or value that does not matter, flags at their default, round numbers."""

from __future__ import annotations

import pytest
from hypothesis import settings

from targetrules import loads
from targetrules.testing import assert_claims

POLICY = """
format = 1
[policy]
id = "county"
title = "County"
[[grades]]
id = "good"
[[grades]]
id = "fair"
[[grades]]
id = "poor"
[inputs]
kind = { type = "choice", of = ["county", "office"], default = "county" }
score = { type = "number", min = 0, max = 100, decimals = 2 }
growth = { type = "number", min = -20, max = 20, decimals = 1, optional = true }
exempt = { type = "flag", default = false }
moved = { type = "flag", default = true }
audited = { type = "flag", optional = true }
[rankings.overall]
by = "score"
within = "kind"
[grading]
by = "score"
bands = { good = 80, fair = 60, poor = 0 }
[[grading.caps]]
when = { exempt = true }
at_most = "fair"
[[grading.quotas]]
grade = "good"
at_most = "40%"
ties = "in"
[[consequences]]
id = "talk"
when = { grade = "poor" }
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 3 }
unless = { moved = false }
[[consequences]]
id = "visit"
when = { growth = { below = -5 }, audited = true }
[[claims]]
id = "claim"
"""

CLAIMS = {
    'never = { receives = "reorganisation" }': [
        "{ period = 2008, score = 0 }",
        "{ period = 2009, score = 0 }",
        "{ period = 2010, score = 0 }",
    ],
    'never = { grade = "fair", exempt = true }': ["{ period = 2008, score = 60, exempt = true }"],
    'never = { receives = "visit" }': ["{ period = 2008, score = 0, growth = -20, audited = true }"],
    'never = { grade = "good", place = "last" }': [
        '{ unit = "u1", period = 2008, score = 80 }',
        '{ unit = "u2", period = 2008, score = 80 }',
        '{ unit = "u3", period = 2008, score = 80 }',
    ],
}
SEARCH = settings(max_examples=2000, database=None, derandomize=True, deadline=None)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_breaks_a_claim_is_small_and_plain(claim: str) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_claims(loads(POLICY + claim), settings=SEARCH)
    text = str(raised.value)
    entry = text[text.index("[[examples]]") :]
    assert [
        line.strip(" ,").removeprefix("history = [").removesuffix("]")
        for line in entry.splitlines()
        if "{ " in line and "period =" in line
    ] == CLAIMS[claim]
