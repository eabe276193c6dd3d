"""By what rule each indicator scores, as written: what explanations tell beside the points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from targetrules.rules.definition import ScoringRule
from targetrules.rules.resolution.indicator_names import Names
from targetrules.syntax import schema as syntax

__all__ = ["scoring_rules"]


def scoring_rules(indicators: Mapping[str, syntax.Indicator]) -> dict[str, ScoringRule]:
    """The rules of those that score, by the names of their scores; of no use where faults were noted."""
    return {
        Names(name)["score"]: _rule(name, one, Decimal(one.weight))
        for name, one in indicators.items()
        if one.weight is not None
    }


def _rule(name: str, one: syntax.Indicator, full: Decimal) -> ScoringRule:
    reach = "at_least" if isinstance(one.target, syntax.Multiple) else one.target
    parts = {"between": ("low", "high"), "kept": ()}.get(reach, ("target",))
    target = tuple(Names(name)[part] for part in parts)
    scoring = one.scoring or "all-or-nothing"
    if isinstance(scoring, str):
        return ScoringRule(scoring, full, reach, target)
    if scoring.per_point is not None:
        return ScoringRule("per_point", full, reach, target, off=Decimal(scoring.per_point))
    if scoring.range is not None:
        at = scoring.range.zero_at
        zeros = tuple(Decimal(each) for each in (at if isinstance(at, list) else [at]))
        return ScoringRule("range", full, reach, target, zeros=zeros)
    is_of_difference = scoring.scale is not None and scoring.scale.of == "difference"
    return ScoringRule("difference" if is_of_difference else "scale", full, reach, target)
