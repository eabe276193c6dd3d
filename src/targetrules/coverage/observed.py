"""What a history shows of a policy, row by row: asked of the reference engine, which is the meaning of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field

from targetrules.coverage.decisions import rule_paths
from targetrules.coverage.entries import Asked, Decision, entries_in, outcome_of
from targetrules.coverage.goals import Key, band_path, cases_in
from targetrules.data import define, frozen
from targetrules.engine.judged import Judged
from targetrules.engine.reference import ReferenceEngine
from targetrules.history import History
from targetrules.rules import tree
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.truth import Truth

__all__ = ["Deciding", "Observer", "Sight"]

_NAMES = {True: "true", False: "false", None: "unknown"}


@frozen(slots=True)
class Deciding:
    """One half of a pair: a row in which the entry at a place alone decides: it is so, and the whole is so."""

    path: Path
    entry: bool
    whole: bool

    @property
    def other(self) -> Deciding:
        """The other half."""
        return Deciding(self.path, not self.entry, not self.whole)


@frozen(slots=True)
class Sight:
    """Something that a row shows."""

    of: Key | Deciding
    unit: str
    period: int


@define
class Observer:
    """Looks at histories. ``details``: the rows of details of a history, by their names."""

    rules: tree.Rules
    written: syntax.PolicyFile
    decisions: Sequence[Decision]
    engine: ReferenceEngine = field(init=False)
    cases: list[tuple[tree.Version, tree.Cases, Sequence[Path]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.engine = ReferenceEngine(self.rules)
        self.cases = [each for measure in self.rules.measures.values() for each in cases_in(measure, self.written)]

    def seen(self, history: History, details: Mapping[str, History]) -> Iterator[Sight]:
        """Everything that the rows of a history show, and those of its details."""
        of_units = [each for each in self.decisions if each.asked.details is None]
        for cross_section in self.engine.cross_sections(history):
            for now in cross_section:
                found = (*self.of_decisions(of_units, self.engine, now), *self.of_row(now))
                yield from (Sight(each, now.unit, now.period) for each in found)
            yield from self.of_quotas(cross_section)
        for name, rows in details.items():
            engine = ReferenceEngine(self.rules.details[name].rules)
            own = [each for each in self.decisions if each.asked.details == name]
            for cross_section in engine.cross_sections(rows):
                for row in cross_section:
                    for each in self.of_decisions(own, engine, row):
                        yield Sight(each, row.unit, row.period)

    # ---- conditions --------------------------------------------------------------------------------------------------

    def of_decisions(
        self, decisions: Sequence[Decision], engine: ReferenceEngine, now: Judged
    ) -> Iterator[Key | Deciding]:
        """What a row shows of conditions: how each entry is, and of which the whole hangs on it."""
        for decision in decisions:
            if self.is_asked(decision.asked, engine, now):
                entries = list(entries_in(decision.joints))
                truths = {each.path: engine.holds(each.condition, now) for each in entries}
                for entry in entries:
                    yield entry.path, _NAMES[truths[entry.path]]
                    deciding = _deciding(decision, entry.path, truths)
                    if deciding is not None:
                        yield deciding

    def is_asked(self, asked: Asked, engine: ReferenceEngine, now: Judged) -> bool:
        """Whether the policy asks for a condition of this unit in this period."""
        if now.period not in asked.periods or (asked.decides and not self.rules.judges(now.period)):
            return False
        before = [engine.holds(each, now) for each in asked.after]
        if asked.within is not None:
            was = now.prior is not None and asked.within in now.prior.status_age
            return was and True not in before
        return all(each is False for each in before)

    # ---- all else ----------------------------------------------------------------------------------------------------

    def of_row(self, now: Judged) -> Iterator[Key]:
        """What a row shows of cases, grading, statuses and consequences."""
        yield from self.of_cases(now)
        if self.rules.judges(now.period):
            yield from self.of_grading(now)
            for at, rule in enumerate(self.rules.consequences):
                truth = now.fired.get(rule.id)
                if truth is not None:
                    yield ("consequences", at), "due" if truth else "not-due"
                if rule.id in now.replaced:
                    yield ("consequences", at), "replaced"
        for name in self.rules.statuses:
            if now.enters(name):
                yield ("statuses", name), "entered"
            if now.prior is not None and name in now.prior.status_age and name not in now.status_age:
                yield ("statuses", name), "left"

    def of_cases(self, now: Judged) -> Iterator[Key]:
        """The case that applies: the first that holds, none before it being unknown."""
        for version, cases, places in self.cases:
            if now.period in version.in_force:
                truths: list[Truth] = [self.engine.holds(each.when, now) for each in cases.of]
                truths.append(True)  # otherwise
                at = next(at for at, truth in enumerate(truths) if truth is not False)
                if truths[at] is True and at < len(places):
                    yield places[at], "applies"

    def of_grading(self, now: Judged) -> Iterator[Key]:
        """The band that the number reaches, the rules that act or stay out, the grade in the end."""
        grading = self.rules.grading
        if grading is None:
            return
        yield from self.of_band(grading, now)
        steps = {step.rule.id: step for step in now.steps}
        for rule, path in rule_paths(grading):
            step = steps.get(rule.id)
            if step is None:
                yield path, "stays-out"
            elif step.truth is True and isinstance(rule, tree.Forced | tree.Unrated):
                yield path, "acts"
            elif step.before is not None and step.after is not None and step.before != step.after:
                is_raised = self.engine.position(step.after) < self.engine.position(step.before)
                limited = "acts-down" if is_raised else "acts-up"
                yield path, limited if isinstance(rule, tree.Limit) else "acts"
        if now.grade is not None:
            yield ("grades", self.engine.position(now.grade)), "given"

    def of_band(self, grading: tree.Grading, now: Judged) -> Iterator[Key]:
        """The band by which the unit has its first grade."""
        if grading.by is None or now.first_grade is None:
            return
        scale, _ = self.engine.scale(grading, now)
        if scale is None:
            return
        for at, band in enumerate(scale.bands):
            if band.grade == now.first_grade and now.period in band.in_force:
                yield band_path(self.written, grading.scales.index(scale), at), "applies"

    def of_quotas(self, cross_section: Sequence[Judged]) -> Iterator[Sight]:
        """Of each group whether a quota moves somebody, is at its edge, or has room left."""
        grading = self.rules.grading
        for at, quota in enumerate(() if grading is None else grading.quotas):
            groups: dict[int, list[Judged]] = {}
            for now in cross_section:
                if quota.id in now.filled:
                    groups.setdefault(id(now.standings[quota.ranking].members), []).append(now)
            for units in groups.values():
                evidence = units[0].filled[quota.id]
                moved = [now for now in units if any(step.rule.id == quota.id for step in now.steps)]
                aspect = "moves" if moved else "edge" if evidence.count == evidence.most else "idle"
                first = (moved or units)[0]
                yield Sight((("grading", "quotas", at), aspect), first.unit, first.period)


def _deciding(decision: Decision, path: Path, truths: Mapping[Path, Truth]) -> Deciding | None:
    """Whether the whole hangs on one entry: it is known, and would not be so were the entry otherwise."""
    so, whole = truths[path], outcome_of(decision.joints, truths)
    if so is None or whole is None or outcome_of(decision.joints, {**truths, path: not so}) is whole:
        return None
    return Deciding(path, so, whole)
