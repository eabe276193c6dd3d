"""The tree of units: each with the one above it, and what is wrong with a table that is to be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import field

from targetrules.cycle.targets.breaches import Breach, breach_of_units
from targetrules.cycle.targets.reading import Unit
from targetrules.data import frozen

__all__ = ["UnitTree", "tree_of"]


@frozen(slots=True)
class UnitTree:
    """Units by name. Where a parent was wrong, the unit is a root; that is told by ``breaches``.

    ``is_read``: the table had the columns of which one is made.
    """

    units: Mapping[str, Unit]
    parents: Mapping[str, str]
    breaches: Sequence[Breach] = field(factory=tuple)
    is_read: bool = True

    def holds(self, unit: str) -> bool:
        """Whether a unit stands in it."""
        return unit in self.units

    def above(self, unit: str) -> Iterator[str]:
        """The units above one, the nearest first."""
        while (parent := self.parents.get(unit)) is not None:
            yield parent
            unit = parent

    def below(self, units: Iterable[str]) -> set[str]:
        """All units below some."""
        children: dict[str, list[str]] = {}
        for unit, parent in self.parents.items():
            children.setdefault(parent, []).append(unit)
        found, waiting = set[str](), list(units)
        while waiting:
            new = [unit for unit in children.get(waiting.pop(), ()) if unit not in found]
            found.update(new)
            waiting += new
        return found


def tree_of(units: Sequence[Unit], missing: Sequence[str]) -> UnitTree:
    """The tree of these units; ``missing`` are the columns that their table has not."""
    breaches = [breach_of_units("no-column", "", None, column=each) for each in missing]
    known: dict[str, Unit] = {}
    for unit in units:
        if not unit.name:
            breaches.append(breach_of_units("no-unit", unit.parent or "", unit.line))
        elif unit.name in known:
            first = known[unit.name].line
            breaches.append(breach_of_units("unit-twice", unit.name, unit.line, other_line=first))
        else:
            known[unit.name] = unit
    parents: dict[str, str] = {}
    for unit in known.values():
        if unit.parent is not None and unit.parent not in known:
            breaches.append(breach_of_units("no-parent", unit.name, unit.line, other=unit.parent))
        elif unit.parent is not None:
            parents[unit.name] = unit.parent
    breaches += _circles(known, parents)
    return UnitTree(known, parents, breaches, is_read=not missing)


def _circles(known: Mapping[str, Unit], parents: dict[str, str]) -> Iterator[Breach]:
    """Each circle once, by the unit whose parent is taken away for it."""
    settled: set[str] = set()
    for name in known:
        way: list[str] = []
        unit: str | None = name
        while unit is not None and unit not in settled and unit not in way:
            way.append(unit)
            unit = parents.get(unit)
        if unit is not None and unit in way:
            circle = way[way.index(unit) :]
            yield breach_of_units("circle", unit, known[unit].line, way=" → ".join([*circle, unit]))
            del parents[unit]
        settled.update(way)
