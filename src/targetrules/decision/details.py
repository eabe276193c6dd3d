"""Rows of details beside the results that they belong to: none of them missing, each below a row of the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from targetrules.arguments import ArgumentError
from targetrules.decision.results import Results
from targetrules.history import History
from targetrules.period import period_text
from targetrules.results.code import Code
from targetrules.results.options import Options
from targetrules.results.problem import Findings, ResultsError
from targetrules.results.table import Sheet, Table, shown
from targetrules.rules.tree import MOST_ROWS, Rules
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

__all__ = ["NO_ROWS", "read_whole", "tables_of"]

NO_ROWS: Final = History(())
"""What an empty list of rows says: that there are none, though it names no columns."""


def tables_of(rules: Rules, rows: Any, options: Options) -> Mapping[str, tuple[Rules, Any]]:
    """The tables of details, by name, each with the policy of its rows.

    None, where rows that were understood already have what was made of them. Raises ArgumentError where one is not
    there that the policy has, or one is there that it has not.
    """
    given = options.details
    if given is None and (not rules.details or isinstance(rows, History)):
        return {}
    known = Listing(tuple(rules.details) or ("-",))
    for name in given or ():
        if name not in rules.details:
            near = nearest(name, rules.details)
            values = {"found": name, "known": known, "near": near}
            raise ArgumentError("details", Word("arguments.no-details" + ("" if near is None else "-near"), values))
    missing = [name for name in rules.details if name not in (given or {})]
    if missing:
        example = ", ".join(f'"{name}": rows' for name in missing)
        raise ArgumentError(
            "details", Word("arguments.missing-details", {"names": Listing(tuple(missing)), "example": example})
        )
    tables = given or {}
    return {
        name: (each.rules, NO_ROWS if _is_empty(tables[name]) else tables[name]) for name, each in rules.details.items()
    }


def _is_empty(rows: Any) -> bool:
    return isinstance(rows, list) and not rows


def read_whole(results: Results) -> Results:
    """Results and their details, all read in one form.

    Raises ResultsError with all problems of all tables; where there are none, with the details that belong to no row.
    """
    details = {name: _named(name, each) for name, each in results.details.items()}
    in_columns = any(each.in_columns for each in (results, *details.values()))
    details = {name: evolve(each, in_columns=in_columns) for name, each in details.items()}
    whole = evolve(results, in_columns=in_columns, details=details)
    errors = [error for each in (whole, *details.values()) if (error := _problems(each)) is not None]
    if not errors:
        errors = [error for name, each in details.items() if (error := _astray(whole, name, each)) is not None]
    if errors:
        counts = sum((Counter(error.counts) for error in errors), Counter[Code]())
        raise ResultsError([problem for error in errors for problem in error.problems], counts)
    return whole


def _named(name: str, results: Results) -> Results:
    """Rows that are in no file are called by the name of the details, as a sheet of theirs."""
    given = results.given
    if isinstance(given, History) or given.sheet.file or given.sheet.name is not None:
        return results
    return evolve(results, given=evolve(given, sheet=evolve(given.sheet, name=name)))


def _problems(results: Results) -> ResultsError | None:
    """What is wrong with one table; it is read."""
    try:
        len(results)
    except ResultsError as error:
        return error
    return None


def _astray(results: Results, name: str, details: Results) -> ResultsError | None:
    """The details that belong to no row of the results, and those of which a row has too many."""
    sheet = details.given.sheet if isinstance(details.given, Table) else Sheet(name=name)
    findings, astray = Findings(sheet), [*_beyond(results, details)]
    units = dict.fromkeys(results.units) if astray else {}
    for at, unit, period, code in astray:
        if not findings.only_counts(code):
            when = period_text(results.rules.period, period)
            near = None if unit in units else nearest(unit, units)
            advice = None if near is None else Word("problems.advise_near", {"near": shown(near)})
            values = {"unit": shown(unit), "period": when, "most": f"{MOST_ROWS:,}"}
            findings.add(code, row=_number(details, at), advice=advice or _ADVICE[code], values=values)
    try:
        findings.stop_if_any()
    except ResultsError as error:
        return error
    return None


_ADVICE: Final = {
    Code.NO_ROW_ABOVE: Word("problems.advise_row_above"),
    Code.TOO_MANY_ITEMS: Word("problems.advise_fewer_items"),
}


def _beyond(results: Results, details: Results) -> Iterator[tuple[int, str, int, Code]]:
    """The positions of rows of details that cannot be used, with their unit and period."""
    if results.in_columns:
        from targetrules.engine.choice import column_engine

        encoded = details.encoded
        astray, too_many = column_engine().astray(results.own_encoded.encoded, encoded, MOST_ROWS)
        for positions, code in ((astray, Code.NO_ROW_ABOVE), (too_many, Code.TOO_MANY_ITEMS)):
            for at in positions:
                yield at, encoded.names[int(encoded.units[at])], int(encoded.periods[at]), code
        return
    there = {(row.unit, row.period) for row in results.own_history.rows}
    counts = Counter[tuple[str, int]]()
    for at, row in enumerate(details.history.rows):
        counts[row.unit, row.period] += 1
        if (row.unit, row.period) not in there:
            yield at, row.unit, row.period, Code.NO_ROW_ABOVE
        elif counts[row.unit, row.period] == MOST_ROWS + 1:
            yield at, row.unit, row.period, Code.TOO_MANY_ITEMS


def _number(details: Results, at: int) -> int | None:
    """The number that a row has in its file; None for rows that were understood already."""
    if not isinstance(details.given, Table):
        return None
    positions: Sequence[int] | Any = details.own_encoded.rows if details.in_columns else details.own_history.positions
    return details.given.numbers[at if positions is None else int(positions[at])]
