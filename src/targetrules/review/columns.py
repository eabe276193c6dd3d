"""Columns of the results that nobody reads, and rows that were decided by a default, because a cell is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from targetrules.history import History, Row
from targetrules.results import Reader
from targetrules.review.findings import Fields, ReviewFinding
from targetrules.review.situation import Situation, changes_of, consequences_first
from targetrules.rules import tree
from targetrules.wording import Listing

__all__ = ["defaults", "unread"]

_IGNORED = "problems.note_ignored"


def unread(of: Situation) -> Iterator[ReviewFinding]:
    """The columns from which nothing is read."""
    names = [name for note in of.results.own_history.notes if note.key == _IGNORED for name in _named(note.values)]
    yield ReviewFinding("unread", tuple({"column": name} for name in names))


def _named(values: Mapping[str, object]) -> tuple[str, ...]:
    names = values["names"]
    return tuple(map(str, names.parts)) if isinstance(names, Listing) else (str(names),)


def defaults(of: Situation) -> Iterator[ReviewFinding]:
    """Units whose grade or consequence would be another if what stands by default were missing."""
    defaulted = {name: one.default for name, one in of.rules.read_inputs.items() if one.default is not None}
    empty = _empty(of, defaulted)
    if empty is None or not defaulted or not of.rules.judges(of.period):
        return
    rows: list[Fields] = []
    for at, (now, read) in enumerate(zip(of.judged, of.units.rows, strict=True)):
        there = empty.get((now.unit, now.period))
        for name, default in defaulted.items():
            if there is not None and there.values[name] is None and read.values[name] == default:
                changed = changes_of(now, of.units.anew(at, {name: None}), of.rules)
                if changed is not None:
                    rows.append({"unit": now.unit, "input": name, "value": default, **changed})
    yield ReviewFinding("default", consequences_first(rows))


def _empty(of: Situation, defaulted: Mapping[str, object]) -> Mapping[tuple[str, int], Row] | None:
    """The rows as they are without any default; None where nobody knows what cells were empty."""
    results = of.results
    if isinstance(results.given, History) or not defaulted:
        return None
    inputs: dict[str, tree.Input] = {
        name: evolve(one, default=None, optional=True, column_optional=True) if name in defaulted else one
        for name, one in of.rules.inputs.items()
    }
    reader = Reader(evolve(of.rules, inputs=inputs))
    history = reader.history_of(results.given, results.options, wide=results.file_options.wide, known=results.known)
    return {(row.unit, row.period): row for row in history.rows}
