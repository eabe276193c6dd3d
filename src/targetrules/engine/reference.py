"""The reference engine: what a policy means, in the order of section 4 of the language.

Within a period, for all units together: measures, rankings, grade, conditions and statuses in dependency order, then
all consequences, then what they replace. A unit's row knows its row before (`prior`), which may be that of another
unit whose past it goes on from, and so all of its past; a question about the past is answered by walking back.
Everything is exact, truth has three values (None is unknown), and nothing is optimised: other engines are fast, this
one is to be read. What temporal conditions look at stands in `temporal.py`, cuts that are kept in `kept_cuts.py`. It
remembers only what a temporal condition found in a row, which cannot change once the period is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import MOST_NAMED, GradingStep, Judged, QuotaEvidence, Standing, left_apart, put_together
from targetrules.engine.kept_cuts import keep_cuts, kept_before
from targetrules.engine.numbers import Formula
from targetrules.engine.openness import Openness
from targetrules.engine.placing import Candidate, fill, is_within, places
from targetrules.engine.temporal import TemporalMeaning
from targetrules.history import History, Row, Value, by_period
from targetrules.outcome import Truth
from targetrules.rules import tree
from targetrules.rules.decided import decided_of
from targetrules.rules.exact import rounded, units_of
from targetrules.rules.succession import predecessor_of
from targetrules.truth import COMPARES, all_of, any_of, count_of, opposite


def evaluate(rules: tree.Rules, history: History) -> list[Judged]:
    """Judge every row of ``history``; the rows by period, within a period as they came."""
    return [now for cross_section in ReferenceEngine(rules).cross_sections(history) for now in cross_section]


@frozen(slots=True)
class ReferenceEngine(TemporalMeaning):
    """The meaning of one policy. ``openness`` says where more units may come; None: all that there are have come."""

    openness: Openness | None = field(default=None, kw_only=True)

    def cross_sections(self, history: History) -> Iterator[list[Judged]]:
        """Judge period by period: all rows of one period together."""
        latest: dict[str, Judged] = {}
        for _, rows in sorted(by_period(history).items()):
            cross_section = self.period(rows, latest)
            latest.update((now.unit, now) for now in self.as_decided(cross_section, rows, latest))
            yield cross_section

    def as_decided(self, computed: list[Judged], rows: Iterable[Row], latest: dict[str, Judged]) -> list[Judged]:
        """The rows as later periods look back at them: with what was decided in its place, if anything was."""
        decided = any(now.decision is not now.decided for now in computed)
        return self.period(rows, latest, computed) if decided else computed

    def period(
        self, rows: Iterable[Row], latest: dict[str, Judged], computed: Sequence[Judged] | None = None
    ) -> list[Judged]:
        """Judge all rows of one period; ``latest`` has the latest earlier row of each unit.

        ``computed``: they were judged before, and now by what was decided.
        """
        cross_section = self.started(rows, latest, computed)
        kept = kept_before(latest.values())
        for now in cross_section:
            now.kept = kept
        for definition in self.rules.order:
            self.define(definition, cross_section)
        for now in cross_section:
            self.set_consequences(now)
        keep_cuts(self.rules, cross_section, kept)
        return cross_section

    def started(
        self, rows: Iterable[Row], latest: dict[str, Judged], computed: Sequence[Judged] | None
    ) -> list[Judged]:
        """The rows of a period, of which nothing is made yet."""
        cross_section = [self.start(row, latest.get(predecessor_of(row.unit, row.values))) for row in rows]
        for now, before in zip(cross_section, computed or (), strict=False):
            now.computed, now.decided = before, now.decision
        return left_apart(cross_section) if self.is_open(None, cross_section) else put_together(cross_section)

    def is_open(self, ranking: str | None, units: Sequence[Judged]) -> bool:
        """Whether more units may come into a group of a ranking, or without one into the period, or others than these.

        Then nobody knows who is in it: places, quotas, and what is computed over the group are unknown.
        """
        return self.openness is not None and self.openness.is_open(ranking, units)

    def start(self, row: Row, prior: Judged | None) -> Judged:
        """A row before anything is made of it: its inputs, and the parameters that are numbers."""
        values = {**self.rules.asked_for(row.values, row.period), **self.parameters(row.period)}
        now = Judged(row.unit, row.period, values, prior)
        now.decision = decided_of(self.rules, row.values)
        now.decided = None if self.rules.judges(row.period) else now.decision
        if row.exact:
            now.exact = row.exact
        return now

    def parameters(self, period: int) -> dict[str, Value]:
        """The parameters that are numbers in a period; missing where none is in force yet, or it is a share."""
        values = {parameter.name: parameter.at(period) for parameter in self.rules.parameters.values()}
        return {name: value if isinstance(value, Decimal) else None for name, value in values.items()}

    def define(self, definition: tree.Definition, cross_section: list[Judged]) -> None:
        match definition:
            case tree.Ranking():
                self.rank(definition, [now for now in cross_section if now.period in definition.in_force])
                for now in cross_section:
                    now.standings.setdefault(definition.name, Standing(known=False))
            case tree.Grading():
                self.set_grades(definition, cross_section)
            case tree.Measure():
                self.measure(definition, cross_section)
            case tree.NamedCondition():
                for now in cross_section:
                    now.values[definition.name] = self.holds(definition.when, now)
            case tree.Status():
                for now in cross_section:
                    now.values[definition.name] = self.status(definition, now)
            case _:
                assert_never(definition)

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def measure(self, measure: tree.Measure, cross_section: list[Judged]) -> None:
        """A measure is missing where no version of it is in force."""
        formula = self.formula()
        for now in cross_section:
            now.values[measure.name] = None
            for version in measure.versions:
                if now.period in version.in_force:
                    formula.divided_by_zero = formula.differs = False
                    exact = formula.number(version.formula, now)
                    value = None if exact is None else rounded(exact, measure.decimals, version.rounding)
                    now.values[measure.name] = value
                    now.note(measure.name, divided=formula.divided_by_zero, differs=formula.differs)

    def formula(self) -> Formula:
        return Formula(holds=self.holds)

    # ---- rankings ----------------------------------------------------------------------------------------------------

    def rank(self, ranking: tree.Ranking, cross_section: list[Judged]) -> None:
        """The units of a group share one list, which is best first when all are in it."""
        in_group: dict[tuple[Value, ...], list[Judged]] = defaultdict(list)
        for now in cross_section:
            in_group[self.group(ranking, now)].append(now)
        for group, everyone in in_group.items():
            is_known = None not in group and not self.is_open(ranking.name, everyone)
            units: list[Judged] = []
            for now in everyone:
                truth = self.is_ranked(ranking, group, now)
                known = truth is False or (truth is True and is_known)
                now.standings[ranking.name] = Standing(known, members=units if is_known else None)
                if known and truth:
                    units.append(now)
            units.sort(key=lambda now: self.keys(ranking, now), reverse=ranking.best == "highest")
            if len(units) >= ranking.smallest_group:
                for now, place in zip(units, places([self.keys(ranking, now) for now in units]), strict=True):
                    now.standings[ranking.name].place = place

    def group(self, ranking: tree.Ranking, now: Judged) -> tuple[Value, ...]:
        return tuple(now.values[name] for name in ranking.within)

    def keys(self, ranking: tree.Ranking, now: Judged) -> list[Decimal | None]:
        return [now.key(each, ranking, self.rules) for each in ranking.by]

    def is_ranked(self, ranking: tree.Ranking, group: tuple[Value, ...], now: Judged) -> Truth:
        """Unknown where ``among`` is, or where a value that it is ranked by, or its group, is missing."""
        among = True if ranking.among is None else self.holds(ranking.among, now)
        there = None not in group and None not in self.keys(ranking, now)
        return among if there or among is False else None

    def place(self, place: tree.RankCutoff, now: Judged) -> Truth:
        standing = now.standings[place.ranking]
        if not standing.known:
            return None
        if standing.place is None:
            return False
        most = self.portion(place.portion, standing, now)
        return None if most is None else is_within(standing.place, most, place.end, place.ties)

    def portion(self, portion: tree.Portion, standing: Standing, now: Judged) -> int | None:
        """How many units of the group the portion is; None where its parameter is not in force yet."""
        amount = portion.amount
        if isinstance(amount, str):
            amount_now = self.rules.parameters[amount].at(now.period)
            return None if amount_now is None else units_of(amount_now, standing.size or 0, portion.round)
        return units_of(amount, standing.size or 0, portion.round)

    # ---- grading -----------------------------------------------------------------------------------------------------

    def set_grades(self, grading: tree.Grading, cross_section: list[Judged]) -> None:
        judged = [now for now in cross_section if self.rules.judges(now.period)]
        for now in judged:
            now.first_grade = now.grade = self.source_grade(grading, now)
            for rule in grading.unit_rules:
                self.take_step(rule, now)
        for quota in grading.quotas:
            concerned = [now for now in judged if now.period in quota.in_force]
            for now in concerned:
                self.leave_open(quota, now)
            lists = (now.standings[quota.ranking].members for now in concerned)
            for members in {id(each): each for each in lists if each}.values():
                self.fill_quota(quota, members)
        for now in cross_section:
            now.take_decided_grade()

    def source_grade(self, grading: tree.Grading, now: Judged) -> str | None:
        if grading.by is None:
            given = now.values[str(grading.given)]
            return given if isinstance(given, str) else None
        (scale, truth), number = self.scale(grading, now), now.leaf(grading.by)
        if scale is not None and truth is None:
            now.steps.append(GradingStep(scale, None, None, None))
        if scale is None or truth is None or number is None:
            return None
        return self.banded(scale.in_force(now.period), Fraction(number))

    def scale(self, grading: tree.Grading, now: Judged) -> tuple[tree.Scale | None, Truth]:
        """The first scale that holds, or of which that is unknown: then nobody can say which one is the unit's."""
        asked = ((scale, self.is_for(scale, now)) for scale in grading.scales)
        return next(((scale, truth) for scale, truth in asked if truth is not False), (None, False))

    def is_for(self, scale: tree.Scale, now: Judged) -> Truth:
        """Whether a scale is for the unit, if none before it is."""
        return True if scale.when is None else self.holds(scale.when, now)

    def banded(self, bands: Iterable[tree.Band], number: Fraction) -> str | None:
        """The best grade of which the number reaches the band."""
        for band in sorted(bands, key=lambda band: self.position(band.grade)):
            least = Fraction(band.at_least)
            if number > least or (number == least and not band.strict):
                return band.grade
        return None

    def take_step(self, rule: tree.UnitRule, now: Judged) -> None:
        truth = self.holds(rule.when, now)
        if truth is False:
            return
        before = now.grade
        if truth is True:
            now.grade = self.after_step(rule, before, now)
        now.steps.append(GradingStep(rule, truth, before, now.grade))

    def after_step(self, rule: tree.UnitRule, grade: str | None, now: Judged) -> str | None:
        """What the rule, which holds, makes of a grade. A forced grade is final, and none has no floor or cap."""
        match rule:
            case tree.Unrated():
                return None
            case tree.Forced():
                return max([*now.forced, rule.grade], key=self.position)
            case _ if grade is None or now.forced:
                return grade
            case tree.Floor():
                return min(grade, rule.at_least, key=self.position)
            case tree.Limit():
                return self.limited(rule, grade, now)
            case tree.Cap():
                return max(grade, rule.at_most, key=self.position)
            case _:
                assert_never(rule)

    def limited(self, limit: tree.Limit, grade: str, now: Judged) -> str:
        before = now.ago(1)
        if before is None or before.grade is None:
            return grade
        start, position = self.position(before.grade), self.position(grade)
        if limit.most_down is not None:
            position = min(position, start + limit.most_down)
        if limit.most_up is not None:
            position = max(position, start - limit.most_up)
        return self.rules.grades[position].id

    def position(self, grade: str) -> int:
        """0 for the best grade; a worse one is higher."""
        return self.rules.grade_position[grade]

    def fill_quota(self, quota: tree.Quota, members: Sequence[Judged]) -> None:
        """Let the quota drop units of one group, and keep with each of them what it counted."""
        placed = [now for now in members if now.standings[quota.ranking].rank is not None and now.grade is not None]
        most = self.portion(quota.portion, placed[0].standings[quota.ranking], placed[0]) if placed else None
        if most is None:
            return
        down_to = self.rules.down_to(quota)
        found = fill(quota, most, down_to, [self.candidate(quota, now) for now in placed])
        named = tuple(placed[at].unit for at in found.counted[:MOST_NAMED])
        for now in placed:
            now.filled[quota.id] = QuotaEvidence(most, found.held, len(found.counted), named, found.edge)
        for at in found.dropped:
            self.drop(quota, placed[at], down_to)
        for at in found.not_kept:
            placed[at].not_kept.append(quota.id)

    def leave_open(self, quota: tree.Quota, now: Judged) -> None:
        """Of a unit that the quota may move nobody knows the grade while more units may come into its group."""
        ranking, down_to = self.rules.rankings[quota.ranking], self.rules.down_to(quota)
        if now.grade is None or now.standings[ranking.name].known:
            return
        is_ranked = self.is_ranked(ranking, self.group(ranking, now), now) is True
        if is_ranked and self.position(now.grade) < down_to <= self.lowest(now):
            now.steps.append(GradingStep(quota, None, now.grade, None))
            now.grade = None

    def candidate(self, quota: tree.Quota, now: Judged) -> Candidate:
        return Candidate(now.standings[quota.ranking].rank or 0, self.position(str(now.grade)), self.lowest(now))

    def lowest(self, now: Judged) -> int:
        """The worst grade that the rules before the quotas leave open: what they would make of the worst one of all."""
        return self.position(str(self.guarantee(now)[0]))

    def guarantee(self, now: Judged) -> tuple[str | None, tree.UnitRule | None]:
        """That grade, and the rule that holds the unit there: the last that made something better of it."""
        grade: str | None = self.rules.grades[-1].id
        holder: tree.UnitRule | None = None
        for step in now.steps:
            if step.truth is True and not isinstance(step.rule, tree.Quota | tree.Scale):
                before, grade = grade, self.after_step(step.rule, grade, now)
                if None not in (before, grade) and self.position(str(grade)) < self.position(str(before)):
                    holder = step.rule
        return grade, holder

    def drop(self, quota: tree.Quota, now: Judged, position: int) -> None:
        before, now.grade = now.grade, self.rules.grades[position].id
        now.steps.append(GradingStep(quota, truth=True, before=before, after=now.grade))

    # ---- conditions --------------------------------------------------------------------------------------------------

    def holds(self, condition: tree.Condition, now: Judged) -> Truth:  # noqa: PLR0911, PLR0912, C901
        """Whether the condition holds for the unit in the period of ``now``; None: unknown."""
        match condition:
            case tree.Compare():
                return self.compares(condition, now)
            case tree.GradeIs():
                return None if (grade := now.grade_of(condition.of)) is None else grade in condition.grades
            case tree.GradeChange():
                return now.changed_grade(condition, self.rules)
            case tree.All():
                return all_of(self.holds(part, now) for part in condition.of)
            case tree.AnyOf():
                return any_of(self.holds(part, now) for part in condition.of)
            case tree.Cardinality():
                truths = (self.holds(part, now) for part in condition.of)
                return count_of(truths, condition.at_least, condition.at_most)
            case tree.Not():
                return opposite(self.holds(condition.of, now))
            case tree.Temporal():
                return self.temporal(condition, now)
            case tree.RankCutoff():
                return self.place(condition, now)
            case tree.FlagIs():
                flag = now.values[condition.name]
                return None if flag is None else flag is condition.wanted
            case tree.ChoiceIs():
                return None if (choice := now.values[condition.name]) is None else choice in condition.options
            case tree.Known():
                return all(now.values[name] is not None for name in condition.names)
            case tree.Rated():
                return (now.grade is not None) is condition.wanted
            case tree.During():
                return now.period in condition
            case tree.Receives():
                return condition.consequence in now.received
            case tree.Received():
                return any(condition.consequence in row.received for row in now.earlier)
            case _:
                assert_never(condition)

    def held_of(self, several: tree.Cardinality, now: Judged) -> int:
        """How many of several conditions hold: the count that explanations tell."""
        return sum(self.holds(part, now) is True for part in several.of)

    def compares(self, compare: tree.Compare, now: Judged) -> Truth:
        left = now.leaf(compare.left)
        right = None if left is None else now.leaf(compare.right)
        return None if left is None or right is None else COMPARES[compare.how](left, right)

    def missing(self, conditions: Iterable[tree.Condition | None], now: Judged, formula: Formula) -> tuple[str, ...]:
        """The names because of which any of these conditions is unknown, each once; there may be none (None)."""
        from targetrules.engine.missing import missing_names

        names = (name for each in conditions if each is not None for name in missing_names(self, each, now, formula))
        return tuple(dict.fromkeys(names))

    # ---- statuses ----------------------------------------------------------------------------------------------------

    def status(self, status: tree.Status, now: Judged) -> bool:
        """``status_age`` counts the results in the status, from the latest one in which ``enter`` held."""
        age = now.prior.status_age.get(status.name, 0) if now.prior is not None else 0
        if self.holds(status.enter, now) is True:
            now.status_age[status.name] = 1
        elif age and not self.leaves(status, age, now):
            now.status_age[status.name] = age + 1
        return status.name in now.status_age

    def leaves(self, status: tree.Status, age: int, now: Judged) -> bool:
        left = status.leave is not None and self.holds(status.leave, now) is True
        return left or (status.lasts_at_most is not None and age >= status.lasts_at_most)

    # ---- consequences ------------------------------------------------------------------------------------------------

    def set_consequences(self, now: Judged) -> None:
        """What fires, and what of it is received."""
        for rule in self.rules.consequences:
            if now.period in rule.in_force and self.rules.judges(now.period):
                now.fired[rule.id] = self.fires(rule, now)
        self.replace(now)

    def replace(self, now: Judged) -> None:
        """What fires is received unless something that fires replaces it, itself replaced or not."""
        fired = [id_ for id_, truth in now.fired.items() if truth is True]
        for id_ in fired:
            by = tuple(each for each in self.rules.replaced_by[id_] if each in fired)
            if by:
                now.replaced[id_] = by
        now.received = frozenset(fired) - now.replaced.keys()
        if now.decided is not None and now.decided.received is not None:
            now.received = now.decided.received

    def fires(self, rule: tree.Consequence, now: Judged) -> Truth:
        when = self.holds(rule.when, now)
        return when if rule.unless is None else all_of((when, opposite(self.holds(rule.unless, now))))
