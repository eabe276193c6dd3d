"""Where rounding decided: what a measure is before it is rounded, told where the outcome hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from targetrules.engine.judged import Judged
from targetrules.engine.members import Informed
from targetrules.explanation.measures import shown
from targetrules.explanation.names import Names
from targetrules.explanation.reach import sign
from targetrules.explanation.tree import Fact
from targetrules.rules import tree
from targetrules.rules.nodes import nodes_of

__all__ = ["rounding_in_band", "rounding_in_comparison", "rounding_in_tie"]

_HOLDS: Final = {"at_least": (0, 1), "above": (1,), "at_most": (-1, 0), "below": (-1,), "equals": (0,)}
"""Which order of the two numbers a comparison asks for."""

_AtHand = tree.Literal | tree.NumberOf | tree.RankOf | tree.SizeOf


def rounding_in_comparison(compare: tree.Compare, now: Judged, names: Names, period: int) -> tuple[Fact, ...]:
    """Where the exact numbers would compare otherwise: what they are. ``period`` is the one that is explained."""
    pair = (compare.left, compare.right)
    if now.period != period and any(map(_over_units, _formulas(pair, now, names))):
        return ()  # of an earlier period only the unit's own past is at hand
    kept = sign(*(now.at_hand(number) for number in pair))
    exact = sign(*(_exact(number, now, names) for number in pair))
    if None in (kept, exact) or (kept in _HOLDS[compare.how]) is (exact in _HOLDS[compare.how]):
        return ()
    return tuple(_told("measure.rounded", pair, now, names))


def rounding_in_band(grading: tree.Grading, now: Judged, names: Names) -> tuple[Fact, ...]:
    """Where the exact number would lie in another band: what it is."""
    exact = None if grading.by is None else _exact(grading.by, now, names)
    if grading.by is None or exact is None:
        return ()
    bands = sorted(grading.bands, key=lambda band: names.rules.grade_position[band.grade])
    reached = (band for band in bands if now.period in band.span and _reaches(exact, band))
    band = next(reached, None)
    if (None if band is None else band.grade) == now.first_grade:
        return ()
    return tuple(_told("measure.rounded", [grading.by], now, names))


def rounding_in_tie(ranking: tree.Ranking, now: Judged, names: Names) -> tuple[Fact, ...]:
    """Where the unit shares its rank: what it is ranked by, before rounding made it the same as others."""
    if now.standings[ranking.name].tied <= 1:
        return ()
    return tuple(_told("measure.rounded_tie", ranking.by, now, names))


def _reaches(exact: Fraction, band: tree.Band) -> bool:
    least = Fraction(band.at_least)
    return exact > least or (exact == least and not band.strict)


def _told(code: str, numbers: Sequence[_AtHand], now: Judged, names: Names) -> Iterator[Fact]:
    """Each measure that is another number before it is rounded."""
    for number in dict.fromkeys(numbers):
        exact, kept = _exact(number, now, names), now.at_hand(number)
        if exact is not None and kept is not None and exact != kept:
            yield Fact(code, {"measure": names.number(number, now), "exact": shown(exact)})


def _exact(number: tree.Number, now: Judged, names: Names) -> Fraction | None:
    """A number that is compared, before it is rounded; an input or a parameter is not rounded."""
    formulas = list(_formulas([number], now, names))
    return Informed().number(formulas[0] if formulas else number, now)


def _formulas(numbers: Sequence[tree.Number], now: Judged, names: Names) -> Iterator[tree.Number]:
    """The formulas in force of those that are measures."""
    for number in numbers:
        if isinstance(number, tree.NumberOf) and number.name in names.rules.measures:
            versions = names.rules.measures[number.name].versions
            yield from (each.formula for each in versions if now.period in each.span)


def _over_units(formula: tree.Number) -> bool:
    return any(isinstance(node, tree.Group) for node in nodes_of(formula))
