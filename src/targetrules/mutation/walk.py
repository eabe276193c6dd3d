"""Goes through a policy as written, and makes the changes of each key that has some."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from targetrules.data import frozen
from targetrules.mutation.change import LEFT_OUT, Change, Kind, Site, entry_text, value_text
from targetrules.mutation.of_conditions import changes_of_condition, comparison_changes, rounding_words
from targetrules.mutation.of_formulas import changes_of_formula
from targetrules.mutation.scope import Scope, next_amounts, next_numbers, next_periods, next_weights, next_words
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = [
    "Changes",
    "Tables",
    "Walk",
    "count",
    "optional_count",
    "value_changes",
    "weight_changes",
    "written_rounding",
]

Changes = Callable[["Walk", Site, str], Iterator[Change]]
"""What changes at one key of a table."""

_TWO_WORDS: Final = {
    "between": ("linear", "step"),
    "outside": ("clamp", "missing"),
    "of": ("value", "difference"),
}
"""The keys of scales that are one of two words."""


@frozen(slots=True)
class Tables:
    """Of each class of table what changes at which key, None where it stays as it is.

    ``where_absent`` are those of keys that say something where they are absent, too.
    """

    keys: Mapping[type, Mapping[str, Changes | None]]
    where_absent: Collection[Changes]


@frozen(slots=True)
class Walk:
    """Goes through the tables; ``name`` is that of the measure, the input or the like in which it is."""

    scope: Scope
    of_details: Mapping[str, Scope]
    tables: Tables
    name: str = ""

    def table(self, site: Site) -> Iterator[Change]:
        """What changes in a table, key by key."""
        for key, changes in self.tables.keys[type(site.table)].items():
            if changes is not None and (site.has(key) or changes in self.tables.where_absent):
                yield from changes(self, site, key)

    # ---- tables within tables ----------------------------------------------------------------------------------------

    def inside(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in a table, or in each of several."""
        yield from self.within(site[key], (*site.path, key))

    def within(self, value: Any, path: Path) -> Iterator[Change]:
        """What changes in a value: a table, several by name, or a list of them."""
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
            inner = Walk(self.of_details[name], {}, self.tables, name)
            yield from inner.table(Site(each, (*site.path, key, name)))

    # ---- conditions --------------------------------------------------------------------------------------------------

    def condition(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in a condition."""
        yield from changes_of_condition(site[key], (*site.path, key), self.scope)

    def optional_condition(self, site: Site, key: str) -> Iterator[Change]:
        """The same of one that may be left out as well."""
        yield site.without("entry", key)
        yield from self.condition(site, key)

    def conditions(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in conditions by name."""
        for name, each in site[key].items():
            yield from changes_of_condition(each, (*site.path, key, name), self.scope)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def formula(self, site: Site, key: str) -> Iterator[Change]:
        """What changes in a formula."""
        yield from changes_of_formula(site, key)

    def otherwise(self, site: Site, key: str) -> Iterator[Change]:
        """The same of one that may be left out as well."""
        yield site.without("case", key)
        yield from changes_of_formula(site, key)

    def weights(self, site: Site, key: str) -> Iterator[Change]:
        """A unit moved from each weight to the next, and each part left out."""
        weights, path = site[key], (*site.path, key)
        for moved in next_weights(weights):
            told = _moved_word(weights, moved, entry_text)
            yield Change("weight", path, {**weights, **moved}, (*path, next(iter(moved))), told)
        for name in weights if len(weights) > 1 else ():
            yield Site(weights, path).without("weight", name)

    def points(self, site: Site, key: str) -> Iterator[Change]:
        """What a word gives, a unit more and less."""
        inner = Site(site[key], (*site.path, key))
        for word, value in inner.table.items():
            for near in next_numbers(value, self.decimals):
                yield inner.instead("points", word, near)

    def scale_points(self, site: Site, key: str) -> Iterator[Change]:
        """A number of a point of a scale, a unit of its last place away."""
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
        """Another manner of rounding, where the version writes one."""
        if site.has(key):
            yield from self.rounding(site, key)

    def kept_decimals(self, site: Site, key: str) -> Iterator[Change]:
        """More and fewer decimals, where the number is rounded to them."""
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
        """A period later and one earlier."""
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
        """The other end first."""
        yield site.instead("ranking", key, "lowest" if site[key] == "highest" else "highest")

    def ranked_by(self, site: Site, key: str) -> Iterator[Change]:
        """One less of what a ranking goes by."""
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
        """Another ranking."""
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
        """Ties in for out, and out for in."""
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


def count(kind: Kind, least: int) -> Changes:
    """One more and one less of a whole number."""

    def changes(_: Walk, site: Site, key: str) -> Iterator[Change]:
        for near in next_numbers(site[key], 0, least):
            yield site.instead(kind, key, near)

    return changes


def optional_count(kind: Kind, least: int) -> Changes:
    """The same of one that may be left out as well."""
    counted = count(kind, least)

    def changes(walk: Walk, site: Site, key: str) -> Iterator[Change]:
        yield from counted(walk, site, key)
        yield site.without(kind, key)

    return changes


def weight_changes(site: Site, key: str, members: Mapping[str, int | Decimal]) -> Iterator[Change]:
    """A unit of weight moved from each of some tables by name to the next; ``members`` are their weights."""
    written, path = site[key], (*site.path, key)
    for moved in next_weights(members):
        told = _moved_word(members, moved, lambda name, weight: f"{name}.{entry_text('weight', weight)}")
        new = {name: attrs.evolve(written[name], weight=weight) for name, weight in moved.items()}
        yield Change("weight", path, {**written, **new}, (*path, next(iter(moved)), "weight"), told)


def _moved_word(
    before: Mapping[str, int | Decimal], after: Mapping[str, Decimal], text: Callable[[str, int | Decimal], str]
) -> Word:
    """Two weights as they were and as they are."""
    told = {
        "before": ", ".join(text(name, before[name]) for name in after),
        "after": ", ".join(text(name, weight) for name, weight in after.items()),
    }
    return Word("mutation.changed", told)


def _one_less(kind: Kind, site: Site, key: str) -> Iterator[Change]:
    """One name less of a list."""
    names = site[key]
    if isinstance(names, list) and len(names) > 1:
        for at, _ in enumerate(names):
            yield site.instead(kind, key, names[:at] + names[at + 1 :])


def value_changes(walk: Walk, site: Site, key: str) -> Iterator[Change]:
    """A number, a unit of its last place away."""
    for near in next_numbers(site[key], walk.decimals):
        yield site.instead("threshold", key, near)


def written_rounding(_: Walk, site: Site, key: str) -> Iterator[Change]:
    """Another manner of rounding than the one that is written."""
    for manner in rounding_words(site[key]):
        yield site.instead("rounding", key, manner)


def _rule_name(path: Path, at: int, rule: Any) -> str:
    """How a rule is called: by its id, or by its place."""
    return getattr(rule, "id", None) or ".".join(map(str, (*path, at + 1)))
