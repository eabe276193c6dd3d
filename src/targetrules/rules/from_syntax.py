"""The policy as written to the policy as meant: the one way from `syntax` to `rules`. All faults are noted, none raised."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import define, field

from targetrules.period import PeriodKind
from targetrules.rules import tree
from targetrules.rules.bounds import Bounds
from targetrules.rules.dates import check_dates
from targetrules.rules.declarations import (
    check_catalogues,
    check_ids,
    check_labels,
    declare_names,
    inputs_of,
    parameters_of,
)
from targetrules.rules.formula import formula_of, number_name
from targetrules.rules.from_condition import condition_of
from targetrules.rules.from_consequences import check_replaces, claims_of, consequences_of
from targetrules.rules.from_examples import examples_of
from targetrules.rules.from_grading import check_bands, check_reach, grading_of
from targetrules.rules.order import Key, key_of, ordered
from targetrules.rules.setting import NameKind, Setting, label_of, words_of
from targetrules.source.diagnostic import Path
from targetrules.source.faults import Faults
from targetrules.syntax import tree as syntax
from targetrules.syntax.shape import check_shape
from targetrules.wording import Word

__all__ = ["from_syntax"]

FORMAT = 1


def from_syntax(file: syntax.PolicyFile, faults: Faults) -> tree.Rules | None:
    """The rules; None where the file has faults, all of which are then in ``faults``."""
    setting = Setting(file, faults)
    if file.format != FORMAT:
        faults.add("TR038", ("format",), found=file.format, expected=FORMAT)
    declare_names(setting)
    check_ids(setting)
    check_labels(setting)
    check_catalogues(setting)
    rules = _Reader(setting).rules()
    return None if len(faults) else rules


@define
class _Reader:
    setting: Setting
    inputs: dict[str, tree.Input] = field(factory=dict)
    parameters: dict[str, tree.Parameter] = field(factory=dict)

    def rules(self) -> tree.Rules:
        setting, file = self.setting, self.setting.file
        self.inputs, self.parameters = inputs_of(setting), parameters_of(setting)
        measures = {name: self.measure(name, each) for name, each in (file.measures or {}).items()}
        rankings = {name: self.ranking(name, each) for name, each in (file.rankings or {}).items()}
        grading = grading_of(setting)
        conditions = {name: self.condition(name, each) for name, each in (file.conditions or {}).items()}
        statuses = {name: self.status(name, each) for name, each in (file.statuses or {}).items()}
        consequences = consequences_of(setting)
        check_replaces(consequences, setting)
        definitions: Sequence[tree.Definition | None] = [
            *measures.values(),
            *rankings.values(),
            grading,
            *conditions.values(),
            *statuses.values(),
        ]
        order = self.order([each for each in definitions if each is not None])
        self.check_numbers(order, grading)
        return tree.Rules(
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
            claims=claims_of(setting),
            examples=examples_of(setting, self.inputs, {name: each.decimals for name, each in measures.items()}),
            sources={
                name: tree.Source(name, label_of(each.title), each.url or "", each.date)
                for name, each in (file.sources or {}).items()
            },
            actions={name: label_of(each.label) for name, each in (file.actions or {}).items()},
            roles={name: label_of(each.label) for name, each in (file.roles or {}).items()},
            order=order,
        )

    # ---- measures ----------------------------------------------------------------------------------------------------

    def measure(self, name: str, measure: syntax.Measure) -> tree.Measure:
        path: Path = ("measures", name)
        if not 0 <= measure.decimals <= 6:  # noqa: PLR2004
            self.setting.faults.add("TR015", (*path, "decimals"), found=str(measure.decimals), least=0, most=6)
        versions = [(measure, path)]
        if measure.versions is not None:
            versions = [(each, (*path, "versions", index)) for index, each in enumerate(measure.versions)]  # type: ignore[misc]
            self.check_single(measure, path)
        found = [self.version(each, at, measure) for each, at in versions]
        check_dates([(each.span, at) for each, (_, at) in zip(found, versions, strict=True)], name, self.setting)
        return tree.Measure(name, min(max(measure.decimals, 0), 6), tuple(found), label_of(measure.label))

    def check_single(self, measure: syntax.Measure, path: Path) -> None:
        """Beside ``versions`` a measure itself has no formula, no weights and no dates."""
        for key, attribute in (("formula", "formula"), ("weights", "weights"), ("from", "from_"), ("until", "until")):
            if getattr(measure, attribute) is not None:
                self.setting.faults.add("TR017", (*path, key), at="key", keys=(key, "versions"))
        if not measure.versions:
            self.setting.faults.add("TR065", (*path, "versions"))

    def version(self, version: syntax.Version, path: Path, measure: syntax.Measure) -> tree.Version:
        rounding = tree.Rounding(version.rounding or measure.rounding or "half-up")
        span = self.setting.span(version.from_, version.until, path)
        there = [key for key in ("formula", "weights") if getattr(version, key) is not None]
        number: tree.Number | None = None
        if len(there) != 1:
            code = "TR017" if there else "TR018"
            found = Word("kinds.named-table", {"name": ".".join(str(part) for part in path)})
            self.setting.faults.add(code, path, at="key", found=found, keys=("formula", "weights"))
        elif version.formula is not None:
            number = formula_of(version.formula, (*path, "formula"), self.setting, rounding)
        else:
            number = self.weighted(version, path)
        if version.missing is not None and version.weights is None:
            self.setting.faults.add("TR018", (*path, "missing"), at="key", found="missing", keys=("weights",))
        return tree.Version(number or tree.Literal(Decimal(0)), rounding, span)

    def weighted(self, version: syntax.Version, path: Path) -> tree.Weighted:
        weights = version.weights or {}
        if not weights:
            self.setting.faults.add("TR065", (*path, "weights"))
        parts = []
        for name, weight in weights.items():
            at = (*path, "weights", name)
            if self.setting.name(name, at, NameKind.NUMBER) and weight <= 0:
                self.setting.faults.add("TR069", at, found=str(weight), name=name)
            parts.append((tree.NumberOf(name), Decimal(weight)))
        return tree.Weighted(tuple(parts), version.missing or "unknown")

    # ---- rankings, conditions, statuses ------------------------------------------------------------------------------

    def ranking(self, name: str, ranking: syntax.Ranking) -> tree.Ranking:
        path: Path = ("rankings", name)
        if name in self.setting.names:
            first = ".".join(str(part) for part in self.setting.declared[name])
            self.setting.faults.add("TR061", path, at="key", found=name, first=f"[{first}]")
        by = [number_name(each, (*path, "by"), self.setting) for each in words_of(ranking.by)]
        if not by:
            self.setting.faults.add("TR065", (*path, "by"))
        for each in words_of(ranking.within):
            self.setting.name(each, (*path, "within"), NameKind.CHOICE, NameKind.TEXT)
        if not 1 <= ranking.smallest_group <= 10**6:  # noqa: PLR2004
            found = str(ranking.smallest_group)
            self.setting.faults.add("TR015", (*path, "smallest_group"), found=found, least=1, most=10**6)
        return tree.Ranking(
            name,
            tuple(each for each in by if isinstance(each, tree.NumberOf)),
            ranking.best,
            words_of(ranking.within),
            condition_of(ranking.among, (*path, "among"), self.setting),
            ranking.smallest_group,
            label_of(ranking.label),
        )

    def condition(self, name: str, table: syntax.Condition) -> tree.NamedCondition:
        """``label`` and ``description`` in the table are the condition's own, not entries."""
        path: Path = ("conditions", name)
        own = {key: table[key] for key in ("label", "description") if key in table and key not in self.setting.names}
        for key, value in own.items():
            self.check_label(value, (*path, key))
        entries = {key: value for key, value in table.items() if key not in own}
        when = condition_of(entries, path, self.setting)
        label = own.get("label")
        return tree.NamedCondition(name, when or tree.All(()), label_of(label if isinstance(label, str | dict) else None))

    def check_label(self, value: object, path: Path) -> None:
        check_shape(value, str | dict[str, str], path, self.setting.faults)

    def status(self, name: str, status: syntax.Status) -> tree.Status:
        path: Path = ("statuses", name)
        if status.lasts_at_most is not None and status.lasts_at_most < 1:
            found = str(status.lasts_at_most)
            self.setting.faults.add("TR015", (*path, "lasts_at_most"), found=found, least=1, most=10**6)
        return tree.Status(
            name,
            condition_of(status.enter, (*path, "enter"), self.setting) or tree.All(()),
            condition_of(status.leave, (*path, "leave"), self.setting),
            status.lasts_at_most,
            label_of(status.label),
        )

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def order(self, definitions: list[tree.Definition]) -> tuple[tree.Definition, ...]:
        by_key = {key_of(each): each for each in definitions}
        order, cycles = ordered(by_key)
        for cycle in cycles:
            self.setting.faults.add("TR039", self.path_of(cycle[0]), at="key", cycle=" → ".join(cycle))
        return order

    def path_of(self, key: Key) -> Path:
        if key in self.setting.declared:
            return self.setting.declared[key]
        return ("grading",) if key == "grading" else ("rankings", key.removeprefix("rankings."))

    def check_numbers(self, order: tuple[tree.Definition, ...], grading: tree.Grading | None) -> None:
        """All numbers fit 64 bits; then bands cover what the number can be, and every grade is within reach."""
        bounds = Bounds()
        for name in bounds.add_inputs(self.inputs):
            self.setting.faults.add("TR028", ("inputs", name), at="key", name=name)
        for parameter in self.parameters.values():
            bounds.add_parameter(parameter)
        before = len(self.setting.faults)
        for definition in order:
            if isinstance(definition, tree.Measure) and not bounds.add_measure(definition):
                self.setting.faults.add("TR028", ("measures", definition.name), at="key", name=definition.name)
        if grading is not None and len(self.setting.faults) == before:
            check_bands(grading, bounds, self.setting)
            check_reach(grading, bounds, self.setting)
