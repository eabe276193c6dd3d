"""The names of a policy with their labels, and what is read under them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from attrs import field, frozen

from targetrules.engine.judged import Judged
from targetrules.explanation.tree import Cited
from targetrules.explanation.values import Lacking, Moment, Named, Reading
from targetrules.history import Value
from targetrules.period import ordinal_of
from targetrules.rules import tree
from targetrules.rules.definition import InputKind, Label
from targetrules.rules.exact import rounded
from targetrules.rules.number import Rounding

__all__ = ["Names"]

_FINAL_GRADE: Final = Named("final-grade", "grade")


@frozen(slots=True)
class Names:
    """What stands behind the names of one policy.

    ``exact`` has inputs of the unit that is explained, by period and name, as they were before they were rounded.
    """

    rules: tree.Rules
    exact: Mapping[tuple[int, str], Decimal] = field(factory=dict)

    def moment(self, period: int) -> Moment:
        """A period, by its ordinal number."""
        return Moment(self.rules.period, period)

    def named(self, name: str) -> Named:
        """An input, parameter, measure, condition or status."""
        labels: dict[str, dict[str, Label]] = {
            "input": {key: each.label for key, each in self.rules.inputs.items()},
            "measure": {key: each.label for key, each in self.rules.measures.items()},
            "condition": {key: each.label for key, each in self.rules.conditions.items()},
            "status": {key: each.label for key, each in self.rules.statuses.items()},
        }
        for kind, label in labels.items():
            if name in label:
                return Named(kind, name, label[name])
        return Named("parameter", name)

    def grade(self, id_: Value) -> Named | None:
        """A grade by its id; None for none."""
        return next((Named("grade", each.id, each.label) for each in self.rules.grades if each.id == id_), None)

    def grades(self, ids: tuple[str, ...]) -> tuple[Named, ...]:
        """Grades by their ids, best first."""
        return tuple(Named("grade", each.id, each.label) for each in self.rules.grades if each.id in ids)

    def ranking(self, name: str, kind: str = "ranking") -> Named:
        """A ranking, or with ``kind`` rank or size, that number of it."""
        return Named(kind, name, self.rules.rankings[name].label)

    def consequence(self, id_: str) -> Named:
        """A consequence by its id."""
        return next(Named("consequence", each.id, each.label) for each in self.rules.consequences if each.id == id_)

    def cited(self, origin: tree.Origin) -> Cited:
        """Where a rule comes from."""
        if origin.source is None:
            return Cited(None, origin.article, origin.description)
        source = Named("source", origin.source, self.rules.sources[origin.source].title)
        return Cited(source, origin.article, origin.description)

    # ---- what is read ------------------------------------------------------------------------------------------------

    def reading(self, name: str, value: Value, period: int | None = None) -> Reading:
        """``value`` as one of an input, measure or parameter; ``period`` where it is not the one explained."""
        then = None if period is None else self.moment(period)
        source = self.rules.inputs.get(name)
        if source is not None and source.kind is InputKind.GRADE:
            return Reading(self.named(name), self.grade(value), period=then)
        unit = source.unit if source else ""
        if isinstance(value, Decimal):
            return Reading(self.named(name), self.with_decimals(name, value), unit, then)
        return Reading(self.named(name), value, unit, then)

    def with_decimals(self, name: str, value: Decimal) -> Decimal:
        """The same number with the decimals that are declared for it."""
        declared = self.rules.inputs.get(name) or self.rules.measures.get(name)
        return value if declared is None else rounded(Fraction(value), declared.decimals, Rounding.DOWN)

    def number(self, number: tree.AtHand, now: Judged, period: int | None = None) -> Reading:
        """A number of a comparison or ranking as the unit has it."""
        match number:
            case tree.NumberOf(name):
                return self.reading(name, now.values[name], period)
            case tree.RankOf(ranking) | tree.SizeOf(ranking):
                kind = "rank" if isinstance(number, tree.RankOf) else "size"
                then = None if period is None else self.moment(period)
                return Reading(self.ranking(ranking, kind), now.at_hand(number), period=then)
            case tree.Literal(value):
                return Reading(None, value)
            case _:
                assert_never(number)

    def lacking(self, written: str) -> Lacking:
        """A missing name as outcomes write it: ``score``, ``score@2010``, ``@2010`` for a result, ``grade``."""
        if not self.is_name(written) and "@" in written:
            name, _, period = written.rpartition("@")
            then = ordinal_of(self.rules.period, period)
            return Lacking(self.lacking(name).name if name else None, None if then is None else self.moment(then))
        ranking, _, part = written.rpartition(".")
        if ranking in self.rules.rankings and part == "rank":
            return Lacking(self.ranking(ranking, "rank"))
        return Lacking(_FINAL_GRADE if written == "grade" and "grade" not in self.rules.inputs else self.named(written))

    def is_name(self, written: str) -> bool:
        """Whether this is a name of the policy as it stands."""
        rules = self.rules
        names = (rules.inputs, rules.parameters, rules.measures, rules.conditions, rules.statuses)
        return any(written in each for each in names)
