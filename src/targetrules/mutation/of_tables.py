"""Changes of a policy as written, table by table and key by key; what no example can see stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from targetrules.data import frozen
from targetrules.mutation import of_ballots, of_indicators
from targetrules.mutation.change import LEFT_OUT, Change, Kind, Site, entry_text, value_text
from targetrules.mutation.of_conditions import changes_of_condition, comparison_changes, rounding_words
from targetrules.mutation.of_formulas import changes_of_formula
from targetrules.mutation.scope import Scope, in_a_ring, next_amounts, next_numbers, next_periods, next_words
from targetrules.source.decimals import decimals_of, scaled, unscaled
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["TABLES", "changes_of"]


def changes_of(file: syntax.PolicyFile, scope: Scope, of_details: Mapping[str, Scope]) -> Iterator[Change]:
    """All changes of a policy, in the order of its sections; ``of_details`` are the names of rows of details."""
    yield from _Walk(scope, of_details).table(Site(file, ()))


@frozen(slots=True)
class _Walk:
    """Goes through the tables; ``name`` is that of the measure, the input or the like in which it is."""

    scope: Scope
    of_details: Mapping[str, Scope]
    name: str = ""

    def table(self, site: Site) -> Iterator[Change]:
        for key, changes in TABLES[type(site.table)].items():
            if changes is not None and (site.has(key) or changes in _WHERE_ABSENT):
                yield from changes(self, site, key)

    # ---- tables within tables ----------------------------------------------------------------------------------------

    def inside(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in a table, or in each of several."""
        yield from self.within(site[key], (*site.path, key))

    def within(self, value: Any, path: Path) -> Iterator[Change]:
        if attrs.has(type(value)):
            yield from self.table(Site(value, path))
        elif isinstance(value, dict):
            for name, each in value.items():
                yield from attrs.evolve(self, name=name).within(each, (*path, name))
        else:
            for at, each in enumerate(value):
                yield from self.within(each, (*path, at))

    def rules(self, site: Site, key: str) -> Iterator[Change]:
        """Each of a list left out, and what changes in it."""
        rules, path = site[key], (*site.path, key)
        for at, rule in enumerate(rules):
            left = rules[:at] + rules[at + 1 :]
            shown = Word("mutation.rule-left-out", {"rule": _rule_name(path, at, rule)})
            yield Change("rule", path, left, (*path, at), shown)
        yield from self.inside(site, key)

    def ordered_rules(self, site: Site, key: str) -> Iterator[Change]:
        """The same of a list whose order counts: each exchanged with the next one."""
        rules, path = site[key], (*site.path, key)
        for at in range(len(rules) - 1):
            exchanged = [*rules[:at], rules[at + 1], rules[at], *rules[at + 2 :]]
            shown = {"one": _rule_name(path, at, rules[at]), "other": _rule_name(path, at + 1, rules[at + 1])}
            yield Change("order", path, exchanged, (*path, at + 1), Word("mutation.exchanged", shown))
        yield from self.rules(site, key)

    def details(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in the rows of details, which have names of their own."""
        for name, each in site[key].items():
            inner = _Walk(self.of_details[name], {}, name)
            yield from inner.table(Site(each, (*site.path, key, name)))

    # ---- conditions --------------------------------------------------------------------------------------------------

    def condition(self, site: Site, key: str) -> Iterator[Change]:
        yield from changes_of_condition(site[key], (*site.path, key), self.scope)

    def optional_condition(self, site: Site, key: str) -> Iterator[Change]:
        yield site.without("entry", key)
        yield from self.condition(site, key)

    def conditions(self, site: Site, key: str) -> Iterator[Change]:
        for name, each in site[key].items():
            yield from changes_of_condition(each, (*site.path, key, name), self.scope)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def formula(self, site: Site, key: str) -> Iterator[Change]:
        yield from changes_of_formula(site, key)

    def otherwise(self, site: Site, key: str) -> Iterator[Change]:
        yield site.without("case", key)
        yield from changes_of_formula(site, key)

    def weights(self, site: Site, key: str) -> Iterator[Change]:
        """A unit moved from each weight to the next, and each part left out."""
        weights, path = site[key], (*site.path, key)
        places = max(decimals_of(Decimal(each)) for each in weights.values())
        for name, other in in_a_ring(list(weights)):
            less, more = (scaled(Decimal(weights[each]), places) + step for each, step in ((name, -1), (other, 1)))
            moved = {name: unscaled(less, places), other: unscaled(more, places)}
            told = {
                "before": ", ".join(entry_text(each, weights[each]) for each in moved),
                "after": ", ".join(entry_text(each, value) for each, value in moved.items()),
            }
            yield Change("weight", path, {**weights, **moved}, (*path, name), Word("mutation.changed", told))
        for name in weights if len(weights) > 1 else ():
            yield Site(weights, path).without("weight", name)

    def points(self, site: Site, key: str) -> Iterator[Change]:
        """What a word gives, a unit more and less."""
        inner = Site(site[key], (*site.path, key))
        for word, value in inner.table.items():
            for near in next_numbers(value, self.decimals):
                yield inner.instead("points", word, near)

    def scale_points(self, site: Site, key: str) -> Iterator[Change]:
        for at, point in enumerate(site[key]):
            for which, value in enumerate(point):
                for near in next_numbers(value):
                    new = [*point[:which], near, *point[which + 1 :]]
                    path = (*site.path, key, at)
                    told = Word("mutation.changed", {"before": value_text(point), "after": value_text(new)})
                    yield Change("points", path, new, path, told)

    @property
    def decimals(self) -> int:
        """Those of the number in whose table this is, or by which grades go."""
        return self.scope.decimals.get(self.name, 0)

    def rounding(self, site: Site, key: str) -> Iterator[Change]:
        """Another manner of rounding, where there is anything to round."""
        if self.name in self.scope.rounded:
            for manner in rounding_words(site[key] or "half-up"):
                yield site.instead("rounding", key, manner)

    def version_rounding(self, site: Site, key: str) -> Iterator[Change]:
        if site.has(key):
            yield from self.rounding(site, key)

    def kept_decimals(self, site: Site, key: str) -> Iterator[Change]:
        if self.name in self.scope.rounded:
            for near in next_numbers(site[key], 0, 0):
                yield site.instead("decimals", key, near)

    def missing(self, site: Site, key: str) -> Iterator[Change]:
        """What a missing part of weights does."""
        if site.has("weights"):
            written = site[key] or "unknown"
            for manner in ("unknown", "zero", "reweight"):
                if manner != written:
                    yield site.instead("missing", key, manner)

    # ---- values and periods ------------------------------------------------------------------------------------------

    def default(self, site: Site, key: str) -> Iterator[Change]:
        """Another value where none is given."""
        value = site[key]
        if isinstance(value, bool):
            yield site.instead("default", key, not value)
        elif isinstance(value, int | Decimal):
            for near in next_numbers(value, self.decimals):
                yield site.instead("default", key, near)
        else:
            for word in self.scope.words.get(self.name, ()):
                if word != value:
                    yield site.instead("default", key, word)

    def periods(self, site: Site, key: str) -> Iterator[Change]:
        for near in next_periods(self.scope.period, site[key]):
            yield site.instead("period", key, near)

    def amount(self, site: Site, key: str) -> Iterator[Change]:
        """A count of units or a share of them; a number of a parameter a unit of its last place away."""
        value = site[key]
        near = next_amounts(value) if isinstance(value, str) else next_numbers(value)
        for each in near:
            yield site.instead("amount", key, each)

    # ---- rankings and grading ----------------------------------------------------------------------------------------

    def best(self, site: Site, key: str) -> Iterator[Change]:
        yield site.instead("ranking", key, "lowest" if site[key] == "highest" else "highest")

    def ranked_by(self, site: Site, key: str) -> Iterator[Change]:
        return _one_less("ranking", site, key)

    def within_groups(self, site: Site, key: str) -> Iterator[Change]:
        """All units together, or fewer groups."""
        yield site.without("ranking", key)
        yield from _one_less("ranking", site, key)

    def bands(self, site: Site, key: str) -> Iterator[Change]:
        """From which number on each grade is given; the lowest one reaches down to all that there is."""
        bands = site[key]
        if isinstance(bands, list):
            yield from self.rules(site, key)
            return
        inner = Site(bands, (*site.path, key))
        for grade, value in bands.items():
            for near in next_numbers(value, self.decimals) if value > min(bands.values()) else ():
                yield inner.instead("threshold", grade, near)

    def grading(self, site: Site, key: str) -> Iterator[Change]:
        """The grading, whose bands are of the number that grades go by."""
        inner = Site(site[key], (*site.path, key))
        yield from attrs.evolve(self, name=str(inner["by"])).table(inner)

    def comparison(self, site: Site, key: str) -> Iterator[Change]:
        """A bound of a band; from below the last grade nobody comes."""
        if site["grade"] == self.scope.grades[-1]:
            return
        only = Site({key: site[key]}, site.path)
        for change in comparison_changes(only, self.decimals):
            entries = {each: change.new.get(each, LEFT_OUT) for each in ("at_least", "above")}
            yield site.with_("threshold", entries, key, change.told)

    def grade(self, site: Site, key: str) -> Iterator[Change]:
        """The grades beside one."""
        for near in next_words(self.scope.grades, site[key]):
            yield site.instead("grade", key, near)

    def rankings(self, site: Site, key: str) -> Iterator[Change]:
        for ranking in self.scope.rankings:
            if ranking != site[key]:
                yield site.instead("ranking", key, ranking)

    def quota_rounding(self, site: Site, key: str) -> Iterator[Change]:
        """How a share becomes a count; a count is not rounded."""
        amount, usual = (site["at_most"], "down") if site.has("at_most") else (site["at_least"], "up")
        if isinstance(amount, str):
            for manner in rounding_words(site[key] or usual):
                yield site.instead("rounding", key, manner)

    def ties(self, site: Site, key: str) -> Iterator[Change]:
        written = site[key] or ("out" if site.has("at_most") else "in")
        yield site.instead("ties", key, "in" if written == "out" else "out")

    def replaced(self, site: Site, key: str) -> Iterator[Change]:
        """What it replaces is received beside it."""
        yield site.without("rule", key)
        yield from _one_less("rule", site, key)

    def other_word(self, site: Site, key: str) -> Iterator[Change]:
        """The other one of two words."""
        one, other = _TWO_WORDS[key]
        yield site.instead("points", key, other if site[key] == one else one)


_Changes = Callable[[_Walk, Site, str], Iterator[Change]]


def _count(kind: Kind, least: int) -> _Changes:
    """One more and one less of a whole number."""

    def changes(_: _Walk, site: Site, key: str) -> Iterator[Change]:
        for near in next_numbers(site[key], 0, least):
            yield site.instead(kind, key, near)

    return changes


def _optional_count(kind: Kind, least: int) -> _Changes:
    """The same of one that may be left out as well."""
    counted = _count(kind, least)

    def changes(walk: _Walk, site: Site, key: str) -> Iterator[Change]:
        yield from counted(walk, site, key)
        yield site.without(kind, key)

    return changes


def _one_less(kind: Kind, site: Site, key: str) -> Iterator[Change]:
    """One name less of a list."""
    names = site[key]
    if isinstance(names, list) and len(names) > 1:
        for at, _ in enumerate(names):
            yield site.instead(kind, key, names[:at] + names[at + 1 :])


def _value(walk: _Walk, site: Site, key: str) -> Iterator[Change]:
    """A number, a unit of its last place away."""
    for near in next_numbers(site[key], walk.decimals):
        yield site.instead("threshold", key, near)


def _written_rounding(_: _Walk, site: Site, key: str) -> Iterator[Change]:
    """Another manner of rounding than the one that is written."""
    for manner in rounding_words(site[key]):
        yield site.instead("rounding", key, manner)


def _rule_name(path: Path, at: int, rule: Any) -> str:
    """How a rule is called: by its id, or by its place."""
    return getattr(rule, "id", None) or ".".join(map(str, (*path, at + 1)))


# ---- the tables of the language --------------------------------------------------------------------------------------


def _kept(*keys: str) -> Mapping[str, None]:
    """Keys that stay as they are."""
    return dict.fromkeys(keys)


_TOLD: Final = _kept("source", "article", "quote", "description")
"""Words for people, in which no outcome is another."""

_TWO_WORDS: Final = {
    "between": ("linear", "step"),
    "outside": ("clamp", "missing"),
    "of": ("value", "difference"),
}
"""The keys of scales that are one of two words."""

_DATES: Final = {"from": _Walk.periods, "until": _Walk.periods}

_VERSION: Final[Mapping[str, _Changes | None]] = {
    "formula": _Walk.formula,
    "cases": _Walk.ordered_rules,
    "otherwise": _Walk.otherwise,
    "points": _Walk.inside,
    "scale": _Walk.inside,
    "weights": _Walk.weights,
    "missing": _Walk.missing,
    **_DATES,
}

_WHERE_ABSENT: Final = (
    *(_Walk.rounding, _Walk.missing, _Walk.best, _Walk.quota_rounding, _Walk.ties),
    *(of_indicators.scoring, of_indicators.not_carried, of_ballots.missing),
)
"""Of keys that say something where they are absent, too."""

_ROUNDED: Final = {"decimals": _count("decimals", 0), "rounding": _written_rounding}
TABLES: Final[Mapping[type, Mapping[str, _Changes | None]]] = {
    syntax.PolicyFile: {
        **_kept("format", "sources", "roles", "actions", "grades", "claims", "unshown", "examples"),
        "calendar": None,  # deadlines alone hang on it
        "procedure": None,  # what may be recorded when, and nothing that is decided
        "cycle": None,  # likewise
        "policy": _Walk.inside,
        "categories": _Walk.inside,
        "indicators": of_indicators.indicators,
        "ballots": _Walk.inside,
        "inputs": _Walk.inside,
        "details": _Walk.details,
        "parameters": _Walk.inside,
        "measures": _Walk.inside,
        "cuts": _Walk.inside,
        "rankings": _Walk.inside,
        "grading": _Walk.grading,
        "conditions": _Walk.conditions,
        "statuses": _Walk.inside,
        "consequences": _Walk.rules,
    },
    syntax.Header: {
        **_kept("id", "title", "description", "period", "languages", "extends"),
        "first_period": _Walk.periods,
    },
    syntax.Input: {
        **_kept("type", "label", "description", "column", "optional", "column_optional", "changeable", "unit"),
        **_kept("min", "max", "decimals", "excess", "of", "follow_up"),  # what may be given, not what follows from it
        "default": _Walk.default,
        **_DATES,
    },
    syntax.Category: {
        **_kept("label", "description", "weight", "source", "article", "quote"),  # its weight follows from the others
        **_ROUNDED,
    },
    syntax.Indicator: {
        **_kept("category", "weight", "label", "description", "column", "unit", "source", "article", "quote"),
        **_kept("cascade", "pace"),  # of the levels below, and of the year
        **_kept("decimals", "min", "max", "target_min", "target_max"),  # what may be given
        "target": of_indicators.target,
        "scoring": of_indicators.scoring,
        "carried": _Walk.optional_condition,
        "not_carried": of_indicators.not_carried,
        "quality": of_indicators.quality,
        **_DATES,
    },
    syntax.Multiple: {"multiple": _value, "over": _count("history", 1)},
    syntax.Scoring: {"per_point": _value, "range": _Walk.inside, "scale": _Walk.inside},
    syntax.RangeScoring: {"zero_at": of_indicators.zero_at},
    syntax.ScaleScoring: {"of": _Walk.other_word, "points": _Walk.scale_points, "between": _Walk.other_word},
    syntax.Ballot: {
        **_kept("label", "description", "source", "article", "quote"),
        "answers": of_ballots.answers,
        "at_least": _count("threshold", 1),
        "voters": of_ballots.voters,
        "missing": of_ballots.missing,
        **_ROUNDED,
    },
    syntax.Answer: _kept("points", "label"),  # what it gives changes with the answers of its ballot
    syntax.Voters: {**_kept("label", "weight"), "at_least": _count("threshold", 1)},
    syntax.Details: {
        **_kept("item", "policy", "unit_above", "label", "description"),
        "inputs": _Walk.inside,
        "conditions": _Walk.conditions,
    },
    syntax.Parameter: {"value": _Walk.amount, "may": None, "from": _Walk.periods},
    syntax.Case: {"when": _Walk.condition, "formula": _Walk.formula},
    syntax.Points: {"of": None, "values": _Walk.points},
    syntax.PiecewiseScale: {
        "of": None,
        "points": _Walk.scale_points,
        "between": _Walk.other_word,
        "outside": _Walk.other_word,
    },
    syntax.Version: {**_VERSION, "rounding": _Walk.version_rounding},
    syntax.Measure: {
        **_VERSION,
        **_kept("label", "description", "source", "article", "quote"),
        "rounding": _Walk.rounding,
        "decimals": _Walk.kept_decimals,
        "versions": _Walk.rules,
    },
    syntax.Published: {"period": None, "group": None, "value": _value},
    syntax.Cut: {
        **_kept("label", "description", "source", "article", "quote"),
        "formula": _Walk.formula,
        "decimals": _Walk.kept_decimals,
        "rounding": _Walk.rounding,
        "from": _Walk.periods,
        "every": _count("period", 2),
        "published": _Walk.rules,
    },
    syntax.Ranking: {
        **_kept("label", "description", "source", "article", "quote"),
        "by": _Walk.ranked_by,
        "best": _Walk.best,
        "within": _Walk.within_groups,
        "among": _Walk.optional_condition,
        "smallest_group": _count("amount", 1),
        **_DATES,
    },
    syntax.Band: {"grade": None, "at_least": _Walk.comparison, "above": _Walk.comparison, **_DATES},
    syntax.Scale: {**_TOLD, "when": _Walk.optional_condition, "bands": _Walk.bands},
    syntax.Unrated: {**_TOLD, "when": _Walk.condition},
    syntax.Forced: {**_TOLD, "when": _Walk.condition, "grade": _Walk.grade},
    syntax.Cap: {**_TOLD, "when": _Walk.condition, "at_most": _Walk.grade},
    syntax.Floor: {**_TOLD, "when": _Walk.condition, "at_least": _Walk.grade},
    syntax.Limit: {
        **_TOLD,
        "when": _Walk.optional_condition,
        "most_down": _count("amount", 0),
        "most_up": _count("amount", 0),
    },
    syntax.Quota: {
        **_TOLD,
        "grade": _Walk.grade,
        "at_most": _Walk.amount,
        "at_least": _Walk.amount,
        "ranking": _Walk.rankings,
        "round": _Walk.quota_rounding,
        "ties": _Walk.ties,
        **_DATES,
    },
    syntax.Grading: {
        **_kept("given", "by"),  # which number grades go by is no slip
        "bands": _Walk.bands,
        "scales": _Walk.ordered_rules,
        "unrated": _Walk.rules,
        "forced": _Walk.ordered_rules,
        "floors": _Walk.rules,
        "caps": _Walk.rules,
        "steps": _Walk.rules,
        "quotas": _Walk.ordered_rules,
    },
    syntax.Status: {
        **_kept("label", "description", "source", "article", "quote"),
        "enter": _Walk.condition,
        "leave": _Walk.optional_condition,
        "lasts_at_most": _optional_count("status", 1),
    },
    syntax.Procedure: _kept("steps"),
    syntax.Cycle: _kept("approve_by", "objections_within", "discretion_by", "issue_by", "source", "article", "quote"),
    syntax.Step: {**_kept("id", "label", "by", "for_each_unit", "gives"), **_TOLD},
    syntax.Consequence: {
        **_kept("id", "label", "description", "actions", "to", "force", "severity", "kind"),
        **_kept("source", "article", "quote"),
        **_kept("within", "by", "lasts", "counted_from"),  # when something is due, of which no example speaks
        "when": _Walk.condition,
        "unless": _Walk.optional_condition,
        "replaces": _Walk.replaced,
        **_DATES,
    },
}
"""For each table of the language what changes under each key; None: nothing. A test holds it to all tables."""
