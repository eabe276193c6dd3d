"""Where a grade came from, and what each step of the grading did to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from targetrules.data import define
from targetrules.engine.judged import GradingStep, Judged, QuotaEvidence
from targetrules.explanation.findings import Cited, Fact, Finding, GradeExplained, GradeStep
from targetrules.explanation.reasons.conditions import Conditions
from targetrules.explanation.reasons.decided import decided_otherwise
from targetrules.explanation.reasons.places import portion_facts
from targetrules.explanation.reasons.rounding import rounding_in_band
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import ReadValue, Value
from targetrules.rules import tree

__all__ = ["grade_explained"]


def grade_explained(grading: tree.Grading, now: Judged, conditions: Conditions) -> GradeExplained:
    """The explanation of the unit's grade."""
    if not conditions.names.rules.judges(now.period):
        return GradeExplained(conditions.names.grade(now.grade), Fact("grade.decided", {}), ())
    reader = _Grading(grading, now, conditions)
    return GradeExplained(conditions.names.grade(now.grade), reader.source(), tuple(reader.steps()))


@define(slots=True)
class _Grading:
    grading: tree.Grading
    now: Judged
    conditions: Conditions

    # ---- the source ----------------------------------------------------------------------------------------------

    def source(self) -> Fact:
        names, by = self.conditions.names, self.grading.by
        if by is None:
            given = str(self.grading.given)
            if self.now.first_grade is None:
                return Fact("grade.not_given", {"name": names.named(given)})
            return Fact("grade.given", {"given": names.reading(given, self.now.first_grade)})
        number = names.number(by, self.now)
        scale, truth = self.conditions.engine.scale(self.grading, self.now)
        bands = names.bands_of(scale, self.now.period) if scale is not None and truth else ()
        facts = (*rounding_in_band(by, bands, self.now, names), *self.conditions.measures.facts([by], self.now))
        if number.value is None:
            return Fact("grade.no_number", {"name": number.name}, facts)
        if scale is None or truth is None:
            return Fact("grade.no_scale" if scale is None else "grade.scale_unknown", {"number": number}, facts)
        kept, key = names.stated_bands, (scale.id, self.now.period)
        if key not in kept:
            kept[key] = {band.grade: stated_band(band, bands, number.unit, names) for band in bands}
        stated = kept[key].get(self.now.first_grade or "")
        if stated is None:  # a grade has one band of a scale in any period
            return Fact("grade.no_band", {"number": number}, facts)
        code, values = stated
        return Fact(code, {"number": number, **values}, facts)

    # ---- the steps -----------------------------------------------------------------------------------------------

    def steps(self) -> Iterator[GradeStep]:
        """Every rule in the order in which it acts, also those that did nothing."""
        yield from self.scales()
        grading, grade = self.grading, self.now.first_grade
        taken = {step.rule.id: step for step in self.now.steps}
        for rule in grading.unit_rules:
            step = taken.get(rule.id, GradingStep(rule, False, grade, grade))  # noqa: FBT003
            yield self.step(rule, step, self.of_rule(rule, step))
            grade = step.after
        for quota in grading.quotas:
            step = taken.get(quota.id, GradingStep(quota, False, grade, grade))  # noqa: FBT003
            yield self.step(quota, step, self.of_quota(quota, step))
            grade = step.after

    def scales(self) -> Iterator[GradeStep]:
        """The scales up to the one that is for the unit, or of which that is not known."""
        if not self.grading.conditional_scales:
            return
        for number, scale in enumerate(self.grading.scales, 1):
            truth = self.conditions.engine.is_for(scale, self.now)
            children = () if scale.when is None else self.conditions.of_definition(scale.when, self.now)
            code = "grading.scale_of_the_rest" if scale.when is None else "grading.scale"
            after = self.now.first_grade if truth else None
            finding = Finding(code, truth, {"number": number}, children)
            yield self.step(scale, GradingStep(scale, truth, None, after), finding)
            if truth is not False:
                return

    def step(self, rule: tree.UnitRule | tree.Quota | tree.Scale, step: GradingStep, finding: Finding) -> GradeStep:
        names = self.conditions.names
        before, after = names.grade(step.before), names.grade(step.after)
        kind, cited = names.rules.once(_stated_steps)[rule.id]
        return GradeStep(kind, rule.id, cited, before, after, finding)

    def of_rule(self, rule: tree.UnitRule, step: GradingStep) -> Finding:
        """A rule without a condition holds as it stands."""
        code, values = self.wording(rule)
        always = rule.when == tree.All(())
        children = () if always else self.conditions.of_definition(rule.when, self.now)
        facts = tuple(self.facts(rule)) if step.truth is True else ()
        return Finding(code, step.truth, values, children, facts)

    def facts(self, rule: tree.UnitRule) -> Iterator[Fact]:
        """Why a rule that holds may still do nothing."""
        if isinstance(rule, tree.Unrated | tree.Forced):
            return
        if self.now.forced:
            worst = max(self.now.forced, key=self.conditions.engine.position)
            yield Fact("grading.final", {"grade": self.conditions.names.grade(worst)})
        elif isinstance(rule, tree.Limit):
            yield self.of_previous()

    def wording(self, rule: tree.UnitRule) -> tuple[str, dict[str, Value]]:
        grade = self.conditions.names.grade
        match rule:
            case tree.Unrated():
                return "grading.unrated", {}
            case tree.Forced():
                return "grading.forced", {"grade": grade(rule.grade)}
            case tree.Floor():
                return "grading.floor", {"grade": grade(rule.at_least)}
            case tree.Cap():
                return "grading.cap", {"grade": grade(rule.at_most)}
            case tree.Limit():
                down, up = rule.most_down, rule.most_up
                if down is not None and up is not None:
                    return "grading.limit_both", {"down": down, "up": up}
                return ("grading.limit_down", {"down": down}) if down is not None else ("grading.limit_up", {"up": up})

    def of_previous(self) -> Fact:
        before, names = self.now.ago(1), self.conditions.names
        period = names.moment(self.now.period - 1)
        decided = () if before is None else decided_otherwise(before, names)
        if before is None or before.grade is None:
            return Fact("grading.no_previous", {"period": period}, decided)
        return Fact("grading.previous", {"grade": names.grade(before.grade), "period": period}, decided)

    def of_quota(self, quota: tree.Quota, step: GradingStep) -> Finding:
        names, standing = self.conditions.names, self.now.standings[quota.ranking]
        values: dict[str, Value] = {"grade": names.grade(quota.grade), "ranking": names.ranking(quota.ranking)}
        if self.now.period not in quota.in_force:
            return Finding("grading.quota_not_in_force", False, {"grade": values["grade"]})  # noqa: FBT003
        if step.truth is None:
            return Finding("grading.quota_open", None, values)
        filled = self.now.filled.get(quota.id)
        if filled is None:
            return Finding("grading.quota_idle", False, values)  # noqa: FBT003
        values |= {"rank": standing.rank, "size": standing.size, "most": filled.most}
        ranking = names.rules.rankings[quota.ranking]
        facts = self.conditions.facts_of_ranking(ranking, self.now)
        held = self.of_held(quota, step, filled)
        facts = (*held, *portion_facts(quota.portion, standing.size, filled.most, names, self.now), *facts)
        return Finding(f"grading.quota_{quota.how}", step.truth, values, facts=facts)

    def of_held(self, quota: tree.Quota, step: GradingStep, filled: QuotaEvidence) -> Iterator[Fact]:
        """Who of the group is held at a better grade than the quota drops to, and why the quota is not kept."""
        now, engine, position = self.now, self.conditions.engine, self.conditions.engine.position
        down_to = engine.rules.down_to(quota)
        is_held = filled.held > 0 and engine.lowest(now) < down_to and position(str(step.before)) < down_to
        if is_held:
            lowest, holder = engine.guarantee(now)
            kind = {tree.Floor: "floor", tree.Limit: "step"}.get(type(holder), "forced")
            yield Fact(f"grading.held_{kind}", {"grade": self.conditions.names.grade(lowest)})
        if is_held or step.truth is True:
            yield from self.of_filled(quota, filled)
        if filled.held:
            yield Fact(f"grading.passed_over_{quota.how}", {"held": filled.held})
        if quota.id in now.not_kept:
            too_few = quota.how == "at_least" and position(str(step.after)) >= down_to
            why = f"held_{quota.how}" if is_held else "few" if too_few else f"tie_{quota.ties}"
            yield Fact(f"grading.not_kept_{why}", {"most": filled.most})

    def of_filled(self, quota: tree.Quota, filled: QuotaEvidence) -> Iterator[Fact]:
        """Who took the places of the quota, and where its edge lies."""
        values: dict[str, Value] = {"units": filled.units, "count": filled.count}
        code = f"grading.filled_{quota.how}" + ("_among_them" if filled.count > len(filled.units) else "")
        if filled.count:
            yield Fact(code, values)
        if filled.edge is not None:
            yield Fact(f"grading.edge_{quota.how}", {"rank": filled.edge})


