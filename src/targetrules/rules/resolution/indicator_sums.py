"""The scores of indicators added up: by category, and all of them; what is not carried gives its weight to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

import attrs

from targetrules.data import frozen
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
    def weights(self) -> dict[str, Decimal]:
        return {each: Decimal(one.weight or 0) for each, one in self.members.items()}

    @property
    def whole(self) -> Decimal:
        return added(self.weights.values())

    @property
    def left(self) -> list[str]:
        """The indicators that a unit may not carry, and whose weight goes to the others then."""
        return [
            each
            for each, one in self.members.items()
            if (one.carried is not None or one.not_carried is not None) and one.not_carried != "zero"
        ]

    @property
    def may_be_empty(self) -> bool:
        """Whether a unit may carry none of them."""
        return len(self.left) == len(self.members)

    def part(self, section: str, part: str, value: Any) -> None:
        label = self.made.label(f"category-{part}", self.category.label, self.name)
        labelled = {"label": label, **value} if section == "conditions" else attrs.evolve(value, label=label)
        self.made.add(section, self.names[part], labelled, ("categories", self.name))

    def add(self) -> None:
        """The sum of the scores; where some are not carried, in proportion to the weights of the others."""
        left, weights = self.left, self.weights
        terms = " + ".join(
            _where_carried(each, Names(each)["score"]) if each in left else Names(each)["score"] for each in weights
        )
        decimals, rounding = self.made.rounding(self.name)
        kept = syntax.Measure(decimals=decimals, rounding=rounding)
        if not left:
            if _fits(terms, "indicators", ("categories", self.name), self.made, self.names["score"]):
                self.part("measures", "score", attrs.evolve(kept, formula=terms))
            return
        always = added(weight for each, weight in weights.items() if each not in left)
        carried = [_where_carried(each, plain_digits(weights[each])) for each in left]
        formula = " + ".join([*([plain_digits(always)] if always else []), *carried])
        score = f"{plain_digits(self.whole)} * ({terms}) / {self.names['weight']}"
        if not _fits(terms, "indicators", ("categories", self.name), self.made, *made_of(self.name), besides=2):
            return
        places = max(decimals_of(weight) for weight in weights.values())
        self.part("measures", "weight", syntax.Measure(formula=formula, decimals=places))
        if not self.may_be_empty:
            self.part("measures", "score", attrs.evolve(kept, formula=score))
            return
        self.part("conditions", "carried", {self.names["weight"]: {"above": 0}})
        case = syntax.Case(when={self.names["carried"]: True}, formula=score)
        self.part("measures", "score", attrs.evolve(kept, cases=[case]))

    def where_carried(self, number: str) -> str:
        return _where_carried(self.name, number) if self.may_be_empty else number


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
    terms = " + ".join(each.where_carried(each.names["score"]) for each in sums)
    if any(each.may_be_empty for each in sums):
        weights = " + ".join(each.where_carried(plain_digits(each.whole)) for each in sums)
        terms = f"{plain_digits(added(each.whole for each in sums))} * ({terms}) / ({weights})"
    if not _fits(terms, "categories", ("categories",), made, TOTAL):
        return
    if all(each.may_be_empty for each in sums):
        any_carried = {"any": [{each.names["carried"]: True} for each in sums]}
        found = attrs.evolve(found, cases=[syntax.Case(when=any_carried, formula=terms)])
    else:
        found = attrs.evolve(found, formula=terms)
    made.add("measures", TOTAL, found, ("categories",))
