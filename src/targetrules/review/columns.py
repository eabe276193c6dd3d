"""Columns of the results that nobody reads, and rows that were decided by a default, because a cell is empty."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from targetrules.decision.results import Results
from targetrules.history import History, Row
from targetrules.results import Reader
from targetrules.results.table import Table
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation, changes_of, consequences_first
from targetrules.rules import tree
from targetrules.wording import Listing, Word

__all__ = ["defaults", "unread"]

_IGNORED = "problems.note_ignored"


def unread(of: Situation) -> Iterator[ReviewFinding]:
    """The columns from which nothing is read."""
    names = [name for note in _own_notes(of.results) if note.key == _IGNORED for name in _named(note.values)]
    yield ReviewFinding("unread", tuple({"column": name} for name in names))


def _own_notes(results: Results) -> Sequence[Word]:
    """What was passed over in them, details left aside."""
    return results.own_encoded.notes if results.in_columns else results.own_history.notes


def _named(values: Mapping[str, object]) -> tuple[str, ...]:
    names = values["names"]
    return tuple(map(str, names.parts)) if isinstance(names, Listing) else (str(names),)


def defaults(of: Situation) -> Iterator[ReviewFinding]:
    """Units whose grade or consequence would be another if what stands by default were missing."""
    defaulted = {name: one.default for name, one in of.rules.read_inputs.items() if one.default is not None}
    given = of.results.given
    if isinstance(given, History) or not defaulted or not of.rules.judges(of.period):
        return  # of a history nobody knows what cells were empty
    undefaulted = _without(of.rules, defaulted)
    if of.trials is None:
        rows = _by_rows(of, given, defaulted, undefaulted)
    else:
        from targetrules.review.in_columns import without_defaults

        rows = without_defaults(of, of.trials, given, defaulted, undefaulted)
    yield ReviewFinding("default", consequences_first(rows))


def _without(rules: tree.Rules, defaulted: Collection[str]) -> tree.Rules:
    """The policy without these defaults."""
    inputs: dict[str, tree.Input] = {
        name: evolve(one, default=None, optional=True, column_optional=True) if name in defaulted else one
        for name, one in rules.inputs.items()
    }
    return evolve(rules, inputs=inputs)


def _by_rows(of: Situation, given: Table, defaulted: Mapping[str, object], undefaulted: tree.Rules) -> list[Fields]:
    empty, rows = _empty(of, given, undefaulted), list[Fields]()
    for at, (now, read) in enumerate(zip(of.judged, of.units.rows, strict=True)):
        there = empty.get((now.unit, now.period))
        for name, default in defaulted.items():
            if there is not None and there.values[name] is None and read.values[name] == default:
                changed = changes_of(now, of.units.anew(at, {name: None}), of.rules)
                if changed is not None:
                    rows.append({"unit": now.unit, "input": name, "value": default, **changed})
    return rows


def _empty(of: Situation, given: Table, undefaulted: tree.Rules) -> Mapping[tuple[str, int], Row]:
    """The rows as they are without any default."""
    results, reader = of.results, Reader(undefaulted)
    history = reader.history_of(given, results.options, wide=results.file_options.wide, known=results.known)
    return {(row.unit, row.period): row for row in history.rows}
