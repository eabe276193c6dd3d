"""A table read: one way for every table and every backend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from attrs import evolve

from targetrules.errors import InternalError
from targetrules.results.code import Code
from targetrules.results.naming import AS_WRITTEN
from targetrules.results.notes import notes_of, notes_of_names, notes_of_successions
from targetrules.results.problem import Findings
from targetrules.results.reading.asked import (
    absent_inputs,
    as_asked,
    notes_of_asked,
    report_absent_inputs,
    values_as_asked,
)
from targetrules.results.reading.backend import Backend, C, N, P, V
from targetrules.results.reading.check import faults_in
from targetrules.results.reading.columns import ReadColumns, columns_in
from targetrules.results.reading.fractions import notes_of_fractions
from targetrules.results.reading.header_mapping import HeaderMapping
from targetrules.results.reading.non_results import NonResults, non_results_in
from targetrules.results.reading.successions import doubts_in
from targetrules.results.reading.table_columns import TableColumns
from targetrules.results.reading.targets import notes_of_targets
from targetrules.results.reading.typed import TypedResults
from targetrules.results.table import Table
from targetrules.wording import Word

__all__ = ["read"]


def read(
    backend: Backend[C, N, P, V],
    mapping: HeaderMapping,
    table: Table,
    findings: Findings,
    known: Container[str] = (),
) -> TypedResults[N, P, V]:
    """The results in a table.

    Args:
        backend: What reads the columns.
        mapping: Which columns these are, and how they are read.
        table: The table.
        findings: What was found wrong with its header; what is found here is added.
        known: Units of earlier periods: what was said of their names then holds.

    Raises:
        ResultsError: Something is wrong; the error has all problems.
    """
    given = TableColumns(backend, table)
    found = as_asked(given, mapping, columns_in(given, mapping, known))
    non_results = non_results_in(given, mapping, found)
    if non_results.rows:
        given = given.without(non_results.rows)
        found = as_asked(given, mapping, columns_in(given, mapping, known))
    report_absent_inputs(given, mapping, found, findings)
    if not len(given) and mapping.rules.item is None:
        below = None if mapping.rules.unit_above is None else Word("problems.advise_no_lower_results")
        left_out = Word("problems.all_left_out") if non_results.totals or non_results.left_out else below
        findings.add(Code.NO_LINES, advice=left_out)
    faults_in(given, mapping, found, known).report(findings)
    findings.stop_if_any()
    if found.long is not None and not found.long.rows:
        raise findings.stop(Code.NO_LINES, advice=Word("problems.advise_no_result"))
    return _typed(given, mapping, found, non_results, known)


def _typed(
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    found: ReadColumns[C, N, P, V],
    non_results: NonResults,
    known: Container[str],
) -> TypedResults[N, P, V]:
    if found.units is None or found.periods is None or mapping.columns.unit is None:
        raise InternalError("a table without units or periods has no problem")
    made = given.table.made_of
    ignored = (
        mapping.columns.ignored(given.table, mapping.periods) if made is None or made.ignored is None else made.ignored
    )
    without_result = _without_result(found)
    columns = evolve(mapping.columns, absent=absent_inputs(given, mapping, found))
    notes = notes_of(mapping.rules, given.table, columns, ignored, wide=mapping.periods, without_result=without_result)
    notes = (*notes, *notes_of_asked(given, mapping, found), *notes_of_fractions(given, mapping, found))
    return TypedResults(
        units=found.units if found.long is None else found.units.take(found.long.rows),
        periods=found.periods,
        inputs={
            name: values_as_asked(given, mapping, found, name, _values(given, mapping, found, name))
            for name in _there(mapping)
        },
        rows=given.kept,
        unit_column=mapping.columns.unit,
        ignored_columns=ignored,
        absent_inputs=columns.absent,
        notes=(
            *notes,
            *_notes_of_names(given, mapping, found, non_results, known),
            *notes_of_successions(mapping.rules.period, doubts_in(given, found)),
            *notes_of_targets(given, mapping, found),
        ),
    )


def _there(mapping: HeaderMapping) -> list[str]:
    """All inputs of the policy, and those of the reserved columns that the table has."""
    return [name for name in mapping.inputs if name in mapping.rules.inputs or name in mapping.columns.inputs]


def _values(given: TableColumns[C, N, P, V], mapping: HeaderMapping, found: ReadColumns[C, N, P, V], name: str) -> V:
    """The values of an input, one for each result."""
    if found.long is not None and name == mapping.wide:
        return found.long.read.values
    if name not in found.inputs:
        size = len(given) if found.long is None else len(found.long.rows)
        return given.backend.constant(mapping.inputs[name], mapping.rules.grades, size)
    values = found.inputs[name].values
    return values if found.long is None else given.backend.repeated(values, found.long.rows)


def _notes_of_names(
    given: TableColumns[C, N, P, V],
    mapping: HeaderMapping,
    found: ReadColumns[C, N, P, V],
    non_results: NonResults,
    known: Container[str],
) -> tuple[Word, ...]:
    """What was made of names of which somebody said what they mean."""
    if mapping.naming == AS_WRITTEN and not non_results.totals:
        return ()
    naming, inputs = mapping.naming, (*found.inputs.values(), *([] if found.long is None else [found.long.read]))
    columns = [names for names in (found.units, *(each.names for each in inputs)) if names is not None]
    made = given.table.made_of
    counted = (Counter(made.merged) if made and names is found.units else names.merged for names in columns)
    merged = sum(counted, Counter[str]()) if naming.same else {}
    there = {name for names in columns for name in names.rows_of(naming.expected)} if naming.expected else set()
    there.update(name for name in naming.expected if name in known)
    return notes_of_names(naming, merged, non_results.left_out, there, non_results.totals)


def _without_result(found: ReadColumns[C, N, P, V]) -> list[str]:
    """The units of a wide table of which nothing stands in any period."""
    if found.long is None or found.units is None:
        return []
    there = frozenset(found.long.rows)
    return [found.units.at(row) for row in range(len(found.units)) if row not in there]
