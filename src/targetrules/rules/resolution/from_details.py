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
from targetrules.rules.resolution.names import check_names
from targetrules.source.collector import DiagnosticCollector, NestedCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import check_shape

__all__ = ["condition_named", "details_of", "rows_of_details"]

_PLAIN: Final = re.compile(r"[^\W\d]\w*")


def details_of(context: ResolutionContext) -> dict[str, tree.Details]:
    """The details; what is wrong with them is noted, and their names are known from then on."""
    found = {name: _details(name, each, context) for name, each in (context.file.details or {}).items()}
    context.details = {name: names for name, (_, names) in found.items()}
    return {name: details for name, (details, _) in found.items()}


def rows_of_details(file: syntax.PolicyFile) -> Mapping[str, RowsOfDetails]:
    """What is known of the rows of details in a file that has no faults."""
    context = ResolutionContext(file, DiagnosticCollector())
    details_of(context)
    return context.details


def condition_named(name: str, table: syntax.Condition, context: ResolutionContext) -> tree.NamedCondition:
    """A named condition; ``label`` and ``description`` in its table are its own, not entries."""
    path: Path = ("conditions", name)
    own = own_words(table, context)
    for key in own:
        check_shape(table[key], str | dict[str, str], (*path, key), context.diagnostics)
    when = condition_of({key: value for key, value in table.items() if key not in own}, path, context)
    label = table["label"] if "label" in own and isinstance(table["label"], str | dict) else None
    return tree.NamedCondition(name, when or tree.All(()), label_of(label))


def _details(name: str, details: syntax.Details, outer: ResolutionContext) -> tuple[tree.Details, RowsOfDetails]:
    path: Path = ("details", name)
    if not _PLAIN.fullmatch(name):
        outer.diagnostics.add("TR165", path, at="key", found=name)
    inner = _context(details, path, outer)
    declare_names(inner)
    check_names(inner)
    check_labels_of_conditions(inner)
    inputs = {each.name: evolve(each, ordered=each.name in inner.ordered) for each in inputs_of(inner).values()}
    conditions = {key: condition_named(key, table, inner) for key, table in (inner.file.conditions or {}).items()}
    order, cycles = ordered(list(conditions.values()))
    for cycle in cycles:
        keys = [node.key for node in cycle]
        if not inner.diagnostics.lost & set(keys):
            inner.diagnostics.add("TR039", inner.declared[keys[0]], at="key", cycle=chain(keys))
    bounds = Bounds()
    bounds.add_inputs(inputs.values())
    check_conditions([], (), bounds, inner)
    _check_item(details, path, outer)
    item = tree.Input(details.item, tree.InputKind.TEXT, (details.item,))
    rules = _rules(inner, {item.name: item, **inputs}, conditions, order, details.item)
    return tree.Details(name, details.item, rules, label_of(details.label)), RowsOfDetails(inner, inputs, item)


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
    return ResolutionContext(file, NestedCollector.within(outer.diagnostics, path), of_rows=True, ordered=own)


def _check_item(details: syntax.Details, path: Path, outer: ResolutionContext) -> None:
    """The item names a row, and is nothing else."""
    if details.item in RESERVED or details.item == "period" or not details.item.strip():
        outer.diagnostics.add("TR060", (*path, "item"), found=details.item)
    for section in ("inputs", "conditions"):
        if details.item in (getattr(details, section) or {}):
            outer.diagnostics.add("TR166", (*path, "item"), found=details.item)


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
