"""What a lower policy decided of the units that made the difference above, each with the reasons of that policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.explanation.findings import Fact, Finding
from targetrules.explanation.reasons.item_names import DetailNames
from targetrules.explanation.values import Item, Value

__all__ = ["Decided", "Decisions"]

_MOST: Final = (3, 1, 1, 1, 1, 1, 1, 1)
"""The decisions below one that are told of each thing made of them: more of those right below than of any beneath."""

Reasons = tuple[tuple[Fact, ...], tuple[Finding, ...]]
Decided = Callable[[str, Judged, str], Reasons]
"""Why the lower policy of some details decided something by name of a unit that it judged."""


def _nothing(_: str, __: Judged, ___: str) -> Reasons:
    """No policy below is known."""
    return (), ()


@define(slots=True)
class Decisions:
    """The decisions that one explanation tells. ``depth``: below how many policies it stands itself.

    ``told`` has the units of which something was told already, by details and name; ``led`` the details for which it
    was said how more can be found out.
    """

    reasons: Decided = _nothing
    depth: int = 0
    told: set[tuple[str, str, int, str]] = field(factory=set)
    led: set[str] = field(factory=set)

    def facts(self, of: DetailNames, name: str | None, deciding: Sequence[tuple[Judged, Judged]]) -> Iterator[Fact]:
        """Of the units that decide, each as a row and as it was judged: what was decided under a name, and why."""
        policy = of.lower
        if policy is None:
            return
        asked = () if name is None else of.decisions_of(name)
        fresh = [(row, low) for row, low in deciding if asked and self._is_new(of, low, asked)]
        most = _MOST[min(self.depth, len(_MOST) - 1)]
        for row, low in fresh[:most]:
            self.told.update((of.details.name, low.unit, low.period, each) for each in asked)
            found = [self.reasons(of.details.name, low, each) for each in asked]
            facts = tuple(fact for some, _ in found for fact in some)
            findings = tuple(finding for _, some in found for finding in some)
            values: dict[str, Value] = {"item": Item(str(row.values[of.details.item])), "policy": policy}
            if facts or findings:
                yield Fact("details.decision", values, facts, findings)
        if len(fresh) > most:
            yield Fact("details.more_decisions", {"count": len(fresh) - most, "policy": policy})

    def lead(self, of: DetailNames, rows: Sequence[Judged]) -> Iterator[Fact]:
        """How all that was decided of one of some rows can be found out; told once of the details."""
        if of.lower is not None and rows and of.details.name not in self.led:
            self.led.add(of.details.name)
            values: dict[str, Value] = {"policy": of.lower, "command": of.command(rows[0]), "details": of.named}
            yield Fact("details.decided_by", values)

    def _is_new(self, of: DetailNames, low: Judged, asked: Sequence[str]) -> bool:
        return any((of.details.name, low.unit, low.period, each) not in self.told for each in asked)
