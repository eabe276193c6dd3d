"""Details as written to details as meant: a policy of one row, with inputs and named conditions of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from attrs import evolve

from targetrules.period import PeriodKind
from targetrules.rules import tree
from targetrules.rules.analysis.bounds import Bounds
from targetrules.rules.analysis.dependencies import chain, ordered
from targetrules.rules.analysis.satisfiable import check_conditions
from targetrules.rules.resolution.context import RESERVED, ResolutionContext, RowsOfDetails, label_of
from targetrules.rules.resolution.declarations import (
    check_labels_of_conditions,
    declare_names,
    inputs_of,
    own_words,
)
from targetrules.rules.resolution.from_condition import condition_of
from targetrules.rules.resolution.from_outcomes import check_tables, lower_policy, setting_of_outcomes
from targetrules.rules.resolution.names import check_names
from targetrules.source.collector import NestedCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import check_shape, table_word

__all__ = ["condition_named", "details_of"]

_PLAIN: Final = re.compile(r"[^\W\d]\w*")


def details_of(context: ResolutionContext) -> dict[str, tree.Details]:
    """The details; what is wrong with them is noted, and their names are known from then on."""
    every = {name: _details(name, each, context) for name, each in (context.file.details or {}).items()}
    found = {name: each for name, each in every.items() if each is not None}
    context.details = {name: names for name, (_, names) in found.items()}
    details = {name: each for name, (each, _) in found.items()}
    check_tables(details, context)
    return details


def condition_named(name: str, table: syntax.Condition, context: ResolutionContext) -> tree.NamedCondition:
    """A named condition; ``label`` and ``description`` in its table are its own, not entries."""
    path: Path = ("conditions", name)
    own = own_words(table, context)
    for key in own:
        check_shape(table[key], str | dict[str, str], (*path, key), context.diagnostics)
    when = condition_of({key: value for key, value in table.items() if key not in own}, path, context)
    label = table["label"] if "label" in own and isinstance(table["label"], str | dict) else None
    return tree.NamedCondition(name, when or tree.All(()), label_of(label))


def _details(name: str, details: syntax.Details, outer: ResolutionContext) -> tuple[tree.Details, RowsOfDetails] | None:
    """The details; None, and a fault noted, where they are outcomes of a policy that cannot be used."""
    path: Path = ("details", name)
    if not _PLAIN.fullmatch(name):
        outer.diagnostics.add("TR165", path, at="key", found=name)
    if outer.diagnostics.is_told((*path, "policy")):
        outer.diagnostics.lost.add(name)
        return None
    if details.policy is not None:
        return _outcomes(name, details, details.policy, outer)
    item = _item(details, path, outer)
    inner = _context(details, path, outer)
    declare_names(inner)
    check_names(inner)
    check_labels_of_conditions(inner)
    inputs = {each.name: evolve(each, ordered=each.name in inner.ordered) for each in inputs_of(inner).values()}
    rules = _row_rules(inner, item, inputs)
    return tree.Details(name, item.name, rules, label_of(details.label)), RowsOfDetails(inner, inputs)


def _outcomes(
    name: str, details: syntax.Details, policy: str, outer: ResolutionContext
) -> tuple[tree.Details, RowsOfDetails] | None:
    """Details that are the outcomes of a policy."""
    found = lower_policy(name, details, policy, outer)
    if found is None:
        outer.diagnostics.lost.add(name)
        return None
    lower, unit_above = found
    inner, inputs = setting_of_outcomes(name, details, lower, outer)
    item = tree.Input("unit", tree.InputKind.TEXT, ("unit",))
    rules = _row_rules(inner, item, inputs)
    below = tree.LowerPolicy(evolve(lower.rules, unit_above=unit_above), lower.digest, unit_above, policy, lower.text)
    return tree.Details(name, item.name, rules, label_of(details.label), below), RowsOfDetails(inner, inputs)


def _row_rules(inner: ResolutionContext, item: tree.Input, inputs: Mapping[str, tree.Input]) -> tree.Rules:
    """The policy of one row, with its named conditions."""
    conditions = {key: condition_named(key, table, inner) for key, table in (inner.file.conditions or {}).items()}
    order, cycles = ordered(list(conditions.values()))
    for cycle in cycles:
        keys = [node.key for node in cycle]
        if not inner.diagnostics.lost & set(keys):
            inner.diagnostics.add("TR039", inner.declared[keys[0]], at="key", cycle=chain(keys))
    bounds = Bounds()
    bounds.add_inputs(inputs.values())
    check_conditions([], (), bounds, inputs, inner)
    return _rules(inner, {item.name: item, **inputs}, conditions, order, item.name)


def _context(details: syntax.Details, path: Path, outer: ResolutionContext) -> ResolutionContext:
    """That of the rows: laid out as a file is. A grade with words of its own is a choice whose words are ordered."""
    own = {name for name, each in (details.inputs or {}).items() if each.type == "grade" and each.of is not None}
    inputs = {
        name: evolve(each, type="choice") if name in own else each for name, each in (details.inputs or {}).items()
    }
    file = syntax.PolicyFile(
        format=outer.file.format,
        policy=outer.file.policy,
        grades=outer.file.grades,
        inputs=inputs,
        conditions=details.conditions,
    )
    return ResolutionContext(
        file, NestedCollector.within(outer.diagnostics, path), of_rows=True, ordered=own, above=outer.names
    )


def _item(details: syntax.Details, path: Path, outer: ResolutionContext) -> tree.Input:
    """The item names a row, and is nothing else."""
    is_lost = outer.diagnostics.is_told((*path, "policy"))
    if details.unit_above is not None and not is_lost:
        outer.diagnostics.add("TR018", (*path, "unit_above"), at="key", found="unit_above", keys=("policy",))
    if details.item is None:
        if not is_lost and not outer.diagnostics.is_told((*path, "item")):
            outer.diagnostics.add("TR011", path, at="key", key="item", where=table_word(path))
        return tree.Input("item", tree.InputKind.TEXT, ("item",))
    if details.item in RESERVED or details.item == "period" or not details.item.strip():
        outer.diagnostics.add("TR060", (*path, "item"), found=details.item)
    for section in ("inputs", "conditions"):
        if details.item in (getattr(details, section) or {}):
            outer.diagnostics.add("TR166", (*path, "item"), found=details.item)
    return tree.Input(details.item, tree.InputKind.TEXT, (details.item,))


def _rules(
    inner: ResolutionContext,
    inputs: Mapping[str, tree.Input],
    conditions: Mapping[str, tree.NamedCondition],
    order: tuple[tree.Definition, ...],
    item: str,
) -> tree.Rules:
    """The policy of one row: it grades nothing, and nothing follows from it."""
    policy = inner.file.policy
    return tree.Rules(
        id=policy.id,
        title=label_of(policy.title),
        description={},
        languages=tuple(policy.languages or ()),
        period=PeriodKind(policy.period),
        grades=tuple(tree.Grade(grade.id, label_of(grade.label)) for grade in inner.file.grades or ()),
        inputs=inputs,
        parameters={},
        measures={},
        rankings={},
        grading=None,
        conditions=conditions,
        statuses={},
        consequences=(),
        claims=(),
        examples=(),
        sources={},
        actions={},
        roles={},
        order=order,
        item=item,
    )
