"""Results judged as they arrive: the rows that rest on what has changed are judged anew, period by period.

A row rests on its own result, on the row that it goes on from, and on the units of its groups where places and the like
count and the group is complete. What comes out as before, of a row that goes on from the same, ends the search there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Final

from attrs import field

from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.live.again import Again
from targetrules.engine.live.arrived import Arrived
from targetrules.engine.live.peers import Peers
from targetrules.engine.live_interface import Closing, Event, LiveEngine, Revision, RowEvent, Taken
from targetrules.engine.numbers import Formula
from targetrules.engine.openness import Group, OpenBelow, Openness, RowKey, Saved, groups_of, opens_later
from targetrules.engine.outcomes import decisions_of, outcome_of
from targetrules.engine.prepared.engine import Prepared
from targetrules.history import Row
from targetrules.outcome import Decided, Outcome
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import NodeKind, dependencies_of
from targetrules.rules.parts import Time
from targetrules.rules.succession import COLUMNS, continued_in, predecessor_of

__all__ = ["ENGINE", "UNITS_KEPT", "Judging"]

UNITS_KEPT: Final = 100
"""So many units stay judged where units stand alone; the others are judged anew when something of them arrives.

With a thousand, Python's collector of garbage looks through so many more that a session takes a seventh longer.
"""


@define(slots=True, eq=False)
class _Before:
    """What there was before some events, of all that they have changed."""

    openness: Saved
    rows: dict[RowKey, Row | None] = field(factory=dict)
    judged: dict[RowKey, tuple[Judged | None, Judged | None]] = field(factory=dict)
    outcomes: dict[RowKey, Outcome | None] = field(factory=dict)
    renewed: list[tuple[RowKey, Judged]] = field(factory=list)


@define(slots=True, eq=False)
class _Touched:
    """Units to be judged anew, by period: with those of their groups, or alone, for their past is another."""

    together: dict[int, set[str]] = field(factory=dict)
    alone: dict[int, set[str]] = field(factory=dict)

    def __bool__(self) -> bool:
        return bool(self.together or self.alone)

    def add(self, period: int, unit: str) -> bool:
        """Note a unit; whether it is new."""
        units = self.together.setdefault(period, set())
        is_new = unit not in units
        units.add(unit)
        return is_new

    def earliest(self) -> tuple[int, set[str], set[str]]:
        """Take those of the earliest period."""
        period = min((*self.together, *self.alone))
        return period, self.together.pop(period, set()), self.alone.pop(period, set())


@define(slots=True, eq=False)
class Judging:
    """All that has arrived for one policy, judged. It is not for several threads at once.

    ``_judged`` has rows as they were judged, ``_decided`` those as later ones look back at them, where something else
    was decided, ``_outcomes`` what was told of them. Where units stand alone, ``_recent`` are those whose rows are kept
    judged, the latest last. ``_opens_later``: whether groups are known may rest on groups of earlier periods.
    ``_computes_later``: something is computed over groups of earlier periods, which no value of a row tells.
    """

    rules: tree.Rules
    decisions: Mapping[str, Decided]
    below: OpenBelow | None = None
    openness: Openness = field(init=False)
    arrived: Arrived = field(init=False)
    _engine: Prepared = field(init=False)
    _again: Again | None = field(init=False)
    _peers: Peers | None = field(init=False)
    _judged: dict[RowKey, Judged] = field(factory=dict)
    _decided: dict[RowKey, Judged] = field(factory=dict)
    _outcomes: dict[RowKey, Outcome] = field(factory=dict)
    _recent: OrderedDict[str, None] = field(factory=OrderedDict)
    _looks_back: bool = field(init=False)
    _stands_alone: bool = field(init=False)
    _opens_later: bool = field(init=False)
    _computes_later: bool = field(init=False)

    @staticmethod
    def of(rules: tree.Rules, decided_on: date | None = None, below: OpenBelow | None = None) -> Judging:
        """Nothing has arrived yet.

        Args:
            rules: The policy.
            decided_on: The date of the decision, from which every deadline of the policy can be counted.
            below: Whether outcomes of lower policies are not known yet below a unit; None: there are none.
        """
        return Judging(rules, rules.once(decisions_of, decided_on), below)

    def __attrs_post_init__(self) -> None:
        groupings, graph = groups_of(self.rules), dependencies_of(self.rules)
        self.openness = Openness(self.rules, self.below)
        self.arrived = Arrived(groupings)
        self._engine = self.meaning()
        self._again = None if graph.stateful.intersection(graph.comparisons) else self.meaning_again()
        self._peers = self.meaning_of_peers()
        self._looks_back = bool(graph.looking_back) or bool(self.rules.statuses)
        self._stands_alone = not groupings and not self.rules.kept_cuts
        self._opens_later = opens_later(self.rules)
        self._computes_later = any(
            edge.time is Time.PAST and edge.target.kind is NodeKind.AGGREGATE for edge in graph.all_edges()
        )

    def meaning(self) -> Prepared:
        """What judges rows."""
        return Prepared(self.rules, openness=self.asked_openness())

    def asked_openness(self) -> Openness | None:
        """Which groups are complete; None where no unit is compared with others, and nobody asks."""
        return self.openness if groups_of(self.rules) else None

    def meaning_again(self) -> Again | None:
        """What judges rows alone whose places are known; None where all is to be found together."""
        return None if self.rules.kept_cuts or not groups_of(self.rules) else Again(self.rules, openness=self.openness)

    def meaning_of_peers(self) -> Peers | None:
        """What judges rows again beside others that have changed; None where all are judged alike."""
        return None if self.rules.kept_cuts or not groups_of(self.rules) else Peers(self.rules, openness=self.openness)

    def take(self, events: Sequence[Event]) -> Taken:
        """Take what has happened, all of it or, where anything is raised, nothing, and judge what rests on it.

        Args:
            events: Results and closings, in order.
        """
        before, touched = _Before(self.openness.saved()), _Touched()
        try:
            if not self._looks_back and any(_says_whose_past(event) for event in events):
                self._look_back()
            for unit, row in self._lineages(events) if self._stands_alone else ():
                self._have_judged(unit, row)
            for event in events:
                self._happened(event, before, touched)
            self._judge(touched, before)
            revisions = self._revisions(before)
        except BaseException:
            self._undo(before)
            raise
        self._forget()
        return Taken(revisions, tuple(before.judged), partial(self._undo, before))

    def _look_back(self) -> None:
        """Have rows know their past from now on, of a policy that asks none: reasons tell whose past counts."""
        self._looks_back = True
        for key, row in sorted(self._judged.items(), key=itemgetter(0)):
            row.prior = self._looked_at(self.arrived.before(key))

    def _undo(self, before: _Before) -> None:
        """Have everything as it was."""
        self.openness.restore(before.openness)
        for key, (judged, decided) in before.judged.items():
            self._keep(key, judged, decided)
            outcome = before.outcomes.get(key)
            if outcome is not None:
                self._outcomes[key] = outcome
        for key, old in reversed(before.renewed):
            self._renew(key, old)
        for key, row in before.rows.items():
            self.arrived.put(key, row)
        if self._stands_alone:
            for _, unit in before.judged:
                self._recent.setdefault(unit)

    def _keep(self, key: RowKey, judged: Judged | None, decided: Judged | None) -> None:
        self._outcomes.pop(key, None)
        for where, row in ((self._judged, judged), (self._decided, decided)):
            if row is None:
                where.pop(key, None)
            else:
                where[key] = row

    # ---- as things stand ---------------------------------------------------------------------------------------------

    def judged(self, key: RowKey) -> Judged:
        """A row that is there, as it is judged."""
        if self._stands_alone:
            self._have_judged(key[1])
        row = self._judged[key]
        self._forget()
        return row

    def outcome(self, key: RowKey) -> Outcome:
        """The outcome of a row that is there."""
        return self._told(key, self._engine.formula())

    def outcomes(self) -> list[Outcome]:
        """All outcomes, by period and unit."""
        found, formula = dict[RowKey, Outcome](), self._engine.formula()
        for key in sorted(self.arrived.keys(), key=itemgetter(1)):  # unit by unit, for few are kept judged
            found[key] = self._told(key, formula)
        return [found[key] for key in sorted(found)]

    def _told(self, key: RowKey, formula: Formula) -> Outcome:
        """The outcome of a row, as it was told where it was."""
        outcome = self._outcomes.get(key)
        if outcome is None:
            outcome = self._outcome(self.judged(key), formula)
            if key in self._judged:
                self._outcomes[key] = outcome
        return outcome

    # ---- what happens ------------------------------------------------------------------------------------------------

    def _happened(self, event: Event, before: _Before, touched: _Touched) -> None:
        """Note an event, and the rows to be judged anew for it, there or not."""
        if isinstance(event, Closing):
            self.openness.close(event.period, event.group)
            for unit in () if self._stands_alone else self.arrived.having(event.period, event.group):
                self._touch((event.period, unit), touched)
            return
        key, row = event.key, event.row
        old = self.arrived.get(key)
        before.rows.setdefault(key, old)
        for values in (each.values for each in (old, row) if each is not None):
            for group in self.arrived.groups(values):
                if self.openness.is_closed(event.period, group):
                    for unit in self.arrived.in_group(event.period, group):
                        self._touch((event.period, unit), touched)
            if isinstance(event, RowEvent):
                self.openness.touch(event.period, values)
        self.arrived.put(key, row)
        self._touch(key, touched)
        if old is not None:  # one that is new is told to later rows when it is judged
            self._touch_later(key, touched)

    def _touch(self, key: RowKey, touched: _Touched) -> None:
        """Note a row that is to be judged anew, and where its groups may open or close later ones, all after it."""
        if not self._opens_later:
            touched.add(*key)
            return
        waiting = [key]
        while waiting:
            period, unit = waiting.pop()
            if touched.add(period, unit) or (period, unit) == key:
                waiting += self.arrived.after((period, unit))

    def _touch_later(self, key: RowKey, touched: _Touched) -> None:
        """Note the rows that go on from one: alone, where how units compare does not rest on their past."""
        for period, unit in self.arrived.after(key) if self._looks_back else ():
            if self._again is None:
                touched.add(period, unit)
            else:
                touched.alone.setdefault(period, set()).add(unit)

    # ---- judged anew -------------------------------------------------------------------------------------------------

    def _judge(self, touched: _Touched, before: _Before) -> None:
        """Judge rows anew, and whatever rests on what comes out of them, the earliest period first."""
        while touched:
            period, together, alone = touched.earliest()
            units = self._with_peers(period, together)
            self._judge_some(period, units, self._engine, touched, before)
            if self._again is not None:
                others = sorted(alone.difference(units))
                self._again.before.update((unit, row) for unit in others if (row := self._judged.get((period, unit))))
                self._judge_some(period, others, self._again, touched, before)
                self._again.before.clear()
            if self.rules.kept_cuts:
                for later in self.arrived.periods():
                    if later > period:
                        touched.together.setdefault(later, set()).update(self.arrived.units(later))

    def _judge_some(
        self, period: int, units: Sequence[str], engine: Prepared, touched: _Touched, before: _Before
    ) -> None:
        for unit in units:
            if (period, unit) not in self.arrived:
                self._replace((period, unit), None, None, before)
        there = [unit for unit in units if (period, unit) in self.arrived]
        beside = self._beside_others(period, there, before) if engine is self._engine else None
        for key, judged, decided in self._judged_anew(period, there, engine) if beside is None else beside:
            if self._is_as_before(key, judged):
                before.renewed.append((key, self._judged[key]))
                self._renew(key, judged)
            else:
                self._replace(key, judged, decided, before)
                self._touch_later(key, touched)

    def _renew(self, key: RowKey, row: Judged) -> None:
        """Have a row that came out as before: its reasons may be others, for they tell of the units in its groups."""
        old, self._judged[key] = self._judged[key], row
        for later in self.arrived.after(key):
            for then in (self._judged.get(later), self._decided.get(later)):
                if then is not None and then.prior is old:
                    then.prior = row

    def _replace(self, key: RowKey, judged: Judged | None, decided: Judged | None, before: _Before) -> None:
        if key not in before.judged:
            before.judged[key] = self._judged.get(key), self._decided.get(key)
            before.outcomes[key] = self._outcomes.get(key)
        self._keep(key, judged, decided)

    def _with_peers(self, period: int, units: set[str]) -> Sequence[str]:
        """These units, and all that are in a complete group with one of them, or with one of those."""
        if self.rules.kept_cuts:
            return list(dict.fromkeys([*units, *self.arrived.units(period)]))
        if self._stands_alone:
            return sorted(units)
        found, waiting, groups = dict.fromkeys(sorted(units)), sorted(units), set[Group]()
        left = self.arrived.size_of(period) - sum((period, unit) in self.arrived for unit in units)
        while waiting and left:
            key = period, waiting.pop()
            for group in self.arrived.groups_of(key) if key in self.arrived else ():
                if group not in groups:
                    groups.add(group)
                    if self.openness.is_closed(period, group):
                        new = [unit for unit in self.arrived.in_group(period, group) if unit not in found]
                        left -= len(new)
                        found.update(dict.fromkeys(new))
                        waiting += new
        return list(found)

    def _judged_anew(
        self, period: int, units: Sequence[str], engine: Prepared
    ) -> Iterator[tuple[RowKey, Judged, Judged | None]]:
        """Rows as they are judged now, with what later ones look back at where that is something else."""
        if not units:
            return
        rows, latest = [self.arrived.row((period, unit)) for unit in units], dict[str, Judged]()
        for row in rows if self._looks_back else ():
            prior = self._looked_at(self.arrived.before((period, row.unit)))
            if prior is not None:
                latest[predecessor_of(row.unit, row.values)] = prior
        if self.rules.kept_cuts:
            latest |= self._latest_of_all(period, latest)
        judged = engine.period(rows, latest)
        decided = engine.as_decided(judged, rows, latest)
        for now, then in zip(judged, decided, strict=True):
            if self._stands_alone:
                now.cross_section = then.cross_section = ()  # itself alone: a circle that would have to be found
            yield (period, now.unit), now, None if then is now else then

    def _beside_others(
        self, period: int, units: Sequence[str], before: _Before
    ) -> list[tuple[RowKey, Judged, Judged | None]] | None:
        """The same where rows are as they were and go on from the same; None where none is, or anything was decided."""
        if self._peers is None:
            return None
        rows, latest, as_they_were = dict[str, Row](), dict[str, Judged](), dict[str, Judged]()
        for unit in units:
            key = period, unit
            old = self._judged.get(key)
            prior = self._looked_at(self.arrived.before(key)) if self._looks_back else None
            if old is not None and old.prior is prior and key not in before.rows:
                as_they_were[unit] = old
                continue
            rows[unit] = self.arrived.row(key)
            if prior is not None:
                latest[predecessor_of(unit, rows[unit].values)] = prior
        if not as_they_were or any(old.decision is not None for old in as_they_were.values()):
            return None
        found = self._peers.again(units, rows, latest, as_they_were)
        if rows and any(now.decision is not None for now in found):
            return None
        return [((period, now.unit), now, None) for now in found]

    def _looked_at(self, key: RowKey | None) -> Judged | None:
        """A row as later ones look back at it."""
        return None if key is None else self._decided.get(key) or self._judged[key]

    def _latest_of_all(self, period: int, latest: Mapping[str, Judged]) -> dict[str, Judged]:
        """A row of the period before, which has the cuts that were kept, where none of these is as late."""
        earlier = [each for each in self.arrived.periods() if each < period]
        if not earlier or any(row.period == earlier[-1] for row in latest.values()):
            return {}
        unit = self.arrived.units(earlier[-1])[0]
        row = self._looked_at((earlier[-1], unit))
        return {} if row is None else {unit: row}

    def _is_as_before(self, key: RowKey, now: Judged) -> bool:
        """Whether a row goes on from the same, and has come out the same."""
        old = self._judged.get(key)
        if old is None or old.prior is not now.prior or key in self._decided or self._computes_later:
            return False
        return _agree(old, now)

    def _revisions(self, before: _Before) -> list[Revision]:
        """The rows whose outcome is another."""
        found, formula = list[Revision](), self._engine.formula()
        for key, (old, _) in sorted(before.judged.items(), key=itemgetter(0)):
            told, now = before.outcomes[key], self._judged.get(key)
            if told is None and old is not None:
                told = self._outcome(old, formula)
            outcome = None if now is None else self._outcome(now, formula)
            if outcome is not None:
                self._outcomes[key] = outcome
            if told != outcome:
                found.append(Revision(*key, told, outcome, now))
        return found

    def _outcome(self, row: Judged, formula: Formula) -> Outcome:
        return outcome_of(self._engine, row, self.decisions, formula)

    @staticmethod
    def _lineages(events: Sequence[Event]) -> Iterable[tuple[str, Row | None]]:
        """The units of events, each once, and once more for each row that says that it goes on from another."""
        rows = [event for event in events if not isinstance(event, Closing)]
        continuing = [(each.unit, each.row) for each in rows if each.row is not None and continued_in(each.row.values)]
        return [*((unit, None) for unit in dict.fromkeys(each.unit for each in rows)), *continuing]

    # ---- units that stand alone --------------------------------------------------------------------------------------

    def _have_judged(self, unit: str, row: Row | None = None) -> None:
        """Have all rows judged that a row of the unit may bear on: its own, and those of units that go on from it."""
        units = self.arrived.lineage(unit, row)
        for each in units:
            self._recent[each] = None
            self._recent.move_to_end(each)
        for key in sorted(key for each in units for key in self.arrived.of_unit(each)):
            if key not in self._judged:
                for key_, judged, decided in self._judged_anew(key[0], [key[1]], self._engine):
                    self._keep(key_, judged, decided)

    def _forget(self) -> None:
        """Keep no more units judged than may be kept."""
        while self._stands_alone and len(self._recent) > UNITS_KEPT:
            unit, _ = self._recent.popitem(last=False)
            for key in self.arrived.of_unit(unit):
                self._keep(key, None, None)


def _says_whose_past(event: Event) -> bool:
    """Whether a result says that its unit goes on from the past of another, or who has gone into it."""
    return isinstance(event, RowEvent) and event.row is not None and not COLUMNS.keys().isdisjoint(event.row.values)


def _agree(old: Judged, now: Judged) -> bool:
    """Whether two judgements of a row are the same in all that an outcome tells, and that later rows look back at."""
    return now.decision is None and _stand_alike(old, now) and _facts(old) == _facts(now)


def _facts(now: Judged) -> tuple[object, ...]:
    remarks = now.divided_by_zero, now.not_kept, now.differing
    grading = now.first_grade, now.grade, now.steps, now.filled, now.status_age
    return now.is_open, now.values, grading, now.fired, now.replaced, now.received, remarks


def _stand_alike(old: Judged, now: Judged) -> bool:
    for name, standing in now.standings.items():
        before = old.standings[name]
        if before.known is not standing.known or before.place != standing.place or before.size != standing.size:
            return False
    return True


@frozen(slots=True)
class _StateEngine:
    """Serves every policy, by judging anew what rests on what has come."""

    def start(self, rules: tree.Rules, decided_on: date | None = None, below: OpenBelow | None = None) -> Judging:
        """See :class:`~targetrules.engine.live_interface.LiveEngine`."""
        return Judging.of(rules, decided_on, below)


ENGINE: Final[LiveEngine] = _StateEngine()
