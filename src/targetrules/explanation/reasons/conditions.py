"""Why a condition holds, fails, or cannot be known: one finding a condition, with what it saw.

The engine is asked for every truth; that of several conditions together follows from theirs. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import evolve, field

from targetrules.data import define
from targetrules.engine.judged import Judged
from targetrules.engine.missing import missing_names
from targetrules.engine.numbers import Formula
from targetrules.engine.reference import ReferenceEngine
from targetrules.engine.temporal_evidence import PeriodEvidence
from targetrules.explanation.findings import Counted, Fact, Finding
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.reasons.items import Items
from targetrules.explanation.reasons.measures import Measures
from targetrules.explanation.reasons.not_asked import facts_of_not_asked
from targetrules.explanation.reasons.past import Past
from targetrules.explanation.reasons.patterns import Known, Shared
from targetrules.explanation.reasons.places import Places
from targetrules.explanation.reasons.rounding import rounding_in_comparison, rounding_in_tie
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import MissingValue, PartOfYear, PeriodCount, ReadValue, Value
from targetrules.rules import tree
from targetrules.rules.analysis.asked import values_asked_about
from targetrules.truth import all_of, any_of, opposite

__all__ = ["Conditions"]

_DEEPEST: Final = 24
_GRADE_LACKS: Final = ("", 0)
"""Stands among the names whose definition was shown, once it was told why there is no grade."""
_OF_PARTS: Final = (tree.All, tree.AnyOf, tree.Not, tree.Cardinality)
_FLAT: Final = 6
"""Within so few others a condition that is told by a pattern is never so deep that a name is not opened up."""


@define(slots=True)
class Conditions:
    """The conditions of one explanation. ``opened``: the names whose definition was shown, and in which period.

    ``depth``: within how many conditions the present one stands. Names may rest on one another in a long chain, one
    that looks back at itself even through all of a unit's past: far within, a name is not opened up any more.
    ``earlier``: within how many of them it is told what was so in an earlier period. Where that looks back in turn, it
    is told how many periods it found, and not which.
    ``again``: the findings of conditions that are told again and again in this explanation, by their identity. While
    they were told nothing was opened, so that there is nothing that could be left out, or added, the next time.
    """

    engine: ReferenceEngine
    names: SymbolTable
    formula: Formula
    period: int
    shared: Shared
    items: Items
    opened: set[tuple[str, int]] = field(factory=set)
    depth: int = 0
    earlier: int = 0
    again: dict[int, Finding] = field(factory=dict)
    measures: Measures = field(init=False)

    @measures.default
    def _measures(self) -> Measures:
        return Measures(self.names, self.formula, self.of, self.items)

    def of(self, condition: tree.Condition, now: Judged) -> Finding:
        """The finding of a condition for the unit in the period of ``now``."""
        self.depth += 1
        if now.period != self.period or self.depth > _FLAT:
            finding = self.finding_of(condition, now)
        else:
            finding = self.present(self.shared.known(condition), now)
        self.depth -= 1
        if not self.names.rules.dated_inputs:
            return finding
        facts = tuple(facts_of_not_asked(values_asked_about(condition), self.names, now.period))
        return evolve(finding, facts=(*finding.facts, *facts)) if facts else finding

    def present(self, known: Known, now: Judged) -> Finding:
        """The finding of a condition in the period explained, told once where others say the same."""
        if not known.again or self.measures.above:
            return self.told(known, now)
        found = self.again.get(id(known.same))
        if found is None:
            before = self.size
            found = self.told(known, now)
            if self.size == before:
                self.again[id(known.same)] = found
        return found

    @property
    def size(self) -> int:
        """How much was opened, or told, that is not told a second time."""
        return len(self.opened) + self.measures.size + self.items.size

    def told(self, known: Known, now: Judged) -> Finding:
        """What was told of another row that agrees in all that the finding rests on; else it is told anew."""
        same = known.same
        pattern = None if isinstance(same, _OF_PARTS) else self.shared.pattern(same)
        found = None if pattern is None else pattern(now, self.opened)
        if found is None:
            return self.finding_of(same, now)
        return self.shared.of((id(same), now.period, found), self.opened, lambda: self.finding_of(same, now))

    def finding_of(self, condition: tree.Condition, now: Judged) -> Finding:  # noqa: C901, PLR0911
        """The finding by the kind of condition."""
        match condition:
            case tree.GradeIs():
                return self.of_grade(condition, now)
            case tree.GradeChange():
                return self.of_change(condition, now)
            case tree.Compare():
                return self.of_numbers(condition, now)
            case tree.Temporal():
                return self.of_temporal(condition, now)
            case tree.All() | tree.AnyOf() | tree.Not():
                return self.of_parts(condition, now)
            case tree.RankCutoff():
                places = Places(self.engine, self.names, self.measures.formula, self.of, self.facts_of_ranking)
                return places.finding(condition, now)
            case tree.FlagIs():
                return self.of_flag(condition, now)
            case tree.ChoiceIs(name, options):
                seen, wanted = self.names.word(name, now.values[name]), tuple(self.names.word(name, o) for o in options)
                values: dict[str, Value] = {"name": self.names.named(name), "seen": seen, "wanted": wanted}
                return self.finding("choice.is", condition, now, values, facts=self.items.facts(name, now))
            case tree.Known():
                return self.of_known(condition, now)
            case tree.Rated(wanted):
                values = {"grade": self.names.grade(now.grade)}
                return self.finding("rated.yes" if wanted else "rated.no", condition, now, values)
            case tree.During():
                return self.of_span(condition, now)
            case tree.Receives(id_):
                values = {"consequence": self.names.consequence(id_), "period": self.names.moment(now.period)}
                return self.finding("consequence.receives", condition, now, values)
            case tree.Received():
                return self.of_received(condition, now)
            case tree.Cardinality():
                return self.of_cardinality(condition, now)

    def of_temporal(self, condition: tree.Temporal, now: Judged) -> Finding:
        """What was found in several periods."""
        past = Past(self.engine, self.names, self.of, self.of_past, self.told_then, self.earlier > 0)
        return past.finding(condition, now)

    def of_past(self, condition: tree.Condition, row: Judged) -> Finding:
        """What is told of a condition in an earlier period that another one looks back at."""
        self.earlier += 1
        finding = self.of(condition, row)
        self.earlier -= 1
        return finding

    def told_then(self, over: tree.Temporal, seen: PeriodEvidence, tell: Callable[[], Counted]) -> Counted:
        """What is told of an earlier period; the same for all rows that agree in what was seen then."""
        row, seen_then = seen.row, self.shared.seen_then(over)
        found = None if row is None or row.decision is not None or seen_then is None else seen_then(row, self.opened)
        if found is None:
            return tell()
        return self.shared.of((id(over), seen.first, seen.truth, seen.passed_over, found), self.opened, tell)

    def of_parts(self, condition: tree.All | tree.AnyOf | tree.Not, now: Judged) -> Finding:
        """Conditions together, or the opposite of one; what becomes of them follows from what became of each."""
        if isinstance(condition, tree.Not):
            child = self.of(condition.of, now)
            return Finding("not.of", opposite(child.truth), {}, (child,))
        children = self.of_all(condition.of, now)
        code, together = ("all.of", all_of) if isinstance(condition, tree.All) else ("any.of", any_of)
        return Finding(code, together(child.truth for child in children), {}, children)

    def of_all(self, parts: tuple[tree.Condition, ...], now: Judged) -> tuple[Finding, ...]:
        """The findings of several conditions, in their order."""
        return tuple([self.of(part, now) for part in parts])

    def of_cardinality(self, condition: tree.Cardinality, now: Judged) -> Finding:
        """How many of several conditions hold, and how many must or may."""
        children = self.of_all(condition.of, now)
        held = self.engine.held_of(condition, now)
        least, most = condition.at_least, condition.at_most
        values: dict[str, Value] = {"held": held, "of": len(children)}
        if least is not None and most is not None:
            code, values = "number_of.between", {**values, "least": least, "most": most}
        elif least is not None:
            code, values = "number_of.at_least", {**values, "least": least}
        else:
            code, values = "number_of.at_most", {**values, "most": most}
        return self.finding(code, condition, now, values, children)

    def of_known(self, condition: tree.Known, now: Judged) -> Finding:
        """Which of some names are missing."""
        named = tuple(self.names.named(name) for name in condition.names)
        missing = tuple(MissingValue(each) for each in named if now.values[each.id] is None)
        facts = tuple(fact for name in condition.names for fact in self.items.facts(name, now))
        return self.finding("known.all", condition, now, {"names": named, "missing": missing}, facts=facts)

    def of_received(self, condition: tree.Received, now: Judged) -> Finding:
        """In which earlier periods the unit received a consequence."""
        id_, earlier = condition.consequence, list(now.earlier)[::-1]
        periods = tuple(self.names.moment(row.period) for row in earlier if id_ in row.received)
        values: dict[str, Value] = {"consequence": self.names.consequence(id_), "periods": periods}
        facts = tuple(fact for row in earlier for fact in decided_otherwise(row, self.names, id_))
        return self.finding("consequence.received", condition, now, values, facts=facts)

    def finding(
        self,
        code: str,
        condition: tree.Condition,
        now: Judged,
        values: dict[str, Value],
        children: tuple[Finding, ...] = (),
        facts: tuple[Fact, ...] = (),
    ) -> Finding:
        """A finding with the truth that the engine gives."""
        return Finding(code, self.engine.holds(condition, now), values, children, facts)

    # ---- grades and numbers --------------------------------------------------------------------------------------

    def of_grade(self, condition: tree.GradeIs, now: Judged) -> Finding:
        """Which grade the unit has, or an input, and which it is to be."""
        how, wanted = self.names.wanted_grades(condition.grades)
        if condition.of is None:
            values: dict[str, Value] = {"grade": self.names.grade(now.grade), "wanted": wanted}
            return self.finding(f"grade.{how}", condition, now, values, facts=self.without_grade(condition, now))
        grade = self.names.grade(now.values[condition.of])
        values = {"grade": grade, "wanted": wanted, "name": self.names.named(condition.of)}
        facts = self.items.facts(condition.of, now)
        return self.finding(f"input_grade.{how}", condition, now, values, facts=facts)

    def without_grade(self, condition: tree.GradeIs, now: Judged) -> tuple[Fact, ...]:
        """Because of what there is no grade, where that is something else than the grade itself; told once."""
        if now.grade is not None or now.period != self.period or _GRADE_LACKS in self.opened:
            return ()
        self.opened.add(_GRADE_LACKS)
        names = missing_names(self.engine, condition, now, self.formula)
        found = [each for name in names for each in self.items.lacking(self.names.lacking(name), now)]
        told = [each for each in dict.fromkeys(found) if each.name is None or each.name.kind != "final-grade"]
        return tuple(Fact("grade.lacking", {"what": each}) for each in told)

    def of_change(self, condition: tree.GradeChange, now: Judged) -> Finding:
        """Which grade the unit has, or an input, and which it had then."""
        then, of = now.ago(condition.ago), condition.of
        values: dict[str, Value] = {
            "grade": self.names.grade(now.grade_of(of)),
            "before": None if then is None else self.names.grade(then.grade_of(of)),
            "period": self.names.moment(now.period - condition.ago),
        }
        if of is None:
            decided = () if then is None else decided_otherwise(then, self.names)
            return self.finding(f"change.{condition.how}", condition, now, values, facts=decided)
        return self.finding(f"input_change.{condition.how}", condition, now, {**values, "name": self.names.named(of)})

    def of_numbers(self, condition: tree.Compare, now: Judged) -> Finding:
        """A comparison; a number of the policy is worded with the unit of what it is compared with."""
        seen, right = self.names.number(condition.left, now), condition.right
        if isinstance(right, tree.Literal):
            wanted = ReadValue(None, right.value, seen.unit)
        else:
            wanted = self.names.number(right, now)
        facts = rounding_in_comparison(condition, now, self.names, self.period)
        if now.period == self.period:
            facts += self.measures.facts([condition.left, condition.right], now)
        values: dict[str, Value] = {"seen": seen, "wanted": wanted}
        return self.finding(f"number.{condition.how}", condition, now, values, facts=facts)

    def facts_of_ranking(self, ranking: tree.Ranking, now: Judged) -> tuple[Fact, ...]:
        """What the unit is ranked by, and among whom; once for each ranking."""
        if now.period != self.period or (f"rankings.{ranking.name}", now.period) in self.opened:
            return ()
        self.opened.add((f"rankings.{ranking.name}", now.period))
        by = tuple(self.names.key(each, now) for each in ranking.by)
        beneath = (*rounding_in_tie(ranking, now, self.names), *self.measures.facts(ranking.numbers, now))
        first = f"grade_{ranking.best}" if len(ranking.numbers) < len(ranking.by) else ranking.best
        facts = [Fact(f"ranking.{first}" if ranking.numbers else "ranking.grade", {"by": by}, beneath)]
        if ranking.within:
            group = tuple(self.names.reading(name, now.values[name]) for name in ranking.within)
            facts.append(Fact("ranking.within", {"group": group}))
        return tuple(facts)

    def of_span(self, condition: tree.During, now: Judged) -> Finding:
        """Whether the period lies where it should, and comes round as it should; told apart where both are asked."""
        periods, parts = condition.periods, condition.within_year
        start_alone = tree.PeriodRange(periods.start)
        if condition.every is not None and periods == start_alone:
            every = PeriodCount(self.names.rules.period, condition.every)
            values: dict[str, Value] = {"period": self.names.moment(now.period), "every": every}
            values["first"] = self.names.moment(periods.start or 0)
            return self.finding("period.every", condition, now, values)
        if parts is not None and periods == tree.PeriodRange():
            told = tuple(PartOfYear(self.names.rules.period, part) for part in parts.parts)
            values = {"period": self.names.moment(now.period), "parts": told}
            return self.finding("period.part_of_year", condition, now, values)
        if condition.every is not None or parts is not None:
            start = start_alone if parts is None else tree.PeriodRange()
            both = (tree.During(periods), tree.During(start, condition.every, parts))
            return self.finding("all.of", condition, now, {}, tuple([self.of_span(part, now) for part in both]))
        return self.of_range(condition, now)

    def of_range(self, condition: tree.During, now: Judged) -> Finding:
        """Whether the period lies between two others, or is the only one that is meant."""
        periods = condition.periods
        values: dict[str, Value] = {"period": self.names.moment(now.period)}
        if periods.start is not None and periods.start == periods.end:
            only = {**values, "first": self.names.moment(periods.start)}
            return self.finding("period.only", condition, now, only)
        if periods.start is not None:
            values["first"] = self.names.moment(periods.start)
        if periods.end is not None:
            values["last"] = self.names.moment(periods.end)
        code = "within" if len(values) == 3 else "from" if "first" in values else "until"  # noqa: PLR2004
        return self.finding(f"period.{code}", condition, now, values)

    # ---- names that stand for conditions -------------------------------------------------------------------------

    def of_flag(self, condition: tree.FlagIs, now: Judged) -> Finding:
        """An input says so itself; a named condition or a status opens up to its own definition, once."""
        name, rules = condition.name, self.names.rules
        values: dict[str, Value] = {"name": self.names.named(name)}
        if name in rules.inputs:
            return self.finding("flag.yes" if condition.wanted else "flag.no", condition, now, values)
        if name in rules.conditions:
            code = "condition.holds" if condition.wanted else "condition.does_not_hold"
        else:
            code = "status.in" if condition.wanted else "status.not_in"
        truth = self.engine.holds(condition, now)
        if (name, now.period) in self.opened:
            return Finding(code, truth, values, repeated=True)
        if self.depth > _DEEPEST:
            return Finding(code, truth, values, facts=(self.no_further(name, now),))
        self.opened.add((name, now.period))
        if name in rules.conditions:
            return Finding(code, truth, values, self.of_definition(rules.conditions[name].when, now))
        return Finding(code, truth, values, *self.of_status(rules.statuses[name], now))

    def no_further(self, name: str, now: Judged) -> Fact:
        """That a definition is not opened up here; that of an earlier period can be asked for."""
        values: dict[str, Value] = {"name": self.names.named(name)}
        if now.period == self.period:
            return Fact("name.no_further", values)
        return Fact("name.see_period", {**values, "period": self.names.moment(now.period)})

    def of_definition(self, when: tree.Condition, now: Judged) -> tuple[Finding, ...]:
        """That all entries of a definition must hold goes without saying."""
        return self.of_all(when.of, now) if isinstance(when, tree.All) else (self.of(when, now),)

    def of_status(self, status: tree.Status, now: Judged) -> tuple[tuple[Finding, ...], tuple[Fact, ...]]:
        """What decided: whether it was held before, whether it is entered, left, or has lasted its time."""
        before = 0 if now.prior is None else now.prior.status_age.get(status.name, 0)
        enter = self.finding("status.enter", status.enter, now, {}, self.of_definition(status.enter, now))
        if not before:
            return (enter,), (Fact("status.was_not_in", {}),)
        facts = [Fact("status.was_in", {"results": before})]
        children = [enter]
        if enter.truth is not True and status.leave is not None:
            children.append(self.finding("status.leave", status.leave, now, {}, self.of_definition(status.leave, now)))
        if enter.truth is not True and status.lasts_at_most is not None and before >= status.lasts_at_most:
            facts.append(Fact("status.ended", {"most": status.lasts_at_most}))
        return tuple(children), tuple(facts)
