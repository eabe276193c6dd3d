"""Random successions: units that are renamed, split, merged, or come back under an older name, in rows of a history."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from targetrules.history import Row, Value
from targetrules.rules.succession import CONTINUES, MERGES, Past, SuccessionRow, continued_in, merged_text
from targetrules.testing.chance import Chance

__all__ = ["with_successions"]


def with_successions(chance: Chance, rows: Sequence[Row]) -> list[Row]:
    """The rows, of which some go on from the past of other units, as rows that can be read may.

    Some rows take the name of another unit that has none in the period, so that units leave, and come back.
    """
    past, found = Past(), dict[int, Row]()
    by_period: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        by_period.setdefault(row.period, []).append(at)
    units = sorted({row.unit for row in rows})
    for period in sorted(by_period):
        taken = {rows[at].unit for at in by_period[period]}
        some: list[SuccessionRow] = []
        for at in by_period[period]:
            row = rows[at]
            free = [unit for unit in (*units, f"{row.unit}+") if unit not in taken]
            if free and chance.happens(1, 4):
                row = evolve(row, unit=chance.one(free))
                taken.add(row.unit)
            told = _told(chance, row.unit, past)
            found[at] = evolve(row, values={**row.values, **told})
            some.append(SuccessionRow(row.unit, period, continued_in(told)))
        past.add(some)
    return [found[at] for at in range(len(rows))]


def _told(chance: Chance, unit: str, past: Past) -> dict[str, Value]:
    """What a row of the unit may say."""
    others = sorted(each for each in past.latest if each != unit)
    fit = [each for each in others if unit not in past.latest or past.holds(each, unit)]
    told: dict[str, Value] = {}
    if fit and chance.happens(1, 2):
        told[CONTINUES] = chance.one(fit)
    rest = [each for each in others if each != told.get(CONTINUES)]
    if rest and chance.happens(1, 6):
        told[MERGES] = merged_text(chance.some(rest, 1, 2))
    return told
