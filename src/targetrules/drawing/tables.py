"""Random results for a policy that judges by what lies below its units, and rows of all its details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from targetrules.drawing.chance import Chance
from targetrules.drawing.histories import Drawing, Extent, rows_of_details
from targetrules.history import History, Row, Value
from targetrules.rules import tree

__all__ = ["tables"]


def tables(chance: Chance, rules: tree.Rules, extent: Extent) -> tuple[History, Mapping[str, History]]:
    """Random results for a policy and rows of all its details, those of policies below among them."""
    above = Drawing(chance, rules, evolve(extent, whole=False)).history()
    return above, dict(_below(chance, rules, above, extent, ""))


def _below(
    chance: Chance, rules: tree.Rules, above: History, extent: Extent, prefix: str
) -> Iterable[tuple[str, History]]:
    for name, details in rules.details.items():
        key = f"{prefix}{name}"
        if details.policy is None:
            yield key, rows_of_details(chance, details, above, extent)
            continue
        lower = details.policy
        first = min(row.period for row in above.rows) if above.rows else None
        since = None if first is None else first - chance.count(0, 2)
        drawn = Drawing(chance, lower.rules, evolve(extent, whole=False, first=since)).history()
        there = History(tuple(_placed(chance, drawn.rows, above.rows, lower)))
        yield key, there
        yield from _below(chance, lower.rules, there, extent, f"{key}.")


def _placed(chance: Chance, rows: Sequence[Row], above: Sequence[Row], lower: tree.LowerPolicy) -> Iterable[Row]:
    """The rows, each below a unit that has a result in its period, and mostly below the one below which it was."""
    source = lower.rules.inputs[lower.unit_above]
    units: dict[int, list[str]] = {}
    for row in above:
        if source.kind is tree.InputKind.TEXT or row.unit in source.options:
            units.setdefault(row.period, []).append(row.unit)
    judged = {row.period for row in above}
    kept: dict[str, int] = {}
    for row in rows:
        there = sorted(units.get(row.period, ()))
        of: Value = row.values[lower.unit_above]
        if row.period in judged:
            at = kept.setdefault(row.unit, chance.count(0, 9)) if chance.happens(4, 5) else chance.count(0, 9)
            of = there[at % len(there)] if there and (of is not None or not source.optional) else None
        yield evolve(row, values={**row.values, lower.unit_above: of})
