"""Random successions: units that are renamed, split, merged, or come back under an older name, in rows of a history."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from targetrules.drawing.chance import Chance
from targetrules.history import Row, Value
from targetrules.rules.succession import CONTINUES, MERGES, Past, SuccessionRow, continued_in, merged_text

__all__ = ["with_successions"]


def with_successions(chance: Chance, rows: Sequence[Row]) -> list[Row]:
    """The rows, of which some go on from the past of other units, as rows that can be read may.

    Some take another name, and mostly keep it in the periods after it, so that units leave, and come back.
    """
    past, found, names = Past(), dict[int, Row](), dict[str, str]()
    by_period: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        by_period.setdefault(row.period, []).append(at)
    units = sorted({row.unit for row in rows})
    for period in sorted(by_period):
        taken, some = {rows[at].unit for at in by_period[period]}, list[SuccessionRow]()
        for at in by_period[period]:
            row = rows[at]
            latest, free = names.get(row.unit, row.unit), [name for name in units if name not in taken]
            unit = _named(chance, row.unit, latest, free)
            if unit in taken and unit != row.unit:
                unit = row.unit
            told = _told(chance, unit, latest, past)
            taken.add(unit)
            names[row.unit] = unit
            found[at] = evolve(row, unit=unit, values={**row.values, **told})
            some.append(SuccessionRow(unit, period, continued_in(told)))
        past.add(some)
    return [found[at] for at in range(len(rows))]


def _named(chance: Chance, origin: str, latest: str, free: Sequence[str]) -> str:
    """The name of a unit: mostly the latest, else one of its own or one that nobody has in the period."""
    if chance.happens(2, 3):
        return latest
    return chance.one([origin, f"{latest}+", *free])


def _told(chance: Chance, unit: str, former: str, past: Past) -> dict[str, Value]:
    """What a row of the unit may say: often that it goes on from the name that it had."""
    others = sorted(each for each in past.latest if each != unit)
    fit = [each for each in others if unit not in past.latest or past.holds(each, unit)]
    told: dict[str, Value] = {}
    if fit and chance.happens(3, 4):
        told[CONTINUES] = former if former in fit and chance.happens(2, 3) else chance.one(fit)
    of = continued_in(told)
    rest = [each for each in others if each != of and not past.holds(of or unit, each)]
    if rest and chance.happens(1, 6):
        told[MERGES] = merged_text(chance.some(rest, 1, 2))
    return told
