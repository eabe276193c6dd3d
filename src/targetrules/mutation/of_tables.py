"""Which keys of each table of the language change, and how; what no example can see stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from targetrules.mutation import of_ballots, of_indicators
from targetrules.mutation.change import Change, Site
from targetrules.mutation.scope import Scope
from targetrules.mutation.walk import Changes, Tables, Walk, count, optional_count, value_changes, written_rounding
from targetrules.syntax import schema as syntax

__all__ = ["TABLES", "changes_of"]


def changes_of(file: syntax.PolicyFile, scope: Scope, of_details: Mapping[str, Scope]) -> Iterator[Change]:
    """All changes of a policy, in the order of its sections; ``of_details`` are the names of rows of details."""
    yield from Walk(scope, of_details, Tables(TABLES, _WHERE_ABSENT)).table(Site(file, ()))


def _kept(*keys: str) -> Mapping[str, None]:
    """Keys that stay as they are."""
    return dict.fromkeys(keys)


_TOLD: Final = _kept("source", "article", "quote", "description")
"""Words for people, in which no outcome is another."""

_DATES: Final = {"from": Walk.periods, "until": Walk.periods}

_VERSION: Final[Mapping[str, Changes | None]] = {
    "formula": Walk.formula,
    "cases": Walk.ordered_rules,
    "otherwise": Walk.otherwise,
    "points": Walk.inside,
    "scale": Walk.inside,
    "weights": Walk.weights,
    "missing": Walk.missing,
    **_DATES,
}

_WHERE_ABSENT: Final = (
    *(Walk.rounding, Walk.missing, Walk.best, Walk.quota_rounding, Walk.ties),
    *(of_indicators.scoring, of_indicators.not_carried, of_ballots.missing),
)
"""Of keys that say something where they are absent, too."""

TABLES: Final[Mapping[type, Mapping[str, Changes | None]]] = {
    syntax.PolicyFile: {
        **_kept("format", "sources", "roles", "actions", "offices", "grades", "claims", "unshown", "examples"),
        "calendar": None,  # deadlines alone hang on it
        "procedure": None,  # what may be recorded when, and nothing that is decided
        "cycle": None,  # likewise
        "letters": None,  # words alone
        "policy": Walk.inside,
        "categories": Walk.inside,
        "indicators": of_indicators.indicators,
        "ballots": Walk.inside,
        "inputs": Walk.inside,
        "details": Walk.details,
        "parameters": Walk.inside,
        "measures": Walk.inside,
        "cuts": Walk.inside,
        "rankings": Walk.inside,
        "grading": Walk.grading,
        "conditions": Walk.conditions,
        "statuses": Walk.inside,
        "consequences": Walk.rules,
    },
    syntax.Header: {
        **_kept("id", "title", "description", "period", "languages", "extends"),
        "first_period": Walk.periods,
    },
    syntax.Input: {
        **_kept("type", "label", "description", "column", "optional", "column_optional", "changeable", "unit"),
        **_kept(
            "min", "max", "decimals", "excess", "of", "labels", "follow_up", "above"
        ),  # what may be given, not what follows from it
        "default": Walk.default,
        **_DATES,
    },
    syntax.Category: {
        **_kept("label", "description", "weight"),  # it follows from those of the indicators
        **_kept("source", "article", "quote"),
        "decimals": count("decimals", 0),
        "rounding": written_rounding,
    },
    syntax.Indicator: {
        **_kept("category", "weight", "label", "description", "column", "unit", "source", "article", "quote"),
        **_kept("quality_labels", "cascade", "pace"),  # of the levels below, and of the year
        **_kept("decimals", "min", "max", "target_min", "target_max"),  # what may be given
        "target": of_indicators.target,
        "scoring": of_indicators.scoring,
        "carried": Walk.optional_condition,
        "not_carried": of_indicators.not_carried,
        "quality": of_indicators.quality,
        **_DATES,
    },
    syntax.Multiple: {"multiple": value_changes, "over": count("history", 1)},
    syntax.Scoring: {"per_point": value_changes, "range": Walk.inside, "scale": Walk.inside},
    syntax.RangeScoring: {"zero_at": of_indicators.zero_at},
    syntax.ScaleScoring: {
        "of": Walk.other_word,
        "points": Walk.scale_points,
        "between": Walk.other_word,
    },
    syntax.Ballot: {
        **_kept("label", "description", "source", "article", "quote"),
        "answers": of_ballots.answers,
        "at_least": count("threshold", 1),
        "voters": of_ballots.voters,
        "missing": of_ballots.missing,
        "decimals": count("decimals", 0),
        "rounding": written_rounding,
    },
    syntax.Answer: _kept("points", "label"),  # what it gives changes with the answers of its ballot
    syntax.Voters: {**_kept("label", "weight"), "at_least": count("threshold", 1)},
    syntax.Details: {
        **_kept("item", "policy", "unit_above", "label", "description"),
        "inputs": Walk.inside,
        "conditions": Walk.conditions,
    },
    syntax.Parameter: {"value": Walk.amount, "label": None, "may": None, "from": Walk.periods},
    syntax.Case: {"when": Walk.condition, "formula": Walk.formula},
    syntax.Points: {"of": None, "values": Walk.points},
    syntax.PiecewiseScale: {
        "of": None,
        "points": Walk.scale_points,
        "between": Walk.other_word,
        "outside": Walk.other_word,
    },
    syntax.Version: {**_VERSION, "rounding": Walk.version_rounding},
    syntax.Measure: {
        **_VERSION,
        **_kept("label", "description", "source", "article", "quote"),
        "rounding": Walk.rounding,
        "decimals": Walk.kept_decimals,
        "versions": Walk.rules,
    },
    syntax.Published: {"period": None, "group": None, "value": value_changes},
    syntax.Cut: {
        **_kept("label", "description", "source", "article", "quote"),
        "formula": Walk.formula,
        "decimals": Walk.kept_decimals,
        "rounding": Walk.rounding,
        "from": Walk.periods,
        "every": count("period", 2),
        "published": Walk.rules,
    },
    syntax.Ranking: {
        **_kept("label", "description", "source", "article", "quote"),
        "by": Walk.ranked_by,
        "best": Walk.best,
        "within": Walk.within_groups,
        "among": Walk.optional_condition,
        "smallest_group": count("amount", 1),
        **_DATES,
    },
    syntax.Band: {"grade": None, "at_least": Walk.comparison, "above": Walk.comparison, **_DATES},
    syntax.Scale: {**_TOLD, "when": Walk.optional_condition, "bands": Walk.bands},
    syntax.Unrated: {**_TOLD, "when": Walk.condition},
    syntax.Forced: {**_TOLD, "when": Walk.condition, "grade": Walk.grade},
    syntax.Cap: {**_TOLD, "when": Walk.condition, "at_most": Walk.grade},
    syntax.Floor: {**_TOLD, "when": Walk.condition, "at_least": Walk.grade},
    syntax.Limit: {
        **_TOLD,
        "when": Walk.optional_condition,
        "most_down": count("amount", 0),
        "most_up": count("amount", 0),
    },
    syntax.Quota: {
        **_TOLD,
        "grade": Walk.grade,
        "at_most": Walk.amount,
        "at_least": Walk.amount,
        "ranking": Walk.rankings,
        "round": Walk.quota_rounding,
        "ties": Walk.ties,
        **_DATES,
    },
    syntax.Grading: {
        **_kept("given", "by"),  # which number grades go by is no slip
        "bands": Walk.bands,
        "scales": Walk.ordered_rules,
        "unrated": Walk.rules,
        "forced": Walk.ordered_rules,
        "floors": Walk.rules,
        "caps": Walk.rules,
        "steps": Walk.rules,
        "quotas": Walk.ordered_rules,
    },
    syntax.Status: {
        **_kept("label", "description", "source", "article", "quote"),
        "enter": Walk.condition,
        "leave": Walk.optional_condition,
        "lasts_at_most": optional_count("status", 1),
    },
    syntax.Procedure: _kept("steps"),
    syntax.Cycle: _kept(
        *("approve_by", "objections_within", "appeals_within", "discretion_by", "issue_by"),
        *("source", "article", "quote"),
    ),
    syntax.Step: {**_kept("id", "label", "by", "for_each_unit", "gives"), **_TOLD},
    syntax.Consequence: {
        **_kept("id", "label", "description", "actions", "to", "force", "severity", "kind"),
        **_kept("source", "article", "quote"),
        **_kept("within", "by", "lasts", "counted_from"),  # when something is due, of which no example speaks
        "when": Walk.condition,
        "unless": Walk.optional_condition,
        "replaces": Walk.replaced,
        **_DATES,
    },
}
"""For each table of the language what changes under each key; None: nothing. A test holds it to all tables."""
