"""Why a condition is unknown: the names that are missing, followed down to the inputs.

A name that is missing in an earlier period is written ``name@2010``; ``@2010`` means that the unit has no result then.
Where earlier periods are remembered without their rows, all of that is ``?``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged, MissingName
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.remembered import EARLIER, LooksBack, PastEngine
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.parts import is_constant, parts_of

__all__ = ["deciding_restarts", "missing_names"]


def missing_names(engine: ReferenceEngine, condition: tree.Condition, now: Judged, formula: Formula) -> tuple[str, ...]:
    """The names because of which ``condition`` is unknown for ``now``, in the order of the condition, each once.

    ``formula`` knows what is computed over groups, and remembers it for the next search among the same rows.
    """
    kind = engine.rules.period
    lacking = _Search(engine, formula).lacking(_Unknown(condition, now))
    return tuple(name if period == now.period else f"{name}@{period_text(kind, period)}" for name, period in lacking)


def deciding_restarts(engine: ReferenceEngine, temporal: tree.Temporal, now: Judged) -> Iterator[Judged]:
    """The rows of which nobody can say whether counting starts with them, and it makes a difference, latest first.

    With these the statement would be another one: the later one starts, the less is counted.
    """
    truth = engine.counted(temporal, now)
    unsure = engine.unsure_restarts(temporal, now)
    return takewhile(lambda row: engine.counted(temporal, now, row.period) is not truth, unsure)


@frozen(slots=True)
class _Unknown:
    """A condition that may be unknown."""

    condition: tree.Condition
    now: Judged


@frozen(slots=True)
class _Missing:
    """A part of a formula that is missing; ``whole`` is told where all that it is made of is there."""

    number: tree.Number
    now: Judged
    whole: MissingName


@frozen(slots=True)
class _Named:
    """A name whose value may be missing."""

    name: str
    now: Judged


_Lead = MissingName | _Unknown | _Missing | _Named


@frozen(slots=True)
class _Followed:
    """A name that is being followed, None at the very beginning: the leads that are left, the next one last.

    ``found`` has what was at the end of the others, in order.
    """

    named: _Named | None
    leads: list[_Lead]
    found: dict[MissingName, None] = field(factory=dict)


@frozen(slots=True)
class _Search:
    """One search. What is behind a name is kept with its row (`Judged.lacking`): later periods look back at it."""

    engine: ReferenceEngine
    formula: Formula

    def lacking(self, first: _Unknown) -> Sequence[MissingName]:
        """All that is at the end of a lead: each name followed to its end before the leads that are left."""
        names = [_Followed(None, [first])]
        while True:  # a stack, not recursion: a measure may have looked back at itself for a hundred years
            name = names[-1]
            if name.leads:
                match name.leads.pop():
                    case MissingName() as lacking:
                        name.found[lacking] = None
                    case _Named() as named:
                        names.extend(self.follow(named, name))
                    case lead:
                        name.leads.extend(reversed(list(self.behind(lead))))
                continue
            names.pop()
            if name.named is None:
                return tuple(name.found)
            name.named.now.lacking[name.named.name] = tuple(name.found)
            names[-1].found.update(name.found)

    def follow(self, named: _Named, asking: _Followed) -> Iterator[_Followed]:
        """The name as one more to be followed; none where it is there, or where its end is known already."""
        if named.now.values[named.name] is None:
            known = named.now.lacking.get(named.name)
            if known is None:
                yield _Followed(named, list(self.of_name(named.name, named.now))[::-1])
            else:
                asking.found.update(dict.fromkeys(known))

    def behind(self, lead: _Unknown | _Missing) -> Iterator[_Lead]:
        """What is to be followed next, and names that are the end of it."""
        match lead:
            case _Unknown(condition, now):
                if self.engine.holds(condition, now) is None:
                    yield from self.of_condition(condition, now)
            case _Missing(number, now, whole):
                yield from self.of_number(number, now, whole)

    # ---- conditions --------------------------------------------------------------------------------------------------

    def of_condition(self, condition: tree.Condition, now: Judged) -> Iterator[_Lead]:  # noqa: C901  one case a kind of condition
        """Behind an unknown condition."""
        match condition:
            case tree.GradeIs(_, of):
                yield from self.of_grade(now) if of is None else [_Named(of, now)]
            case tree.GradeChange():
                yield from self.of_change(condition, now)
            case tree.Compare(left, _, right):
                for number in (left, right):
                    if now.leaf(number) is None:
                        yield from self.of_at_hand(number, now)
            case tree.FlagIs(name) | tree.ChoiceIs(name):
                yield _Named(name, now)
            case tree.RankCutoff():
                yield from self.of_place(condition, now)
            case tree.All(parts) | tree.AnyOf(parts) | tree.Cardinality(parts):
                yield from (_Unknown(part, now) for part in parts)
            case tree.Not(part):
                yield _Unknown(part, now)
            case tree.Temporal() if isinstance(self.engine, PastEngine):
                yield from self.of_remembered(self.engine, condition, now, _Unknown(condition.of, now))
            case tree.Temporal():
                then = now.ago(condition.ago)
                yield from self.of_over(condition, then) if then else [MissingName("", now.period - condition.ago)]
            case tree.Known() | tree.Rated() | tree.During() | tree.Receives() | tree.Received():
                return  # never unknown
            case _:
                assert_never(condition)

    def of_change(self, change: tree.GradeChange, now: Judged) -> Iterator[_Lead]:
        """The grade where it is missing, and the earlier one, or its result, where that is."""
        of, rows = change.of, [now]
        if not isinstance(self.engine, PastEngine):
            rows += [] if (then := now.ago(change.ago)) is None else [then]
        for row in rows:
            if row.grade_of(of) is None:
                yield from self.of_grade(row) if of is None else [_Named(of, row)]
        if isinstance(self.engine, PastEngine):
            if self.engine.holds(change.was_known, now) is None:
                yield MissingName(EARLIER, now.period)
        elif len(rows) == 1:
            yield MissingName("", now.period - change.ago)

    def of_over(self, temporal: tree.Temporal, then: Judged) -> Iterator[_Lead]:
        """The condition itself where it would decide, and each `restarts` that would."""
        rows = list(deciding_restarts(self.engine, temporal, then))
        if None in [self.engine.counted(temporal, then, first) for first in (None, *(row.period for row in rows))]:
            yield _Unknown(temporal.of, then)
        yield from (_Unknown(temporal.restarts, row) for row in rows if temporal.restarts)

    def of_remembered(self, engine: PastEngine, what: LooksBack, now: Judged, present: _Lead) -> Iterator[_Lead]:
        """Behind what looks back, where no rows are there to be looked at; ``present`` is the lead in this period."""
        found = engine.past.unknown_parts(what, now)
        if found.present:
            yield present
        if found.restarts and isinstance(what, tree.Temporal) and what.restarts is not None:
            yield _Unknown(what.restarts, now)
        if found.earlier:
            yield MissingName(EARLIER, now.period)

    def of_grade(self, now: Judged) -> Iterator[_Lead]:
        """Why no scale is known to hold, and what the grade is given by; else the grade, which was not given."""
        grading = self.engine.rules.grading
        unrated = (now.decided is not None and now.decided.grade is not None) or any(
            isinstance(step.rule, tree.Unrated) and step.truth for step in now.steps
        )
        source = None if grading is None else grading.given if grading.by is None else grading.by.name
        scales = [step.rule.when for step in now.steps if isinstance(step.rule, tree.Scale)]
        leads: list[_Lead] = [_Unknown(when, now) for when in scales if when is not None]
        if source is not None and now.values[source] is None:
            leads.append(_Named(source, now))
        yield from [MissingName("grade", now.period)] if unrated or not leads else leads

    def of_place(self, place: tree.RankCutoff, now: Judged) -> Iterator[_Lead]:
        if now.standings[place.ranking].known:
            yield MissingName(str(place.portion.amount), now.period)
        else:
            yield from self.of_ranking(place.ranking, now)

    def of_ranking(self, name: str, now: Judged) -> Iterator[_Lead]:
        """Why a place is unknown; where it is known that the unit holds none, the rank itself is missing."""
        if now.standings[name].known:
            yield MissingName(f"{name}.rank", now.period)
            return
        ranking = self.engine.rules.rankings[name]
        if now.period not in ranking.in_force:
            yield MissingName(f"{name}.rank", now.period)
            return
        if ranking.among is not None:
            yield _Unknown(ranking.among, now)
        for by in ranking.by:
            yield from self.of_key(by, now)
        yield from self.of_group(name, now)
        if self.engine.is_ranked(ranking, self.engine.group(ranking, now), now) is True:
            yield MissingName(f"{name}.rank", now.period)  # more units may come

    def of_key(self, by: tree.RankingKey, now: Judged) -> Iterator[_Lead]:
        """A number or an input, or why there is no grade."""
        match by:
            case tree.NumberOf(name):
                yield _Named(name, now)
            case tree.GradeKey(str(name)):
                yield _Named(name, now)
            case tree.GradeKey():
                yield from self.of_grade(now) if now.grade is None else ()
            case _:
                assert_never(by)

    def of_group(self, name: str, now: Judged) -> Iterator[_Lead]:
        yield from (_Named(each, now) for each in self.engine.rules.rankings[name].within)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def of_name(self, name: str, now: Judged) -> Iterator[_Lead]:
        """An input or a parameter is missing itself; a condition or a measure for what it is made of."""
        rules = self.engine.rules
        if name in rules.conditions:
            yield _Unknown(rules.conditions[name].when, now)
            return
        whole = MissingName(name, now.period)
        versions = rules.measures[name].versions if name in rules.measures else ()
        formulas = [version.formula for version in versions if now.period in version.in_force]
        yield from (_Missing(formula, now, whole) for formula in formulas)
        if not formulas:
            yield whole

    def of_at_hand(self, number: tree.LeafNumber, now: Judged) -> Iterator[_Lead]:
        match number:
            case tree.NumberOf(name):
                yield _Named(name, now)
            case tree.RankOf(ranking):
                yield from self.of_ranking(ranking, now)
            case tree.SizeOf(ranking) if now.period not in self.engine.rules.rankings[ranking].in_force:
                yield MissingName(f"{ranking}.size", now.period)
            case tree.SizeOf(ranking):
                yield from self.of_group(ranking, now)
            case tree.Literal():
                return
            case _:
                assert_never(number)

    def of_number(  # noqa: C901  one case a kind of number
        self, number: tree.Number, now: Judged, whole: MissingName
    ) -> Iterator[_Lead]:
        """Behind a part of a formula that is missing, here or in the earlier periods that it looks at."""
        match number:
            case tree.NumberOf() | tree.RankOf() | tree.SizeOf() | tree.Literal():
                yield from self.of_at_hand(number, now)
            case tree.Lag() | tree.AtEntry() | tree.RollingAggregate() if isinstance(self.engine, PastEngine):
                yield from self.of_remembered(self.engine, number, now, _Missing(number.of, now, whole))
            case tree.Lag(of, periods):
                before = now.ago(periods)
                yield MissingName("", now.period - periods) if before is None else _Missing(of, before, whole)
            case tree.Cut():
                yield from self.of_cut(number, now, whole)
            case tree.AtEntry(status, of, before):
                then = now.entered(status, before=before)
                yield whole if then is None else _Missing(of, then, whole)
            case tree.RollingAggregate(_, of, periods):
                yield from (_Missing(of, row, whole) for row in map(now.ago, range(periods)) if row is not None)
            case tree.Aggregate(ranking=ranking):
                if ranking is None:
                    yield from self.of_parts(number, now, whole)
                else:
                    yield from self.of_ranked(number, ranking, now, whole)
            case tree.Cases():
                yield from self.of_cases(number, now, whole)
            case tree.FlagCount(flags):
                yield from (_Unknown(flag, now) for flag in flags)
            case _:
                yield from self.of_parts(number, now, whole)

    def of_cut(self, cut: tree.Cut, now: Judged, whole: MissingName) -> Iterator[_Lead]:
        """What names the group; else what was not published for when it was due, or cannot be computed."""
        due = cut.due(now.period)
        if now.group(cut.within) is None:
            yield from (_Named(name, now) for name in cut.within)
        elif due is None or due == now.period:
            yield whole
        else:
            yield MissingName(cut.name, due)

    def of_cases(self, number: tree.Cases, now: Judged, whole: MissingName) -> Iterator[_Lead]:
        """What the first case that is not false is unknown for; else the formula that applies, if there is any."""
        *_, (case, truth) = self.formula.looked_at(number, now)
        formula = self.formula.applying(number, now)
        if truth is None:
            yield _Unknown(case.when, now)
        else:
            yield whole if formula is None else _Missing(formula, now, whole)

    def of_parts(self, number: tree.Composed | tree.Aggregate, now: Judged, whole: MissingName) -> Iterator[_Lead]:
        """Each part that is missing; the whole where none is."""
        missing: Sequence[_Lead] = self.missing_parts(number, now, whole)
        flag = number.flag if isinstance(number, tree.Aggregate) else None
        if flag is not None and self.engine.holds(flag, now) is None:
            missing = [_Unknown(flag, now)]
        yield from missing or [whole]

    def missing_parts(self, number: tree.Number, now: Judged, whole: MissingName) -> list[_Missing]:
        return [_Missing(part, now, whole) for part in _asked(number) if self.formula.number(part, now) is None]

    def of_ranked(self, number: tree.Aggregate, name: str, now: Judged, whole: MissingName) -> Iterator[_Lead]:
        """Behind a function over the units ranked with this one: its group or its place, then what it brings in.

        A unit that is left out of the ranking can bring in nothing.
        """
        ranking = self.engine.rules.rankings[name]
        if now.period not in ranking.in_force:
            yield whole
        elif now.members(name) is None:
            yield from self.of_group(name, now)
        elif (ranked := self.engine.is_ranked(ranking, self.engine.group(ranking, now), now)) is False:
            yield whole
        elif ranked is True:
            yield from self.of_parts(number, now, whole)
        else:
            yield from self.of_ranking(name, now)
            yield from self.missing_parts(number, now, whole)


def _asked(number: tree.Number) -> Sequence[tree.Number]:
    """The parts that may make it missing: of several of which one is enough, those that the policy does not state."""
    if (isinstance(number, tree.Fold) and not number.strict) or (
        isinstance(number, tree.Weighted) and number.missing == "reweight"
    ):
        return [part for part in parts_of(number) if not is_constant(part)] or parts_of(number)
    return parts_of(number)
