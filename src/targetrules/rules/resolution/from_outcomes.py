"""Details whose rows are the outcomes of another policy: what such a row has, typed and bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, assert_never

from attrs import evolve

from targetrules.period import PeriodKind
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import MOST_UNITS, bounds_of
from targetrules.rules.condition import Condition, FlagIs, Known, Not
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.context import ResolutionContext, listed
from targetrules.rules.resolution.declarations import check_labels_of_conditions, declare_names, inputs_of
from targetrules.rules.resolution.from_above import check_not_above
from targetrules.rules.resolution.lower import MOST_TABLES, FoundPolicy, UnusablePolicyError, note_unusable
from targetrules.rules.resolution.names import check_names
from targetrules.rules.resolution.tables import TableReader
from targetrules.source.collector import NestedCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import table_word
from targetrules.wording import LANGUAGES, Word, say

__all__ = ["check_tables", "lower_policy", "of_outcome", "setting_of_outcomes"]

_GRADE: Final = "grade"
_MOST: Final = Decimal(MOST_UNITS)
"""Units that are ranked together."""
_PLACES: Final = {"rank": 1, "size": 0}
"""The numbers of a place, and the least that each can be."""
_GRADE_LABEL: Final = {language: say("names.grade-of-row", language) for language in LANGUAGES}


def lower_policy(
    name: str, details: syntax.Details, policy: str, outer: ResolutionContext
) -> tuple[FoundPolicy, str] | None:
    """The policy, and its input that names the unit above; None, and faults noted, where they cannot be used."""
    path: Path = ("details", name)
    before = len(outer.diagnostics)
    for key in ("item", "inputs"):
        if getattr(details, key) is not None:
            outer.diagnostics.add("TR184", (*path, key), at="key", found=key, policy=policy)
    if details.unit_above is None and not outer.diagnostics.is_told((*path, "unit_above")):
        outer.diagnostics.add("TR011", path, at="key", key="unit_above", where=table_word(path))
    try:
        found = outer.below[name] if name in outer.below else outer.policies(policy)
    except UnusablePolicyError as error:
        note_unusable(error, (*path, "policy"), outer.diagnostics)
        return None
    _check_period(found.rules, path, outer)
    check_not_above(found, path, outer)
    above = details.unit_above
    if above is not None:
        _check_unit_above(above, found.rules, path, outer)
    return None if above is None or len(outer.diagnostics) > before else (found, above)


def _check_period(lower: tree.Rules, path: Path, outer: ResolutionContext) -> None:
    if lower.period is not PeriodKind(outer.file.policy.period):
        own = outer.file.policy.period
        outer.diagnostics.add("TR183", (*path, "policy"), policy=lower.id, found=lower.period.value, expected=own)


def _check_unit_above(above: str, lower: tree.Rules, path: Path, outer: ResolutionContext) -> None:
    """A text or a choice may name a unit."""
    kinds = (tree.InputKind.TEXT, tree.InputKind.CHOICE)
    known = [name for name, each in lower.read_inputs.items() if each.kind in kinds]
    if above not in known:
        at = (*path, "unit_above")
        said = Word("diagnostics.said-no-unit-above", {"policy": lower.id})
        near, advice = (above, known), None if known else said
        outer.diagnostics.add("TR182", at, near=near, advice=advice, found=above, policy=lower.id, known=listed(known))


def check_tables(details: Mapping[str, tree.Details], context: ResolutionContext) -> None:
    """Those of policies below one another are not too many."""
    below = [each.policy.rules.all_details for each in details.values() if each.policy is not None]
    if (found := len(details) + sum(map(len, below))) > MOST_TABLES and below:
        what, many = Word("limits.tables"), f"{found:,}"
        context.diagnostics.add("TR049", ("details",), at="key", what=what, found=many, most=MOST_TABLES)


# ---- what a row has --------------------------------------------------------------------------------------------------


def setting_of_outcomes(
    name: str, details: syntax.Details, lower: FoundPolicy, outer: ResolutionContext
) -> tuple[ResolutionContext, dict[str, tree.Input]]:
    """That of the rows: what the policy is given and decides is laid out as the inputs of a file are."""
    path: Path = ("details", name)
    known = dict(_written(lower.rules))
    conditions = {}
    for key, table in (details.conditions or {}).items():
        if key in known:
            outer.diagnostics.add("TR185", (*path, "conditions", key), at="key", found=key, policy=lower.rules.id)
        else:
            conditions[key] = table
    file = syntax.PolicyFile(
        format=outer.file.format,
        policy=outer.file.policy,
        grades=outer.file.grades,
        inputs=known,
        conditions=conditions or None,
    )
    ordered = frozenset(_ordered(lower.rules))
    collector = NestedCollector.within(outer.diagnostics, path)
    inner = ResolutionContext(file, collector, of_rows=True, ordered=ordered, decides=lower.written)
    declare_names(inner)
    check_names(inner)
    check_labels_of_conditions(inner)
    grade = {} if lower.rules.grading is None else {_GRADE: _GRADE_LABEL}
    labels = grade | {each.name: each.label for each in _labelled(lower.rules) if each.label}
    for ranking in lower.rules.rankings.values():
        labels |= {f"{ranking.name}.{number}": _label_of_place(ranking, number) for number in _PLACES}
    inputs = {
        each.name: evolve(each, ordered=each.name in ordered, label=labels.get(each.name, {}))
        for each in inputs_of(inner).values()
    }
    for rule in lower.rules.consequences:
        key = f"{tree.CONSEQUENCE}{rule.id}"
        inputs[key] = tree.Input(key, tree.InputKind.FLAG, (key,), rule.label or {"": rule.id}, optional=True)
    return inner, inputs


def _label_of_place(ranking: tree.Ranking, number: str) -> Mapping[str, str]:
    return {
        language: say(
            f"explanations.{number}", language, {"ranking": label_text(ranking.label, language, ranking.name)}
        )
        for language in LANGUAGES
    }


def _labelled(lower: tree.Rules) -> Iterator[tree.Input | tree.Measure | tree.NamedCondition | tree.Status]:
    """What has labels of its own in the policy."""
    for each in (lower.inputs, lower.measures, lower.conditions, lower.statuses):
        yield from each.values()


def _ordered(lower: tree.Rules) -> Iterator[str]:
    """The names that stand for grades."""
    if lower.grading is not None:
        yield _GRADE
    for name, each in lower.inputs.items():
        if (each.kind is tree.InputKind.GRADE or each.ordered) and name != _GRADE:
            yield name


def _written(lower: tree.Rules) -> Iterator[tuple[str, syntax.Input]]:
    """Everything that a row has a name for but consequences; grades are words in an order of their own."""
    grades = [grade.id for grade in lower.grades]
    if lower.grading is not None:
        yield _GRADE, syntax.Input(type="choice", of=grades, optional=True)
    for name, each in lower.inputs.items():
        if name != _GRADE and each.aggregation is None:
            yield from ((name, found) for found in _as_written(each, grades))
    for measure, (low, high) in _ranges(lower).items():
        decimals = lower.measures[measure].decimals
        yield measure, syntax.Input(type="number", min=low, max=high, decimals=decimals, optional=True)
    for flag in (*lower.conditions, *lower.statuses):
        yield flag, syntax.Input(type="flag", optional=True)
    for name in lower.rankings:
        for number, least in _PLACES.items():
            yield f"{name}.{number}", syntax.Input(type="number", min=Decimal(least), max=_MOST, optional=True)


def _as_written(each: tree.Input, grades: list[str]) -> Iterator[syntax.Input]:
    """An input of the policy; texts are for names and messages, and no condition asks about them."""
    match each.kind:
        case tree.InputKind.NUMBER:
            yield syntax.Input(type="number", min=each.low, max=each.high, decimals=each.decimals, optional=True)
        case tree.InputKind.FLAG:
            yield syntax.Input(type="flag", optional=True)
        case tree.InputKind.GRADE:
            yield syntax.Input(type="choice", of=grades, optional=True)
        case tree.InputKind.CHOICE:
            labels: dict[str, syntax.Label] = {option: dict(label) for option, label in each.option_labels.items()}
            yield syntax.Input(type="choice", of=list(each.options), labels=labels, optional=True)
        case tree.InputKind.TEXT:
            pass
        case _:
            assert_never(each.kind)


def _ranges(lower: tree.Rules) -> Mapping[str, tuple[Decimal, Decimal]]:
    """From where to where each measure of the policy can lie, as was proved of it."""
    bounds, zero = bounds_of(lower), Decimal(0)
    ranges = {name: bounds.ranges.get(name) for name in lower.measures}
    return {name: (zero, zero) if each is None else (each.low, each.high) for name, each in ranges.items()}


# ---- words about a row -----------------------------------------------------------------------------------------------


def of_outcome(reader: TableReader, decides: syntax.PolicyFile, key: str, value: Any, path: Path) -> Condition | None:
    """Whether the policy, whose outcomes the rows are, gave a grade (``rated``), or a consequence (``receives``)."""
    context = reader.context
    if key == "receives":
        if not reader.is_of(value, str, path):
            return None
        known = [rule.id for rule in decides.consequences or []]
        if value not in known:
            context.unknown("TR026", path, value, known)
        return FlagIs(f"{tree.CONSEQUENCE}{value}", wanted=True)
    if decides.grading is None:
        context.diagnostics.add("TR187", path, at="key", policy=decides.policy.id)
        return None
    if not reader.is_of(value, bool, path):
        return None
    return Known((_GRADE,)) if value else Not(Known((_GRADE,)))
