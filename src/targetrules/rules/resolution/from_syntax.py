"""The policy as written to the policy as meant: the one way from `syntax` to `rules`. Faults are noted, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.period import PeriodKind
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds, bounds_of
from targetrules.rules.analysis.decimals import check_decimals, check_ends, check_published
from targetrules.rules.analysis.dependencies import GRADE, Node, chain, ordered
from targetrules.rules.analysis.entries import with_earlier_entries
from targetrules.rules.analysis.reachable import check_reach
from targetrules.rules.analysis.satisfiable import check_conditions
from targetrules.rules.analysis.stops import Ends, stop_advice, stopped, stops_of
from targetrules.rules.resolution.aggregate_labels import with_labels
from targetrules.rules.resolution.articles import check_articles
from targetrules.rules.resolution.context import NameKind, ResolutionContext, label_of, places_of, words_of
from targetrules.rules.resolution.declarations import (
    check_catalogues,
    check_grades,
    check_ids,
    check_labels,
    check_once,
    check_told,
    declare_names,
    inputs_of,
    parameters_of,
)
from targetrules.rules.resolution.formula import aggregate_named
from targetrules.rules.resolution.from_above import ordered_above
from targetrules.rules.resolution.from_calendar import working_days_of
from targetrules.rules.resolution.from_condition import condition_of
from targetrules.rules.resolution.from_consequences import check_replaces, claims_of, consequences_of
from targetrules.rules.resolution.from_cuts import cut_of
from targetrules.rules.resolution.from_details import condition_named, details_of
from targetrules.rules.resolution.from_examples import examples_of
from targetrules.rules.resolution.from_grading import check_bands, check_quotas, grading_of
from targetrules.rules.resolution.from_letters import letter_texts_of
from targetrules.rules.resolution.from_measures import measure_of
from targetrules.rules.resolution.from_procedure import cycle_of, steps_of
from targetrules.rules.resolution.indicator_rules import scoring_rules
from targetrules.rules.resolution.limits import is_too_large
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder, no_policies
from targetrules.rules.resolution.made_origins import origins_of
from targetrules.rules.resolution.name_advice import names_advice
from targetrules.rules.resolution.names import check_names
from targetrules.rules.resolution.tables_made import with_made
from targetrules.rules.resolution.unshown import check_unshown
from targetrules.source.collector import DiagnosticCollector, StopCheckingError
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["from_syntax"]

FORMAT: Final = 1
_MOST: Final = 10**6


def from_syntax(
    file: syntax.PolicyFile,
    diagnostics: DiagnosticCollector,
    policies: PolicyFinder = no_policies,
    below: Mapping[str, FoundPolicy] | None = None,
) -> tree.Rules:
    """The rules; they are of no use where faults were noted. ``policies`` finds those by whose outcomes it judges.

    Those of ``below`` are found already, by the names of the details that are their outcomes.

    Raises :class:`StopCheckingError` where there is too much in the file to be looked at.
    """
    whole, ordered = with_made(file, diagnostics), ordered_above(file)
    context = ResolutionContext(whole, diagnostics, policies=policies, below=below or {}, ordered=ordered)
    if file.format != FORMAT:
        diagnostics.add("TR038", ("format",), found=file.format, expected=FORMAT)
    if is_too_large(context):
        raise StopCheckingError
    declare_names(context)
    check_ids(context)
    check_grades(context)
    check_told(context)
    check_names(context)
    check_labels(context)
    check_catalogues(context)
    check_articles(context)
    check_unshown(context)
    return _Reader(context).rules()


@define
class _Reader:
    context: ResolutionContext
    inputs: dict[str, tree.Input] = field(factory=dict)
    parameters: dict[str, tree.Parameter] = field(factory=dict)

    def rules(self) -> tree.Rules:
        context, file = self.context, self.context.file
        self.inputs, self.parameters = inputs_of(context), parameters_of(context)
        details = details_of(context)
        measures = {name: measure_of(name, each, context) for name, each in (file.measures or {}).items()}
        measures |= {name: cut_of(name, each, context) for name, each in (file.cuts or {}).items()}
        rankings = {name: self.ranking(name, each) for name, each in (file.rankings or {}).items()}
        grading = grading_of(context)
        conditions = {name: condition_named(name, each, context) for name, each in (file.conditions or {}).items()}
        statuses = {name: self.status(name, each) for name, each in (file.statuses or {}).items()}
        consequences = consequences_of(context)
        check_replaces(consequences, context)
        claims = claims_of(context)
        self.inputs |= with_labels(context.aggregates, details)
        graded = () if grading is None else (grading,)
        settled = with_earlier_entries(
            [*measures.values(), *rankings.values(), *graded, *conditions.values(), *statuses.values()]
        )
        measures |= {each.name: each for each in settled if isinstance(each, tree.Measure)}
        decimals = {name: each.decimals for name, each in measures.items()}
        rules = tree.Rules(
            id=file.policy.id,
            title=label_of(file.policy.title),
            description=label_of(file.policy.description),
            languages=tuple(file.policy.languages or ()),
            period=PeriodKind(file.policy.period),
            grades=tuple(tree.Grade(grade.id, label_of(grade.label)) for grade in file.grades or ()),
            inputs=self.inputs,
            parameters=self.parameters,
            measures=measures,
            rankings=rankings,
            grading=grading,
            conditions=conditions,
            statuses=statuses,
            consequences=consequences,
            claims=claims,
            examples=examples_of(context, self.inputs, decimals, tree.all_details(details)),
            sources=self.sources(),
            actions={name: label_of(each.label) for name, each in (file.actions or {}).items()},
            roles=_roles(file),
            offices={name: label_of(each.label) for name, each in (file.offices or {}).items()},
            order=self.order(settled),
            working_days=working_days_of(context),
            details=details,
            first_period=context.first_period,
            steps=steps_of(context),
            cycle=cycle_of(context),
            letters=letter_texts_of(context),
            indicators=tuple(file.indicators or ()),
            scoring=scoring_rules(file.indicators or {}),
            origins=origins_of(file),
        )
        self.check_numbers(rules)
        if grading is not None:
            check_quotas(grading, rankings, context)
        return rules

    def sources(self) -> dict[str, tree.Source]:
        written = self.context.file.sources or {}
        return {
            name: tree.Source(name, label_of(each.title), each.url or "", each.date) for name, each in written.items()
        }

    # ---- rankings, conditions, statuses ------------------------------------------------------------------------------

    def ranking(self, name: str, ranking: syntax.Ranking) -> tree.Ranking:
        path: Path = ("rankings", name)
        by = [self.ranking_key(each, at) for at, each in places_of(ranking.by, (*path, "by"))]
        if not ranking.by:
            self.context.diagnostics.add("TR065", (*path, "by"))
        for at, each in places_of(ranking.within, (*path, "within")):
            self.context.name(each, at, NameKind.CHOICE, NameKind.TEXT)
        for words, key in ((ranking.by, "by"), (ranking.within, "within")):
            check_once(list(places_of(words, (*path, key))), self.context, Word("diagnostics.said-once"))
        self.context.in_range(ranking.smallest_group, 1, _MOST, (*path, "smallest_group"))
        return tree.Ranking(
            name,
            tuple(each for each in by if each is not None),
            ranking.best,
            words_of(ranking.within),
            condition_of(ranking.among, (*path, "among"), self.context),
            ranking.smallest_group,
            label_of(ranking.label),
            self.context.period_range(ranking.from_, ranking.until, path),
        )

    def ranking_key(self, name: str, path: Path) -> tree.RankingKey | None:
        """A number, an input of type grade, or the final grade; None, and a fault noted, for anything else."""
        if name == "grade":
            self.context.grading(name, path)
            return tree.GradeKey()
        final = () if self.context.file.grading is None else ("grade",)
        found = aggregate_named(name, path, self.context)
        if found is None:
            return None
        name = found
        known = () if name in self.context.names else (*self.context.of_kind(NameKind.NUMBER, NameKind.GRADE), *final)
        advice = names_advice(name, known) if known else None
        is_word = self.context.names.get(name) is NameKind.CHOICE
        ordered = Word("diagnostics.said-no-order", {"found": name}) if is_word else None
        kinds = NameKind.NUMBER, NameKind.GRADE
        if not self.context.name(name, path, *kinds, advice=advice, besides=final, other_kind=ordered):
            return None
        is_grade = self.context.names[name] is NameKind.GRADE
        return tree.GradeKey(name) if is_grade else self.context.number(name)

    def status(self, name: str, status: syntax.Status) -> tree.Status:
        path: Path = ("statuses", name)
        self.context.in_range(status.lasts_at_most, 1, _MOST, (*path, "lasts_at_most"))
        return tree.Status(
            name,
            condition_of(status.enter, (*path, "enter"), self.context) or tree.All(()),
            condition_of(status.leave, (*path, "leave"), self.context),
            status.lasts_at_most,
            label_of(status.label),
        )

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def order(self, definitions: list[tree.Definition]) -> tuple[tree.Definition, ...]:
        order, cycles = ordered(definitions)
        for cycle in cycles:
            keys = [node.key for node in cycle]
            if self.context.diagnostics.lost & set(keys):
                continue  # a name that stands for two things
            prefix = "rankings."
            ranked = [key.removeprefix(prefix) for key in keys if key.startswith(prefix) and GRADE in cycle]
            advice = Word("diagnostics.said-ranked-by-grade", {"ranking": ranked[0]}) if ranked else None
            self.context.diagnostics.add("TR039", self.path_of(cycle[0]), at="key", advice=advice, cycle=chain(keys))
        return order

    def path_of(self, node: Node) -> Path:
        return ("grading",) if node == GRADE else self.context.declared[node.key]

    def check_numbers(self, rules: tree.Rules) -> None:
        """All numbers fit 64 bits and keep a declared number of decimals; conditions can hold, grades are reached."""
        bounds = bounds_of(rules)
        measures = [each for each in rules.order if isinstance(each, tree.Measure)]
        self.check_sizes(bounds, measures)
        check_decimals(measures, bounds.decimals, self.context)
        if not bounds.too_large:
            check_ends(measures, bounds, self.context)
            check_published(measures, bounds, self.context)
        diagnostics = self.context.diagnostics
        check_conditions(measures, rules.consequences, bounds, rules.inputs, self.context)
        is_whole = not (
            diagnostics.lost
            or diagnostics.blind
            or diagnostics.touch("grading", "grades", "inputs", "measures", "cuts")
        )
        if rules.grading is not None and is_whole:
            check_bands(rules.grading, bounds, self.context)
            check_reach(rules.grading, bounds, self.context)

    def check_sizes(self, bounds: Bounds, measures: list[tree.Measure]) -> None:
        """All numbers fit 64 bits; of a measure that grows without end it is said how it is written with a stop."""
        if not bounds.too_large:
            return
        stops = stops_of(self.inputs.values(), self.parameters.values(), measures)
        by_name = {each.name: each for each in measures}
        for name in bounds.too_large:
            ends = stops.get(name)
            advice = None if ends is None else self.stop(by_name[name], ends)
            self.context.diagnostics.add("TR028", self.context.declared[name], at="key", name=name, advice=advice)

    def stop(self, measure: tree.Measure, ends: Ends) -> Word:
        written = (self.context.file.measures or {}).get(measure.name)
        text = None if written is None else written.formula
        instead = None if text is None else stopped(text, measure.versions[0], measure, ends)
        return stop_advice(Word("diagnostics.stops"), ends, instead)


def _roles(file: syntax.PolicyFile) -> dict[str, tree.Role]:
    return {name: tree.Role(label_of(each.label), bool(each.one_person)) for name, each in (file.roles or {}).items()}
