"""Why a place condition holds or not: the unit's rank, how many places are meant, and who is ranked at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.explanation.findings import Fact, Finding
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import ReadValue, Value
from targetrules.rules import tree

__all__ = ["Places", "portion_facts"]


@define(slots=True)
class Places:
    """Place conditions; ``of`` explains who is ranked at all, ``facts_of_ranking`` by what.

    ``formula`` knows what is computed over groups.
    """

    engine: ReferenceEngine
    names: SymbolTable
    formula: Formula
    of: Callable[[tree.Condition, Judged], Finding]
    facts_of_ranking: Callable[[tree.Ranking, Judged], tuple[Fact, ...]]

    def finding(self, place: tree.RankCutoff, now: Judged) -> Finding:
        """The finding of a place condition."""
        ranking, standing = self.names.rules.rankings[place.ranking], now.standings[place.ranking]
        truth = self.engine.place(place, now)
        values: dict[str, Value] = {"ranking": self.names.ranking(place.ranking)}
        if now.period not in ranking.in_force:
            return Finding("place.not_in_force", truth, values)
        if truth is None and not standing.known and self._is_ranked(ranking, now):
            return Finding("place.open", truth, values)
        if truth is None:
            missing = tuple(map(self.names.lacking, missing_names(self.engine, place, now, self.formula)))
            return Finding("place.unknown", truth, {**values, "missing": missing})
        if standing.place is None:
            if ranking.among is not None and self.engine.holds(ranking.among, now) is False:
                return Finding("place.not_ranked", truth, values, (self.of(ranking.among, now),))
            least = {"size": standing.size, "least": ranking.smallest_group}
            return Finding("place.small_group", truth, {**values, **least})
        values |= {"rank": standing.rank, "size": standing.size}
        by, tied = self.facts_of_ranking(ranking, now), standing.place.tied
        is_one = place.portion.amount == Decimal(1) and place.ties == "in"
        if is_one and place.end == "bottom" and truth is True and tied > 1:
            return Finding("place.last_tied", truth, {**values, "others": tied - 1}, facts=by)
        facts = (*by, *_ties(place, tied))
        if is_one:
            return Finding("place.first" if place.end == "top" else "place.last", truth, values, facts=facts)
        most = self.engine.portion(place.portion, standing, now)
        facts = (*portion_facts(place.portion, standing.size, most, self.names, now), *facts)
        return Finding(f"place.{place.end}", truth, {**values, "most": most}, facts=facts)

    def _is_ranked(self, ranking: tree.Ranking, now: Judged) -> bool:
        """Whether it is ranked, so that its place is unknown for others that may come."""
        return self.engine.is_ranked(ranking, self.engine.group(ranking, now), now) is True


def _ties(place: tree.RankCutoff, tied: int) -> list[Fact]:
    if tied == 1:
        return []
    others = Fact("place.tied", {"others": tied - 1})
    return [others, Fact("place.ties_out", {})] if place.ties == "out" else [others]


def portion_facts(
    portion: tree.Portion, size: int | None, most: int | None, names: SymbolTable, now: Judged
) -> tuple[Fact, ...]:
    """Where the number of places comes from, where it is a share or a parameter."""
    amount = portion.amount
    facts: list[Fact] = []
    if isinstance(amount, str):
        value = names.rules.parameters[amount].at(now.period)
        if isinstance(value, Decimal):
            return (Fact("place.parameter", {"parameter": ReadValue(names.named(amount), value)}),)
        amount = value if value is not None else amount
    if isinstance(amount, tree.Share):
        facts.append(Fact("place.share", {"share": amount, "size": size, "rounding": portion.round, "most": most}))
    return tuple(facts)
