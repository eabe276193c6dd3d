"""Where what is made of indicators, categories and ballots comes from: what explanations tell beside the points."""

from __future__ import annotations

from targetrules.rules.grading import Origin
from targetrules.rules.resolution.context import label_of
from targetrules.rules.resolution.indicator_names import Names
from targetrules.syntax import schema as syntax

__all__ = ["origins_of"]


def origins_of(file: syntax.PolicyFile) -> dict[str, Origin]:
    """The origins of indicators, categories and ballots that say any, by the names of their scores.

    An indicator without points has no score: its origin is that of the condition that its target is met.
    """
    written: dict[str, syntax.Indicator | syntax.Category | syntax.Ballot] = {
        **(file.indicators or {}),
        **(file.categories or {}),
        **(file.ballots or {}),
    }
    found = {
        Names(name)[_last_of(each)]: Origin(each.source, each.article, label_of(each.description), each.quote)
        for name, each in written.items()
    }
    return {name: origin for name, origin in found.items() if origin != Origin()}


def _last_of(written: syntax.Indicator | syntax.Category | syntax.Ballot) -> str:
    return "met" if isinstance(written, syntax.Indicator) and written.weight is None else "score"
