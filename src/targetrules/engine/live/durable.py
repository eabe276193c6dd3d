"""The live engine on durable-rules: what looks back is found by joins of facts, all else by the engine of rows.

Policies that :mod:`targetrules.engine.live.lowering` refuses are refused when a session opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.live.facts import JoinedFacts
from targetrules.engine.live.judging import Judging
from targetrules.engine.live.lowering import THERE, Lowered, lowered
from targetrules.engine.live.trial import tried
from targetrules.engine.live_interface import LiveEngine, NotServedError
from targetrules.engine.openness import OpenBelow, RowKey
from targetrules.engine.outcomes import decisions_of
from targetrules.engine.prepared.conditions import Test
from targetrules.engine.prepared.engine import Prepared
from targetrules.outcome import Truth
from targetrules.rules import tree

__all__ = ["ENGINE", "DurableJudging"]


_NOTHING: Final[Mapping[int, frozenset[str]]] = {}


@frozen(slots=True, eq=False)
class _DurableMeaning(Prepared):
    """The meaning of one policy, for rows whose temporal conditions are answered by signs."""

    lowered: Lowered = field(kw_only=True)
    signs: Mapping[RowKey, frozenset[str]] = field(kw_only=True)

    def temporal(self, temporal: tree.Temporal, now: Judged) -> Truth:
        key = temporal, "statement"
        if key not in now.held:
            now.held[key] = self._found(temporal, now)
        return now.held[key]

    def _found(self, temporal: tree.Temporal, now: Judged) -> Truth:
        found = self.signs[now.period, now.unit]
        is_asked = not temporal.ago and not (temporal.earlier and temporal.counting)
        held = self.remembered(temporal, "of", temporal.of, now) if is_asked else None
        return self.lowered.temporals[id(temporal)].truth(found, now, held)

    def _of_parts(self, condition: tree.Condition) -> Test:
        match condition:
            case tree.Temporal():
                return partial(self.temporal, condition)
            case tree.GradeChange():
                return self.test(condition.meaning)
            case _:
                return Prepared._of_parts(self, condition)  # noqa: SLF001  its own


@define(slots=True, eq=False)
class DurableJudging(Judging):
    """Results judged with the facts of one unit after the other.

    ``_held`` has by unit and period what held in rows, of which those that are alike share one set (``_alike``).
    """

    _lowered: Lowered = field(kw_only=True)
    _facts: JoinedFacts = field(kw_only=True)
    _signs: dict[RowKey, frozenset[str]] = field(factory=dict)
    _held: dict[str, dict[int, frozenset[str]]] = field(factory=dict)
    _alike: dict[tuple[Truth, ...], frozenset[str]] = field(factory=dict)

    @staticmethod
    def on(
        rules: tree.Rules, found: Lowered, decided_on: date | None = None, below: OpenBelow | None = None
    ) -> DurableJudging:
        """Nothing has arrived yet, of a policy that was lowered."""
        decisions = rules.once(decisions_of, decided_on)
        return DurableJudging(rules, decisions, below, lowered=found, facts=JoinedFacts(found.joins))

    def meaning(self) -> Prepared:
        return _DurableMeaning(self.rules, openness=self.asked_openness(), lowered=self._lowered, signs=self._signs)

    def meaning_again(self) -> None:
        return None

    def meaning_of_peers(self) -> None:
        return None

    def _judged_anew(
        self, period: int, units: Sequence[str], engine: Prepared
    ) -> Iterator[tuple[RowKey, Judged, Judged | None]]:
        for unit in units:
            self._signs[period, unit] = self._facts.signs(unit, period, self._held.get(unit, _NOTHING))
        for key, judged, decided in Judging._judged_anew(self, period, units, engine):  # noqa: SLF001  its own
            self._answer(judged)
            if decided is not None:
                self._answer(decided)
            yield key, judged, decided

    def _answer(self, row: Judged) -> None:
        """Have all temporal conditions answered while the row has these signs: it may be asked when it has others."""
        for each in self._lowered.temporals.values():
            self._engine.temporal(each.temporal, row)

    def _keep(self, key: RowKey, judged: Judged | None, decided: Judged | None) -> None:
        Judging._keep(self, key, judged, decided)  # noqa: SLF001  its own
        period, unit = key
        if judged is None:
            self._signs.pop(key, None)
            held = self._held.get(unit, {})
            held.pop(period, None)
            if not held:
                self._held.pop(unit, None)
        else:
            self._held.setdefault(unit, {})[period] = self._bits(decided or judged)

    def _bits(self, row: Judged) -> frozenset[str]:
        """What held in a row, as later ones look back at it."""
        known = [(each, each.temporal) for each in self._lowered.temporals.values()]
        truths = [self._engine.remembered(over, "of", over.of, row) for _, over in known]
        begun = [over.since is None or row.period >= over.since for _, over in known]
        key = (*truths, *begun)
        bits = self._alike.get(key)
        if bits is None:
            held = [each.true for (each, _), truth, has in zip(known, truths, begun, strict=True) if truth and has]
            unknown = [each.unknown for (each, _), truth in zip(known, truths, strict=True) if truth is None]
            bits = self._alike[key] = frozenset([THERE, *held, *unknown])
        return bits


@frozen(slots=True)
class _DurableEngine:
    def start(
        self, rules: tree.Rules, decided_on: date | None = None, below: OpenBelow | None = None
    ) -> DurableJudging:
        """See :class:`~targetrules.engine.live_interface.LiveEngine`."""
        found = lowered(rules)
        if not isinstance(found, Lowered):
            raise NotServedError(found)
        if not tried(found.joins):
            raise NotServedError([(rules.id, "trial")])
        return DurableJudging.on(rules, found, decided_on, below)


ENGINE: Final[LiveEngine] = _DurableEngine()
