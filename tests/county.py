"""The policy that many tests need: counties are good or poor by their score. A test says what it adds."""

from __future__ import annotations

__all__ = ["county_text"]


def county_text(more: str = "", *, period: str = "year", score: str = "", inputs: str = "") -> str:
    """Its text.

    Args:
        more: Tables at its end.
        period: What a period is.
        score: Keys of the input ``score`` besides its type and range: ``decimals = 1``.
        inputs: Inputs besides it, each on its line.
    """
    return f"""\
format = 1
[policy]
id = "county"
title = "Annual assessment"
period = "{period}"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = {{ type = "number", min = 0, max = 100{score and f", {score}"} }}
{inputs}
[grading]
by = "score"
bands = {{ good = 60, poor = 0 }}
{more}"""
