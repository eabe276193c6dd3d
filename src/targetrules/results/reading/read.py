"""A table read: one way for every table and every backend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from targetrules.errors import InternalError
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN
from targetrules.results.notes import notes_of, notes_of_names
from targetrules.results.problem import Findings
from targetrules.results.reading.backend import Backend, C, N, P, V
from targetrules.results.reading.check import faults_in
from targetrules.results.reading.columns import ReadColumns, columns_in
from targetrules.results.reading.others import Others, others_in
from targetrules.results.reading.plan import Plan
from targetrules.results.reading.source import Source
from targetrules.results.reading.typed import TypedResults
from targetrules.results.table import Table
from targetrules.wording import Word

__all__ = ["read"]


def read(
    backend: Backend[C, N, P, V],
    plan: Plan,
    table: Table,
    findings: Findings,
    known: Container[str] = (),
) -> TypedResults[N, P, V]:
    """The results in a table.

    Args:
        backend: What reads the columns.
        plan: Which columns these are, and how they are read.
        table: The table.
        findings: What was found wrong with its header; what is found here is added.
        known: Units of earlier periods: what was said of their names then holds.

    Raises:
        ResultsError: Something is wrong; the error has all problems.
    """
    source = Source(backend, table)
    found = columns_in(source, plan, known)
    others = others_in(source, plan, found.units)
    if others.rows:
        source = source.without(others.rows)
        found = columns_in(source, plan, known)
    if not len(source):
        left_out = Word("problems.all_left_out") if others.totals or others.left_out else None
        findings.add(Code.NO_LINES, advice=left_out)
    faults_in(source, plan, found, known).report(findings)
    findings.stop_if_any()
    if found.long is not None and not found.long.rows:
        raise findings.stop(Code.NO_LINES, advice=Word("problems.advise_no_result"))
    return _typed(source, plan, found, others, known)


def _typed(
    source: Source[C, N, P, V],
    plan: Plan,
    found: ReadColumns[C, N, P, V],
    others: Others,
    known: Container[str],
) -> TypedResults[N, P, V]:
    if found.units is None or found.periods is None or plan.columns.unit is None:
        raise InternalError("a table without units or periods has no problem")
    ignored = plan.columns.ignored(source.table, plan.periods)
    without_result = _without_result(found)
    notes = notes_of(plan.rules, source.table, plan.columns, ignored, wide=plan.periods, without_result=without_result)
    return TypedResults(
        units=found.units if found.long is None else found.units.take(found.long.rows),
        periods=found.periods,
        inputs={name: _values(source, plan, found, name) for name in plan.rules.inputs},
        rows=source.kept,
        unit_column=plan.columns.unit,
        ignored_columns=ignored,
        absent_inputs=plan.columns.absent,
        notes=(*notes, *_notes_of_names(plan, found, others, known)),
    )


def _values(source: Source[C, N, P, V], plan: Plan, found: ReadColumns[C, N, P, V], name: str) -> V:
    """The values of an input, one for each result."""
    if found.long is not None and name == plan.wide:
        return found.long.read.values
    if name not in found.inputs:
        size = len(source) if found.long is None else len(found.long.rows)
        return source.backend.constant(plan.inputs[name], plan.rules.grades, size)
    values = found.inputs[name].values
    return values if found.long is None else source.backend.repeated(values, found.long.rows)


def _notes_of_names(
    plan: Plan, found: ReadColumns[C, N, P, V], others: Others, known: Container[str]
) -> tuple[Word, ...]:
    """What was made of names of which somebody said what they mean."""
    if plan.naming == AS_WRITTEN and not others.totals:
        return ()
    naming, inputs = plan.naming, (*found.inputs.values(), *([] if found.long is None else [found.long.read]))
    columns = [names for names in (found.units, *(each.names for each in inputs)) if names is not None]
    merged = sum((names.merged for names in columns), Counter[str]()) if naming.same else {}
    there = {name for names in columns for name in names.rows_of(naming.expected)} if naming.expected else set()
    there.update(name for name in naming.expected if name in known)
    return notes_of_names(naming, merged, others.left_out, there, others.totals)


def _without_result(found: ReadColumns[C, N, P, V]) -> list[str]:
    """The units of a wide table of which nothing stands in any period."""
    if found.long is None or found.units is None:
        return []
    there = frozenset(found.long.rows)
    return [found.units.at(row) for row in range(len(found.units)) if row not in there]
