"""A policy of districts in regions, of which the tests of who is judged together add what binds them."""

from __future__ import annotations

BASE = """
format = 1
[policy]
id = "districts"
title = "Districts"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
region = { type = "text" }
kind = { type = "choice", of = ["town", "village"] }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
"""
OVERALL = """
[rankings.overall]
by = "score"
within = "region"
"""
LAST = """
[[consequences]]
id = "talk"
when = { place = "last" }
"""
LAST_OF_AGAIN = LAST.replace('"last"', '{ bottom = 1, ranking = "again" }')
