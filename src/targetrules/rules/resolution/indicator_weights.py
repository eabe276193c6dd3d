"""What the scores of indicators are out of: the weights that a policy declares, by the measure that is the score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from targetrules.period import PeriodKind
from targetrules.rules.resolution.indicator_dates import in_force_in
from targetrules.rules.resolution.indicator_names import TOTAL, Names
from targetrules.syntax import schema as syntax

__all__ = ["weights_of_scores"]


def weights_of_scores(written: syntax.PolicyFile, period: int) -> Mapping[str, Fraction]:
    """The most points that each score of an indicator, of a category, and of all of them, can give; by name.

    In another period others may be in force. What has no weight has no score. That of a category is the sum of the
    weights of its indicators, as is checked.
    """
    there = in_force_in(written.indicators or {}, PeriodKind(written.policy.period), period)
    indicators = {name: each for name, each in there.items() if each.weight is not None}
    found = {Names(name)["score"]: Fraction(each.weight or 0) for name, each in indicators.items()}
    for name in written.categories or {}:
        own = [Fraction(each.weight or 0) for each in indicators.values() if each.category == name]
        if own:
            found[Names(name)["score"]] = sum(own, Fraction(0))
    whole = sum((Fraction(each.weight or 0) for each in indicators.values()), Fraction(0))
    return {**found, TOTAL: whole} if found else found
