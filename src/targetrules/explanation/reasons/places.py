"""Why a place condition holds or not: the unit's rank, how many places are meant, and who is ranked at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.engine.reference import Engine
from targetrules.explanation.findings import Fact, Finding
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import ReadValue, Value
from targetrules.rules import tree

__all__ = ["place_finding", "portion_facts"]


def place_finding(
    place: tree.RankCutoff,
    now: Judged,
    engine: Engine,
    names: SymbolTable,
    of: Callable[[tree.Condition, Judged], Finding],
    facts_of_ranking: Callable[[tree.Ranking, Judged], tuple[Fact, ...]],
) -> Finding:
    """The finding of a place condition. ``of`` explains who is ranked, ``facts_of_ranking`` by what."""
    ranking, standing = names.rules.rankings[place.ranking], now.standings[place.ranking]
    truth = engine.place(place, now)
    values: dict[str, Value] = {"ranking": names.ranking(place.ranking)}
    if truth is None:
        missing = tuple(names.lacking(name) for name in missing_names(engine, place, now))
        return Finding("place.unknown", truth, {**values, "missing": missing})
    if standing.place is None:
        if ranking.among is not None and engine.holds(ranking.among, now) is False:
            return Finding("place.not_ranked", truth, values, (of(ranking.among, now),))
        return Finding("place.small_group", truth, {**values, "size": standing.size, "least": ranking.smallest_group})
    values |= {"rank": standing.rank, "size": standing.size}
    facts = (*facts_of_ranking(ranking, now), *_ties(place, standing.place.tied))
    if place.portion.amount == Decimal(1) and place.ties == "in":
        return Finding("place.first" if place.end == "top" else "place.last", truth, values, facts=facts)
    most = engine.portion(place.portion, standing, now)
    facts = (*portion_facts(place.portion, standing.size, most, names, now), *facts)
    return Finding(f"place.{place.end}", truth, {**values, "most": most}, facts=facts)


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