def stated_band(
    band: tree.Band, bands: Sequence[tree.Band], unit: str, names: SymbolTable
) -> tuple[str, dict[str, Value]]:
    """Where a grade begins, and the next better one that was missed, of the lowest that alone: the same for all units.

    ``unit`` is that of the number which lies in the band.
    """
    by_grade = sorted(bands, key=lambda each: names.rules.grade_position[each.grade])
    at, code = by_grade.index(band), "grade.band_above" if band.strict else "grade.band"
    values: dict[str, Value] = {"grade": names.grade(band.grade), "bound": ReadValue(None, band.at_least, unit)}
    if not at:
        return code, values
    missed = by_grade[at - 1]
    values |= {"better": names.grade(missed.grade), "missed": ReadValue(None, missed.at_least, unit)}
    if band is by_grade[-1]:
        del values["bound"]
        code = "grade.lowest"
    return f"{code}_then_above" if missed.strict else f"{code}_then_at", values


def _stated_steps(rules: tree.Rules) -> Mapping[str, tuple[str, Cited]]:
    """Of each rule of the grading its kind, and where it comes from."""
    grading, names = rules.grading, SymbolTable.of(rules)
    steps = () if grading is None else (*grading.scales, *grading.unit_rules, *grading.quotas)
    return {rule.id: (rule.id.split(".")[1], names.cited(rule.origin)) for rule in steps}
