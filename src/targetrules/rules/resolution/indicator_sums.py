"""The scores of indicators added up: by category, and all of them; what is not carried gives its weight to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

import attrs

from targetrules.data import frozen
from targetrules.rules.leaf import PeriodRange
from targetrules.rules.resolution.indicator_dates import Part, over_time, stretches_of
from targetrules.rules.resolution.indicator_names import TOTAL, Names, made_of
from targetrules.rules.resolution.indicators_made import Made
from targetrules.rules.resolution.tokens import MOST_PARTS
from targetrules.source.decimals import added, decimals_of, plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["add_sums"]


def add_sums(made: Made, faulty: AbstractSet[Path]) -> None:
    """Make the scores of categories, and of all of them together."""
    sums = []
    for name, category in (made.written.categories or {}).items():
        members = {
            each: one
            for each, one in (made.written.indicators or {}).items()
            if one.category == name and one.weight is not None
        }
        if not faulty.isdisjoint({("categories", name), *(("indicators", each) for each in members)}):
            made.diagnostics.lost.update((*made_of(name), TOTAL))
        elif members:
            sums.append(_Category(name, category, members, made))
            sums[-1].add()
    if sums and TOTAL not in made.diagnostics.lost:
        _add_total(sums, made)


@frozen(slots=True)
class _Category:
    """A category and those of its indicators that have a weight."""

    name: str
    category: syntax.Category
    members: Mapping[str, syntax.Indicator]
    made: Made

    @property
    def names(self) -> Names:
        return Names(self.name)

    @property
    def ranges(self) -> list[PeriodRange]:
        """In which periods each of its indicators is in force."""
        return [self.made.ranges[each] for each in self.members]

    def within(self, stretch: PeriodRange) -> _Members:
        """Those of its indicators that are in force in a stretch of periods."""
        there = {each: one for each, one in self.members.items() if stretch.is_within(self.made.ranges[each])}
        return _Members(self.name, there)

    def part(self, section: str, part: str, value: Any) -> None:
        label = self.made.label(f"category-{part}", self.category.label, self.name)
        labelled = {"label": label, **value} if section == "conditions" else attrs.evolve(value, label=label)
        self.made.add(section, self.names[part], labelled, ("categories", self.name))

    def add(self) -> None:
        """The sum of the scores; where some are not carried, in proportion to the weights of the others."""
        there = [(stretch, self.within(stretch)) for stretch in stretches_of(self.ranges)]
        if not all(members.fits(self.made) for _, members in there):
            return
        decimals, rounding = self.made.rounding(self.name)
        kept = syntax.Measure(decimals=decimals, rounding=rounding)
        if any(members.left for _, members in there):
            places = max(decimals_of(Decimal(one.weight or 0)) for one in self.members.values())
            weights = [(stretch, (), members.weight) for stretch, members in there]
            self.part("measures", "weight", over_time(syntax.Measure(decimals=places), weights, self.made.kind))
        if any(members.of and members.may_be_empty for _, members in there):
            self.part("conditions", "carried", {self.names["weight"]: {"above": 0}})
        scores = [(stretch, *members.score) for stretch, members in there if members.of]
        self.part("measures", "score", over_time(kept, scores, self.made.kind))


@frozen(slots=True)
class _Members:
    """Indicators of a category that are in force together."""

    category: str
    of: Mapping[str, syntax.Indicator]

    @property
    def weights(self) -> dict[str, Decimal]:
        return {each: Decimal(one.weight or 0) for each, one in self.of.items()}

    @property
    def whole(self) -> Decimal:
        return added(self.weights.values())

    @property
    def left(self) -> list[str]:
        """The indicators that a unit may not carry, and whose weight goes to the others then."""
        return [
            each
            for each, one in self.of.items()
            if (one.carried is not None or one.not_carried is not None) and one.not_carried != "zero"
        ]

    @property
    def may_be_empty(self) -> bool:
        """Whether a unit may carry none of them."""
        return len(self.left) == len(self.of)

    @property
    def terms(self) -> str:
        """The scores, added up."""
        left = self.left
        return " + ".join(
            _where_carried(each, Names(each)["score"]) if each in left else Names(each)["score"] for each in self.of
        )

    @property
    def weight(self) -> str:
        """The weight that a unit carries of them."""
        always = added(weight for each, weight in self.weights.items() if each not in self.left)
        carried = [_where_carried(each, plain_digits(self.weights[each])) for each in self.left]
        return " + ".join([*([plain_digits(always)] if always or not carried else []), *carried])

    @property
    def score(self) -> tuple[list[syntax.Case], str | None]:
        """The cases in which there is a score, or the one formula."""
        if not self.left:
            return [], self.terms
        names = Names(self.category)
        formula = f"{plain_digits(self.whole)} * ({self.terms}) / {names['weight']}"
        if not self.may_be_empty:
            return [], formula
        return [syntax.Case(when={names["carried"]: True}, formula=formula)], None

    def fits(self, made: Made) -> bool:
        """Whether the formulas are no longer than any may be; or that is noted."""
        besides = 2 if self.left else 0
        lost = made_of(self.category) if self.left else [Names(self.category)["score"]]
        return _fits(self.terms, "indicators", ("categories", self.category), made, *lost, besides=besides)

    def where_carried(self, number: str) -> str:
        return _where_carried(self.category, number) if self.may_be_empty else number


def _fits(formula: str, what: str, path: Path, made: Made, *lost: str, besides: int = 0) -> bool:
    """Whether a formula that is made is no longer than any may be; else it is noted, in words of the author.

    ``besides`` are so many numbers and names more.
    """
    found, most = len(re.findall(r"\w[\w.]*", formula)), MOST_PARTS - besides
    if found <= most:
        return True
    made.diagnostics.add(
        "TR049",
        path,
        at="key",
        advice=Word(f"limits.fewer-{what}"),
        what=Word(f"limits.{what}-added-up"),
        found=f"{found:,}",
        most=f"{most:,}",
    )
    made.diagnostics.lost.update((*lost, TOTAL))
    return False


def _where_carried(name: str, number: str) -> str:
    return f"if({Names(name)['carried']}, {number}, 0)"


def _add_total(sums: list[_Category], made: Made) -> None:
    """The sum of the scores of all categories; what a unit carries nothing of gives its weight to the others."""
    kept = [made.rounding(each.name) for each in sums]
    roundings = {rounding for _, rounding in kept}
    found = syntax.Measure(
        decimals=max(decimals for decimals, _ in kept),
        rounding=roundings.pop() if len(roundings) == 1 else None,
        label=made.label("total", None, TOTAL),
    )
    parts: list[Part] = []
    for stretch in stretches_of(each for one in sums for each in one.ranges):
        there = [members for each in sums if (members := each.within(stretch)).of]
        if not there:
            continue
        terms = _all_terms(there)
        if not _fits(terms, "categories", ("categories",), made, TOTAL):
            return
        if all(each.may_be_empty for each in there):
            any_carried = {"any": [{Names(each.category)["carried"]: True} for each in there]}
            parts.append((stretch, [syntax.Case(when=any_carried, formula=terms)], None))
        else:
            parts.append((stretch, [], terms))
    made.add("measures", TOTAL, over_time(found, parts, made.kind), ("categories",))


def _all_terms(sums: list[_Members]) -> str:
    """The scores of categories added up; what a unit carries nothing of gives its weight to the others."""
    terms = " + ".join(each.where_carried(Names(each.category)["score"]) for each in sums)
    if not any(each.may_be_empty for each in sums):
        return terms
    weights = " + ".join(each.where_carried(plain_digits(each.whole)) for each in sums)
    return f"{plain_digits(added(each.whole for each in sums))} * ({terms}) / ({weights})"
